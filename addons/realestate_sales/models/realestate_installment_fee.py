from odoo import fields, models


class RealestateInstallment(models.Model):
    _inherit = "realestate.installment"

    fee_rate_id = fields.Many2one("realestate.fee.rate", readonly=True, index="btree_not_null", ondelete="restrict")
    fee_explanation = fields.Char(string="How Computed", readonly=True)
