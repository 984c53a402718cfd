from odoo import fields, models


class RealestateHandoverReason(models.TransientModel):
    """Why a buyer refuses, or why his unit is handed over although something is open (HND-1)."""

    _name = "realestate.handover.reason"
    _description = "Reason at Handover"

    handover_id = fields.Many2one("realestate.handover", required=True, ondelete="cascade")
    kind = fields.Selection([("refuse", "Refused"), ("money", "Exception")], required=True, default="refuse")
    reason = fields.Text(required=True)

    def action_apply(self):
        """Record the reason and do what it is for."""
        self.ensure_one()
        if self.kind == "refuse":
            return self.handover_id.action_refuse(self.reason)
        return self.handover_id.action_allow_without_money(self.reason)
