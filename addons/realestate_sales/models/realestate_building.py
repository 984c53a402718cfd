from odoo import fields, models

from .realestate_project import PRICE_BASES, PROPERTY_TYPES


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
    price_basis = fields.Selection(
        PRICE_BASES, help="Only where the building differs from its project."
    )
    completion_date = fields.Date(
        string="Completion Filing Date",
        tracking=True,
        help="Day of the completion filing: from then on the building is finished property "
        "and needs no presale permit.",
    )
    completion_number = fields.Char(string="Completion Filing Number")
    delivery_date = fields.Date(help="Contractual day of delivery; printed on the contracts.")
    unit_ids = fields.One2many("realestate.unit", "building_id", string="Units")

    _code_uniq = models.UniqueIndex("(project_id, code)", "Another building of this project has this code.")

    def _price_basis(self):
        """Return the basis of the unit prices: the building's own or its project's (INV-3)."""
        self.ensure_one()
        return self.price_basis or self.project_id.price_basis
