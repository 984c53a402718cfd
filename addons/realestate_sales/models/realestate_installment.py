from odoo import fields, models


class RealestateInstallment(models.Model):
    """A part of a deal's price and when it is due; its invoice is Odoo's (DEAL-5, DEAL-6)."""

    _name = "realestate.installment"
    _description = "Instalment"
    _order = "deal_id, sequence, id"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="deal_id.partner_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    kind = fields.Selection(
        [
            ("deposit", "Deposit"),
            ("down_payment", "Down payment"),
            ("installment", "Instalment"),
            ("commercial_loan", "Commercial loan"),
            ("provident_loan", "Provident fund loan"),
            ("settlement", "Area settlement"),
            ("fee", "Collected fee"),
        ],
        required=True,
        default="installment",
        help="Fees are collected for others: they are not part of the price.",
    )
    amount = fields.Monetary(required=True)
    date_due = fields.Date(index=True, help="Empty while the event it waits for has not happened.")
    # accounting: the invoices of the instalment; what is paid, residual, overdue is read from them
    move_ids = fields.One2many("account.move", "realestate_installment_id", string="Invoices")
