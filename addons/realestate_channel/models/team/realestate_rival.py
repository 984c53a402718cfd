from datetime import timedelta

from odoo import fields, models


class RealestateRival(models.Model):
    _inherit = "realestate.rival"

    watched_since = fields.Date(help="From this week on the channel records it each week; empty: not watched (CH-9).")
    week_ids = fields.One2many("realestate.channel.rival.week", "rival_id", string="Weeks")

    def action_view_weeks(self):
        """Open what was recorded of this rival."""
        self.ensure_one()
        today = self.env.company._realestate_today()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "realestate.channel.rival.week",
            "views": [(False, "list"), (False, "graph"), (False, "form")],
            "domain": [("rival_id", "=", self.id)],
            "context": {"default_rival_id": self.id, "default_week": today - timedelta(days=today.weekday())},
        }
