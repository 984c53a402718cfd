from odoo import fields, models


class RealestateUnit(models.Model):
    _inherit = "realestate.unit"

    warranty_ids = fields.One2many("realestate.warranty", "unit_id", readonly=True)
