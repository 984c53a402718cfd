from odoo import models


class RealestateChannelTeam(models.Model):
    """The day of an enterprise team begins with what its specialists logged (CH-2, CH-5)."""

    _inherit = "realestate.channel.team"

    def _grid_values(self, project, days):
        """Propose the logged visits and agreements of who has no figures of the day yet; the leader saves them."""
        values = super()._grid_values(project, days)
        if self.module != "enterprise":
            return values
        teams = self | self.child_ids.filtered("is_hired")
        logged = self.env["realestate.enterprise.visit"]._count_by_day(project, days[0], days[-1], teams)
        for team_id, user_id in {key[:2] for key in logged}:
            figures = values[team_id, user_id]
            if not figures["enterprises"] and not figures["agreements"]:
                for name in ("enterprises", "agreements"):
                    figures[name] = sum(logged[key][name] for key in logged if key[:2] == (team_id, user_id))
        return values
