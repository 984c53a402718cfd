from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    realestate_commission_account_id = fields.Many2one(
        related="company_id.realestate_commission_account_id", readonly=False
    )
    realestate_commission_negative = fields.Selection(
        related="company_id.realestate_commission_negative", readonly=False
    )
