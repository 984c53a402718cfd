from odoo import api, fields, models


class RealestateDealRefund(models.TransientModel):
    """Asks how much of a buyer's credit is paid back, and from which account."""

    _name = "realestate.deal.refund"
    _description = "Refund of a Deal"

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True)
    company_id = fields.Many2one(related="deal_id.company_id")
    currency_id = fields.Many2one(related="deal_id.currency_id")
    partner_id = fields.Many2one(related="deal_id.partner_id")
    credit_amount = fields.Monetary(related="deal_id.credit_amount")
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False, precompute=True, required=True)
    date = fields.Date(compute="_compute_date", store=True, readonly=False, precompute=True, required=True)
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit')), ('company_id', '=', company_id)]",
    )
    memo = fields.Char()

    @api.depends("deal_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.deal_id.credit_amount

    @api.depends("deal_id")
    def _compute_date(self):
        for wizard in self:
            wizard.date = wizard.deal_id.project_id._today()

    @api.depends("deal_id")
    def _compute_journal_id(self):
        journals = self.env["account.journal"]
        for wizard in self:
            wizard.journal_id = journals.search(
                [*journals._check_company_domain(wizard.company_id), ("type", "=", "bank")], limit=1
            )

    def action_apply(self):
        """Pay the refund and open the payment."""
        self.ensure_one()
        payment = self.deal_id._refund(self.amount, self.journal_id, self.date, self.memo)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.payment",
            "res_id": payment.id,
            "view_mode": "form",
        }
