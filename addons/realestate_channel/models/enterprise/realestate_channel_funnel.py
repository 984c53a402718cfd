from odoo import api, models
from odoo.tools import SQL


class RealestateChannelFunnel(models.Model):
    """What an event of the enterprise module cost, on its own day, is what that module cost (CH-2, CH-5)."""

    _inherit = "realestate.channel.funnel"
    _depends = {"realestate.enterprise.event": ["date_begin", "project_id", "team_id", "user_id", "state", "cost"]}

    @api.model
    def _cost_sources(self):
        return super()._cost_sources() | {7: ("realestate.enterprise.event", "name")}

    @api.model
    def _queries(self):
        columns = self._columns(
            7,
            "row",
            kind="'cost'",
            # a moment is kept in UTC, its day is the project's
            day="(row.date_begin AT TIME ZONE 'UTC' AT TIME ZONE project.tz)::date",
            company_id="row.company_id",
            project_id="row.project_id",
            team_id="row.team_id",
            user_id="row.user_id",
            module="'enterprise'",
            cost="row.cost",
        )
        return super()._queries() | {
            "event": SQL(
                "SELECT %s FROM realestate_enterprise_event AS row"
                " JOIN realestate_project project ON project.id = row.project_id"
                " WHERE row.state = 'held' AND row.cost > 0",
                columns,
            )
        }
