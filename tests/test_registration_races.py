"""Two partners who register one phone number in the same second, and one at his quota on two phones (CH-6)."""

from races import RaceCase, forget_messages, take_away_project

from odoo import SUPERUSER_ID
from odoo.tests import tagged

ROUNDS = 4
QUOTA = 6


@tagged("post_install", "-at_install")
class TestRegistrationRaces(RaceCase):
    """One number, and one quota."""

    context = {"tracking_disable": True}

    @classmethod
    def _make(cls, env):
        cls.project_id = env["realestate.project"].create({"name": "Registration Races", "code": "REGRACES"}).id
        kinds = env["realestate.channel.partner.kind"].create([{"name": "Racing"}, {"name": "Racing, few"}])
        rules = env["realestate.registration.rule"].create(
            [
                {"name": "Races", "kind_id": kind.id, "date_from": "2026-01-01", "daily_quota": quota}
                for kind, quota in zip(kinds, (0, QUOTA), strict=True)
            ]
        )
        rules.action_confirm()
        partners = env["realestate.channel.partner"].create(
            [
                {"contact_name": f"Racer {number}", "kind_id": kind.id, "date_start": "2026-01-01"}
                for number, kind in enumerate((kinds[0], kinds[0], kinds[1]))
            ]
        )
        cls.kind_ids, cls.rule_ids, cls.partner_ids = kinds.ids, rules.ids, partners.ids
        cls.contact_ids = partners.partner_id.ids

    @classmethod
    def _take_away(cls, env):
        cr = env.cr
        cr.execute("SELECT id FROM realestate_registration WHERE project_id = %s", [cls.project_id])
        ids = [row[0] for row in cr.fetchall()]
        for model, res_ids in (
            ("realestate.registration", ids),
            ("realestate.registration.rule", cls.rule_ids),
            ("realestate.channel.partner", cls.partner_ids),
        ):
            forget_messages(cr, model, res_ids)
        cr.execute("DELETE FROM realestate_registration_conflict WHERE registration_id = ANY(%s)", [ids])
        cr.execute("UPDATE realestate_registration SET rival_id = NULL WHERE id = ANY(%s)", [ids])
        cr.execute("DELETE FROM realestate_registration WHERE id = ANY(%s)", [ids])
        for table, res_ids in (
            ("realestate_registration_rule", cls.rule_ids),
            ("realestate_channel_partner", cls.partner_ids),
            ("realestate_channel_partner_kind", cls.kind_ids),
        ):
            cr.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [res_ids])
        take_away_project(env, cls.project_id)
        env["res.partner"].browse(cls.contact_ids).unlink()

    def _race(self, *tries):
        """Let each of ``tries`` (partner, phone) register; return the answers (outcome, told to the partner)."""

        def register(partner_id, phone):
            def act(env):
                registration = env["realestate.registration"]._register_customer(
                    env["realestate.channel.partner"].browse(partner_id),
                    env["realestate.project"].browse(self.project_id),
                    {"name": "王先生", "phone": phone},
                )
                return registration.outcome, registration.answer

            return SUPERUSER_ID, act

        answers, refused = self._run_together(*(register(*one) for one in tries))
        self.assertFalse(refused, "a registration is answered, not refused")
        return answers

    def _live(self, phone_key):
        query = "SELECT count(*) FROM realestate_registration WHERE project_id = %s AND phone_key = %s AND is_live"
        return self._rows(query, self.project_id, phone_key)[0][0]

    def test_two_partners_one_number(self):
        """CH-6: of two who register one number in the same second one has the customer, the other is told."""
        for number in range(ROUNDS):
            phone = f"1370000000{number}"
            answers = self._race((self.partner_ids[0], phone), (self.partner_ids[1], phone))
            self.assertEqual(sorted(outcome for outcome, _told in answers), ["rival", "valid"])
            told = dict(answers)
            self.assertIn("first", told["rival"])
            self.assertEqual(self._live(f"137****000{number}"), 1)

    def test_two_partners_one_masked_number(self):
        """CH-6: the same where both hide the middle digits."""
        for number in range(ROUNDS):
            phone = f"136****000{number}"
            answers = self._race((self.partner_ids[0], phone), (self.partner_ids[1], phone))
            self.assertEqual(sorted(outcome for outcome, _told in answers), ["rival", "valid"])
            self.assertEqual(self._live(phone), 1)

    def test_one_partner_twice(self):
        """CH-6: a double tap is one registration."""
        answers = self._race((self.partner_ids[0], "13500000001"), (self.partner_ids[0], "13500000001"))
        self.assertEqual([outcome for outcome, _told in answers], ["valid", "valid"])
        self.assertEqual(self._live("135****0001"), 1)

    def test_the_last_of_the_quota(self):
        """CH-6: with all but one of the quota used, two agents of one partner get one more registration, not two."""
        for number in range(QUOTA - 1):
            self._race((self.partner_ids[2], f"1340000000{number}"))
        answers = self._race((self.partner_ids[2], "13400000011"), (self.partner_ids[2], "13400000012"))
        self.assertEqual(sorted(outcome for outcome, _told in answers), ["quota", "valid"])
