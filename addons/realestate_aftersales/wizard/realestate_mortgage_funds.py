from odoo import api, fields, models


class RealestateMortgageFunds(models.TransientModel):
    """The bank has paid: what the accountant is to confirm (MOR-1)."""

    _name = "realestate.mortgage.funds"
    _description = "Funds Received"

    mortgage_id = fields.Many2one("realestate.mortgage", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="mortgage_id.currency_id")
    amount = fields.Monetary(required=True, compute="_compute_amount", store=True, readonly=False)
    date = fields.Date(required=True, compute="_compute_amount", store=True, readonly=False)
    means_id = fields.Many2one(
        "realestate.receipt.means",
        string="Arrived by",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["realestate.receipt.means"].search([("kind", "=", "bank")], limit=1),
    )
    slip_number = fields.Char(string="Bank Slip Number")

    @api.depends("mortgage_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.mortgage_id.installment_id.sudo().residual_amount
            wizard.date = wizard.mortgage_id.project_id._today()

    def action_record(self):
        """Record the receipt; the accountant confirms it."""
        self.ensure_one()
        receipt = self.mortgage_id.action_funds(self.amount, self.date, self.means_id, self.slip_number)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Receipt %s waits for the accountant to confirm it.", receipt.name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
