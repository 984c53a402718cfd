from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestRosterWeek(RealestateCommon):
    """HR-4: who is on duty is planned a week ahead from the weeks before."""

    def _roster(self, day, *users):
        lines = [Command.create({"user_id": user.id, "sequence": 10 * n}) for n, user in enumerate(users, 1)]
        return self.env["realestate.roster"].create({"project_id": self.project.id, "day": day, "line_ids": lines})

    def test_plan_next_week(self):
        """HR-4: each weekday from its last roster; a planned day stays; a day without any stays open."""
        today = self.project._today()
        monday = today + timedelta(days=7 - today.weekday())
        self._roster(monday - timedelta(days=7), self.consultant, self.consultant_2)
        self._roster(monday - timedelta(days=14) + timedelta(days=1), self.consultant_2)
        kept = self._roster(monday + timedelta(days=2), self.consultant)
        self._roster(monday - timedelta(days=5), self.consultant_2)
        model = self.env["realestate.roster"].with_user(self.manager)
        model.action_plan_next_week()
        week = self.env["realestate.roster"].search(
            [("project_id", "=", self.project.id), ("day", ">=", monday)], order="day"
        )
        self.assertEqual([(roster.day - monday).days for roster in week], [0, 1, 2])
        self.assertEqual(week[0].line_ids.user_id, self.consultant | self.consultant_2)
        self.assertEqual(week[1].line_ids.user_id, self.consultant_2)
        self.assertEqual((week[2], week[2].line_ids.user_id), (kept, self.consultant))
        with self.assertRaisesRegex(UserError, "Nothing to plan"):
            model.action_plan_next_week()

    def test_who_plans(self):
        """HR-4: a consultant does not plan."""
        today = self.project._today()
        self._roster(today - timedelta(days=today.weekday()), self.consultant)
        with self.assertRaises(AccessError):
            self.env["realestate.roster"].with_user(self.consultant).action_plan_next_week()
