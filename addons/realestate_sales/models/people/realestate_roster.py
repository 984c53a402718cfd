from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

WEEKS_BACK = 4


class RealestateRoster(models.Model):
    """Who is on duty is planned a week ahead 排班 (HR-4)."""

    _inherit = "realestate.roster"

    def action_plan_next_week(self):
        """Make the rosters of next week's days that have none, each from the last one of its weekday.

        :return: the action that shows the week
        :raises UserError: there is nothing to plan from, or all days are planned
        """
        projects = self.project_id or self.env["realestate.project"].search([("user_ids", "in", self.env.uid)])
        planned = self.browse()
        for project in projects:
            planned += self._plan_week(project)
        if not planned:
            raise UserError(
                self.env._(
                    "Nothing to plan: next week is planned already, or there is no roster of the last four weeks."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_roster_week_action")
        action["context"] = {"initial_date": str(planned[0].day)}
        return action

    def _plan_week(self, project):
        """Return the rosters made for the week after this one; three queries, and those of creating."""
        monday = project._today() + timedelta(days=7 - project._today().weekday())
        days = [monday + timedelta(days=number) for number in range(7)]
        earliest = monday - timedelta(days=7 * WEEKS_BACK)
        known = self.search([("project_id", "=", project.id), ("day", ">=", earliest), ("day", "<=", days[-1])])
        by_day = {roster.day: roster for roster in known}
        made = self.browse()
        for day in days:
            earlier = (by_day.get(day - timedelta(days=7 * week)) for week in range(1, WEEKS_BACK + 1))
            source = next((roster for roster in earlier if roster and roster.line_ids), None)
            if source and day not in by_day:
                roster = self.create({"project_id": project.id, "day": day})
                roster._fill_from(source)
                made += roster
        return made
