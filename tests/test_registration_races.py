"""Two partners who register one phone number in the same second, and one at his quota on two phones (CH-6)."""

import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

ROUNDS = 4
QUOTA = 6


@tagged("post_install", "-at_install")
class TestRegistrationRaces(BaseCase):
    """What is made here is committed, so that both see it, and taken away again at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls._make(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True}))
        cls.addClassCleanup(cls._take_away)

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
    def _take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("SELECT id FROM realestate_registration WHERE project_id = %s", [cls.project_id])
            ids = [row[0] for row in cr.fetchall()]
            for model, res_ids in (
                ("realestate.registration", ids),
                ("realestate.registration.rule", cls.rule_ids),
                ("realestate.channel.partner", cls.partner_ids),
                ("realestate.project", [cls.project_id]),
            ):
                cr.execute("DELETE FROM mail_message WHERE model = %s AND res_id = ANY(%s)", [model, res_ids])
                cr.execute("DELETE FROM mail_followers WHERE res_model = %s AND res_id = ANY(%s)", [model, res_ids])
            cr.execute("DELETE FROM realestate_registration_conflict WHERE registration_id = ANY(%s)", [ids])
            cr.execute("UPDATE realestate_registration SET rival_id = NULL WHERE id = ANY(%s)", [ids])
            cr.execute("DELETE FROM realestate_registration WHERE id = ANY(%s)", [ids])
            for table, res_ids in (
                ("realestate_registration_rule", cls.rule_ids),
                ("realestate_channel_partner", cls.partner_ids),
                ("realestate_channel_partner_kind", cls.kind_ids),
            ):
                cr.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [res_ids])
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            env["realestate.project"].browse(cls.project_id).unlink()
            env["res.partner"].browse(cls.contact_ids).unlink()

    def _race(self, *tries):
        """Let each of ``tries`` (partner, phone) register in its own transaction, begun together, as requests do.

        :return: the answers (outcome, told to the partner)
        """
        start = threading.Barrier(len(tries), timeout=30)
        answers, broken = [], []

        def run(partner_id, phone):
            waited = []

            def register():
                env.cr.execute("SELECT 1")
                if not waited:
                    # the snapshot of the first try is taken before the other one acts
                    waited.append(start.wait())
                registration = env["realestate.registration"]._register_customer(
                    env["realestate.channel.partner"].browse(partner_id),
                    env["realestate.project"].browse(self.project_id),
                    {"name": "王先生", "phone": phone},
                )
                return registration.outcome, registration.answer

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                    answers.append(retrying(register, env))
            except Exception as error:  # noqa: BLE001  told to the test by the assertion below
                broken.append(repr(error))

        threads = [threading.Thread(target=run, args=one, daemon=True) for one in tries]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
        self.assertFalse(broken, "who loses is told in a sentence, never by an error of the database")
        return answers

    def _live(self, phone_key):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM realestate_registration WHERE project_id = %s AND phone_key = %s AND is_live",
                [self.project_id, phone_key],
            )
            return cr.fetchone()[0]

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
