from odoo import fields, models


class RealestateUploadReason(models.TransientModel):
    """Why papers are sent back to the buyer, in words that he reads (PORTAL-1)."""

    _name = "realestate.upload.reason"
    _description = "Send Papers Back"

    upload_ids = fields.Many2many(
        "realestate.service.upload", "realestate_upload_reason_rel", "wizard_id", "upload_id", string="Papers",
        required=True, default=lambda self: self.env.context.get("active_ids"),
    )  # fmt: skip
    reason = fields.Char(required=True, help="The buyer reads it, e.g. “The edge of the card is cut off”.")

    def action_send_back(self):
        """Send them back."""
        self.ensure_one()
        return self.upload_ids.action_send_back(self.reason)
