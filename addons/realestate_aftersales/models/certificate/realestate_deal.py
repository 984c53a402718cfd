from odoo import fields, models


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    certificate_ids = fields.One2many("realestate.certificate", "deal_id", string="Certificates")
