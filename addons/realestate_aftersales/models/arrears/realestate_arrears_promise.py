from odoo import api, fields, models


class RealestateArrearsPromise(models.Model):
    """A day by which a buyer has promised to pay; dunning waits for it (ARR-1)."""

    _name = "realestate.arrears.promise"
    _description = "Promise to Pay"
    _order = "date desc, id desc"
    _rec_name = "date"

    case_id = fields.Many2one("realestate.arrears.case", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="case_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(string="Promised by", required=True)
    amount = fields.Monetary(required=True, help="¥")
    user_id = fields.Many2one(
        "res.users", string="Taken by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    note = fields.Char()
    promised_on = fields.Datetime(string="Promised on", readonly=True, default=fields.Datetime.now)
    paid_before = fields.Monetary(string="Paid before", readonly=True, help="What the deal had paid at the promise.")
    is_kept = fields.Boolean(
        string="Kept", compute="_compute_is_kept", help="The deal has paid as much more since the promise."
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "Promise an amount above zero.")

    @api.depends("amount", "paid_before", "case_id.deal_id.installment_ids.paid_amount")
    def _compute_is_kept(self):
        paid = self.case_id._paid_by_deal()
        for promise in self:
            since = paid.get(promise.case_id.deal_id.id, 0.0) - promise.paid_before
            promise.is_kept = promise.currency_id.compare_amounts(since, promise.amount) >= 0

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["realestate.arrears.case"].browse(vals["case_id"] for vals in vals_list)
        paid = cases._paid_by_deal()
        by_case = {case.id: paid.get(case.deal_id.id, 0.0) for case in cases}
        return super().create([{**vals, "paid_before": by_case[vals["case_id"]]} for vals in vals_list])
