from odoo import fields, models


class RealestateClaimSettleLine(models.TransientModel):
    _name = "realestate.claim.settle.line"
    _description = "Proposed Share"

    wizard_id = fields.Many2one("realestate.claim.settle", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Side", required=True, readonly=True)
    percent = fields.Float(string="Share (%)", digits=(5, 2))
