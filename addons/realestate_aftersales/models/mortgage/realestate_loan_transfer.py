from odoo import api, fields, models


class RealestateLoanTransfer(models.Model):
    """A list of files handed to one bank in one go, signed by who takes them (MOR-1)."""

    _name = "realestate.loan.transfer"
    _description = "Transfer List to a Bank"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="List Number", readonly=True, copy=False, default="/")
    bank_id = fields.Many2one("realestate.loan.bank", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="bank_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Handed over by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
    )
    mortgage_ids = fields.Many2many(
        "realestate.mortgage", "realestate_loan_transfer_mortgage_rel", "transfer_id", "mortgage_id", string="Loans"
    )
    count = fields.Integer(compute="_compute_totals", string="Number of Files")
    amount = fields.Monetary(compute="_compute_totals")

    @api.depends("mortgage_ids.amount")
    def _compute_totals(self):
        for transfer in self:
            transfer.count = len(transfer.mortgage_ids)
            transfer.amount = sum(transfer.mortgage_ids.mapped("amount"))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("realestate.loan.transfer") or "/"
        return super().create(vals_list)
