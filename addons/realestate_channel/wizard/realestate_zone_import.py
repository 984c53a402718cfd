import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools import geojson


class RealestateZoneImport(models.TransientModel):
    """Import the shapes of zones from a GeoJSON file; a zone of the same name gets the shape (CH-4)."""

    _name = "realestate.zone.import"
    _description = "Import Zones"

    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["realestate.project"]._only_one(),
    )
    file = fields.Binary(string="GeoJSON File", required=True, attachment=False)
    filename = fields.Char()

    def action_import(self):
        """Import all areas of the file, or nothing.

        :raises UserError: no GeoJSON, or an area that cannot be used
        """
        self.ensure_one()
        zones = self.env["realestate.channel.zone"]
        try:
            features = geojson.read_features(base64.b64decode(self.file))
        except geojson.ShapeError as error:
            raise UserError(zones._shape_message(error.code)) from error
        known = {zone.name: zone for zone in zones.search([("project_id", "=", self.project_id.id)])}
        fresh = {}
        for number, (given, geometry) in enumerate(features, 1):
            name = given or self.env._("Zone %s", number)
            if name in known:
                known[name].polygon = geometry
            else:
                fresh[name] = {"name": name, "project_id": self.project_id.id, "polygon": geometry}
        zones.create(list(fresh.values()))
        return {
            "type": "ir.actions.client",
            "tag": "realestate_channel.zone_map",
            "name": self.env._("Zone Map"),
            "params": {"project_id": self.project_id.id},
        }
