from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ConcurrencyError, UserError, ValidationError
from odoo.tests import TransactionCase, tagged
from odoo.tools import format_date, mute_logger

from ..tools import registered_phone
from .common_partners import PartnerCommon


@tagged("post_install", "-at_install")
class TestRegisteredPhone(TransactionCase):
    def test_read(self):
        """CH-6: a number is taken in full or by its first three and last four digits, however it is written."""
        for typed in ("13800001234", "+86 138-0000-1234", "008613800001234", "电话：13800001234"):
            with self.subTest(typed=typed):
                self.assertEqual(registered_phone.read(typed), ("+8613800001234", "138****1234"))
        for typed in (
            "138****1234",
            "138xxxx1234",
            "138 **** 1234",
            "1381234",
            "138…1234",
            "138-1234",
            "１３８＊＊＊＊１２３４",
        ):
            with self.subTest(typed=typed):
                self.assertEqual(registered_phone.read(typed), (False, "138****1234"))
        for typed in ("", None, "138", "128****1234", "1380000123", "王先生", "138****123"):
            with self.subTest(typed=typed):
                self.assertEqual(registered_phone.read(typed), (False, False))
        sanitized, key = registered_phone.read("0571-88886666")
        self.assertEqual((sanitized, "8888" in key), ("+8657188886666", False))


@tagged("post_install", "-at_install")
class TestRegistration(PartnerCommon):
    """CH-6: the answer at registration."""

    def test_valid(self):
        """CH-6: valid for 30 days, a visit counts from 30 minutes on; the rule and the specialist stay with it."""
        registration = self._enter()
        self.assertEqual((registration.outcome, registration.state), ("valid", "valid"))
        self.assertEqual(registration.valid_until, date(2026, 3, 31))
        self.assertEqual(registration.visit_from, registration.date + timedelta(minutes=30))
        self.assertEqual((registration.rule_id, registration.user_id), (self.rule, self.specialist))
        self.assertEqual((registration.team_id, registration.days_left), (self.calls, 30))
        self.assertIn(format_date(self.env, date(2026, 3, 31)), registration.answer)
        self.assertIn("10:30", registration.answer)

    def test_first_and_last_day_of_the_agreement(self):
        """CH-5, CH-6: an agreement is in force on its first and on its last day, not on the days around."""
        self.agency.write({"date_start": date(2026, 3, 1), "date_end": date(2026, 3, 31)})
        for day, expected in (
            (date(2026, 2, 28), False),
            (date(2026, 3, 1), True),
            (date(2026, 3, 31), True),
            (date(2026, 4, 1), False),
        ):
            self.assertEqual(self.agency._is_in_force(day), expected, day)

    def test_blank_or_wrong(self):
        """CH-6: name and number are needed; a wrong number is said to be one and nothing is kept."""
        for values, message in (
            ({"name": " "}, "name"),
            ({"phone": "1380000111"}, "138"),
            ({"phone": ""}, "138"),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, message):
                self._enter(**values)
        self.assertFalse(self.Registration.search([("channel_partner_id", "=", self.agency.id)]))

    def test_full_number_by_rule(self):
        """CH-6: where the rules want the number in full a masked one is refused, else it suffices."""
        self.assertEqual(self._enter("138****1111").state, "valid")
        full = self.env["realestate.channel.partner.kind"].create({"name": "Full"})
        self._new_rule(kind_id=full.id, phone_rule="full")
        self.agency_2.kind_id = full
        with self.assertRaisesRegex(UserError, "in full"):
            self._enter("138****2222", self.agency_2)
        self.assertEqual(self._enter("13800002222", self.agency_2).state, "valid")

    def test_known_customer(self):
        """CH-6, CUS-4: a customer of ours is refused; the partner does not learn whose, the office does."""
        self._new_lead(phone="13800001111")
        registration = self._enter()
        self.assertEqual((registration.outcome, registration.state), ("known", "refused"))
        self.assertNotIn(self.consultant.name, registration.answer)
        self.assertIn(self.consultant.name, registration.reason)
        self.assertEqual(registration.conflict_ids.kind, "known")
        # a refused one protects nobody
        self.assertFalse(registration.is_live)

    def test_known_everywhere(self):
        """CH-6: in the pool, archived or bought: he is known; of another project or only a colleague's he is not."""
        pooled = self._new_lead("池", "13800000001")
        pooled._realestate_release("x")
        self._new_lead("档", "13800000002").action_archive()
        deal = self._subscribe()
        self.buyer.phone = "13800000003"
        deal._log_subscription()
        elsewhere = self.env["realestate.project"].create({"name": "Elsewhere", "code": "ELSE"})
        self._new_lead("外", "13800000004", realestate_project_id=elsewhere.id)
        outcomes = [self._enter(f"1380000000{number}").outcome for number in (1, 2, 3, 4)]
        self.assertEqual(outcomes, ["known", "known", "known", "valid"])

    def test_known_under_protection_only(self):
        """CH-6: by setting of the rules only protected customers and owners count as ours."""
        mild = self.env["realestate.channel.partner.kind"].create({"name": "Mild"})
        self._new_rule(kind_id=mild.id, known_scope="protected")
        self.agency.kind_id = mild
        self._new_lead("池", "13800000001")._realestate_release("x")
        self._new_lead("护", "13800000002")
        self.assertEqual(self._enter("13800000001").outcome, "valid")
        self.assertEqual(self._enter("13800000002").outcome, "known")

    def test_another_partner_first(self):
        """CH-6: registered by another partner: refused, told so, without a name; both are on record as a conflict."""
        first = self._enter()
        second = self._enter(agency=self.agency_2)
        self.assertEqual((second.outcome, second.rival_id), ("rival", first))
        self.assertNotIn(self.agency.display_name, second.answer)
        self.assertIn(self.agency.display_name, second.reason)
        self.assertEqual((second.conflict_ids.kind, second.conflict_ids.rival_id), ("rival", first))
        self.assertEqual(first.state, "valid")

    def test_twice_by_oneself(self):
        """CH-6: a second tap or a second agent of the same partner gets the registration that is there."""
        first = self._enter()
        again = self._enter("138 0000 1111", name="王总")
        self.assertEqual(again, first)
        self.assertTrue(again.env.context.get("realestate_registered_already"))
        self.assertEqual(self.Registration.search_count([("channel_partner_id", "=", self.agency.id)]), 1)

    def test_the_number_given_later(self):
        """CH-6: who registered with hidden digits completes the number by registering the same customer again."""
        first = self._enter("138****1111")
        self.assertFalse(first.phone)
        self.assertEqual(self._enter("13800001111"), first)
        self.assertEqual(first.phone_sanitized, "+8613800001111")

    def test_quota(self):
        """CH-6: of a quota of 3 the third is valid and the fourth is not; the day after it begins anew; a refused
        number is an answer and counts."""
        kind = self.env["realestate.channel.partner.kind"].create({"name": "Few"})
        self._new_rule(kind_id=kind.id, daily_quota=3)
        self.agency.kind_id = kind
        self._new_lead(phone="13800000002")
        outcomes = [self._enter(f"1380000000{number}").outcome for number in (1, 2, 3, 4)]
        self.assertEqual(outcomes, ["valid", "known", "valid", "quota"])
        # 23:59 of that day in Shanghai, then 00:00 of the next
        self._go(hours=13, minutes=59)
        self.assertEqual(self._enter("13800000005").outcome, "quota")
        self._go(minutes=1)
        self.assertEqual(self._enter("13800000005").outcome, "valid")

    def test_far_over_the_quota(self):
        """CH-6: who goes on trying numbers fills no tables."""
        kind = self.env["realestate.channel.partner.kind"].create({"name": "Few"})
        self._new_rule(kind_id=kind.id, daily_quota=1)
        self.agency.kind_id = kind
        for number in range(11):
            self._enter(f"138000001{number:02d}")
        with self.assertRaisesRegex(UserError, "tomorrow"):
            self._enter("13800009999")

    def test_project_and_agreement(self):
        """CH-6: not of this project; the agreement ended, on its last day not yet."""
        other = self.env["realestate.project"].create({"name": "Other", "code": "OT"})
        kind = self.env["realestate.channel.partner.kind"].create({"name": "Here"})
        self._new_rule(kind_id=kind.id, project_ids=[fields.Command.set(self.project.ids)])
        self.agency.kind_id = kind
        refused = self._enter(project=other)
        self.assertEqual((refused.outcome, refused.state), ("project", "refused"))
        self.assertEqual(self._enter().outcome, "valid")
        self.agency.date_end = date(2026, 3, 1)
        self.assertEqual(self._enter("13800000001").outcome, "valid")
        self._go(days=1)
        self.assertEqual(self._enter("13800000002").outcome, "agreement")
        with self.assertRaises(ValidationError):
            self.agency.active = False
            self._enter("13800000003")

    def test_judged_by_its_own_version(self):
        """CH-6: rules change by a new version; what was registered before keeps the terms of its moment."""
        before = self._enter()
        with self.assertRaisesRegex(UserError, "new version"):
            self.rule.visit_days = 7
        draft = self.env["realestate.registration.rule"].browse(self.rule.action_new_version()["res_id"])
        draft.write({"visit_days": 7, "lead_minutes": 60})
        self.assertEqual(self._enter("13800000001").rule_id, self.rule)
        draft.action_confirm()
        after = self._enter("13800000002")
        self.assertEqual((self.rule.state, draft.state, draft.version), ("replaced", "active", 2))
        self.assertEqual((after.rule_id, after.valid_until), (draft, date(2026, 3, 8)))
        self.assertEqual((before.rule_id, before.valid_until), (self.rule, date(2026, 3, 31)))
        self._go(minutes=45)
        visit = self._visit()
        self.assertEqual(visit.registration_id.visit_outcome, "valid")

    def test_own_terms_first(self):
        """CH-6: terms of a partner's own come before those of his kind, those of the project before all others."""
        general = self.rule
        here = self._new_rule(name="Here", project_ids=[fields.Command.set(self.project.ids)])
        self.assertEqual(self._enter().rule_id, here)
        own = self._new_rule(name="Own", channel_partner_id=self.agency.id)
        self.assertEqual(self._enter("13800000001").rule_id, own)
        self.assertEqual(self._enter("13800000002", self.agency_2).rule_id, here)
        here.action_end()
        self.assertEqual(self._enter("13800000003", self.agency_2).rule_id, general)

    # ------------------------------------------------------------------
    # masked numbers
    # ------------------------------------------------------------------
    def test_masked_collision(self):
        """CH-6: of two with the same digits hidden the second is told to give the full number; then both stand."""
        first = self._enter("138****1111")
        second = self._enter("138****1111", self.agency_2, name="李女士")
        self.assertEqual(second.outcome, "rival")
        self.assertIn("full number", second.answer)
        third = self._enter("13822221111", self.agency_2, name="李女士")
        self.assertEqual((third.outcome, third.state), ("valid", "valid"))
        self.assertEqual((third.conflict_ids.kind, third.conflict_ids.rival_id), ("collision", first))
        # hidden digits never stand against a full number that is there
        self.assertEqual(self._enter("138****1111", self.agency_2, name="赵先生").outcome, "rival")

    def test_masked_may_be_known(self):
        """CH-6: hidden digits prove nothing: valid until the visit, the office is told to compare."""
        lead = self._new_lead(phone="13877771111")
        registration = self._enter("138****1111")
        self.assertEqual((registration.outcome, registration.known_lead_id), ("valid", lead))
        self.assertIn("digits", registration.reason)
        self.assertNotIn("customers", registration.answer)

    # ------------------------------------------------------------------
    # the database decides
    # ------------------------------------------------------------------
    @mute_logger("odoo.sql_db")
    def test_database_refuses_a_second_one(self):
        """CH-6: one live registration a number and project; full and masked numbers each by their own."""
        self._enter()
        self._enter("139****2222")
        self.env.flush_all()
        for phone, key in (("+8613800001111", "138****1111"), (None, "139****2222")):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(
                    """
                    INSERT INTO realestate_registration
                           (name, project_id, company_id, channel_partner_id, customer_name, phone_sanitized, phone_key,
                            date, day, outcome, valid_until, rule_id, state, is_live)
                    VALUES ('X', %s, %s, %s, 'X', %s, %s, now(), now(), 'valid', now(), %s, 'valid', TRUE)
                    """,
                    [self.project.id, self.company.id, self.agency_2.id, phone, key, self.rule.id],
                )

    def test_lost_race_is_replayed(self):
        """CH-6: who loses against a registration that his snapshot does not show is replayed, and then told."""
        self._enter()
        no_rival = patch.object(type(self.Registration), "_rival_of", lambda self, vals: self.browse())
        with no_rival, self.assertRaises(ConcurrencyError), self.cr.savepoint():
            self._enter(agency=self.agency_2)

    @mute_logger("odoo.sql_db")
    def test_constraints(self):
        """CH-6: no visit without ruling, no validity without rules and last day, one version in force."""
        registration = self._enter()
        self.env.flush_all()
        for statement in (
            "UPDATE realestate_registration SET date_visit = now() WHERE id = %s",
            "UPDATE realestate_registration SET valid_until = NULL WHERE id = %s",
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(statement, [registration.id])
        draft_id = self.rule.action_new_version()["res_id"]
        self.env.flush_all()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute("UPDATE realestate_registration_rule SET state = 'active' WHERE id = %s", [draft_id])
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute("UPDATE realestate_registration_rule SET lead_minutes = -1 WHERE id = %s", [draft_id])

    # ------------------------------------------------------------------
    # extension, end
    # ------------------------------------------------------------------
    def test_extension(self):
        """CH-6: extended once by 15 days, also on the last day; not twice, not when it is over."""
        registration, other = self._enter(), self._enter("13800002222")
        self._go(days=30)
        registration.with_user(self.specialist).action_extend()
        self.assertEqual((registration.valid_until, registration.extension_count), (date(2026, 4, 15), 1))
        with self.assertRaisesRegex(UserError, "no more"):
            registration.with_user(self.specialist).action_extend()
        self._go(days=1)
        with self.assertRaisesRegex(UserError, "over"):
            other.with_user(self.specialist).action_extend()
        with self.assertRaises(AccessError):
            registration.with_user(self.consultant).action_extend()
        with self.assertRaises(AccessError):
            registration.with_user(self.specialist_2).action_extend()

    def test_withdrawn(self):
        """CH-6: who withdraws frees the customer for others."""
        first = self._enter()
        first.with_user(self.specialist).action_withdraw()
        self.assertEqual(first.state, "withdrawn")
        self.assertEqual(self._enter(agency=self.agency_2).state, "valid")
        with self.assertRaises(UserError):
            first.with_user(self.specialist).action_withdraw()

    def test_expiry(self):
        """CH-6: protected through the last day; at the project's midnight the nightly run ends it."""
        registration = self._enter()
        # 23:59 of the 31st in Shanghai
        self._go(days=30, hours=13, minutes=59)
        self.Registration._expire_batch(self.project, self.project._today(), 100)
        self.assertEqual(registration.state, "valid")
        self._go(minutes=1)
        self.assertEqual(self.Registration._expire_batch(self.project, self.project._today(), 100), 1)
        self.assertEqual((registration.state, registration.date_ended), ("expired", date(2026, 4, 1)))
        self.assertEqual(self.Registration._expire_batch(self.project, self.project._today(), 100), 0)

    def test_over_before_the_run(self):
        """CH-6: a registration that is over keeps nobody out in the hours before the nightly run."""
        first = self._enter()
        self._go(days=30)
        self.assertEqual(self._enter(agency=self.agency_2).outcome, "rival")
        self._go(days=1)
        self.assertEqual(self._enter(agency=self.agency_2).outcome, "valid")
        self.assertEqual((first.state, first.date_ended), ("expired", date(2026, 4, 1)))

    def test_run_writes_what_the_verb_writes(self):
        """CH-6: the run's one statement leaves the same rows as ending them one by one."""
        by_run, by_verb = self._enter(), self._enter("13800002222")
        self._go(days=40)
        by_verb._end_by_rule()
        self.env.flush_all()
        self.Registration._expire_batch(self.project, self.project._today(), 100)
        names = ["state", "is_live", "date_ended", "end_reason", "valid_until"]
        self.assertEqual(by_run.read(names, load=None)[0] | {"id": 0}, by_verb.read(names, load=None)[0] | {"id": 0})
        self.env.add_to_compute(by_run._fields["state"], by_run)
        self.assertEqual((by_run.state, by_run.is_live), ("expired", False))

    def test_cron(self):
        """CH-6: the nightly run goes through all projects and commits its batches."""
        registrations = self._enter() | self._enter("13800002222") | self._enter("13800003333")
        self._go(days=40)
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("realestate_channel.realestate_registration_cron_expire").method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(registrations.mapped("state")), {"expired"})

    def test_answer_takes_few_queries(self):
        """CH-6: the answer comes at once, however many registrations there are."""
        for number in range(10):
            self._enter(f"1380000{number:04d}")
        self.env.flush_all()
        self.env.invalidate_all()
        self._enter("13800008888")
        self.env.flush_all()
        with self.assertQueryCount(60):
            self._enter("13800008889")
            self.env.flush_all()

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    def test_nobody_writes_one(self):
        """CH-6: a registration is made and changed by its verbs alone, and never deleted."""
        registration = self._enter()
        for user in (self.specialist, self.channel_manager, self.manager, self.director):
            with self.assertRaises(AccessError):
                registration.with_user(user).write({"valid_until": "2027-01-01"})
            with self.assertRaises(AccessError):
                registration.with_user(user).unlink()
        with self.assertRaises(UserError):
            registration.unlink()

    def test_number_is_masked(self):
        """ACCESS-3: the number shows masked to specialist and manager; looked up in full or by its ends."""
        registration = self._enter()
        for user in (self.specialist, self.manager, self.director):
            self.assertEqual(registration.with_user(user).phone, "138****1111")
            for typed in ("13800001111", "138****1111", "1111"):
                found = self.Registration.with_user(user).search([("phone_search", "=", typed)])
                self.assertEqual(found, registration)
        self.assertFalse(self.Registration.with_user(self.manager).search([("phone_search", "ilike", "0000")]))
        self.assertEqual(registration.with_user(self.manager).realestate_reveal("phone"), "13800001111")

    def test_channel_manager_invites_to_the_portal(self):
        """CH-6: who leads the channel invites a partner's person: once, by an address that is nobody else's."""

        def access(email, name="Agent Li", user=self.channel_manager):
            wizard = self.env["realestate.channel.partner.access"].with_user(user)
            return wizard.create({"channel_partner_id": self.agency.id, "name": name, "email": email})

        before = self.agency.portal_user_count
        access("li@example.com").action_grant()
        login = self.env["res.users"].search([("login", "=", "li@example.com")])
        self.assertTrue(login._is_portal())
        self.assertEqual(login.partner_id.parent_id, self.agency.partner_id)
        self.agency.invalidate_recordset()
        self.assertEqual(self.agency.portal_user_count, before + 1)
        for email in ("li@example.com", "no address", self.specialist.email or self.specialist.login):
            with self.subTest(email), self.assertRaises(UserError), self.cr.savepoint():
                access(email).action_grant()
        with self.assertRaises(AccessError):
            access("wang@example.com", "Wang", self.supervisor).action_grant()

    def test_portal_user_by_rpc(self):
        """ACCESS-1: a partner's user reaches registrations by the portal pages alone, not by the models."""
        registration = self._enter()
        for model in ("realestate.registration", "realestate.registration.rule", "realestate.channel.partner",
                      "realestate.registration.conflict", "realestate.registration.report"):  # fmt: skip
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.agent).search([])
        for call in ("action_extend", "action_withdraw", "action_confirm_visit"):
            with self.subTest(call=call), self.assertRaises(AccessError):
                getattr(registration.with_user(self.agent), call)()

    def test_known_while_typed(self):
        """CUS-4, CH-6: a consultant who types a registered number is told by whom and until when."""
        registration = self._enter()
        lead = (
            self.env["crm.lead"]
            .with_user(self.consultant)
            .new({"phone": "13800001111", "realestate_project_id": self.project.id})
        )
        self.assertIn(self.agency.display_name, lead.realestate_same_html)
        self.assertEqual(lead.realestate_same_level, "info")
        registration._withdraw()
        self.env.flush_all()
        lead.invalidate_recordset()
        self.assertFalse(lead.realestate_same_html)
