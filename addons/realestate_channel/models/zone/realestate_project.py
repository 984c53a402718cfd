from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

PERIODS = (7, 30, 90, 0)
HISTORY = 12


class RealestateProject(models.Model):
    """The map of a project's zones: shapes, and what was given out in them (CH-4)."""

    _inherit = "realestate.project"

    channel_zone_ids = fields.One2many("realestate.channel.zone", "project_id", string="Leaflet Zones")

    @api.model
    def zone_projects(self):
        """Return the projects whose zones the current user may look at."""
        return self.search_read([("active", "=", True)], ["name"])

    def zone_map(self, days=30):
        """Return the zones with their shapes and what was given out in them in the last days.

        :param int days: today counted; 0: all time
        :return: ``zones``, whether the user may ``edit`` them, and the company's ``tiles`` address or False
        """
        self.ensure_one()
        self.check_access("read")
        zones = self.env["realestate.channel.zone"].search([("project_id", "=", self.id)])
        domain = [("zone_id", "in", zones.ids)]
        if days:
            domain.append(("date", ">", self._today() - timedelta(days=days)))
        groups = self.env["realestate.channel.distribution"]._read_group(
            domain, ["zone_id"], ["leaflets:sum", "visits:sum", "__count"]
        )
        figures = {zone.id: numbers for zone, *numbers in groups}
        kinds = dict(zones._fields["kind"]._description_selection(self.env))
        return {
            "project": {"id": self.id, "name": self.name},
            "edit": zones.has_access("write"),
            "create_distribution": self.env["realestate.channel.distribution"].has_access("create"),
            "tiles": self.company_id.sudo().realestate_tile_url or False,
            "zones": [
                {
                    "id": zone.id,
                    "name": zone.name,
                    "kind": kinds[zone.kind],
                    "households": zone.households,
                    "polygon": zone.polygon or False,
                    "area": zone.area,
                    "last": (zone.last_date and format_date(self.env, zone.last_date)) or "",
                    "days_ago": (self._today() - zone.last_date).days if zone.last_date else False,
                    **dict(zip(("leaflets", "visits", "times"), figures.get(zone.id, (0, 0, 0)), strict=True)),
                }
                for zone in zones
            ],
        }

    def zone_history(self, zone_id):
        """Return what was given out in a zone, the latest first, in the reader's rights."""
        distributions = self.env["realestate.channel.distribution"].search([("zone_id", "=", zone_id)], limit=HISTORY)
        return [
            {
                "id": distribution.id,
                "date": format_date(self.env, distribution.date),
                "team": distribution.team_id.sudo().name,
                "leaflets": distribution.leaflets,
                "visits": distribution.visits,
            }
            for distribution in distributions
        ]
