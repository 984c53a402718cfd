from odoo import fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    invoice_when_due = fields.Boolean(
        default=True,
        help="Instalments are invoiced by themselves when they fall due; otherwise by the accountant.",
    )
    invoice_days_ahead = fields.Integer(string="Days Ahead", help="Days before the due day that an invoice is made.")
    receipt_proposal = fields.Boolean(
        string="Receipts Taken at the Desk",
        default=True,
        help="The sales desk enters the money it takes; the accountant confirms it.",
    )

    _invoice_days_positive = models.Constraint("CHECK(invoice_days_ahead >= 0)", "The days ahead cannot be negative.")
