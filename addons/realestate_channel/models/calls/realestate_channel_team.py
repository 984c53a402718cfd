from collections import Counter

from odoo import models


class RealestateChannelTeam(models.Model):
    """What the callers' own records say stands beside what the leader enters (CH-2, CH-3)."""

    _inherit = "realestate.channel.team"

    def _grid_recorded(self, project, days):
        recorded = super()._grid_recorded(project, days)
        if self.module != "call":
            return recorded
        sums = {}
        figures = self.env["realestate.call"].sudo()._call_figures(min(days), max(days), self, project)
        for (_day, team, user), made in figures.items():
            sums.setdefault((team.id, user.id), Counter()).update(made)
        for key, total in sums.items():
            recorded[key] = {
                name: total["made" if name == "calls" else name] for name in ("calls", "connected", "interested")
            }
        return recorded
