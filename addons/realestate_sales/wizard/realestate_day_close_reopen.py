from odoo import fields, models


class RealestateDayCloseReopen(models.TransientModel):
    """Asks why a closed day is opened again."""

    _name = "realestate.day.close.reopen"
    _description = "Reopen a Closed Day"

    close_id = fields.Many2one("realestate.day.close", required=True)
    reason = fields.Char(required=True)

    def action_apply(self):
        """Reopen the day with the reason given."""
        self.ensure_one()
        return self.close_id.action_reopen(self.reason)
