from odoo import fields, models

from ..models.commission.realestate_commission_policy_part import EVENTS


class RealestateCommissionExampleLine(models.TransientModel):
    """One part of what a policy would pay."""

    _name = "realestate.commission.example.line"
    _description = "Line of an Example"

    example_id = fields.Many2one("realestate.commission.example", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="example_id.currency_id")
    policy_line_id = fields.Many2one("realestate.commission.policy.line", ondelete="cascade")
    role = fields.Selection(related="policy_line_id.role")
    rate_text = fields.Char(string="Rate")
    event = fields.Selection(EVENTS, string="Earned at")
    threshold = fields.Float(string="Received (%)")
    is_withheld = fields.Boolean(string="Withheld")
    amount = fields.Monetary()
