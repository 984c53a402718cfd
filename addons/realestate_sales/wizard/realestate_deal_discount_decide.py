from odoo import fields, models


class RealestateDealDiscountDecide(models.TransientModel):
    """Decide a request for a discount, with a note to who asked (DEAL-3)."""

    _name = "realestate.deal.discount.decide"
    _description = "Decide a Discount"

    line_id = fields.Many2one("realestate.deal.discount", required=True, readonly=True, ondelete="cascade")
    decision = fields.Selection([("granted", "Grant"), ("refused", "Refuse")], required=True, readonly=True)
    currency_id = fields.Many2one(related="line_id.currency_id")
    list_price = fields.Monetary(related="line_id.list_price")
    floor_price = fields.Monetary(related="line_id.floor_price")
    asked_price = fields.Monetary(related="line_id.asked_price")
    note = fields.Text(required=True)

    def action_decide(self):
        """Grant or refuse, as the approver chose."""
        self.ensure_one()
        if self.decision == "granted":
            self.line_id.action_grant(self.note)
        else:
            self.line_id.action_refuse(self.note)
        return {"type": "ir.actions.act_window_close"}
