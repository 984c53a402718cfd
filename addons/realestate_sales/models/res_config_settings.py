from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    realestate_advance_account_id = fields.Many2one(related="company_id.realestate_advance_account_id", readonly=False)
    realestate_revenue_account_id = fields.Many2one(related="company_id.realestate_revenue_account_id", readonly=False)
    realestate_fee_account_id = fields.Many2one(related="company_id.realestate_fee_account_id", readonly=False)
    realestate_penalty_account_id = fields.Many2one(related="company_id.realestate_penalty_account_id", readonly=False)
    realestate_compensation_account_id = fields.Many2one(
        related="company_id.realestate_compensation_account_id", readonly=False
    )
    realestate_tax_id = fields.Many2one(related="company_id.realestate_tax_id", readonly=False)
    realestate_untaxed = fields.Boolean(related="company_id.realestate_untaxed", readonly=False)
    realestate_journal_id = fields.Many2one(related="company_id.realestate_journal_id", readonly=False)
