from collections import Counter

from odoo import api, fields, models

from .realestate_project import PRICE_BASES, PROPERTY_TYPES, SOLD_STATES


class RealestateBuilding(models.Model):
    _name = "realestate.building"
    _description = "Building"
    _inherit = ["mail.thread"]
    _order = "project_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="As the sales office says it: 1#, Tower A, Basement.")
    code = fields.Char(required=True, help="Part of every unit code of the building.")
    sequence = fields.Integer(default=10)
    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    property_type = fields.Selection(PROPERTY_TYPES, required=True, default="residential")
    price_basis = fields.Selection(PRICE_BASES, help="Only where the building differs from its project.")
    completion_date = fields.Date(
        string="Completion Filing Date",
        tracking=True,
        help="Day of the completion filing: from then on the building is finished property "
        "and needs no presale permit.",
    )
    completion_number = fields.Char(string="Completion Filing Number")
    delivery_date = fields.Date(help="Contractual day of delivery; printed on the contracts.")
    unit_ids = fields.One2many("realestate.unit", "building_id", string="Units")
    unit_count = fields.Integer(compute="_compute_unit_count", string="Number of Units")
    sold_count = fields.Integer(compute="_compute_unit_count", string="Sold Units")

    _code_uniq = models.UniqueIndex("(project_id, code)", "Another building of this project has this code.")

    @api.depends("unit_ids.state")
    def _compute_unit_count(self):
        groups = self.env["realestate.unit"]._read_group(
            [("building_id", "in", self.ids)], ["building_id", "state"], ["__count"]
        )
        totals, sold = Counter(), Counter()
        for building, state, count in groups:
            totals[building.id] += count
            sold[building.id] += count if state in SOLD_STATES else 0
        for building in self:
            building.unit_count = totals[building.id]
            building.sold_count = sold[building.id]

    @api.constrains("completion_date")
    def _check_open_releases(self):
        """A finished building on sale without a permit keeps its completion filing (INV-5)."""
        releases = self.env["realestate.release"].search(
            [("state", "=", "open"), ("unit_ids.building_id", "in", self.ids)]
        )
        for release in releases:
            release._check_buildings_covered(release._buildings())

    def action_view_units(self):
        """Open the units of the building."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_unit_action")
        context = {"default_building_id": self.id, "search_default_group_section": 1}
        return {**action, "domain": [("building_id", "=", self.id)], "context": context}

    def _price_basis(self):
        """Return the basis of the unit prices: the building's own or its project's (INV-3)."""
        self.ensure_one()
        return self.price_basis or self.project_id.price_basis
