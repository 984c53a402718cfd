from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestService(AftersalesCommon):
    def _state(self, service):
        return service.stage_id, service.state, service.waiting_for

    # ------------------------------------------------------------------
    # life
    # ------------------------------------------------------------------
    def test_whole_way(self):
        """SRV-1: a file starts in its first step and is done after its last; each step says since when and who."""
        service = self._new_service()
        self.assertEqual(self._state(service), (self.papers.stage_id, "running", "us"))
        self.assertEqual((service.date_start, service.date_entered), (self.today, self.today))
        self.assertEqual(service.date_due, self.today + timedelta(days=5))
        self.assertEqual(service.step_ids.mapped("state"), ["current", "todo", "todo", "todo"])
        self.assertEqual(service.user_id, self.officer)
        for stage, waiting in ((self.submit, "us"), (self.review, "outside"), (self.close, "us")):
            self.assertEqual(service.next_stage_id, stage.stage_id)
            service.action_next()
            self.assertEqual(self._state(service), (stage.stage_id, "running", waiting))
        service.action_next()
        self.assertEqual((service.state, service.date_done, service.date_due), ("done", self.today, False))
        self.assertEqual(set(service.step_ids.mapped("state")), {"done"})
        self.assertEqual(service.step_ids.done_by_id, self.officer)
        with self.assertRaisesRegex(UserError, "nothing is left"):
            service.action_next()

    def test_one_live_file_of_a_kind(self):
        """SRV-1: the database allows a deal one running file of a kind; after it ended, another."""
        service = self._new_service()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._new_service(service.deal_id)
        service.action_refuse("The bank says no")
        self.assertEqual((service.state, service.end_reason), ("refused", "The bank says no"))
        again = self._new_service(service.deal_id)
        self.assertEqual(again.state, "running")

    def test_constraints_are_in_the_database(self):
        """SRV-1: what guards the engine is an index of PostgreSQL, not a search."""
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename IN ('realestate_service', 'realestate_service_step')"
        )
        names = {name for (name,) in self.env.cr.fetchall()}
        self.assertLessEqual({"realestate_service_live_uniq", "realestate_service_step_current_uniq"}, names)

    def test_back_with_reason(self):
        """SRV-1: sent back with a reason, which the file shows until that step is done again."""
        service = self._new_service()
        service.action_next()
        service.action_next()
        with self.assertRaisesRegex(UserError, "why"):
            service.action_send_back("  ")
        service.action_send_back("A signature is missing", self.papers.stage_id.id)
        self.assertEqual(service.stage_id, self.papers.stage_id)
        self.assertEqual((service.sent_back_reason, service.sent_back_count), ("A signature is missing", 1))
        self.assertEqual(service.step_ids.mapped("state"), ["current", "todo", "todo", "todo"])
        self.assertEqual(service.step_ids.mapped("sent_back_count"), [1, 0, 0, 0])
        self.assertFalse(service.step_ids[0].date_done)
        service.action_next()
        self.assertFalse(service.sent_back_reason)
        with self.assertRaisesRegex(UserError, "cannot be sent back"):
            self._new_service(self._signed_deal(self.units[1])).action_send_back("x")

    def test_allowed_steps(self):
        """SRV-1: a template may say where a step goes on to and back to; elsewhere it cannot go."""
        self.papers.next_stage_ids = (self.submit | self.close).stage_id
        self.review.back_stage_ids = self.submit.stage_id
        service = self._new_service()
        with self.assertRaisesRegex(UserError, "Submit, Close"):
            service.action_next(self.review.stage_id.id)
        service.action_next()
        service.action_next()
        with self.assertRaisesRegex(UserError, "may go to: Submit"):
            service.action_send_back("x", self.papers.stage_id.id)
        service.action_send_back("x")
        self.assertEqual(service.stage_id, self.submit.stage_id)
        other = self._new_service(self._signed_deal(self.units[1]))
        other.action_next(self.close.stage_id.id)
        self.assertEqual(other.step_ids.mapped("state"), ["done", "skipped", "skipped", "current"])

    def test_dragged_on_the_board(self):
        """SRV-1: a card dragged one column on takes the step, further on is refused, back needs a reason."""
        service = self._new_service()
        with self.assertRaisesRegex(UserError, "may go to: Submit"):
            service.stage_id = self.close.stage_id
        service.stage_id = self.submit.stage_id
        self.assertEqual(service.step_ids.mapped("state"), ["done", "current", "todo", "todo"])
        with self.assertRaisesRegex(UserError, "why"):
            service.stage_id = self.papers.stage_id
        service.with_context(realestate_reason="Wrong form").stage_id = self.papers.stage_id
        self.assertEqual(service.sent_back_reason, "Wrong form")

    def test_verbs_alone_write(self):
        """SRV-1: a user cannot write what the verbs record, nor delete a file."""
        service = self._new_service()
        for vals in ({"state": "done"}, {"date_due": self.today}, {"deal_id": self._signed_deal(self.units[1]).id}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                service.write(vals)
        with self.assertRaises(AccessError):
            self._new_service(self._signed_deal(self.units[2]), state="done")
        with self.assertRaises(AccessError):
            service.step_ids[0].state = "done"
        with self.assertRaisesRegex(UserError, "stays on record"):
            service.sudo().unlink()

    def test_roles_of_steps(self):
        """SRV-1: a step is finished by its role; the service manager may all; cancelling is the manager's."""
        self.papers.group_id = self.env.ref("realestate_sales.realestate_sales_group_administrator")
        service = self._new_service()
        self.assertEqual(service.user_id, self.administrator, "the only one of the project who has the role")
        self.assertFalse(service.may_act)
        with self.assertRaisesRegex(AccessError, "Sales Administrator"):
            service.action_next()
        service.with_user(self.administrator).action_next()
        self.assertEqual(service.user_id, self.officer)
        with self.assertRaises(AccessError):
            service.with_user(self.administrator).action_next()
        service.with_user(self.service_manager).action_next()
        with self.assertRaises(AccessError):
            service.action_cancel("x")
        service.with_user(self.service_manager).action_cancel("x")
        self.assertEqual(service.state, "cancelled")

    # ------------------------------------------------------------------
    # what it waits for
    # ------------------------------------------------------------------
    def test_missing_papers(self):
        """SRV-1: the step waits for its papers, says which, and goes on when they are in."""
        self._add_material(self.submit, originals=1, copies=2)
        service = self._new_service()
        self.assertFalse(service.missing)
        service.action_next()
        self.assertEqual(service.waiting_for, "papers")
        self.assertIn("Loan form", service.missing)
        self.assertIn("originals: 1, copies: 2", service.blocking_reason)
        with self.assertRaisesRegex(UserError, "Loan form"):
            service.action_next()
        service.action_receive_materials()
        material = service.material_ids
        self.assertEqual((material.date_received, material.received_by_id), (self.today, self.officer))
        self.assertEqual((service.waiting_for, service.missing_count), ("us", 0))
        service.action_next()
        material.action_return()
        self.assertEqual(material.date_returned, self.today)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            material.date_returned = self.today - timedelta(days=1)

    def test_papers_by_customer(self):
        """SRV-1: each customer kind brings its own papers."""
        types = self.env["realestate.document.type"].create(
            [{"name": name, "service_only": True} for name in ("single", "married", "minor", "company", "loan")]
        )
        for kind in types:
            self._add_material(type_id=kind.id, condition=kind.name)
        deal = self._signed_deal()
        deal.sudo().party_ids.marital_state = "married"
        self.assertEqual(self._new_service(deal).material_ids.type_id.mapped("name"), ["married"])
        number = {"identity_type": "business_licence", "identity_number": "91110108MA01ABCD71"}
        company = self.env["res.partner"].create({"name": "Ltd", "is_company": True, **number})
        other = self._signed_deal(self.units[1], partner_id=company.id)
        self.assertEqual(self._new_service(other).material_ids.type_id.mapped("name"), ["company"])
        born_in_2012 = {"identity_type": "id_card", "identity_number": "11010120120101001X"}
        minor = self.env["res.partner"].create({"name": "Child", **born_in_2012})
        third = self._signed_deal(self.units[2], partner_id=minor.id)
        self.assertEqual(self._new_service(third).material_ids.type_id.mapped("name"), ["single", "minor"])

    def test_of_age(self):
        """Civil Code art. 17: a minor until the day before the 18th birthday."""
        card = {"identity_type": "id_card", "identity_number": "11010120120101001X"}
        person = self.env["res.partner"].create({"name": "Child", **card})
        self.assertTrue(person._is_minor(date(2029, 12, 31)))
        self.assertFalse(person._is_minor(date(2030, 1, 1)))
        self.assertFalse(self.buyer._is_minor(self.today))

    def test_paper_of_the_contract(self):
        """ARCH-1: a copy that the contract's file has is not asked for again, and what comes in counts there too."""
        kind = self.env["realestate.document.type"].create({"name": "Identity"})
        self._add_material(type_id=kind.id)
        deal = self._signed_deal()
        document = deal.document_ids.filtered(lambda d: d.type_id == kind)
        document.write({"received": True, "date_received": self.today})
        self.assertTrue(self._new_service(deal).material_ids.received)
        other = self._signed_deal(self.units[1])
        self._new_service(other).action_receive_materials()
        self.assertTrue(other.document_ids.filtered(lambda d: d.type_id == kind).received)
        self.assertNotIn(self.paper_type, other.document_ids.type_id)

    # ------------------------------------------------------------------
    # many
    # ------------------------------------------------------------------
    def test_many_at_once(self):
        """SRV-1: several files take a step in one go, all or none, and the message names who is not ready."""
        deals = [self._signed_deal(unit) for unit in self.units]
        services = self.env["realestate.service"].union(*(self._new_service(deal) for deal in deals))
        self._add_material()
        late = services[0]
        late.sudo().template_version = 0
        self.template.with_user(self.service_manager).action_apply_to_running()
        with self.assertRaisesRegex(UserError, late.unit_id.name):
            services.action_next()
        services.action_receive_materials()
        services.action_next()
        self.assertEqual(services.stage_id, self.submit.stage_id)

    def test_queries_do_not_grow(self):
        """SRV-1: twenty files to one bank in one go cost no more queries than two."""
        units = self._new_units(22, section="9")
        deals = [self._signed_deal(unit) for unit in units]
        services = self.env["realestate.service"].union(*(self._new_service(deal) for deal in deals))

        def cost(files):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            files.action_next()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few, many = cost(services[:2]), cost(services[2:])
        self.assertLessEqual(many, few)

    # ------------------------------------------------------------------
    # the template's changes
    # ------------------------------------------------------------------
    def test_template_changed_later(self):
        """SRV-1: running files keep what they started with, until the template is applied; what is done stays."""
        service = self._new_service()
        service.action_next()
        self.template.write(
            {
                "step_ids": [
                    Command.update(self.submit.id, {"days": 9}),
                    Command.delete(self.review.id),
                    Command.update(self.papers.id, {"days": 1}),
                ]
            }
        )
        self.assertEqual(self.template.version, 2)
        self.assertEqual(self.template.outdated_count, 1)
        self.assertEqual(service.date_due, self.today + timedelta(days=5))
        self.template.with_user(self.service_manager).action_apply_to_running()
        self.assertEqual(service.date_due, self.today + timedelta(days=9))
        self.assertEqual(service.step_ids.stage_id, (self.papers | self.submit | self.close).stage_id)
        self.assertEqual(service.step_ids[0].days, 5)
        self.assertEqual((self.template.running_count, self.template.outdated_count), (1, 0))

    def test_template_refers_to_its_own_steps(self):
        """SRV-1: a template cannot refer to a step it does not have, nor take another kind's."""
        lone = self.env["realestate.service.stage"].create({"name": "Lone", "kind_id": self.kind.id})
        with self.assertRaisesRegex(ValidationError, "none of its steps"), self.cr.savepoint():
            self.papers.back_stage_ids = lone
        other = self.kind.copy({"name": "Other"})
        alien = self.env["realestate.service.stage"].create({"name": "Alien", "kind_id": other.id})
        with self.assertRaisesRegex(ValidationError, "Alien"):
            self.papers.copy({"stage_id": alien.id})

    def test_best_template(self):
        """SRV-1: the project's template goes before the general one, the customer kind's before others."""
        deal = self._signed_deal()
        married = self.template.copy({"name": "Married", "customer_kind": "married"})
        self.assertEqual(self._new_service(deal).template_id, self.template)
        other = self._signed_deal(self.units[1])
        other.sudo().party_ids.marital_state = "married"
        self.assertEqual(self._new_service(other).template_id, married)
        own = self.template.copy({"name": "Own", "project_id": self.project.id})
        third = self._signed_deal(self.units[2])
        third.sudo().party_ids.marital_state = "married"
        self.assertEqual(self._new_service(third).template_id, own)


@tagged("post_install", "-at_install")
class TestServiceDays(AftersalesCommon):
    """SRV-1: days allowed, by the project's calendar and the project's day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # hours of a calendar made far away are hours of the project all the same
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "tz": "America/Los_Angeles", "company_id": cls.company.id}
        )
        cls.project.service_calendar_id = cls.calendar

    def _after(self, day, days, kind="working"):
        return self.project._days_after(date.fromisoformat(day), days, kind)

    def test_calendar_days(self):
        """SRV-1: calendar days cross weekends and the ends of months; the first day does not count."""
        self.assertEqual(self._after("2026-01-30", 3, "calendar"), date(2026, 2, 2))
        self.assertEqual(self._after("2024-02-27", 2, "calendar"), date(2024, 2, 29))
        self.assertEqual(self._after("2026-01-30", 0, "calendar"), date(2026, 1, 30))
        self.assertFalse(self._after("2026-01-30", 3, "none"))
        self.assertFalse(self.project._days_after(False, 3, "working"))

    def test_working_days(self):
        """SRV-1: 2026-11-13 is a Friday: one working day after it is Monday, five are the next Friday."""
        self.assertEqual(self._after("2026-11-13", 1), date(2026, 11, 16))
        self.assertEqual(self._after("2026-11-13", 5), date(2026, 11, 20))
        self.assertEqual(self._after("2026-11-13", 6), date(2026, 11, 23))
        self.assertEqual(self._after("2026-11-14", 1), date(2026, 11, 16))
        self.assertEqual(self._after("2026-11-30", 1), date(2026, 12, 1))
        self.assertEqual(self._after("2026-11-13", 0), date(2026, 11, 13))
        self.assertEqual(self._after("2026-01-01", 60), date(2026, 3, 26))

    def test_holidays(self):
        """SRV-1: the national holidays of the calendar do not count: 1 to 7 October, in Shanghai's days."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "National Day",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-09-30 16:00:00",
                "date_to": "2026-10-07 15:59:59",
            }
        )
        self.assertEqual(self._after("2026-09-29", 1), date(2026, 9, 30))
        self.assertEqual(self._after("2026-09-30", 1), date(2026, 10, 8))
        self.assertEqual(self._after("2026-09-29", 3), date(2026, 10, 9))

    def test_make_up_days(self):
        """SRV-1: 调休: Saturday 2026-10-10 is worked for the holidays from Thursday 1 to Wednesday 7 October."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "国庆节",
                "calendar_id": self.calendar.id,
                "date_from": "2026-09-30 16:00:00",
                "date_to": "2026-10-07 16:00:00",
            }
        )
        self.assertEqual(self._after("2026-09-30", 3), date(2026, 10, 12))
        days = self.env["realestate.work.day"]
        day = days.create({"date": "2026-10-10", "company_id": self.project.company_id.id})
        self.assertEqual(self._after("2026-09-30", 2), date(2026, 10, 9))
        self.assertEqual(self._after("2026-09-30", 3), date(2026, 10, 10))
        self.assertEqual(self._after("2026-10-10", 1), date(2026, 10, 12))
        # a make-up day within days off is worked all the same
        days.create({"date": "2026-10-07", "company_id": self.project.company_id.id})
        self.assertEqual(self._after("2026-09-30", 1), date(2026, 10, 7))
        # of another calendar it is not ours
        day.calendar_id = self.calendar.copy()
        self.assertEqual(self._after("2026-10-09", 1), date(2026, 10, 12))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            day.copy({"date": day.date})
            self.env.flush_all()

    def test_no_working_day(self):
        """SRV-1: an empty calendar holds nobody up: Monday to Friday."""
        self.calendar.attendance_ids.unlink()
        self.assertEqual(self._after("2026-11-13", 6), date(2026, 11, 23))

    def test_due_today(self):
        """SRV-1: on the due day until 23:59 in Shanghai a file is in time; a minute later it is late."""
        with freeze_time("2026-11-10 02:00:00"):
            service = self._new_service(self._signed_deal(days_ago=(self.today - date(2026, 11, 10)).days))
            self.assertEqual(service.date_due, date(2026, 11, 15))
        late = [("days_late", ">", 0), ("id", "=", service.id)]
        # 15:59 UTC is 23:59 in Shanghai; the reader's own clock does not matter
        with freeze_time("2026-11-15 15:59:00"):
            service.invalidate_recordset(["days_late"])
            self.assertEqual(service.days_late, 0)
            self.assertFalse(service.search(late))
        with freeze_time("2026-11-15 16:00:00"):
            service.invalidate_recordset(["days_late"])
            self.assertEqual(service.days_late, 1)
            self.assertTrue(service.search(late))
            self.assertFalse(service.search([("days_late", ">", 1), ("id", "=", service.id)]))
            service.action_next()
            self.assertEqual(service.step_ids[0].days_late, 1)

    def test_clocks(self):
        """SRV-1: a step's days run from the step before, the start, another step, or a day of the deal."""
        self.submit.write({"clock": "start", "days": 10})
        self.review.write({"clock": "stage", "clock_stage_id": self.papers.stage_id.id, "days": 30})
        self.close.write({"clock": "date_filed", "days": 90})
        deal = self._signed_deal(days_ago=20)
        service = self._new_service(deal, self.env.user, date_start=self.today - timedelta(days=20))
        start = service.date_start
        service.action_next(day=start + timedelta(days=4))
        self.assertEqual(service.date_due, start + timedelta(days=10))
        service.action_next(day=start + timedelta(days=12))
        self.assertEqual(service.step_ids[1].days_late, 2)
        self.assertEqual(service.date_due, start + timedelta(days=34))
        service.action_next()
        self.assertFalse(service.date_due, "the deal is not filed yet")
        deal.sudo().action_online("WQ9")
        deal.sudo().action_file()
        self.assertEqual(service.date_due, self.today + timedelta(days=90))
        with self.assertRaisesRegex(UserError, "cannot be"):
            service.action_next(day=self.today + timedelta(days=1))
