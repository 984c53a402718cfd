from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChannelReceptionCommon
from .common_calls import CallCommon


@tagged("post_install", "-at_install")
class TestChannelGrid(ChannelReceptionCommon):
    """A day of a whole team is entered by one request, a week is planned by one (CH-2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hired = cls._new_team("Hired Callers", module="call", parent_id=cls.calls.id, is_hired=True)

    def _grid(self, day=None, mode="result", user=None):
        team = self.calls.with_user(user or self.supervisor)
        return team.grid_data(self.project.id, day or self.today, mode)

    def _save(self, values, day=None, mode="result", user=None):
        """Save name → number for the rows in ``values``: user or team → values."""
        rows = [
            {
                "team_id": subject.id if subject._name == "realestate.channel.team" else self.calls.id,
                "user_id": subject.id if subject._name == "res.users" else False,
                "values": numbers,
            }
            for subject, numbers in values.items()
        ]
        team = self.calls.with_user(user or self.supervisor)
        return team.grid_save(self.project.id, day or self.today, mode, rows)

    def _row(self, data, name):
        return next(row for row in data["rows"] if row["name"] == name)

    def test_rows_and_columns(self):
        """CH-2: rows are members and hired teams, columns the figures of the module and the hired team's people."""
        data = self._grid()
        self.assertEqual([row["name"] for row in data["rows"]], ["specialist", "Hired Callers"])
        self.assertEqual(
            [column["name"] for column in data["columns"]],
            ["calls", "connected", "interested", "headcount", "half_days"],
        )
        self.assertFalse(data["closed"])

    def test_day_is_saved_at_once(self):
        """CH-2: one request writes the team's day; saved again it changes what has changed and adds no line."""
        numbers = {"calls": 120, "connected": 60, "interested": 9}
        answer = self._save({self.specialist: numbers, self.hired: {**numbers, "headcount": 4, "half_days": 1}})
        self.assertFalse(answer["errors"])
        self.assertEqual(self._row(answer["data"], "Hired Callers")["values"]["half_days"], 1)
        results = self.env["realestate.channel.result"].search([("team_id", "in", (self.calls + self.hired).ids)])
        self.assertEqual(len(results), 2)
        self.assertEqual(sum(results.mapped("reach")), 240)
        self.assertEqual(self.env["realestate.channel.attendance"].search([]).person_days, 4.5)
        self._save({self.specialist: {**numbers, "calls": 130}})
        self.assertEqual(results.filtered("user_id").calls, 130)
        self.assertEqual(self.env["realestate.channel.result"].search_count([("team_id", "=", self.calls.id)]), 1)

    def test_wrong_cells_are_named(self):
        """CH-2: a wrong cell is named with what is wrong, and nothing of the day is written."""
        answer = self._save(
            {
                self.specialist: {"calls": 10, "connected": 11, "interested": 0},
                self.hired: {"calls": -1, "connected": 0, "interested": 0, "headcount": "x"},
            }
        )
        wrong = {(error["user_id"], error["name"]) for error in answer["errors"]}
        self.assertEqual(wrong, {(self.specialist.id, "connected"), (False, "calls"), (False, "headcount")})
        self.assertFalse(self.env["realestate.channel.result"].search([("team_id", "=", self.calls.id)]))

    def test_two_days_of_many_people_cost_the_same(self):
        """CH-2, P8: the number of queries does not grow with the people of a team."""

        def count(people):
            users = self.env["res.users"].browse()
            for n in range(people):
                users += self._new_channel_user("specialist", f"many_{people}_{n}")
            self.calls.member_ids = [Command.set(users.ids)]
            values = {user: {"calls": 10 + n, "connected": n, "interested": 0} for n, user in enumerate(users)}
            self._save(values)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._save({user: {**numbers, "calls": 99} for user, numbers in values.items()})
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few, many = count(2), count(12)
        self.assertLessEqual(many, few + 3)

    def test_week_is_spread(self):
        """CH-2: a week's plan is spread over its days and adds up to it; days planned by hand stay."""
        monday = self.today + timedelta(days=7 - self.today.weekday())
        answer = self._save({self.specialist: {"calls": 100, "visits": 3}}, day=monday, mode="week")
        self.assertEqual(self._row(answer["data"], "specialist")["values"]["calls"], 100)
        lines = self.env["realestate.channel.result"].search([("user_id", "=", self.specialist.id)], order="day")
        self.assertEqual(lines.mapped("plan_calls"), [15, 15, 14, 14, 14, 14, 14])
        self.assertEqual(lines.mapped("plan_visits"), [1, 1, 1, 0, 0, 0, 0])
        self.assertEqual(lines[0].day, monday)
        self._save({self.specialist: {"calls": 40}}, day=monday, mode="plan", user=self.channel_manager)
        self.assertEqual(self._row(self._grid(day=monday, mode="week"), "specialist")["values"]["calls"], 125)
        self._save({self.specialist: {"calls": 125, "visits": 4}}, day=monday, mode="week", user=self.channel_manager)
        self.assertEqual(lines.mapped("plan_calls"), [40, 15, 14, 14, 14, 14, 14])
        self.assertEqual(sum(lines.mapped("plan_visits")), 4)

    def test_week_begun_is_spread_over_what_is_open(self):
        """CH-2: days closed already keep their plan, the rest of the week's goes to the days to come; never below it."""
        monday = self.today + timedelta(days=7 - self.today.weekday())
        wednesday = monday + timedelta(days=2)
        self.project.channel_entry_days = 0
        self._save({self.specialist: {"calls": 70}}, day=monday, mode="week")
        with freeze_time(f"{wednesday} 02:00:00"):
            self._save({self.specialist: {"calls": 120}}, day=monday, mode="week")
            lines = self.env["realestate.channel.result"].search([("user_id", "=", self.specialist.id)], order="day")
            self.assertEqual(lines.mapped("plan_calls"), [10, 10, 20, 20, 20, 20, 20])
            errors = self._save({self.specialist: {"calls": 19}}, day=monday, mode="week")["errors"]
            self.assertEqual([error["name"] for error in errors], ["calls"])
            self.assertIn("20", errors[0]["message"])
            self._save({self.specialist: {"calls": 20}}, day=monday, mode="week")
            self.assertEqual(lines.mapped("plan_calls"), [10, 10, 0, 0, 0, 0, 0])

    def test_week_is_spread_over_working_days(self):
        """CH-2: over the team's own days, or those of the team above; a holiday is none; the plan still adds up."""
        monday = self.today + timedelta(days=7 - self.today.weekday())
        calendar = self.env["resource.calendar"].create({"name": "Tuesday to Saturday", "tz": "Asia/Shanghai"})
        calendar.attendance_ids.filtered(lambda line: line.dayofweek == "0").dayofweek = "5"
        department = self.calls.parent_id or self.calls
        department.calendar_id = calendar
        lines = self.env["realestate.channel.result"]
        self._save({self.specialist: {"calls": 22}}, day=monday, mode="week")
        lines = lines.search([("user_id", "=", self.specialist.id), ("day", ">=", monday)], order="day")
        planned = {line.day.weekday(): line.plan_calls for line in lines if line.plan_calls}
        self.assertEqual(planned, {1: 5, 2: 5, 3: 4, 4: 4, 5: 4})
        wednesday = monday + timedelta(days=2)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                # all of Wednesday in Shanghai
                "date_from": f"{wednesday - timedelta(days=1)} 16:00:00",
                "date_to": f"{wednesday} 15:59:59",
            }
        )
        self._save({self.specialist: {"calls": 23}}, day=monday, mode="week", user=self.channel_manager)
        planned = {line.day.weekday(): line.plan_calls for line in lines if line.plan_calls}
        self.assertEqual(planned, {1: 6, 3: 6, 4: 6, 5: 5})

    def test_last_week(self):
        """CH-2: last week's plan is offered to be copied."""
        before = self.today - timedelta(days=7)
        self._save({self.specialist: {"calls": 70}}, day=before, mode="week", user=self.channel_manager)
        rows = self.calls.with_user(self.supervisor).grid_last_week(self.project.id, self.today)
        values = {row["user_id"]: row["values"]["calls"] for row in rows}
        self.assertEqual(values[self.specialist.id], 70)

    def test_closed_days(self):
        """CH-2: a leader enters a day through the 3rd day after it; on the 4th the manager alone; never the future."""
        self._save({self.specialist: {"calls": 1}}, day=self.today - timedelta(days=3))
        with self.assertRaises(UserError):
            self._save({self.specialist: {"calls": 1}}, day=self.today - timedelta(days=4))
        self._save({self.specialist: {"calls": 1}}, day=self.today - timedelta(days=4), user=self.channel_manager)
        with self.assertRaises(UserError):
            self._save({self.specialist: {"calls": 1}}, day=self.today + timedelta(days=1), user=self.channel_manager)

    def test_leader_alone(self):
        """ACCESS-1: neither a member nor another module's leader enters or reads the team's grid."""
        for user in (self.specialist, self.supervisor_2):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self._save({self.specialist: {"calls": 1}}, user=user)
        self._save({self.specialist: {"calls": 5}})
        own = self.env["realestate.channel.result"].with_user(self.specialist).search([])
        self.assertEqual(own.calls, 5)
        with self.assertRaises(AccessError):
            own.write({"calls": 6})
        self.assertFalse(self.env["realestate.channel.result"].with_user(self.specialist_2).search([]))

    def test_visits_are_counted(self):
        """CH-2: a visit is not typed: the desk's registration of a customer who was brought is counted, once."""
        self._new_brought(phone="13512340001")
        self._new_roster(self.consultant)
        self._register(phone="13512340001")
        self._line(self.consultant).action_finish()
        self._register(phone="13512340001")
        self.assertEqual(self._row(self._grid(), "specialist")["visits"], 1)

    def test_database_keeps_the_figures(self):
        """CH-2: PostgreSQL refuses a second line of the day, and more connected than called."""
        base = {"day": self.today, "project_id": self.project.id, "team_id": self.calls.id}
        results = self.env["realestate.channel.result"]
        line = results.create({**base, "calls": 5})
        for vals in ({"connected": 6}, {"calls": -1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                line.write(vals)
                self.env.flush_all()
            self.env.invalidate_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            results.create(base)


@tagged("post_install", "-at_install")
class TestChannelGridCalls(CallCommon):
    def test_recorded_calls(self):
        """CH-2, CH-3: what the callers recorded on their own screen is offered beside what the leader types."""
        numbers = self._deal(self._import(self._numbers(3)), [(self.caller, 3)]).number_ids.sorted("id")
        self.calls.member_ids += self.caller
        desk = self.env["realestate.call.lot"].with_user(self.caller)
        for number, key in zip(numbers, (1, 5, 5), strict=True):
            desk.call_result(number.id, self.results[key].id)
        data = self.calls.with_user(self.supervisor).grid_data(self.project.id, self.today)
        recorded = {row["user_id"]: row["recorded"] for row in data["rows"]}
        self.assertEqual(recorded[self.caller.id], {"calls": 3, "connected": 2, "interested": 0})
