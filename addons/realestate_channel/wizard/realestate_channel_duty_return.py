from odoo import fields, models


class RealestateChannelDutyReturn(models.TransientModel):
    """Why a report is sent back to its centre (CH-8)."""

    _name = "realestate.channel.duty.return"
    _description = "Send a Report Back"

    task_id = fields.Many2one("realestate.channel.duty.task", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Send it back."""
        self.ensure_one()
        return self.task_id.action_send_back(self.reason)
