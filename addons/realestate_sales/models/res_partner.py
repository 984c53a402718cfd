from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    realestate_deal_ids = fields.One2many("realestate.deal", "partner_id", string="Property Deals")
