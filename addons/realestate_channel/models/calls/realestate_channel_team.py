from odoo import models


class RealestateChannelTeam(models.Model):
    """What the callers' own records say stands beside what the leader enters (CH-2, CH-3)."""

    _inherit = "realestate.channel.team"

    def _grid_recorded(self, project, days):
        recorded = super()._grid_recorded(project, days)
        if self.module != "call":
            return recorded
        rows = (
            self.env["realestate.call"]
            .sudo()
            ._read_group(
                [
                    ("team_id", "=", self.id),
                    ("project_id", "=", project.id),
                    ("day", "in", list(days)),
                    ("undone", "=", False),
                ],
                ["team_id", "user_id"],
                ["__count", "connected:sum", "interested:sum"],
            )
        )
        for team, user, *sums in rows:
            recorded[team.id, user.id] = dict(zip(("calls", "connected", "interested"), sums, strict=True))
        return recorded
