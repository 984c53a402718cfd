from odoo import api, fields, models

LOAN_KINDS = [("commercial_loan", "Commercial loan"), ("provident_loan", "Provident fund loan")]
# what files are sent to: days from complete papers to the funds (MOR-1)
FUNDS_DAYS = {"commercial_loan": 30, "provident_loan": 60}


class RealestateLoanBank(models.Model):
    """A bank branch or provident fund centre that finances our buyers, and how well it does (MOR-1)."""

    _name = "realestate.loan.bank"
    _description = "Financing Bank"
    _order = "kind, sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, help="The branch, e.g. China Construction Bank, Riverside branch.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    bank_id = fields.Many2one("res.bank", index="btree_not_null")
    kind = fields.Selection(LOAN_KINDS, string="Grants", required=True, default="commercial_loan")
    project_ids = fields.Many2many(
        "realestate.project",
        "realestate_loan_bank_project_rel",
        "bank_id",
        "project_id",
        string="Projects",
        check_company=True,
        help="Empty: all projects of the company.",
    )
    contact_name = fields.Char(string="Contact")
    contact_phone = fields.Char()
    funds_days = fields.Integer(
        compute="_compute_funds_days",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Days from complete papers to the funds: 30 (commercial) or 60 (provident fund) unless agreed otherwise.",
    )
    quota = fields.Monetary(help="¥ that the bank has promised to our buyers; 0: no limit.")
    quota_used = fields.Monetary(
        compute="_compute_figures", string="In Work", help="Submitted or approved, and not paid out."
    )
    quota_left = fields.Monetary(compute="_compute_figures")
    rate_ids = fields.One2many("realestate.loan.rate", "bank_id", string="Rates")
    file_count = fields.Integer(compute="_compute_figures", string="Files")
    refused_count = fields.Integer(compute="_compute_figures", string="Refused")
    refusal_rate = fields.Float(
        string="Refusal Rate (%)", compute="_compute_figures", help="Of the files that were decided."
    )
    average_days = fields.Float(
        string="Average Days to Funds", compute="_compute_figures", help="From complete papers to the money, measured."
    )
    funded_amount = fields.Monetary(string="Paid out", compute="_compute_figures")

    _name_uniq = models.UniqueIndex("(company_id, kind, name)", "This bank is there already.")
    _days_positive = models.Constraint("CHECK(funds_days > 0)", "The days to funds must be 1 or more.")
    _quota_positive = models.Constraint("CHECK(COALESCE(quota, 0) >= 0)", "A quota cannot be negative.")

    @api.depends("kind")
    def _compute_funds_days(self):
        for bank in self:
            bank.funds_days = FUNDS_DAYS[bank.kind or "commercial_loan"]

    def _compute_figures(self):
        rows = (
            self.env["realestate.mortgage"]
            .sudo()
            ._read_group(
                [("bank_id", "in", self.ids), ("date_submitted", "!=", False)],
                ["bank_id", "state"],
                ["__count", "amount:sum", "days_to_funds:avg"],
            )
        )
        found = {(bank.id, state): values for bank, state, *values in rows}
        for bank in self:
            count = {state: found.get((bank.id, state), (0, 0, 0)) for state in ("running", "funded", "refused")}
            decided = count["funded"][0] + count["refused"][0]
            bank.file_count = sum(values[0] for values in count.values())
            bank.refused_count = count["refused"][0]
            bank.refusal_rate = 100.0 * count["refused"][0] / decided if decided else 0.0
            bank.quota_used = count["running"][1] or 0.0
            bank.quota_left = bank.quota - bank.quota_used if bank.quota else 0.0
            bank.funded_amount = count["funded"][1] or 0.0
            bank.average_days = count["funded"][2] or 0.0

    def _rate(self, home, day):
        """Return the yearly rate (%) that holds on ``day`` for the buyer's first or second home, or 0."""
        self.ensure_one()
        rates = self.rate_ids.filtered(lambda rate: rate.home == home and rate.date <= day)
        return rates.sorted("date")[-1:].rate

    def action_view_mortgages(self):
        """Open the loans of these banks."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_aftersales.realestate_mortgage_action")
        return {**action, "domain": [("bank_id", "in", self.ids)], "context": {}}
