from odoo import fields, models


class RealestateLateFeeLine(models.Model):
    """Days on which an instalment owed one balance, and what they cost (DEAL-9)."""

    _name = "realestate.late.fee.line"
    _description = "Period of a Late Fee"
    _order = "fee_id, installment_id, date_from"

    fee_id = fields.Many2one("realestate.late.fee", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="fee_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    installment_id = fields.Many2one(
        "realestate.installment", required=True, readonly=True, index=True, ondelete="restrict"
    )
    date_due = fields.Date(related="installment_id.date_due")
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="To", required=True, readonly=True, help="The last day charged.")
    balance = fields.Monetary(string="Unpaid Balance", readonly=True)
    days = fields.Integer(readonly=True)
    rate = fields.Float(string="Rate a Day (%)", digits=(7, 4), readonly=True, aggregator=None)
    amount = fields.Monetary(
        string="Late Fee",
        readonly=True,
        help="The instalment's sum is rounded once, at its end; a period is what it adds to the rounded sum.",
    )

    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "A period ends no earlier than it begins.")
