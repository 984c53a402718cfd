from odoo import fields, models


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    mortgage_ids = fields.One2many("realestate.mortgage", "deal_id", string="Loans")
