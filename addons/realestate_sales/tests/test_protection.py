from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RealestateCommon


class ProtectionCommon(RealestateCommon):
    """A project of N = 7, M = 30, P = 3, where days are moved by the clock of Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reached = cls.env.ref("realestate_sales.realestate_followup_result_interested")
        cls.no_answer = cls.env.ref("realestate_sales.realestate_followup_result_no_answer")

    def _at(self, day, time="10:00"):
        """Freeze the clock at a wall-clock time in Shanghai (UTC+8), given the day as a date or its ISO form."""
        moment = datetime.fromisoformat(f"{day}T{time}:00") - timedelta(hours=8)
        return freeze_time(moment)

    def _new_lead(self, user=None, **values):
        user = user or self.consultant
        return (
            self.env["crm.lead"]
            .with_user(user)
            .create({"name": "王小明", "phone": "13800001234", "realestate_project_id": self.project.id, **values})
            .sudo()
        )

    def _follow_up(self, lead, user=None, result=None, **values):
        return (
            self.env["realestate.followup"]
            .with_user(user or self.consultant)
            .create({"lead_id": lead.id, "result_id": (result or self.reached).id, **values})
        )

    def _events(self, lead):
        self.env.flush_all()
        events = self.env["realestate.protection.event"].search([("lead_id", "=", lead.id)], order="id")
        return events.mapped("kind")


@tagged("post_install", "-at_install")
class TestProtection(ProtectionCommon):
    def test_day_of_reception_is_day_0(self):
        """CUS-3: received on the 1st, N = 7: protected through the 8th, which is 1 + 7."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        self.assertEqual(lead.user_id, self.consultant)
        self.assertEqual(lead.realestate_protected_from, date(2026, 3, 1))
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 8))
        self.assertEqual(self._events(lead), ["assigned"])
        for day, left in (("2026-03-01", 7), ("2026-03-07", 1), ("2026-03-08", 0)):
            with self._at(day):
                lead.invalidate_recordset(["realestate_days_left"])
                self.assertEqual(lead.realestate_days_left, left)
                self.assertFalse(lead._realestate_lapsed())
        with self._at("2026-03-09", "00:00"):
            self.assertTrue(lead._realestate_lapsed())

    def test_month_end_and_leap_day(self):
        """CUS-3: calendar days across a month's end, with and without a 29 February."""
        for start, until in (("2026-02-25", (2026, 3, 4)), ("2028-02-25", (2028, 3, 3)), ("2026-12-28", (2027, 1, 4))):
            with self.subTest(start=start), self._at(start):
                self.assertEqual(self._new_lead().realestate_protected_until, date(*until))

    def test_follow_up_begins_anew(self):
        """CUS-3: an effective follow-up on the 8th protects through the 15th; one that reached nobody does not."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-05"):
            self._follow_up(lead, result=self.no_answer)
            self.assertEqual(lead.realestate_protected_until, date(2026, 3, 8))
        with self._at("2026-03-08"):
            followup = self._follow_up(lead)
        self.assertTrue(followup.is_effective)
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 15))
        self.assertEqual(lead.realestate_protected_from, date(2026, 3, 8))
        self.assertEqual(self._events(lead), ["assigned", "renewed"])

    def test_effect_is_the_results(self):
        """CUS-2, CUS-3: nobody says of an attempt that it was a talk, nor when or where it took place."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        forged = {"is_effective": True, "day": "2026-03-20", "user_id": self.manager.id}
        with self._at("2026-03-05"):
            followup = self._follow_up(lead, result=self.no_answer, **forged)
            by_default = (
                self.env["realestate.followup"]
                .with_user(self.consultant)
                .with_context(default_is_effective=True, default_lead_id=lead.id, default_result_id=self.no_answer.id)
                .create({})
            )
        self.assertFalse(followup.is_effective or by_default.is_effective)
        self.assertEqual((followup.day, followup.user_id), (date(2026, 3, 5), self.consultant))
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 8))

    def test_midnight_of_the_project(self):
        """CUS-3: 23:59 and 00:01 in Shanghai are two days, though the server's UTC day is the same."""
        with self._at("2026-03-01"):
            lead, late = self._new_lead(), self._new_lead()
        with self._at("2026-03-08", "23:59"):
            followup = self._follow_up(lead)
        self.assertEqual(followup.day, date(2026, 3, 8))
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 15))
        with self._at("2026-03-09", "00:01"):
            with self.assertRaisesRegex(UserError, "ended on 2026-03-08"):
                self._follow_up(late)
            self.assertEqual(self._follow_up(lead).day, date(2026, 3, 9))
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 16))

    def test_past_follow_up_never_shortens(self):
        """CUS-3: what is entered later than it happened takes no day away; nothing is entered in advance."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-06"):
            self._follow_up(lead)
            followup = self._follow_up(lead, date=datetime(2026, 3, 2, 2, 0))
            self.assertEqual(followup.day, date(2026, 3, 2))
            self.assertEqual(lead.realestate_protected_until, date(2026, 3, 13))
            self.assertEqual(lead.realestate_protected_from, date(2026, 3, 6))
            with self.assertRaises(ValidationError):
                self._follow_up(lead, date=datetime(2026, 3, 7, 2, 0))
            with self.assertRaises(ValidationError):
                self._follow_up(lead, date=datetime(2026, 2, 27, 2, 0))

    def test_only_the_holder_follows_up(self):
        """CUS-2: another consultant may not; the manager may, which does not protect."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-05"):
            with self.assertRaises(AccessError):
                self._follow_up(lead, user=self.consultant_2)
            with self.assertRaises(AccessError):
                self._follow_up(lead, user=self.consultant_2, user_id=self.consultant.id)
            followup = self._follow_up(lead, user=self.manager)
        self.assertEqual(followup.user_id, self.manager)
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 8))

    def test_extension_once(self):
        """CUS-3: a manager extends once with a reason; a second time, or by a consultant, is refused."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-08"):
            with self.assertRaises(AccessError):
                lead.with_user(self.consultant).action_extend("travelling")
            with self.assertRaises(UserError):
                lead.with_user(self.manager).action_extend("  ")
            lead.with_user(self.manager).action_extend("travelling")
            self.assertEqual(lead.realestate_protected_until, date(2026, 3, 15))
            with self.assertRaisesRegex(UserError, "already"):
                lead.with_user(self.manager).action_extend("travelling")
            # a follow-up never shortens what was extended
            self._follow_up(lead)
            self.assertEqual(lead.realestate_protected_until, date(2026, 3, 15))
        self.assertEqual(self._events(lead), ["assigned", "extended", "renewed"])

    def test_lapsed_is_not_extended(self):
        """CUS-3: nothing is extended once it is over, also before the nightly run came by."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-09", "00:01"), self.assertRaises(UserError):
            lead.with_user(self.manager).action_extend("late")

    def test_reassigning_by_hand(self):
        """CUS-3: the salesperson of a customer is written by the manager alone, and leaves its event."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-04"):
            with self.assertRaises(AccessError):
                lead.with_user(self.consultant).user_id = self.consultant_2
            with self.assertRaises(AccessError):
                self._new_lead(user_id=self.consultant_2.id)
            lead.with_user(self.manager).write({"user_id": self.consultant_2.id, "name": "renamed"})
        self.assertEqual((lead.user_id, lead.name), (self.consultant_2, "renamed"))
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 11))
        self.assertEqual(lead.realestate_held_since, date(2026, 3, 4))
        self.assertEqual(self._events(lead), ["assigned", "reassigned"])
        self.assertFalse(lead.with_user(self.consultant).has_access("read"))
        with self._at("2026-03-05"):
            lead.with_user(self.manager).user_id = False
        self.assertFalse(lead.realestate_pool, "what the manager takes back is his to give")
        self.assertEqual(lead.realestate_last_holder_id, self.consultant_2)

    def test_manager_gives_new_customer(self):
        """CUS-3: a manager may enter a customer for a consultant, who is protected at once."""
        with self._at("2026-03-01"):
            lead = self._new_lead(user=self.manager, user_id=self.consultant_2.id)
        self.assertEqual(lead.user_id, self.consultant_2)
        self.assertEqual(lead.realestate_protected_until, date(2026, 3, 8))

    def test_give_up(self):
        """CUS-3: a consultant gives a customer up with a reason: to the pool, and out of his sight's work."""
        lead = self._new_lead()
        with self.assertRaises(UserError):
            lead.with_user(self.consultant).action_give_up("")
        with self.assertRaises(AccessError):
            lead.with_user(self.consultant_2).action_give_up("mine")
        lead.with_user(self.consultant).action_give_up("moved to another city")
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.realestate_pool, "project")
        self.assertEqual(lead.company_id, self.company)
        self.assertEqual(self._events(lead), ["assigned", "released"])

    def test_verb_fields(self):
        """CUS-3: nobody writes a protection by hand, on a customer, a new one, or by the context."""
        lead = self._new_lead()
        for name, value in (
            ("realestate_protected_until", "2099-01-01"),
            ("realestate_pool", "project"),
            ("realestate_extended", False),
        ):
            with self.subTest(field=name):
                for user in (self.consultant, self.manager, self.director):
                    with self.assertRaises(AccessError):
                        lead.with_user(user).write({name: value})
                with self.assertRaises(AccessError):
                    self._new_lead(**{name: value})
                with self.assertRaises(AccessError):
                    self.env["crm.lead"].with_user(self.consultant).with_context(**{f"default_{name}": value}).create(
                        {"name": "x", "realestate_project_id": self.project.id}
                    )

    def test_trail_stays(self):
        """CUS-2, CUS-3: follow-ups, events and customers are neither changed nor deleted."""
        lead = self._new_lead()
        followup = self._follow_up(lead)
        event = self.env["realestate.protection.event"].search([("lead_id", "=", lead.id)], limit=1)
        for user in (self.consultant, self.manager, self.director):
            with self.assertRaises(UserError):
                followup.with_user(user).write({"note": "x"})
        with self.assertRaises(UserError):
            followup.unlink()
        with self.assertRaises(UserError):
            event.write({"until": "2099-01-01"})
        with self.assertRaises(UserError):
            event.unlink()
        with self.assertRaises(UserError):
            lead.unlink()

    def test_days_in_the_database(self):
        """CUS-3: N is at most 10, whoever writes it; so is an extension."""
        for column, value in (("protection_days", 11), ("protection_days", 0), ("protection_extension_days", 11)):
            with self.subTest(column=column, value=value), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                    self.env.cr.execute(f"UPDATE realestate_project SET {column} = %s", [value])  # pylint: disable=sql-injection
                self.assertEqual(type(caught.exception).__name__, "CheckViolation")
        self.project.protection_days = 10
        with self._at("2026-03-01"):
            self.assertEqual(self._new_lead().realestate_protected_until, date(2026, 3, 11))

    def test_holder_of_a_day(self):
        """CUS-7: whose customer it was on a day, from the trail."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
        with self._at("2026-03-05"):
            lead.with_user(self.manager).action_reassign(self.consultant_2, "on leave")
        nobody = self.env["res.users"]
        for day, holder in ((28, nobody), (31, self.consultant), (34, self.consultant), (35, self.consultant_2),
                            (42, self.consultant_2), (43, nobody)):  # fmt: skip
            when = date(2026, 1, 29) + timedelta(days=day)
            self.assertEqual(lead._realestate_holder(when), holder, when)

    def test_next_follow_up_is_an_activity(self):
        """CUS-2: the next date is an activity of the consultant; the next follow-up replaces it."""
        lead = self._new_lead()
        today = self.project._today()
        self._follow_up(lead, date_next=today + timedelta(days=2), intent=6)
        kind = self.env.ref("realestate_sales.realestate_activity_type_followup")
        activity = lead.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)
        self.assertEqual(activity.date_deadline, today + timedelta(days=2))
        self.assertEqual(activity.user_id, self.consultant)
        self.assertEqual(lead.realestate_intent, 6)
        self._follow_up(lead, result=self.no_answer, intent=1)
        self.assertFalse(lead.activity_ids)
        self.assertEqual(lead.realestate_intent, 6, "who was not reached said nothing about his intent")

    def test_bought_has_no_end(self):
        """CUS-3: who bought stays his consultant's, without a last day."""
        lead = self._new_lead(partner_id=self.buyer.id)
        self._subscribe(lead_id=lead.id)
        lead.with_user(self.manager).action_reassign(self.consultant_2, "moved")
        self.assertEqual(lead.user_id, self.consultant_2)
        self.assertFalse(lead.realestate_protected_until)
        self.assertFalse(lead._realestate_lapsed())
        self.assertEqual(self._events(lead)[-1], "won")

    def test_assigning_many_is_set_based(self):
        """CUS-3: giving away many customers takes no query for each."""
        leads = self.env["crm.lead"]
        for _index in range(20):
            leads |= self._new_lead()
        self.env.flush_all()
        leads[:2]._realestate_assign(self.consultant_2, kind="reassigned")
        self.env.flush_all()

        def cost(some):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._realestate_assign(self.consultant_2, kind="reassigned")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        two, ten = cost(leads[2:4]), cost(leads[4:14])
        self.assertLessEqual(ten, two + 4)
