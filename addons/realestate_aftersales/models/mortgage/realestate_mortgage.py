from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .realestate_loan_bank import LOAN_KINDS
from .realestate_loan_rate import HOMES


class RealestateMortgage(models.Model):
    """One application for a loan: at which bank, how much, how far, and when its funds are due (MOR-1).

    The steps are those of its service file; the money is the loan instalment's and so accounting's. A bank
    that refuses ends the application and its file; another bank gets an application of its own.
    """

    _name = "realestate.mortgage"
    _description = "Loan of a Buyer"
    _inherit = ["realestate.service.detail.mixin", "mail.thread"]
    _order = "funds_due, id"
    _rec_name = "service_id"
    _check_company_auto = True

    waiting_for = fields.Selection(related="service_id.waiting_for", store=True)
    date_due = fields.Date(related="service_id.date_due", string="Step Due", store=True)
    days_late = fields.Integer(related="service_id.days_late", string="Step Late (Days)")
    loan_kind = fields.Selection(LOAN_KINDS, string="Loan", required=True, readonly=True)
    installment_id = fields.Many2one(
        "realestate.installment", string="Loan Instalment", compute="_compute_installment_id", store=True,
        index="btree_not_null", ondelete="set null",
    )  # fmt: skip
    amount = fields.Monetary(related="installment_id.amount", store=True, help="¥, by the payment plan.")
    approved_amount = fields.Monetary(tracking=True, help="¥ that the bank grants.")
    shortfall = fields.Monetary(compute="_compute_shortfall", help="What the bank grants less than the plan needs.")
    bank_id = fields.Many2one(
        "realestate.loan.bank",
        index="btree_not_null",
        tracking=True,
        check_company=True,
        domain="[('kind', '=', loan_kind), ('company_id', '=', company_id),"
        " '|', ('project_ids', '=', False), ('project_ids', 'in', project_id)]",
    )
    years = fields.Integer(default=30, aggregator=None, help="1 to 30.")
    home = fields.Selection(HOMES, default="first", required=True)
    rate = fields.Float(
        string="Yearly Rate (%)", digits=(5, 3), compute="_compute_rate", store=True, readonly=False, aggregator=None
    )
    monthly_payment = fields.Monetary(
        compute="_compute_monthly_payment", help="¥ in equal instalments, for the buyer's information."
    )
    # days of the project's time zone
    date_papers = fields.Date(string="Papers Complete on", readonly=True, copy=False)
    date_submitted = fields.Date(string="Submitted on", readonly=True, copy=False, index="btree_not_null")
    date_approved = fields.Date(string="Approved on", readonly=True, copy=False)
    funds_due = fields.Date(
        compute="_compute_funds_due", store=True, index="btree_not_null",
        help="Papers complete, and the bank's days to funds later.",
    )  # fmt: skip
    date_funds = fields.Date(
        related="installment_id.date_paid", string="Funds Received on", store=True, index="btree_not_null"
    )
    funds_on_time = fields.Boolean(compute="_compute_funds", store=True)
    days_to_funds = fields.Integer(compute="_compute_funds", store=True, aggregator="avg")
    state = fields.Selection(
        [("running", "Running"), ("funded", "Funds Received"), ("refused", "Refused"), ("cancelled", "Cancelled")],
        compute="_compute_state",
        store=True,
        index=True,
    )
    refused_reason = fields.Text(related="service_id.end_reason", string="Why It Ended")
    transfer_ids = fields.Many2many(
        "realestate.loan.transfer", "realestate_loan_transfer_mortgage_rel", "mortgage_id", "transfer_id",
        string="Transfer Lists", readonly=True, copy=False,
    )  # fmt: skip

    _service_uniq = models.UniqueIndex("(service_id)", "This file has its loan already.")
    _years_range = models.Constraint("CHECK(years BETWEEN 1 AND 30)", "A loan runs between 1 and 30 years.")
    _approved_positive = models.Constraint("CHECK(COALESCE(approved_amount, 0) >= 0)", "A loan cannot be negative.")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("loan_kind", "deal_id.installment_ids.kind")
    def _compute_installment_id(self):
        # a plan that is made anew has new instalments
        for mortgage in self:
            lines = mortgage.deal_id.installment_ids
            mortgage.installment_id = lines.filtered(lambda line, kind=mortgage.loan_kind: line.kind == kind)[:1]

    @api.depends("bank_id.rate_ids.rate", "bank_id.rate_ids.date", "home", "date_submitted")
    def _compute_rate(self):
        for mortgage in self.filtered("bank_id"):
            day = mortgage.date_submitted or mortgage.project_id._today()
            mortgage.rate = mortgage.bank_id._rate(mortgage.home, day) or mortgage.rate

    @api.depends("amount", "approved_amount")
    def _compute_shortfall(self):
        for mortgage in self:
            granted = mortgage.approved_amount or mortgage.amount
            mortgage.shortfall = max(mortgage.amount - granted, 0.0)

    @api.depends("amount", "approved_amount", "rate", "years")
    def _compute_monthly_payment(self):
        for mortgage in self:
            principal, months = mortgage.approved_amount or mortgage.amount, mortgage.years * 12
            monthly = mortgage.rate / 1200
            factor = monthly / (1 - (1 + monthly) ** -months) if monthly and months else 1.0 / (months or 1)
            mortgage.monthly_payment = mortgage.currency_id.round(principal * factor)

    @api.depends("date_papers", "bank_id.funds_days")
    def _compute_funds_due(self):
        for mortgage in self:
            known = mortgage.date_papers and mortgage.bank_id
            mortgage.funds_due = known and mortgage.date_papers + timedelta(days=mortgage.bank_id.funds_days)

    @api.depends("date_funds", "funds_due", "date_papers")
    def _compute_funds(self):
        for mortgage in self:
            received, due, start = mortgage.date_funds, mortgage.funds_due, mortgage.date_papers
            mortgage.funds_on_time = bool(received and due and received <= due)
            mortgage.days_to_funds = (received - start).days if received and start else 0

    @api.depends("service_id.state", "date_funds")
    def _compute_state(self):
        for mortgage in self:
            ended = mortgage.service_id.state
            if ended in ("refused", "cancelled"):
                mortgage.state = ended
            else:
                mortgage.state = "funded" if mortgage.date_funds else "running"

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    def write(self, vals):
        result = super().write(vals)
        if "bank_id" in vals:
            self.sudo()._apply_bank_days()
        return result

    def _apply_bank_days(self):
        """The step that waits for the funds allows the days of the bank that was chosen."""
        for mortgage in self.filtered(lambda m: m.bank_id and m.service_id.state == "running"):
            steps = mortgage.service_id.step_ids.filtered(lambda step: step.effect == "loan_funds")
            steps.days = mortgage.bank_id.funds_days
        self.service_id._refresh_due()

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_submit(self, bank, day=False):
        """Hand these files to ``bank`` together: bank chosen, step done, transfer list made (MOR-1).

        :param bank: realestate.loan.bank
        :param date day: default the project's today
        :return: the transfer list
        :raises UserError: one of the files is not in the step of submission, or borrows elsewhere
        """
        self.check_access("write")
        for mortgage in self:
            if mortgage.service_id.state != "running" or mortgage.stage_id.effect != "loan_submit":
                raise UserError(
                    self.env._(
                        "%(file)s is not ready to be handed to a bank: it is in step “%(step)s”.",
                        file=mortgage.service_id.display_name,
                        step=mortgage.stage_id.name,
                    )
                )
            if mortgage.loan_kind != bank.kind or mortgage.company_id != bank.company_id:
                raise UserError(
                    self.env._(
                        "%(bank)s does not grant the loan of %(file)s: choose another bank.",
                        bank=bank.name,
                        file=mortgage.service_id.display_name,
                    )
                )
        self.bank_id = bank
        self.service_id.action_next(day=day)
        return self.env["realestate.loan.transfer"].create(
            {
                "bank_id": bank.id,
                "date": day or self.project_id[:1]._today(),
                "mortgage_ids": [fields.Command.set(self.ids)],
            }
        )

    def action_funds(self, amount, date, means, slip_number=False):
        """Record that the bank has paid: a receipt on the loan instalment, for the accountant to confirm (MOR-1).

        :param float amount: ¥
        :param date date: day on which the money arrived
        :param means: realestate.receipt.means, which knows the journal
        :return: the receipt
        :raises UserError: the loan instalment is paid, or less is open than was entered
        """
        self.ensure_one()
        self.check_access("write")
        line = self.installment_id.sudo()
        receipts = self.env["realestate.receipt"].sudo()
        waiting = receipts.search([("installment_id", "=", line.id), ("state", "=", "proposed")])
        still_open = line.residual_amount - sum(waiting.mapped("amount"))
        if self.currency_id.compare_amounts(amount, still_open) > 0:
            raise UserError(
                self.env._(
                    "Of the loan only %(open)s is open, receipts to confirm taken off; %(amount)s was entered.",
                    open=self.currency_id.format(still_open),
                    amount=self.currency_id.format(amount),
                )
            )
        return receipts.create(
            {
                "deal_id": self.deal_id.id,
                "installment_id": line.id,
                "amount": amount,
                "date": date,
                "means_id": means.id,
                "slip_number": slip_number,
                "note": self.bank_id.name,
            }
        )

    def action_refused(self, reason, then=False, bank=False):
        """The bank refuses: its file ends, and what the office does next begins (MOR-1).

        :param str reason: the bank's
        :param str then: ``bank`` a new file for another bank; ``payment_method`` or ``withdrawal`` a request for a
            change of the deal, decided by its own levels; False: nothing yet
        :param bank: the other bank, realestate.loan.bank
        :return: the new record: mortgage, deal change, or none
        :raises UserError: no reason
        """
        self.ensure_one()
        self.service_id.action_refuse(reason)
        if then == "bank":
            return self._apply_elsewhere(bank)
        if then:
            changes = self.env["realestate.deal.change"].sudo()
            return changes.create({"deal_id": self.deal_id.id, "kind": then, "reason": reason}).with_env(self.env)
        return self.browse()

    def _apply_elsewhere(self, bank):
        """Start a file for another bank; what papers came in need not come in again."""
        service = self.service_id.sudo().create({"deal_id": self.deal_id.id, "kind_id": self.service_id.kind_id.id})
        service.mortgage_ids.write({"bank_id": bank and bank.id, "years": self.years, "home": self.home})
        service._adopt_papers(self.service_id)
        return service.mortgage_ids.with_env(self.env)

    # ------------------------------------------------------------------
    # jobs
    # ------------------------------------------------------------------
    def _advance_funded(self):
        """Finish the step that waits for the funds where the loan has been paid."""
        done = self.filtered(
            lambda m: m.date_funds and m.service_id.state == "running" and m.stage_id.effect == "loan_funds"
        )
        for day, mortgages in done.grouped("date_funds").items():
            services = mortgages.service_id
            services._finish_step(max(day, *services.mapped("date_entered")) if services else day)

    @api.model
    def _cron_advance_funded(self):
        """Catch loans that were paid by another road than a receipt: a bank statement, an entry."""
        self.search(
            [("state", "=", "funded"), ("service_id.state", "=", "running"), ("stage_id.effect", "=", "loan_funds")]
        )._advance_funded()
