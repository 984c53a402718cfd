from odoo import fields, models


class RealestateDealChangeDecide(models.TransientModel):
    """Ask for the note that goes with a decision (DEAL-7)."""

    _name = "realestate.deal.change.decide"
    _description = "Decide a Change of a Deal"

    change_id = fields.Many2one("realestate.deal.change", required=True, ondelete="cascade")
    decision = fields.Selection([("approve", "Approve"), ("reject", "Reject")], required=True, default="approve")
    note = fields.Text(help="Kept with the request; a rejection needs one.")

    def action_confirm(self):
        """Approve or reject with the note."""
        self.ensure_one()
        if self.decision == "approve":
            self.change_id.action_approve(self.note)
        else:
            self.change_id.action_reject(self.note)
        return {"type": "ir.actions.act_window_close"}
