from datetime import timedelta

from odoo import fields, models

from ..res_users import MANAGER


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    channel_entry_days = fields.Integer(
        string="Days to Enter Outreach",
        default=3,
        help="A team's leader may enter or change a day's outreach through so many days after it; "
        "later the channel manager alone (CH-2).",
    )

    _channel_entry_days_range = models.Constraint(
        "CHECK(channel_entry_days BETWEEN 0 AND 60)", "The days to enter outreach lie between 0 and 60."
    )

    def _channel_closed_message(self, day):
        """Say why the current user may not enter ``day`` any more, or False."""
        self.ensure_one()
        if self.env.su or self.env.user.has_group(MANAGER):
            return False
        last = day + timedelta(days=self.sudo().channel_entry_days)
        if last >= self._today():
            return False
        return self.env._(
            "%(day)s was open through %(last)s: ask the channel manager to change it.", day=day, last=last
        )
