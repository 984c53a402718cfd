from odoo import fields, models


class RealestateFirstRegistration(models.Model):
    """A building's first registration 大产证: before it no unit of the building gets a certificate (CERT-1)."""

    _name = "realestate.first.registration"
    _description = "First Registration of a Building"
    _inherit = ["mail.thread"]
    _order = "building_id"
    _rec_name = "building_id"
    _check_company_auto = True

    building_id = fields.Many2one("realestate.building", required=True, index=True, ondelete="cascade", tracking=True)
    project_id = fields.Many2one(related="building_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="building_id.company_id", store=True, index=True)
    date_applied = fields.Date(string="Applied for on", tracking=True)
    date = fields.Date(string="Registered on", tracking=True)
    number = fields.Char(string="Registration Number", tracking=True)
    note = fields.Char(string="Remark")

    _building_uniq = models.UniqueIndex("(building_id)", "This building has its first registration already.")
    _complete = models.Constraint(
        "CHECK(date IS NULL OR number IS NOT NULL)",
        "Enter the number of the first registration together with its date.",
    )
