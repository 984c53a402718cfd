from odoo import api, fields, models


class RealestateMortgageSubmit(models.TransientModel):
    """Hands many files to one bank at once and prints the list that goes with them (MOR-1)."""

    _name = "realestate.mortgage.submit"
    _description = "Hand to a Bank"

    mortgage_ids = fields.Many2many("realestate.mortgage", string="Loans", required=True)
    company_id = fields.Many2one("res.company", compute="_compute_common")
    loan_kind = fields.Char(compute="_compute_common")
    currency_id = fields.Many2one(related="company_id.currency_id")
    bank_id = fields.Many2one(
        "realestate.loan.bank",
        required=True,
        ondelete="cascade",
        domain="[('company_id', '=', company_id), ('kind', '=', loan_kind)]",
        compute="_compute_bank_id",
        store=True,
        readonly=False,
    )
    quota = fields.Monetary(related="bank_id.quota")
    quota_left = fields.Monetary(related="bank_id.quota_left")
    amount = fields.Monetary(compute="_compute_common", string="Amount of These Loans")
    is_over_quota = fields.Boolean(compute="_compute_common")

    @api.depends("mortgage_ids", "bank_id")
    def _compute_common(self):
        for wizard in self:
            wizard.company_id = wizard.mortgage_ids[:1].company_id
            wizard.loan_kind = wizard.mortgage_ids[:1].loan_kind
            wizard.amount = sum(wizard.mortgage_ids.mapped("amount"))
            wizard.is_over_quota = wizard.bank_id.quota and wizard.amount > wizard.bank_id.quota_left

    @api.depends("mortgage_ids")
    def _compute_bank_id(self):
        for wizard in self:
            banks = wizard.mortgage_ids.bank_id
            wizard.bank_id = banks if len(banks) == 1 else False

    def action_submit(self):
        """Hand the files over and print the list."""
        self.ensure_one()
        transfer = self.mortgage_ids.action_submit(self.bank_id)
        return self.env.ref("realestate_aftersales.realestate_loan_transfer_report").report_action(transfer)
