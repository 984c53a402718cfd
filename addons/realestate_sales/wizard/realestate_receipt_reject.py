from odoo import fields, models


class RealestateReceiptReject(models.TransientModel):
    """Asks why a receipt is refused."""

    _name = "realestate.receipt.reject"
    _description = "Reject a Receipt"

    receipt_ids = fields.Many2many("realestate.receipt", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        """Reject the receipts with the reason given."""
        self.ensure_one()
        return self.receipt_ids.action_reject(self.reason)
