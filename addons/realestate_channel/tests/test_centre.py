from datetime import date, datetime, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GROUP, ChannelCommon


class CentreCommon(ChannelCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = new_test_user(
            cls.env, "ch_head", groups=GROUP % "centre_manager", name="head", tz="America/New_York", lang="en_US"
        )
        cls.marketer = new_test_user(cls.env, "ch_marketer", groups=GROUP % "marketer", name="marketer")
        cls.project.user_ids += cls.head + cls.marketer
        cls.team = cls._new_team(
            "Chengdu",
            parent_id=cls.department.id,
            user_id=cls.head.id,
            member_ids=[Command.set(cls.marketer.ids)],
        )
        cls.centre = cls.env["realestate.channel.centre"].create(
            {"name": "Chengdu Centre", "team_id": cls.team.id, "project_id": cls.project.id}
        )
        cls.tasks = cls.env["realestate.channel.duty.task"]
        cls.month_report = cls.env.ref("realestate_channel.realestate_channel_duty_month")

    def _made(self, duty, since):
        """Make what falls due from ``since`` on; return the first task of ``duty``."""
        self.tasks._make_due(since)
        return self.tasks.search([("duty_id", "=", duty.id), ("centre_id", "=", self.centre.id)], order="deadline")[:1]

    def _with_file(self, task):
        file = {"name": "report.pdf", "raw": b"x", "res_model": task._name, "res_id": task.id}
        task.file_ids = [Command.create(file)]
        return task


@tagged("post_install", "-at_install")
class TestDuty(CentreCommon):
    """CH-8: what a centre owes, by when, and whether it came in time."""

    def test_days_of_the_duties(self):
        """CH-8: the 3rd, each Monday, the 25th three times, the 28th twice, exactly as the department wants them."""
        self.tasks._make_due(date(2026, 6, 1))
        made = self.tasks.search([("centre_id", "=", self.centre.id), ("due_day", "<=", date(2026, 6, 30))])
        days = {}
        for task in made:
            days.setdefault(task.duty_id.kind, []).append(task.due_day.day)
        self.assertEqual({kind: sorted(found) for kind, found in days.items()}, {
            "meeting": [3],
            "news": [1, 8, 15, 22, 29],
            "plan": [25],
            "call": [25],
            "exchange": [25],
            "report": [28],
            "month_report": [28],
        })  # fmt: skip

    def test_first_and_last_day_looked_at(self):
        """CH-8: a duty due on the first or the last day that is looked at is made, one on the days around is not."""
        duty = self.month_report
        for first, last, expected in (
            (date(2026, 6, 28), date(2026, 6, 30), [date(2026, 6, 28)]),
            (date(2026, 6, 1), date(2026, 6, 28), [date(2026, 6, 28)]),
            (date(2026, 6, 29), date(2026, 7, 27), []),
        ):
            self.assertEqual(duty._days_between(first, last), expected)
        duty.day_of_month = 1
        self.assertEqual(duty._days_between(date(2026, 6, 2), date(2026, 7, 1)), [date(2026, 7, 1)])

    def test_time_of_day_decides(self):
        """CH-8: the month report of the 28th 17:00: in at 16:59 and 17:00 on time, at 17:01 late; the centre's clock."""
        task = self._made(self.month_report, date(2026, 7, 1))
        self.assertEqual(task.due_day, date(2026, 7, 28))
        self.assertEqual(task.deadline, datetime(2026, 7, 28, 9, 0))  # 17:00 in Shanghai
        self._with_file(task)
        for moment, state in (("08:59:00", "on_time"), ("09:00:00", "on_time"), ("09:01:00", "late")):
            with freeze_time(f"2026-07-28 {moment}"):
                task.with_user(self.head).action_hand_in()
            self.assertEqual(task.state, state, moment)
            task.with_user(self.channel_manager).action_send_back("again")

    def test_end_of_the_day(self):
        """CH-8: without a time a duty is due at the end of its day: 23:59:59 is in time, midnight is not."""
        task = self._with_file(
            self._made(self.env.ref("realestate_channel.realestate_channel_duty_research"), date(2026, 7, 1))
        )
        self.assertEqual(task.deadline, datetime(2026, 7, 28, 15, 59, 59))
        for moment, state in (("15:59:59", "on_time"), ("16:00:00", "late")):
            with freeze_time(f"2026-07-28 {moment}"):
                task.action_hand_in()
            self.assertEqual(task.state, state)
            task.action_send_back("again")

    def test_the_28th_is_a_sunday(self):
        """CH-8: 28 June 2026 is a Sunday: it stays, or moves to Friday or Monday, by the company's setting."""
        self.assertEqual(date(2026, 6, 28).weekday(), 6)
        for shift, day in (("none", 28), ("earlier", 26), ("later", 29)):
            self.tasks.search([]).unlink()
            self.company.realestate_duty_shift = shift
            task = self._made(self.month_report, date(2026, 6, 1))
            self.assertEqual((task.due_day, task.deadline.hour), (date(2026, 6, day), 9), shift)
            self.assertEqual(task.period, date(2026, 6, 1))

    def test_holidays_are_days_off(self):
        """CH-8: a public holiday of the company's calendar moves a duty as a weekend does."""
        self.company.realestate_duty_shift = "later"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-06-28 16:00:00",
                "date_to": "2026-06-29 15:59:59",
            }
        )
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        self.assertEqual(self._made(self.month_report, date(2026, 6, 1)).due_day, date(2026, 6, 30))

    def test_short_month(self):
        """CH-8: a duty of the 31st is due on the last day of a shorter month."""
        self.month_report.day_of_month = 31
        self.assertEqual(self._made(self.month_report, date(2027, 2, 1)).due_day, date(2027, 2, 28))

    def test_made_once(self):
        """CH-8: run again and again, every duty is there once a period; the database keeps it so."""
        self.tasks._make_due(date(2026, 6, 1))
        count = self.tasks.search_count([])
        self.tasks._make_due(date(2026, 6, 2))
        self.assertFalse(self.tasks._make_due(date(2026, 6, 1)))
        self.assertGreaterEqual(self.tasks.search_count([]), count)
        task = self.tasks.search([], limit=1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            task.copy()

    def test_making_takes_few_queries(self):
        """CH-8: the night's run costs the same for ten centres as for one, but for the rows."""
        self.tasks._make_due(date(2026, 5, 1))

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.tasks._make_due(date(2026, 5, 1))
            return self.cr.sql_log_count - before

        one = queries()
        for number in range(9):
            team = self._new_team(f"T{number}", parent_id=self.department.id)
            self.env["realestate.channel.centre"].create(
                {"name": f"C{number}", "team_id": team.id, "project_id": self.project.id}
            )
        self.tasks._make_due(date(2026, 5, 1))
        self.assertLessEqual(queries(), one + 2)

    def test_handed_in_with_its_file(self):
        """CH-8: a report comes with a file, a plan with its figures; once in, it is not changed."""
        task = self._made(self.month_report, self.today)
        own = task.with_user(self.head)
        with self.assertRaises(ValidationError):
            own.action_hand_in()
        self._with_file(own).action_hand_in()
        for attempt in (
            own.action_hand_in,
            lambda: own.write({"content": "x"}),
            lambda: own.with_user(self.channel_manager).unlink(),
        ):
            with self.assertRaises(UserError):
                attempt()
        plan = self._with_file(
            self._made(self.env.ref("realestate_channel.realestate_channel_duty_summary"), self.today)
        )
        with self.assertRaises(ValidationError):
            plan.with_user(self.head).action_hand_in()
        plan.with_user(self.head).planned_visits = 30
        plan.with_user(self.head).action_hand_in()
        self.assertNotEqual(plan.state, "open")

    def test_month_in_figures(self):
        """CH-8: a month report's figures are counted from the customers, not typed."""
        self._new_brought(team=self.team, by=self.marketer, module="enterprise")
        self._new_brought(name="赵女士", team=self.calls, by=self.specialist)
        task = self._with_file(self._made(self.month_report, self.today.replace(day=1)))
        task.action_hand_in()
        self.assertEqual((task.leads, task.visits, task.deals), (1, 0, 0))

    def test_sent_back(self):
        """CH-8: the channel manager sends a report back with a reason; the centre cannot."""
        task = self._with_file(self._made(self.month_report, self.today))
        task.with_user(self.head).action_hand_in()
        with self.assertRaises(AccessError):
            task.with_user(self.head).action_send_back("x")
        task.with_user(self.channel_manager).action_send_back("缺竞品价格")
        self.assertEqual((task.state, task.returned), ("open", "缺竞品价格"))

    def test_deadline_is_not_typed(self):
        """CH-8: neither the deadline nor the moment of handing in can be written by hand."""
        task = self._made(self.month_report, self.today)
        for vals in ({"deadline": "2030-01-01"}, {"handed_in_on": "2026-01-01"}, {"due_day": "2030-01-01"}):
            with self.assertRaises(AccessError):
                task.with_user(self.channel_manager).write(vals)

    def test_reminded_once(self):
        """CH-8: two days before, by the setting, the centre's manager is reminded, once."""
        task = self._made(self.month_report, date(2026, 7, 1))
        with freeze_time("2026-07-25 08:59:00"):
            self.tasks._remind_due()
            self.assertFalse(task.activity_ids)
        with freeze_time("2026-07-25 09:01:00"):
            self.tasks._remind_due()
            self.tasks._remind_due()
        self.assertEqual(task.activity_ids.user_id, self.head)
        self.assertEqual(len(task.activity_ids), 1)
        self._with_file(task).action_hand_in()
        self.assertFalse(task.activity_ids)

    def test_compliance(self):
        """CH-8, CH-10: on time of those due; what is not due yet is no fault: 1 of 3 due is 33.3%."""
        self.tasks._make_due(date(2026, 6, 1))
        june = self.tasks.search([("centre_id", "=", self.centre.id), ("due_day", "<=", date(2026, 6, 30))])
        due = june.sorted("deadline")[:3]
        (june - due).sudo().deadline = fields.Datetime.now() + timedelta(days=400)
        due[0].sudo().handed_in_on = due[0].deadline
        due[1].sudo().handed_in_on = due[1].deadline + timedelta(seconds=1)
        due[2].sudo().deadline = fields.Datetime.now() - timedelta(minutes=1)
        measure = self.env.ref("realestate_channel.realestate_measure_duty_compliance")
        figure = measure._figures(date(2026, 6, 1), date(2026, 6, 30), by="user")[self.head.id]
        self.assertEqual((figure["numerator"], figure["denominator"]), (1, 3))
        self.assertAlmostEqual(figure["value"], 100 / 3, 4)


@tagged("post_install", "-at_install")
class TestCentre(CentreCommon):
    def _coverage(self, **values):
        township = self.env["realestate.township"].create({"name": "双流", "city": "成都"})
        return self.env["realestate.channel.coverage"].create(
            {"centre_id": self.centre.id, "township_id": township.id, **values}
        )

    def test_coverage(self):
        """CH-8: a township once a centre; its customers are those whom the centre brought from there."""
        row = self._coverage(state="covered")
        self._new_brought(
            team=self.team, by=self.marketer, module="enterprise", realestate_living_id=row.township_id.id
        )
        self._new_brought(name="x", team=self.calls, by=self.specialist, realestate_living_id=row.township_id.id)
        self.assertEqual((row.lead_count, row.deal_count), (1, 0))
        self.assertEqual((self.centre.township_count, self.centre.covered_percent, self.centre.lead_count), (1, 100, 1))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            row.copy()

    def test_roles_are_those_of_the_channel(self):
        """Section 0: a centre's manager has what a supervisor has, a marketer what a specialist has, in their centre."""
        models = [
            model._name for model in self.env.registry.values()
            if model._original_module == "realestate_channel" and not model._abstract
        ]  # fmt: skip
        for mine, same in ((self.head, self.supervisor), (self.marketer, self.specialist)):
            for model in models:
                for right in ("read", "write", "create", "unlink"):
                    with self.subTest(model=model, right=right, user=mine.login):
                        self.assertEqual(
                            self.env[model].with_user(mine).has_access(right),
                            self.env[model].with_user(same).has_access(right),
                        )

    def test_own_centre_only(self):
        """ACCESS-1: the people of a centre see its duties, townships and tenants; others of the channel do not."""
        task = self.env["realestate.channel.duty.task"]
        task._make_due()
        tenant = self.env["realestate.channel.tenant"].create(
            {"name": "火锅", "centre_id": self.centre.id, "user_id": self.marketer.id, "phone": "13800009999"}
        )
        records = (self.centre, self._coverage(), task.search([], limit=1), tenant)
        for record in records:
            for user, seen in (
                (self.head, True), (self.marketer, True), (self.channel_manager, True), (self.director, True),
                (self.specialist, False), (self.supervisor, False), (self.consultant, False),
            ):  # fmt: skip
                with self.subTest(record=record._name, user=user.login):
                    model = record.browse().with_user(user)
                    found = model.has_access("read") and model.search([("id", "=", record.id)])
                    self.assertEqual(bool(found), seen)

    def test_tenants_number_is_masked(self):
        """ACCESS-3: the number of a business is seen by who works it, masked by others."""
        tenant = self.env["realestate.channel.tenant"].create(
            {"name": "火锅", "centre_id": self.centre.id, "user_id": self.marketer.id, "phone": "13800009999"}
        )
        self.assertEqual(tenant.with_user(self.marketer).phone, "13800009999")
        self.assertEqual(tenant.with_user(self.head).phone, "138****9999")
        self.assertEqual(tenant.with_user(self.channel_manager).read(["phone"])[0]["phone"], "138****9999")

    def test_departments_read_what_was_handed_in(self):
        """CH-8: the sales office reads the reports that were handed in, not the open ones."""
        tasks = self.env["realestate.channel.duty.task"]
        task = self._made(self.month_report, self.today)
        self.assertFalse(tasks.with_user(self.manager).search([("id", "=", task.id)]))
        self._with_file(task).action_hand_in()
        self.assertEqual(tasks.with_user(self.manager).search([("id", "=", task.id)]), task)
        self.assertFalse(task.with_user(self.manager).has_access("write"))
        self.env.invalidate_all()
        self.assertEqual(task.with_user(self.manager).period_label, f"{task.period:%Y-%m}")
        self.env.invalidate_all()
        self.assertIn(self.centre.name, task.with_user(self.manager).display_name)


@tagged("post_install", "-at_install")
class TestCentreUi(CentreCommon, HttpCase):
    def test_tour(self):
        """CH-8: the centre's manager opens what is due, writes it and hands it in, in the browser."""
        self.month_report.needs_file = False
        task = self._made(self.month_report, self.today)
        self.start_tour(f"/odoo/centre-duties/{task.id}", "realestate_channel_duty", login=self.head.login)
        self.assertNotEqual(task.state, "open")
        self.assertEqual(task.handed_in_by_id, self.head)
        self.assertIn("本月到访", task.content)
