from odoo import fields, models


class RealestateLateFeeDecide(models.TransientModel):
    """Ask for the note that goes with a decision on a waiver (DEAL-9)."""

    _name = "realestate.late.fee.decide"
    _description = "Decide on a Waiver"

    fee_id = fields.Many2one("realestate.late.fee", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="fee_id.currency_id")
    amount_total = fields.Monetary(related="fee_id.amount_total")
    waiver_amount = fields.Monetary(related="fee_id.waiver_amount")
    waiver_reason = fields.Text(related="fee_id.waiver_reason")
    decision = fields.Selection([("grant", "Grant"), ("refuse", "Refuse")], required=True, default="grant")
    note = fields.Text(help="Kept with the decision; a refusal needs one.")

    def action_confirm(self):
        """Grant or refuse with the note."""
        self.ensure_one()
        if self.decision == "grant":
            self.fee_id.action_grant_waiver(self.note)
        else:
            self.fee_id.action_refuse_waiver(self.note)
        return {"type": "ir.actions.act_window_close"}
