from odoo import api, fields, models


class RealestateDayCloseLine(models.Model):
    """The day's money by one means of payment."""

    _name = "realestate.day.close.line"
    _description = "Day's End by Means of Payment"
    _order = "close_id, means_id, id"

    close_id = fields.Many2one("realestate.day.close", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="close_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="close_id.currency_id")
    means_id = fields.Many2one("realestate.receipt.means", string="Means of Payment", ondelete="restrict")
    name = fields.Char(string="Means of Payment Label", compute="_compute_name")
    receipt_count = fields.Integer(string="Receipts")
    taken_amount = fields.Monetary(string="Taken")
    confirmed_amount = fields.Monetary(string="Confirmed")
    pending_amount = fields.Monetary(string="Not Confirmed", compute="_compute_pending_amount")

    @api.depends("means_id.name")
    @api.depends_context("lang")
    def _compute_name(self):
        for line in self:
            line.name = line.means_id.name or self.env._("Entered by the accountant on the invoice")

    @api.depends("taken_amount", "confirmed_amount")
    def _compute_pending_amount(self):
        for line in self:
            line.pending_amount = line.taken_amount - line.confirmed_amount
