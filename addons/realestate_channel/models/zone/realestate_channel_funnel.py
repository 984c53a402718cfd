from odoo import api, models
from odoo.tools import SQL


class RealestateChannelFunnel(models.Model):
    """Materials and gifts that a team was issued, less what came back, are its cost (CH-2, CH-4)."""

    _inherit = "realestate.channel.funnel"
    _depends = {"realestate.material.move": ["day", "project_id", "team_id", "kind", "amount", "holder_id"]}

    @api.model
    def _cost_sources(self):
        return super()._cost_sources() | {6: ("realestate.material.move", "display_name")}

    @api.model
    def _queries(self):
        columns = self._columns(
            6,
            "row",
            kind="'cost'",
            day="row.day",
            company_id="row.company_id",
            project_id="row.project_id",
            team_id="row.team_id",
            user_id="row.holder_id",
            module="team.module",
            cost="row.amount",
        )
        return super()._queries() | {
            "material": SQL(
                "SELECT %s FROM realestate_material_move AS row JOIN realestate_channel_team team ON team.id = row.team_id"
                " WHERE row.kind IN ('issue', 'return') AND row.amount != 0",
                columns,
            )
        }
