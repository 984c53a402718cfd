from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestJobDescription(PeopleCommon):
    """HR-1: what a description says, which version holds, and who reads it."""

    # weights
    def test_weights_add_up_to_100(self):
        """HR-1: 99 and 101 are refused with what is missing, 100 goes on; thirds count in cents."""
        for weights, rest in (((60, 39), r"\+1%"), ((60, 41), "-1%"), ((33.33, 33.33, 33.33), r"\+0.01%")):
            description = self._new_description(weights=weights)
            with self.subTest(weights=weights), self.assertRaisesRegex(UserError, rest):
                description.action_submit()
            description.unlink()
        description = self._new_description(weights=(33.33, 33.33, 33.34))
        description.action_submit()
        self.assertEqual(description.state, "confirming")

    def test_weight_is_positive(self):
        """HR-1: PostgreSQL refuses a duty that weighs nothing, or more than all."""
        for weight in (0.0, -5.0, 100.5):
            with (
                self.subTest(weight=weight),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                self._new_description(weights=(weight,))

    def test_without_duties(self):
        with self.assertRaisesRegex(UserError, "duties"):
            self._new_description(weights=()).action_submit()

    # versions
    def test_which_version_holds_on_a_day(self):
        """HR-1: a version holds from its day on and ends the one before on the day before."""
        first = self._new_valid(date_from=date(2026, 3, 1))
        second = self._new_valid(date_from=date(2026, 10, 15), weights=(100.0,))
        model = self.env["realestate.job.description"]
        self.assertEqual((first.state, first.date_to), ("replaced", date(2026, 10, 14)))
        self.assertEqual((second.version, second.replaces_id), (2, first))
        expected = {date(2026, 2, 28): None, date(2026, 3, 1): first, date(2026, 10, 14): first}
        expected |= {date(2026, 10, 15): second, date(2030, 1, 1): second}
        for day, description in expected.items():
            with self.subTest(day=day):
                self.assertEqual(model._on(self.job, day).get(self.job.id), description)
        self.assertEqual(model._duties_on(self.job, date(2026, 12, 1)), {self.job.id: second.duty_ids})
        self.assertEqual(
            model._between(self.job, date(2026, 10, 1), date(2026, 10, 31)),
            {
                self.job.id: [
                    (first, date(2026, 10, 1), date(2026, 10, 14)),
                    (second, date(2026, 10, 15), date(2026, 10, 31)),
                ]
            },
        )
        self.assertEqual(self.job.realestate_description_id, second)

    def test_one_valid_version_and_one_a_day(self):
        """HR-1: PostgreSQL refuses a second valid version, and two that hold on one day."""
        first = self._new_valid()
        draft = self._new_description().sudo()
        for values in (
            {"state": "valid", "date_from": date(2026, 5, 1)},
            {"state": "replaced", "date_from": date(2025, 1, 1), "date_to": date(2026, 1, 1)},
            {"state": "replaced", "date_from": date(2025, 1, 1)},
        ):
            with (
                self.subTest(values=values),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                draft.write(values)
                draft.flush_recordset()
        draft.write({"state": "replaced", "date_from": date(2025, 1, 1), "date_to": date(2025, 12, 31)})
        draft.flush_recordset()
        self.assertEqual(first.state, "valid")

    def test_one_new_version_at_a_time(self):
        """HR-1: a new version is a copy that is worked on alone."""
        first = self._new_valid()
        action = first.with_user(self.hr).action_new_version()
        second = first.browse(action["res_id"])
        self.assertEqual((second.state, second.version, second.replaces_id), ("draft", 2, first))
        self.assertEqual(second.duty_ids.mapped("weight"), [60.0, 40.0])
        with self.assertRaisesRegex(UserError, "being worked on already"):
            first.with_user(self.hr).action_new_version()
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            self._new_description()

    def test_what_is_confirmed_stays(self):
        """HR-1: neither the description nor its duties change once they are to be confirmed."""
        description = self._new_valid()
        with self.assertRaisesRegex(UserError, "new version"):
            description.purpose = "Something else"
        with self.assertRaisesRegex(UserError, "new version"):
            description.duty_ids[0].weight = 50.0
        with self.assertRaisesRegex(UserError, "new version"):
            description.duty_ids[0].unlink()
        draft = description.browse(description.with_user(self.hr).action_new_version()["res_id"]).with_user(self.hr)
        with self.assertRaisesRegex(UserError, "new version"):
            draft.duty_ids[0].description_id = description
        with self.assertRaisesRegex(UserError, "new version"):
            description.unlink()
        with self.assertRaises(AccessError):
            description.state = "draft"

    def test_later_version_holds_later(self):
        first = self._new_valid(date_from=date(2026, 3, 1))
        second = self._new_description(date_from=date(2026, 3, 1))
        self.assertEqual(second.replaces_id, first)
        with self.assertRaisesRegex(UserError, "choose a later day"):
            second.action_submit()

    # hierarchy
    def test_no_cycle(self):
        """HR-1: nobody is his own superior, directly or through others."""
        job_deputy = self._new_job("Deputy")
        self._new_valid(job_deputy, superior_job_id=self.job_manager.id)
        self._new_valid(self.job, superior_job_id=job_deputy.id)
        self.assertEqual(self.job_manager.realestate_subordinate_ids, job_deputy)
        with self.assertRaisesRegex(ValidationError, "Sales Manager → Consultant → Deputy → Sales Manager"):
            self._new_description(self.job_manager, superior_job_id=self.job.id)
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            self._new_description(self.job_manager, superior_job_id=self.job_manager.id)

    def test_cycle_of_two_drafts(self):
        """HR-1: two that were written at a time and name each other: the second cannot become valid."""
        first = self._new_description(self.job, superior_job_id=self.job_manager.id)
        second = self._new_description(self.job_manager, superior_job_id=self.job.id)
        first.sudo()._make_valid()
        with self.assertRaisesRegex(ValidationError, "own superior"):
            second.sudo()._make_valid()

    # who reads
    def test_who_reads(self):
        """HR-1, ACCESS-1: HR and general manager all; a holder his own; a head his department and below."""
        below = self.env["hr.department"].create({"name": "Team", "parent_id": self.department.id})
        elsewhere = self.env["hr.department"].create({"name": "Elsewhere"})
        mine = self._new_valid(self.job)
        head = self._new_valid(self.job_manager)
        team = self._new_valid(self._new_job("Below", department_id=below.id))
        other = self._new_valid(self._new_job("Other", department_id=elsewhere.id))
        draft = self._new_description(self._new_job("Drafted"))
        everything = mine | head | team | other | draft
        expected = {
            self.hr: everything,
            self.general_manager: everything,
            self.manager: mine | head | team | draft,
            self.consultant: mine,
            self.administrator: everything.browse(),
        }
        for user, descriptions in expected.items():
            with self.subTest(user=user.name):
                seen = everything.with_user(user).search([("id", "in", everything.ids)])
                self.assertEqual(seen, descriptions)
                duties = self.env["realestate.job.duty"].with_user(user)
                self.assertEqual(duties.search([("description_id", "in", everything.ids)]).description_id, descriptions)
        self.assertTrue(mine.with_user(self.consultant).is_in_reach)
        draft_mine = mine.with_user(self.hr).action_new_version()["res_id"]
        self.assertFalse(mine.browse(draft_mine).with_user(self.consultant)._filtered_access("read"))

    def test_only_hr_writes(self):
        """HR-1: who reads does not write."""
        description = self._new_description()
        for user in (self.manager, self.general_manager, self.consultant):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                description.with_user(user).purpose = "x"
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                description.with_user(user).action_submit()

    # compared and printed
    def test_compare(self):
        """HR-1: two versions side by side: what differs is marked, what is the same can be left out."""
        first = self._new_valid(purpose="卖房并服务客户", work_place="售楼处")
        second = self._new_valid(date_from=date(2026, 6, 1), weights=(70.0, 30.0), purpose="卖房并真诚服务客户")
        wizard = self.env["realestate.job.compare"].with_user(self.hr)
        wizard = wizard.create({"left_id": first.id, "right_id": second.id})
        self.assertIn(">真诚</ins>", wizard.comparison)
        self.assertIn(">60</del>", wizard.comparison)
        self.assertIn(">售楼处</del>", wizard.comparison)
        action = second.with_user(self.hr).action_compare()
        self.assertEqual(action["context"]["default_left_id"], first.id)
        self.assertEqual(first.with_user(self.hr).action_compare()["context"]["default_right_id"], second.id)
        with self.assertRaisesRegex(ValidationError, "two different"):
            wizard.right_id = first

    def test_compare_same(self):
        first = self._new_valid()
        second = self._new_valid(date_from=date(2026, 6, 1))
        wizard = self.env["realestate.job.compare"].create({"left_id": first.id, "right_id": second.id})
        self.assertIn("alert-success", wizard.comparison)

    def test_report(self):
        """HR-1: the printed form names everything, weights with their sum, and says when it is not confirmed."""
        description = self._new_valid(number="XS-02", purpose="Sells homes.", documents="Price list")
        report = self.env["ir.actions.report"].with_user(self.consultant)
        html = report._render_qweb_html("realestate_sales.report_job_description", description.ids)[0].decode()
        for text in ("XS-02", "Sells homes.", "Price list", "Duty 1", ">60%<", ">100%<", "Education"):
            with self.subTest(text=text):
                self.assertIn(text, html)
        self.assertNotIn("Not confirmed yet", html)
        draft = self._new_description()
        with self.assertRaises(AccessError):
            report._render_qweb_html("realestate_sales.report_job_description", draft.ids)
        html = report.with_user(self.hr)._render_qweb_html("realestate_sales.report_job_description", draft.ids)[0]
        self.assertIn("Not confirmed yet", html.decode())
