from datetime import timedelta
from io import BytesIO

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_judgement import JudgementCommon


@tagged("post_install", "-at_install")
class TestDayReport(JudgementCommon, HttpCase):
    """The manager's report of the day 案场日报 agrees with the books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._customer(cls.buyer, user=cls.consultant)
        cls._register(cls.lead, cls.consultant, 0, is_first=True)
        cls._register(cls.lead, cls.consultant, 0, hour=15)
        cls._register(cls.lead, cls.consultant_2, 0, kind="call", is_first=True)
        cls._register(cls.lead, cls.consultant_2, -1, is_first=True)
        cls._follow(cls.lead, cls.consultant, 0)
        cls.deal = cls._sell(cls.consultant, lead=cls.lead, price=900000.0)

    def _report(self, day=None, user=None):
        return self.project.with_user(user or self.manager).day_report(day)

    def _figures(self, report):
        return {figure["label"]: figure for section in report["sections"] for figure in section["figures"]}

    def test_figures(self):
        """CUS-1: visits and calls, first and again, of the chosen day and project alone."""
        figures = self._figures(self._report())
        for label, value in (
            ("Visits", 2), ("First Visits", 1), ("Visits Again", 1), ("Calls", 1), ("First Calls", 1),
            ("Effective Follow-ups", 1), ("Subscribed", 1), ("Amount Subscribed", 900000.0),
        ):  # fmt: skip
            self.assertEqual(figures[label]["value"], value, label)
        yesterday = self._figures(self._report(str(self.today - timedelta(days=1))))
        self.assertEqual((yesterday["Visits"]["value"], yesterday["Subscribed"]["value"]), (1, 0))

    def test_every_figure_is_the_sum_of_its_records(self):
        """Each figure, in sections and tables, equals what its records say when it is opened."""
        report = self._report()
        figures = list(self._figures(report).values())
        figures += [figure for table in report["tables"] for row in table["rows"] for figure in row["figures"]]
        self.assertGreater(len(figures), 25)
        for figure in figures:
            records = self.env[figure["model"]].with_user(self.manager).search(figure["domain"])
            value = sum(records.mapped("price")) if figure["is_amount"] else len(records)
            self.assertEqual(figure["value"], value, figure)

    def test_consultants_add_up(self):
        """What the consultants did adds up to the project's figures."""
        report = self._report()
        figures = self._figures(report)
        table = report["tables"][0]
        sums = [sum(row["figures"][i]["value"] for row in table["rows"]) for i in range(len(table["columns"]))]
        by_label = dict(zip(table["columns"], sums, strict=True))
        self.assertEqual(by_label["First Visits"] + by_label["Visits Again"], figures["Visits"]["value"])
        self.assertEqual(by_label["Amount Subscribed"], figures["Amount Subscribed"]["value"])

    def test_expired_overnight_and_claims(self):
        """CUS-3, CUS-7: what expired at midnight and what was claimed are in the report of that day."""
        self.env["realestate.protection.event"].create(
            {
                "lead_id": self.lead.id,
                "project_id": self.project.id,
                "company_id": self.company.id,
                "day": self.today,
                "kind": "expired",
                "user_id": self.consultant.id,
            }
        )
        self._claim(self.deal, self.consultant_2)
        figures = self._figures(self._report())
        self.assertEqual(
            [figures[label]["value"] for label in ("Expired Overnight", "Claimed Today", "Open Claims")], [1, 1, 1]
        )

    def test_who_reads_it(self):
        """ACCESS-1: managers and administrators of the project; not its consultants, not another project's manager."""
        self.assertTrue(self._report(user=self.administrator))
        for user in (self.consultant, self.accountant, self.users["hr"]):
            with self.assertRaises(AccessError):
                self._report(user=user)
        self.project.user_ids -= self.manager_2
        with self.assertRaises(AccessError):
            self._report(user=self.manager_2)

    def test_excel_has_the_same_figures(self):
        """The workbook has the figures of the screen."""
        self.manager.password = self.manager.login
        self.authenticate(self.manager.login, self.manager.login)
        day = str(self.today)
        response = self.url_open(f"/realestate/day-report/{self.project.id}/{day}/xlsx")
        self.assertEqual(response.status_code, 200)
        sheet = openpyxl.load_workbook(BytesIO(response.content)).active
        cells = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}
        own_words = self.project.with_user(self.manager).with_context(lang=self.manager.lang)
        for figure in self._figures(own_words.day_report(day)).values():
            self.assertEqual(cells[figure["label"]], figure["value"])
        self.assertEqual(self.url_open(f"/realestate/day-report/{self.project.id}/2026-13-99/xlsx").status_code, 404)

    def test_pdf(self):
        """The printed report has the figures of that day."""
        values = self.env["report.realestate_sales.report_day_report"].with_user(self.manager)
        values = values._get_report_values(None, {"project_id": self.project.id, "day": str(self.today)})
        html = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html(
                "realestate_sales.report_day_report", [], {"project_id": self.project.id, "day": str(self.today)}
            )[0]
            .decode()
        )
        self.assertEqual(values["report"], self._report())
        self.assertIn("900,000.00", html)
        self.assertIn(self.project.name, html)


@tagged("post_install", "-at_install")
class TestSpotCheck(JudgementCommon):
    """The manager's spot check 抽查 (ACCESS-3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._customer(cls.buyer, user=cls.consultant)
        cls.lines = [cls._register(cls.lead, cls.consultant, 0) for _i in range(4)]
        cls._register(cls.lead, cls.consultant_2, -3)

    def _check(self, **values):
        return (
            self.env["realestate.check"]
            .with_user(self.manager)
            .create(
                {
                    "project_id": self.project.id,
                    "date_from": self.today,
                    "date_to": self.today,
                    "size": 3,
                    **values,
                }
            )
        )

    def _logged(self):
        return self.env["realestate.access.log"].sudo().search([("how", "=", "check")])

    def test_drawn_revealed_and_logged(self):
        """ACCESS-3: chance draws N lines of these days, the manager sees the numbers, each disclosure is logged."""
        check = self._check()
        self.assertFalse(self._logged())
        check.action_draw()
        lines = check.line_ids
        self.assertEqual(len(lines), 3)
        self.assertLess(set(lines.mapped("res_id")), {line.id for line in self.lines})
        self.assertEqual(set(lines.mapped("phone")), {self.lines[0].sudo().phone})
        log = self._logged()
        self.assertEqual(len(log), 3)
        self.assertEqual((log.user_id, set(log.mapped("res_id"))), (self.manager, set(lines.mapped("res_id"))))
        with self.assertRaises(UserError):
            check.action_draw()

    def test_another_manager_sees_masks(self):
        """ACCESS-3: the numbers are shown to who drew them, not to who reads the check later."""
        check = self._check()
        check.action_draw()
        self.env.invalidate_all()
        self.assertIn("****", check.line_ids.with_user(self.manager_2)[0].phone)
        with self.assertRaises(AccessError):
            check.with_user(self.consultant).read(["register"])
        self.assertFalse(self.env["realestate.check"].with_user(self.manager).search([("project_id", "=", False)]))

    def test_outcome_is_recorded(self):
        """The outcome of each line is entered; then the check is done and stays."""
        check = self._check(size=2)
        check.action_draw()
        with self.assertRaises(UserError):
            check.action_done()
        check.line_ids[0].outcome = "true"
        check.line_ids[1].write({"outcome": "wrong", "note": "He never visited."})
        self.assertEqual(check.wrong_count, 1)
        action = check.line_ids[1].action_violation()
        self.assertEqual(action["context"]["default_user_id"], self.consultant.id)
        check.action_done()
        for act in (
            lambda: check.line_ids[0].write({"outcome": "wrong"}),
            lambda: check.write({"size": 9}),
            check.unlink,
        ):
            with self.assertRaises(UserError):
                act()

    def test_follow_ups_of_one_consultant(self):
        """Follow-ups can be drawn as well; nothing to draw from is said so."""
        self._follow(self.lead, self.consultant, 0)
        self._check(register="followup", checked_user_id=self.consultant.id).action_draw()
        self.assertEqual(self._logged().mapped("res_model"), ["crm.lead"])
        with self.assertRaises(UserError):
            self._check(register="followup", checked_user_id=self.consultant_2.id).action_draw()


@tagged("post_install", "-at_install")
class TestDealStory(JudgementCommon):
    """A trainee's report of his first deal 成交心得."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["realestate.trainee"].create(
            {"user_id": cls.consultant.id, "project_id": cls.project.id, "mentor_id": cls.consultant_2.id}
        )

    def test_first_deal_of_a_trainee(self):
        """CUS-6: after his first deal, once, the trainee is asked; his mentor comments."""
        deal = self._sell(self.consultant, days_ago=1)
        story = self.env["realestate.deal.story"].search([("user_id", "=", self.consultant.id)])
        self.assertEqual((story.deal_id, story.mentor_id), (deal, self.consultant_2))
        self.assertEqual(story.activity_ids.user_id, self.consultant)
        self._sell(self.consultant, partner=self.buyer_2, unit=self.units[1])
        self.assertEqual(self.env["realestate.deal.story"].search_count([("user_id", "=", self.consultant.id)]), 1)

        own = story.with_user(self.consultant)
        with self.assertRaises(UserError):
            own.action_hand_in()
        own.write({"how_won": "Listened", "lesson": "Listen"})
        own.action_hand_in()
        self.assertEqual(story.activity_ids.user_id, self.consultant_2)
        with self.assertRaises(UserError):
            own.write({"how_won": "Better"})
        mentor = story.with_user(self.consultant_2)
        with self.assertRaises(UserError):
            mentor.action_comment()
        mentor.comment = "Well done"
        mentor.action_comment()
        self.assertEqual(story.state, "commented")

    def test_who_is_no_trainee(self):
        """CUS-6: nobody else is asked; colleagues do not read another's report."""
        self._sell(self.consultant_2, partner=self.buyer_2)
        self.assertFalse(self.env["realestate.deal.story"].search([]))
        self._sell(self.consultant, unit=self.units[1])
        self.assertFalse(self.env["realestate.deal.story"].with_user(self.consultant_3).search([]))
