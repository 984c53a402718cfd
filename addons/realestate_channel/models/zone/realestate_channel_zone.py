from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools import geojson

KINDS = [
    ("estate", "Housing Estate"),
    ("business", "Business District"),
    ("school", "School"),
    ("factory", "Factory Area"),
    ("market", "Market"),
    ("traffic", "Station or Stop"),
    ("other", "Other"),
]


class RealestateChannelZone(models.Model):
    """A zone in which leaflets are given out (派单区域), with its shape on the map (CH-4)."""

    _name = "realestate.channel.zone"
    _description = "Leaflet Zone"
    _inherit = ["mail.thread"]
    _order = "project_id, name"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    project_id = fields.Many2one(
        "realestate.project", required=True, index=True, ondelete="restrict", check_company=True,
        default=lambda self: self.env["realestate.project"]._only_one(),
    )  # fmt: skip
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, default="estate")
    team_id = fields.Many2one(
        "realestate.channel.team", string="Usual Team", index="btree_not_null", check_company=True, tracking=True
    )
    households = fields.Integer(help="How many households, or desks, the zone has: what leaflets are compared with.")
    polygon = fields.Json(string="Shape", help="GeoJSON Polygon or MultiPolygon, longitude and latitude (RFC 7946).")
    has_shape = fields.Boolean(compute="_compute_shape", store=True, string="On the Map")
    area = fields.Float(compute="_compute_shape", store=True, string="Area (km²)", digits=(8, 3), aggregator=None)
    note = fields.Text()
    distribution_ids = fields.One2many("realestate.channel.distribution", "zone_id", string="Distributions")
    leaflets = fields.Integer(compute="_compute_figures", store=True, string="Leaflets so far")
    visits = fields.Integer(compute="_compute_figures", store=True, string="Visits Brought")
    last_date = fields.Date(compute="_compute_figures", store=True, string="Last Distributed on")
    density = fields.Float(
        compute="_compute_density", store=True, string="Leaflets a Household", digits=(8, 2), aggregator=None
    )

    _name_uniq = models.UniqueIndex("(project_id, name) WHERE active", "Another zone of this project has this name.")
    _households_positive = models.Constraint("CHECK(households >= 0)", "The households cannot be negative.")

    @api.depends("polygon")
    def _compute_shape(self):
        for zone in self:
            zone.has_shape = bool(zone.polygon)
            zone.area = geojson.area(zone.polygon) if zone.polygon else 0.0

    @api.depends("distribution_ids.leaflets", "distribution_ids.visits", "distribution_ids.date")
    def _compute_figures(self):
        groups = (
            self.env["realestate.channel.distribution"]
            .sudo()
            ._read_group([("zone_id", "in", self.ids)], ["zone_id"], ["leaflets:sum", "visits:sum", "date:max"])
        )
        found = {zone.id: figures for zone, *figures in groups}
        for zone in self:
            zone.leaflets, zone.visits, zone.last_date = found.get(zone._origin.id, (0, 0, False))

    @api.depends("leaflets", "households")
    def _compute_density(self):
        for zone in self:
            zone.density = zone.leaflets / zone.households if zone.households else 0.0

    @api.constrains("polygon")
    def _check_polygon(self):
        for zone in self.filtered("polygon"):
            self._with_checked_shape({"polygon": zone.polygon})

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_checked_shape(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_checked_shape(vals))

    @api.model
    def _with_checked_shape(self, vals):
        """Return ``vals`` with the shape as it is kept.

        :raises ValidationError: it is no area of the earth
        """
        if not vals.get("polygon"):
            return vals
        try:
            return {**vals, "polygon": geojson.check_geometry(vals["polygon"])}
        except geojson.ShapeError as error:
            raise ValidationError(self._shape_message(error.code)) from error

    @api.model
    def _shape_message(self, code):
        """Say what is wrong with a shape and what to do."""
        messages = {
            "kind": self.env._("A zone is an area: only Polygon and MultiPolygon can be used."),
            "empty": self.env._("There is no area in it: draw at least three corners, or choose another file."),
            "short": self.env._("An area has at least three different corners: click at least three points."),
            "long": self.env._("The shape has more than %s points: simplify it first.", geojson.MAX_POINTS),
            "point": self.env._("A corner is no place on earth: longitude comes first, then latitude, in degrees."),
            "json": self.env._("The file is no GeoJSON: export the areas as .geojson from your map program."),
        }
        return messages[code]

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_view_distributions(self):
        """Open what was given out in these zones."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "realestate_channel.realestate_channel_distribution_action"
        )
        context = {"default_zone_id": self.id} if len(self) == 1 else {}
        return {**action, "domain": [("zone_id", "in", self.ids)], "context": context}

    def action_map(self):
        """Open the map of the project, this zone chosen."""
        return {
            "type": "ir.actions.client",
            "tag": "realestate_channel.zone_map",
            "name": self.env._("Zone Map"),
            "params": {"project_id": self.project_id[:1].id, "zone_id": self[:1].id},
        }
