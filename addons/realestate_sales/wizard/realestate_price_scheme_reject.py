from odoo import fields, models


class RealestatePriceSchemeReject(models.TransientModel):
    """Ask the director why (INV-4)."""

    _name = "realestate.price.scheme.reject"
    _description = "Reject a Price Scheme"

    scheme_id = fields.Many2one("realestate.price.scheme", required=True, ondelete="cascade")
    note = fields.Char(string="Reason", required=True)

    def action_reject(self):
        """Reject the scheme with this reason; it can be taken back to draft and changed."""
        self.scheme_id._check_director()
        if self.scheme_id.state == "submitted":
            self.scheme_id._decide("rejected", self.note)
        return {"type": "ir.actions.act_window_close"}
