from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestArrears(RealestateMoneyCommon):
    """ARR-1: who owes what since when, and how he is asked for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_aftersales.realestate_aftersales_group_{}"
        cls.officer = new_test_user(cls.env, "arr_officer", groups=group.format("officer"))
        cls.service_manager = new_test_user(cls.env, "arr_manager", groups=group.format("manager"))
        cls.project.user_ids += cls.officer
        for user in (cls.officer, cls.service_manager):
            user.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})
        cls.deal = cls._new_deal(amounts=(300000.0, 700000.0))
        cls.deal.service_user_id = cls.officer
        cls.first, cls.second = cls.deal.installment_ids.sorted("sequence")
        cls.today = cls.project._today()
        cls.second.sudo().date_due = cls.today + timedelta(days=100)

    def _due(self, installment, days):
        """Make ``installment`` due so many days ago (negative: in so many days)."""
        installment.sudo().date_due = self.today - timedelta(days=days)

    def _run(self):
        """Run the daily job as the job does, without commits; return what it made."""
        before = self.env["realestate.dunning"].search([])
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("realestate_aftersales.ir_cron_dun").method_direct_trigger()
        self.env.invalidate_all()
        return self.env["realestate.dunning"].search([]) - before

    def _lines(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["realestate.arrears"].search([("deal_id", "=", self.deal.id)])

    # ------------------------------------------------------------------
    # what is due
    # ------------------------------------------------------------------
    def test_due_within_seven_days(self):
        """ARR-1: due in 7 days is listed, in 8 days not; due today is not late, yesterday is one day late."""
        for days, listed, late in ((-8, False, False), (-7, True, False), (0, True, False), (1, True, True)):
            self._due(self.first, days)
            lines = self._lines()
            with self.subTest(days=days):
                self.assertEqual(bool(lines), listed)
                self.assertEqual(lines.is_late, late)
                if listed:
                    self.assertEqual(lines.days_late, days)

    def test_age(self):
        """ARR-1, REP-2: the ages are ≤7, 8–30, 31–90, 91–180 and more days."""
        for days, bucket in (
            (0, "soon"), (1, "7"), (7, "7"), (8, "30"), (30, "30"), (31, "90"), (90, "90"), (91, "180"),
            (180, "180"), (181, "more"),
        ):  # fmt: skip
            self._due(self.first, days)
            with self.subTest(days=days):
                self.assertEqual(self._lines().bucket, bucket)

    def test_partly_paid(self):
        """ARR-1: what is partly paid is listed with its residual; what is paid in full is not."""
        self._due(self.first, 10)
        invoice = self.first._invoice()
        self._pay(invoice, 100000.0)
        self.assertEqual(self._lines().residual_amount, 200000.0)
        self.assertEqual(self._lines().paid_amount, 100000.0)
        self._pay(invoice, 200000.0)
        self.assertFalse(self._lines())

    # ------------------------------------------------------------------
    # levels
    # ------------------------------------------------------------------
    def test_level_on_its_day(self):
        """ARR-1: a level is reached on its day, not the day before; it is made once however often the job runs."""
        for days, means in ((-8, []), (-7, ["message"]), (-4, []), (-3, ["message"]), (0, []), (1, ["message"]),
                            (6, []), (7, ["call"]), (15, ["letter"]), (29, []), (30, ["lawyer"]), (31, [])):  # fmt: skip
            with self.subTest(days=days):
                # the day goes on while the due day stays: what was made before moves along
                self._due(self.first, days)
                self.env["realestate.dunning"].search([]).date_due = self.first.date_due
                self.assertEqual(self._run().mapped("means"), means)
                self.assertFalse(self._run())

    def test_passed_levels_are_not_sent_afterwards(self):
        """ARR-1: who is found 20 days late gets the letter, not the message and the call of the days before."""
        self._due(self.first, 20)
        notices = self._run()
        self.assertEqual(notices.mapped("means"), ["letter"])
        self.assertEqual(notices.amount, 300000.0)

    def test_postponed_starts_anew(self):
        """DEAL-7, ARR-1: a postponed instalment is asked for anew by its new due day."""
        self._due(self.first, 7)
        self.assertEqual(len(self._run()), 1)
        self._due(self.first, 1)
        self.assertEqual(self._run().mapped("means"), ["message"])

    def test_once_in_the_database(self):
        """ARR-1: the database keeps a level from being there twice for one instalment and due day."""
        self._due(self.first, 7)
        notice = self._run()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            notice.copy()
            self.env.flush_all()

    def test_paid_before_sent(self):
        """ARR-1: a letter that waits is dropped when the instalment has been paid."""
        self._due(self.first, 15)
        notice = self._run()
        self.assertEqual(notice.state, "to_do")
        self._pay(self.first._invoice(), 300000.0)
        self._run()
        self.assertEqual(notice.state, "dropped")

    def test_message_goes_to_who_has_an_address(self):
        """ARR-1: a message is sent by itself to a buyer with an address; without one the officer has it to do."""
        self._due(self.first, 1)
        self.deal.partner_id.email = False
        notice = self._run()
        self.assertEqual(notice.state, "to_do")
        self.assertEqual(notice.case_id.activity_ids.user_id, self.officer)
        self.deal.partner_id.email = "buyer@example.com"
        self._due(self.first, 2)
        notice = self._run()
        self.assertEqual(notice.state, "sent")
        mail = self.env["mail.mail"].search([("model", "=", notice._name), ("res_id", "=", notice.id)])
        self.assertEqual(mail.recipient_ids, self.deal.partner_id)

    def test_own_levels_of_a_project(self):
        """ARR-1: a project with levels of its own uses these alone."""
        self.env["realestate.dunning.level"].create(
            {"company_id": self.company.id, "project_id": self.project.id, "days": 5, "means": "letter"}
        )
        self._due(self.first, 1)
        self.assertFalse(self._run())
        self._due(self.first, 5)
        self.assertEqual(self._run().mapped("means"), ["letter"])

    def test_queries_do_not_grow(self):
        """ARR-1: one query finds what has reached a level, however many instalments there are."""
        self._due(self.first, 7)
        self._due(self.second, 7)
        levels = self.env["realestate.dunning.level"]._of_projects(self.project)[self.project.id]
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.assertEqual(len(self.env["realestate.dunning"]._reached(self.project, levels)), 2)

    # ------------------------------------------------------------------
    # promises and the court
    # ------------------------------------------------------------------
    def test_promise(self):
        """ARR-1: dunning waits through the promised day; the promise is kept once as much more is paid."""
        self._due(self.first, 1)
        case = self._run().case_id
        promise = self.env["realestate.arrears.promise"].create(
            {"case_id": case.id, "date": self.today, "amount": 100000.0}
        )
        self._due(self.first, 7)
        self.assertFalse(self._run())
        self.assertEqual(case.promise_state, "open")
        promise.date = self.today - timedelta(days=1)
        self.assertEqual(case.promise_state, "broken")
        self.assertEqual(self._run().mapped("means"), ["call"])
        invoice = self.first._invoice()
        self._pay(invoice, 99999.99)
        self.env.invalidate_all()
        self.assertFalse(promise.is_kept)
        self._pay(invoice, 0.01)
        self.env.invalidate_all()
        self.assertTrue(promise.is_kept)
        self.assertFalse(case.promise_state)

    def test_court_stops_dunning(self):
        """ARR-2: once a court has the case nothing is made, and what waited is dropped."""
        self._due(self.first, 15)
        notice = self._run()
        notice.case_id.with_user(self.officer).action_litigation()
        self.assertEqual(notice.state, "dropped")
        self._due(self.first, 30)
        self.assertFalse(self._run())
        notice.case_id.with_user(self.officer).action_end_litigation()
        self.assertEqual(self._run().mapped("means"), ["lawyer"])

    def test_sent_once(self):
        """ARR-1: what was sent, or dropped, cannot be sent again."""
        self._due(self.first, 7)
        notice = self._run().with_user(self.officer)
        notice.action_sent()
        self.assertEqual((notice.state, notice.sent_by_id), ("sent", self.officer))
        with self.assertRaisesRegex(UserError, "not to do any more"):
            notice.action_sent()

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    def test_rights(self):
        """ACCESS-1: officers of the project, the service manager of all; a consultant reads his own deals' alone."""
        self._due(self.first, 15)
        notice = self._run()
        self.env.flush_all()
        stranger = new_test_user(
            self.env, "arr_stranger", groups="realestate_aftersales.realestate_aftersales_group_officer"
        )
        stranger.write({"company_ids": [Command.set(self.company.ids)], "company_id": self.company.id})
        for records in (notice, notice.case_id, self._lines()):
            self.assertTrue(records.with_user(self.service_manager).has_access("read"))
            for user, right, allowed in (
                (self.officer, "read", True),
                (stranger, "read", False),
                (self.deal.user_id, "read", True),
                (self.consultant_2, "read", self.consultant_2 == self.deal.user_id),
                (self.users["hr"], "read", False),
                (self.deal.user_id, "write", False),
                (self.accountant, "write", False),
            ):
                with self.subTest(model=records._name, user=user.login, right=right):
                    self.assertEqual(records.with_user(user).has_access(right), allowed)

    def test_other_company(self):
        """ACCESS-2: the service manager of another company finds nothing."""
        self._due(self.first, 15)
        self._run()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.service_manager.write({"company_ids": [Command.set(company.ids)], "company_id": company.id})
        for model in ("realestate.dunning", "realestate.arrears", "realestate.arrears.case"):
            records = self.env[model].with_user(self.service_manager).with_context(allowed_company_ids=company.ids)
            self.assertFalse(records.search([]))

    def test_letter(self):
        """ARR-1: the letter on the letterhead names what is due; nothing to print is said."""
        self._due(self.first, 15)
        case = self._run().case_id
        action = case.with_user(self.officer).action_print_letter()
        self.assertEqual(action["report_name"], "realestate_aftersales.report_paper_dunning_letter")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(action["report_name"], self.deal.ids)
        self.assertIn("300,000.00", html.decode())
        case.notice_ids.action_sent()
        with self.assertRaisesRegex(UserError, "No letter waits"):
            case.action_print_letter()
