from odoo import fields, models


class RealestateDealMilestoneLine(models.TransientModel):
    """One deal of a step, with its own online number."""

    _name = "realestate.deal.milestone.line"
    _description = "Deal of a Step of the Contract"

    milestone_id = fields.Many2one("realestate.deal.milestone", required=True, ondelete="cascade", index=True)
    deal_id = fields.Many2one("realestate.deal", required=True, ondelete="cascade")
    unit_id = fields.Many2one(related="deal_id.unit_id")
    partner_id = fields.Many2one(related="deal_id.partner_id")
    state = fields.Selection(related="deal_id.state")
    number = fields.Char(string="Online Number")
    blocking_reason = fields.Text(related="deal_id.blocking_reason")
