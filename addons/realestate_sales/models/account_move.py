from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    realestate_installment_id = fields.Many2one(
        "realestate.installment", string="Property Instalment", index="btree_not_null", copy=False
    )
    realestate_deal_id = fields.Many2one("realestate.deal", string="Property Deal", index="btree_not_null", copy=False)
