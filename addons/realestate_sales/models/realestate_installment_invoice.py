import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain

from .realestate_installment_plan import INVOICED_EDIT

_logger = logging.getLogger(__name__)

PAYMENT_STATES = [
    ("to_invoice", "To Invoice"),
    ("not_paid", "Not Paid"),
    ("partial", "Partly Paid"),
    ("paid", "Paid"),
    ("to_refund", "To Refund"),
    ("void", "Void"),
]
# an inequality on days late, as one on the due day
DUE_OPERATORS = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


class RealestateInstallment(models.Model):
    """The accounting side of an instalment: its invoice, and what is paid of it (DEAL-6).

    There is no second ledger: every figure is read from the posted moves of the instalment. The three
    amounts are stored because the lists of what is due are filtered and added up over a million rows;
    they follow the stored amounts of ``account.move`` and nothing else writes them.
    """

    _inherit = "realestate.installment"

    unit_id = fields.Many2one(related="deal_id.unit_id")
    user_id = fields.Many2one(related="deal_id.user_id")
    invoiced_amount = fields.Monetary(
        string="Invoiced", compute="_compute_invoice_amounts", store=True, help="Posted invoices less credit notes."
    )
    paid_amount = fields.Monetary(
        string="Paid", compute="_compute_invoice_amounts", store=True, help="What is settled on the posted invoices."
    )
    residual_amount = fields.Monetary(
        string="Residual",
        compute="_compute_invoice_amounts",
        store=True,
        help="Still to be paid; negative: to be refunded. Of a cancelled deal only what accounting still has open.",
    )
    payment_state = fields.Selection(PAYMENT_STATES, compute="_compute_invoice_amounts", store=True)
    overdue_amount = fields.Monetary(
        string="Overdue", compute="_compute_overdue", help="The residual, once the due day is over."
    )
    overdue_days = fields.Integer(
        string="Days Late", compute="_compute_overdue", search="_search_overdue_days", help="Days after the due day."
    )

    _due_idx = models.Index("(date_due, id) WHERE residual_amount > 0")
    _project_due_idx = models.Index("(project_id, date_due, id) WHERE residual_amount > 0")
    _to_invoice_idx = models.Index("(date_due, id) WHERE payment_state = 'to_invoice'")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends(
        "amount",
        "deal_id.state",
        "move_ids.state",
        "move_ids.amount_total_signed",
        "move_ids.amount_residual_signed",
    )
    def _compute_invoice_amounts(self):
        for installment in self:
            currency = installment.currency_id
            moves = installment.sudo().move_ids.filtered(lambda m: m.state == "posted" and m.is_sale_document())
            invoiced = currency.round(sum(moves.mapped("amount_total_signed")))
            is_open = currency.round(sum(moves.mapped("amount_residual_signed")))
            agreed = installment.amount if installment.deal_id.is_live else invoiced
            installment.invoiced_amount = invoiced
            installment.paid_amount = currency.round(invoiced - is_open)
            installment.residual_amount = currency.round(agreed - installment.paid_amount)
            installment.payment_state = installment._payment_state(bool(moves))

    def _payment_state(self, has_moves):
        self.ensure_one()
        currency = self.currency_id
        if currency.compare_amounts(self.residual_amount * (-1 if self.amount < 0 else 1), 0) < 0:
            return "to_refund"
        if not self.deal_id.is_live and currency.is_zero(self.residual_amount):
            return "void"
        if not has_moves or (currency.is_zero(self.invoiced_amount) and currency.is_zero(self.paid_amount)):
            return "to_invoice"
        if currency.is_zero(self.residual_amount):
            return "paid"
        return "not_paid" if currency.is_zero(self.paid_amount) else "partial"

    @api.depends("residual_amount", "date_due", "project_id.tz")
    def _compute_overdue(self):
        for installment in self:
            late = installment.date_due and (installment.project_id._today() - installment.date_due).days
            is_late = bool(late) and late > 0 and installment.residual_amount > 0
            installment.overdue_days = late if is_late else 0
            installment.overdue_amount = installment.residual_amount if is_late else 0.0

    def _search_overdue_days(self, operator, value):
        """Late is what is unpaid after its due day; each project's today is its own."""
        if operator not in DUE_OPERATORS or not isinstance(value, int):
            return NotImplemented
        days = timedelta(days=value)
        by_day = self.env["realestate.project"]._by_own_day(
            lambda today: Domain("date_due", "<", today) & Domain("date_due", DUE_OPERATORS[operator], today - days)
        )
        return Domain("residual_amount", ">", 0) & by_day

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    def write(self, vals):
        result = super().write(vals)
        if "date_due" in vals:
            self.sudo()._sync_due_date()
        return result

    def _sync_due_date(self):
        """A postponed instalment postpones what is open on its invoice, so that both are late on one day."""
        for installment in self.filtered("date_due"):
            invoices = installment.move_ids.filtered(lambda m: m.state == "posted" and m.is_sale_document())
            invoices = invoices.filtered("amount_residual")
            invoices.invoice_date_due = installment.date_due
            invoices.line_ids.filtered(
                lambda line: line.display_type == "payment_term"
            ).date_maturity = installment.date_due

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_invoice(self):
        """Post the customer invoices of these instalments and open them (DEAL-6).

        What is invoiced already is opened, not invoiced twice. For users who may post invoices.

        :raises UserError: none of them can be invoiced (the deal is cancelled, or somebody is at it)
        :raises RedirectWarning: the company's accounts are not chosen
        """
        self.check_access("read")
        self.env["account.move"].check_access("create")
        self._invoice()
        return self.action_view_invoices()

    def action_view_invoices(self):
        """Open the invoices and credit notes of these instalments."""
        self.check_access("read")
        return self.env["account.move"]._realestate_action(self.move_ids.filtered(lambda m: m.state != "cancel"))

    # ------------------------------------------------------------------
    # invoicing
    # ------------------------------------------------------------------
    def _invoice(self):
        """Create and post the missing invoices of these instalments; settle them with credit of their deals.

        :return: the new invoices
        :rtype: odoo.model.account_move
        """
        moves = self._create_invoices()
        moves.realestate_deal_id._allocate_credit()
        return moves

    def _create_invoices(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except UserError:
            raise UserError(self.env._("Somebody is invoicing these instalments at this very moment.")) from None
        moves = self.env["account.move"]
        to_invoice = self.filtered(lambda i: i._is_to_invoice())
        if self and not to_invoice and not self.move_ids:
            raise UserError(self.env._("There is nothing to invoice: the deal is cancelled or the amount is zero."))
        for company, installments in to_invoice.grouped("company_id").items():
            vals_list = installments.with_company(company)._prepare_invoice_vals_list()
            moves |= moves.with_company(company).create(vals_list)
        moves.action_post()
        return moves

    def _is_to_invoice(self):
        self.ensure_one()
        return bool(self.payment_state == "to_invoice" and self.amount and self.deal_id.is_live)

    def _prepare_invoice_vals_list(self):
        """Return the values of one invoice for each instalment; all of one company.

        What all have in common is looked up once, so that the cost does not grow by a query a row.
        """
        names = {"realestate_journal_id"}
        if self.filtered(lambda i: i.kind == "fee"):
            names.add("realestate_fee_account_id")
        if self.filtered(lambda i: i.kind != "fee"):
            names |= {"realestate_advance_account_id", "realestate_tax_id"}
        accounting = self.env.company._realestate_get(*sorted(names))
        if "realestate_tax_id" in accounting:
            accounting["realestate_tax_id"] = accounting["realestate_tax_id"]._realestate_included()
        days = {project.id: project._today() for project in self.project_id}
        return [installment._prepare_invoice_vals(accounting, days[installment.project_id.id]) for installment in self]

    def _prepare_invoice_vals(self, accounting, today):
        """Return the values of the invoice of this instalment: a hook for other addons.

        :param dict accounting: accounts, tax and journal by the company's field names
        :param datetime.date today: the project's
        """
        self.ensure_one()
        move_type = "out_invoice" if self.amount > 0 else "out_refund"
        return {
            **self.deal_id._prepare_move_vals(move_type, accounting["realestate_journal_id"], today),
            "invoice_date_due": self.date_due or today,
            "realestate_installment_id": self.id,
            "invoice_line_ids": [fields.Command.create(self._prepare_invoice_line_vals(accounting))],
        }

    def _prepare_invoice_line_vals(self, accounting):
        """Return the values of the invoice's line: the price to the advance account, a fee to the payable."""
        self.ensure_one()
        is_fee = self.kind == "fee"
        account = accounting["realestate_fee_account_id" if is_fee else "realestate_advance_account_id"]
        tax = accounting["realestate_tax_id"] if not is_fee else self.env["account.tax"]
        return {
            "name": f"{self.deal_id.name} {self.unit_id.name} {self.name}",
            "quantity": 1.0,
            "price_unit": abs(self.amount),
            "account_id": account.id,
            "tax_ids": [fields.Command.set(tax.ids)],
        }

    def _credit_part(self, amount, label):
        """Credit ``amount`` (¥) of what is invoiced of these instalments, in their order; they shrink by it.

        :param str label: why, on the credit notes
        :return: the posted credit notes, settled with what is open on their deals
        """
        moves = self.env["account.move"]
        for installment in self.with_context(realestate_invoiced_edit=INVOICED_EDIT):
            part = min(amount, installment.invoiced_amount)
            if installment.currency_id.compare_amounts(part, 0) <= 0:
                continue
            amount = installment.currency_id.round(amount - part)
            invoice = installment.move_ids.filtered(lambda m: m.state == "posted" and not m.reversed_entry_id)[:1]
            moves |= moves.create(installment._prepare_credit_vals(invoice, label, part))
            installment.amount = installment.currency_id.round(installment.amount - part)
        moves.action_post()
        moves.realestate_deal_id._allocate_credit()
        return moves

    def _prepare_credit_vals(self, invoice, label, amount=None):
        """Return the values of the credit note for what is invoiced of this instalment, net of earlier ones.

        :param invoice: the posted move of the instalment that it reverses
        :param str label: why
        :param float amount: ¥ of it; None: all
        """
        self.ensure_one()
        today = self.project_id._today()
        amount = abs(self.invoiced_amount) if amount is None else amount
        in_full = self.currency_id.compare_amounts(amount, invoice.amount_total) == 0
        lines = invoice.invoice_line_ids.filtered(lambda line: line.display_type == "product")
        move_type = "out_refund" if self.invoiced_amount > 0 else "out_invoice"
        return {
            **self.deal_id._prepare_move_vals(move_type, invoice.journal_id, today),
            "partner_id": invoice.partner_id.id,
            "reversed_entry_id": invoice.id,
            "ref": label,
            "realestate_installment_id": self.id,
            "invoice_line_ids": [
                fields.Command.create(
                    {
                        "name": line.name,
                        "quantity": line.quantity if in_full else 1.0,
                        "price_unit": line.price_unit if in_full else amount,
                        "discount": line.discount if in_full else 0.0,
                        "account_id": line.account_id.id,
                        "tax_ids": [fields.Command.set(line.tax_ids.ids)],
                    }
                )
                for line in (lines if in_full else lines[:1])
            ],
        }

    # ------------------------------------------------------------------
    # cron
    # ------------------------------------------------------------------
    @api.model
    def _cron_invoice_due(self, batch_size=500):
        """Invoice what falls due, in projects that want it, in batches that are each kept when they are done."""
        failed = []
        while True:
            due = self.search(self._due_to_invoice_domain() & Domain("id", "not in", failed), limit=batch_size)
            if not due:
                return
            done = due._invoice_each(failed)
            remaining = self.search_count(self._due_to_invoice_domain() & Domain("id", "not in", failed))
            if not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                return

    @api.model
    def _due_to_invoice_domain(self):
        projects = self.env["realestate.project"].search([("invoice_when_due", "=", True)])
        return (
            Domain("payment_state", "=", "to_invoice")
            & Domain("amount", "!=", 0)
            & Domain("deal_id.state", "!=", "cancelled")
            & Domain.OR(
                Domain("project_id", "=", project.id)
                & Domain("date_due", "<=", project._today() + timedelta(days=project.invoice_days_ahead))
                for project in projects
            )
        )

    def _invoice_each(self, failed):
        """Invoice all in one go; if that fails, one by one, adding to ``failed`` what cannot be invoiced."""
        try:
            with self.env.cr.savepoint():
                self._invoice()
            return len(self)
        except (UserError, RedirectWarning):
            done = 0
        for installment in self:
            try:
                with self.env.cr.savepoint():
                    installment._invoice()
                done += 1
            except (UserError, RedirectWarning) as error:
                failed.append(installment.id)
                _logger.warning("Instalment %s was not invoiced: %s", installment.id, error.args[0])
        return done
