from odoo import fields, models


class RealestateDealUndo(models.TransientModel):
    """Asks why a step of the contract is taken back (DEAL-7)."""

    _name = "realestate.deal.undo"
    _description = "Take Back a Step of the Contract"

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, ondelete="cascade")
    state = fields.Selection(related="deal_id.state", string="Step to Take Back")
    date_signed = fields.Date(related="deal_id.date_signed")
    online_number = fields.Char(related="deal_id.online_number")
    date_filed = fields.Date(related="deal_id.date_filed")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Take the step back."""
        self.ensure_one()
        self.deal_id.action_undo_step(self.reason)
        return {"type": "ir.actions.act_window_close"}
