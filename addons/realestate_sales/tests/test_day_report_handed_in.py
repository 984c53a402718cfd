from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_judgement import JudgementCommon

DAY = date(2026, 10, 20)
# 20:00 in Shanghai
DUE = datetime(2026, 10, 20, 12, 0)


@tagged("post_install", "-at_install")
class TestDayReportHandedIn(JudgementCommon):
    """HR-2: the report of the day is asked for, handed in on time or late, and measured."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["realestate.project"].search([]).report_hours = 0
        cls.project.write({"tz": "Asia/Shanghai", "report_hours": 20.0})
        cls.reports = cls.env["realestate.day.report"]

    def _ask(self, moment=datetime(2026, 10, 20, 1, 0)):
        with freeze_time(moment):
            self.reports._cron_ask()
        return self.reports.search([("project_id", "=", self.project.id)], limit=1)

    def _hand_in(self, report, moment, user=None):
        with freeze_time(moment):
            report.with_user(user or self.manager).action_hand_in()

    def test_asked_once_for_the_projects_own_day(self):
        """HR-2: one report a day of the project's clock, due at its hour; none where no hour is set."""
        report = self._ask(datetime(2026, 10, 19, 16, 30))  # half past midnight in Shanghai
        self.assertEqual((report.day, report.deadline), (DAY, DUE))
        self.assertEqual(report.user_id, self.project._realestate_managers()[self.project][:1])
        self.assertEqual(self._ask(datetime(2026, 10, 20, 15, 59)), report)
        self.assertEqual(self._ask(datetime(2026, 10, 20, 16, 0)).day, date(2026, 10, 21))
        self.project.report_hours = 0
        self.assertEqual(self._ask(datetime(2026, 10, 25)).day, date(2026, 10, 21))

    def test_edge_of_the_hour(self):
        """HR-2: at the hour it is on time, a second later it is late; the next morning's hour is the day after's."""
        report = self._ask()
        self._hand_in(report, DUE)
        self.assertEqual(report.state, "on_time")
        late = self._ask(datetime(2026, 10, 21, 1, 0))
        self._hand_in(late, DUE + timedelta(days=1, seconds=1))
        self.assertEqual(late.state, "late")
        self.project.report_hours = 33.5
        self.assertEqual(self.project._report_deadline(DAY), datetime(2026, 10, 21, 1, 30))

    def test_figures_stay_as_handed_in(self):
        """HR-2: what was handed in keeps its figures when the books go on; nobody hands it in twice."""
        report = self._ask()
        self._hand_in(report, DUE - timedelta(hours=1))
        before = report.figures
        self.assertTrue(report.figures_html)
        self._register(self._customer(self.buyer, user=self.consultant), self.consultant, 0)
        self.env["realestate.reception"].search([], limit=1).sudo().flush_recordset()
        self.assertEqual(report.figures, before)
        with self.assertRaises(UserError) as refused:
            self._hand_in(report, DUE)
        self.assertIn(self.manager.name, refused.exception.args[0])
        with self.assertRaises(UserError):
            report.unlink()

    def test_measure(self):
        """HR-2: on time of those due: 2 of 3; a report that is not due yet counts nothing, one overdue counts."""
        reports = [self._ask(datetime(2026, 10, day, 1, 0)) for day in (20, 21, 22, 23)]
        for report, delay in zip(reports[:2], (0, 0), strict=True):
            self._hand_in(report, report.deadline + timedelta(seconds=delay))
        measure = self.env.ref("realestate_sales.realestate_measure_reports_on_time")
        leader = reports[0].user_id
        period = (date(2026, 10, 1), date(2026, 10, 31))
        domain = [("project_id", "=", self.project.id)]
        with freeze_time("2026-10-23 02:00:00"):  # the third is overdue, the fourth is not due yet
            figure = measure._figures(*period, by="user", domain=domain)[leader.id]
        self.assertEqual((figure["numerator"], figure["denominator"]), (2, 3))
        with freeze_time("2026-10-23 12:00:01"):
            figure = measure._figures(*period, by="user", domain=domain)[leader.id]
        self.assertEqual((figure["numerator"], figure["denominator"]), (2, 4))

    def test_who_hands_in(self):
        """ACCESS-1: managers and administrators of the project; not its consultants, not another project's manager."""
        report = self._ask()
        for user in (self.consultant, self.accountant, self.users["hr"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                report.with_user(user).action_hand_in()
        self.project.user_ids -= self.manager_2
        with self.assertRaises(AccessError):
            report.with_user(self.manager_2).action_hand_in()
        with self.assertRaises(AccessError):
            report.with_user(self.manager).handed_in_on = DUE
        self._hand_in(report, DUE, self.administrator)
        self.assertEqual(report.handed_in_by_id, self.administrator)

    def test_database_holds_the_rules(self):
        """HR-2: one report a project and day, handed in by somebody: in the database too."""
        report = self._ask()
        self.env.flush_all()
        for query in (
            """INSERT INTO realestate_day_report (project_id, day, deadline)
               SELECT project_id, day, deadline FROM realestate_day_report WHERE id = %s""",
            "UPDATE realestate_day_report SET handed_in_by_id = 1 WHERE id = %s",
        ):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env.cr.execute(query, (report.id,))

    def test_reminded_and_done(self):
        """HR-2: the responsible manager has it on his list until it is handed in; the screen shows the hour."""
        report = self._ask()
        self.assertEqual(report.activity_ids.user_id, report.user_id)
        shown = self.project.with_user(self.manager).day_report(str(DAY))["handed_in"]
        self.assertEqual((shown["state"], shown["deadline"]), ("open", "2026-10-20 20:00"))
        self._hand_in(report, DUE)
        self.assertFalse(report.activity_ids)
        shown = self.project.with_user(self.manager).day_report(str(DAY))["handed_in"]
        self.assertEqual((shown["state"], shown["by"]), ("on_time", self.manager.name))
