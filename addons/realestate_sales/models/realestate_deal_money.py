from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class RealestateDeal(models.Model):
    """The accounting side of a deal: totals of its instalments, credit of its buyer (DEAL-6)."""

    _inherit = "realestate.deal"

    move_ids = fields.One2many("account.move", "realestate_deal_id", string="Journal Entries")
    move_line_ids = fields.One2many("account.move.line", "realestate_deal_id", string="Journal Items")
    invoiced_amount = fields.Monetary(string="Invoiced", compute="_compute_money", store=True, help="Of the price.")
    paid_amount = fields.Monetary(string="Paid", compute="_compute_money", store=True, help="Of the price.")
    residual_amount = fields.Monetary(
        string="Residual", compute="_compute_money", store=True, help="Of the price, invoiced or not."
    )
    fee_amount = fields.Monetary(string="Collected Fees", compute="_compute_money", store=True)
    fee_paid_amount = fields.Monetary(string="Collected Fees Paid", compute="_compute_money", store=True)
    overdue_amount = fields.Monetary(string="Overdue", compute="_compute_overdue", help="Price and fees.")
    overdue_days = fields.Integer(
        string="Days Late", compute="_compute_overdue", search="_search_overdue_days", help="Of the oldest instalment."
    )
    credit_amount = fields.Monetary(
        string="Unallocated Credit",
        compute="_compute_credit_amount",
        search="_search_credit_amount",
        help="Paid and not yet settled on an invoice; of a withdrawn deal what is to be refunded.",
    )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends(
        "price",
        "installment_ids.kind",
        "installment_ids.amount",
        "installment_ids.invoiced_amount",
        "installment_ids.paid_amount",
        "installment_ids.residual_amount",
    )
    def _compute_money(self):
        for deal in self:
            fees = deal.installment_ids.filtered(lambda i: i.kind == "fee")
            parts = deal.installment_ids - fees
            deal.invoiced_amount = sum(parts.mapped("invoiced_amount"))
            deal.paid_amount = sum(parts.mapped("paid_amount"))
            deal.residual_amount = sum(parts.mapped("residual_amount")) if parts else deal.price
            deal.fee_amount = sum(fees.mapped("amount"))
            deal.fee_paid_amount = sum(fees.mapped("paid_amount"))

    @api.depends("installment_ids.residual_amount", "installment_ids.date_due")
    def _compute_overdue(self):
        for deal in self:
            deal.overdue_amount = sum(deal.installment_ids.mapped("overdue_amount"))
            deal.overdue_days = max(deal.installment_ids.mapped("overdue_days"), default=0)

    def _search_overdue_days(self, operator, value):
        if operator not in (">", ">="):
            return NotImplemented
        return Domain("installment_ids", "any", Domain("overdue_days", operator, value))

    @api.depends("move_line_ids.amount_residual", "move_line_ids.parent_state")
    def _compute_credit_amount(self):
        credits = {
            deal.id: -residual
            for deal, residual in self.env["account.move.line"]
            .sudo()
            ._read_group(
                self._open_lines_domain() & Domain("amount_residual", "<", 0),
                ["realestate_deal_id"],
                ["amount_residual:sum"],
            )
        }
        for deal in self:
            deal.credit_amount = credits.get(deal._origin.id, 0.0)

    def _search_credit_amount(self, operator, value):
        if (operator, value) not in ((">", 0), ("!=", 0)):
            return NotImplemented
        lines = self.env["account.move.line"].sudo()
        credits = lines._search(self._open_domain() & Domain("amount_residual", "<", 0))
        return Domain("id", "in", credits.subselect("realestate_deal_id"))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_invoice_due(self):
        """Post the invoices of the instalments of these deals that are due by now (DEAL-6)."""
        self.check_access("read")
        self.env["account.move"].check_access("create")
        due = self._due_to_invoice()
        if not due:
            raise UserError(
                self.env._("No instalment of this deal is due and not invoiced. Later ones can be invoiced singly.")
            )
        return due.action_invoice()

    def action_allocate_credit(self):
        """Settle the open invoices of these deals with their buyers' credit, the oldest due day first."""
        self.check_access("read")
        self.env["account.move"].check_access("write")
        if not self._allocate_credit():
            raise UserError(self.env._("There is no credit, or no open invoice to settle with it."))

    def action_view_invoices(self):
        """Open the invoices and credit notes of these deals."""
        self.check_access("read")
        moves = self.env["account.move"].search(
            [("realestate_deal_id", "in", self.ids), ("move_type", "in", ("out_invoice", "out_refund"))]
        )
        return moves._realestate_action(moves)

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _paid_share(self):
        """Return what has been received in percent of the price: 0 to 100, above when more was paid (DEAL-4)."""
        self.ensure_one()
        return 100.0 * self._paid_amount() / self.price if self.price else 0.0

    def _prepare_move_vals(self, move_type, journal, date):
        """Return what every invoice and credit note of this deal has in common; its lines are the caller's.

        :param str move_type: ``out_invoice`` or ``out_refund``
        :param datetime.date date: of the invoice, and until then due where the caller says no other day
        """
        self.ensure_one()
        return {
            "move_type": move_type,
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "currency_id": self.currency_id.id,
            "partner_id": self.partner_id.id,
            "invoice_date": date,
            "date": date,
            "invoice_payment_term_id": False,
            "invoice_date_due": date,
            "invoice_origin": self.name,
            "ref": f"{self.name} {self.unit_id.name}",
            "invoice_user_id": False,
            "realestate_deal_id": self.id,
        }

    def _due_to_invoice(self):
        """Return the instalments whose day has come and that have no invoice yet."""
        return self.installment_ids.filtered(
            lambda i: i._is_to_invoice() and i.date_due and i.date_due <= i.project_id._today()
        )

    @api.model
    def _open_domain(self):
        """What is open on the receivable accounts for any deal."""
        return (
            Domain("realestate_deal_id", "!=", False)
            & Domain("parent_state", "=", "posted")
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("reconciled", "=", False)
        )

    def _open_lines_domain(self):
        """What is open on the receivable accounts for these deals."""
        return self._open_domain() & Domain("realestate_deal_id", "in", self.ids)

    def _allocate_credit(self):
        """Reconcile credit and debts of each of these deals, the oldest due day first.

        :return: whether anything was reconciled
        """
        if not self:
            return False
        lines = self.env["account.move.line"].search(self._open_lines_domain())
        credited = lines.filtered(lambda line: line.amount_residual < 0).realestate_deal_id
        plan = []
        for group in (
            lines.filtered(lambda line: line.realestate_deal_id in credited)
            .grouped(lambda line: (line.realestate_deal_id, line.account_id, line.partner_id))
            .values()
        ):
            if len({line.amount_residual > 0 for line in group}) == 2:
                plan.append(group)
        if plan:
            self.env["account.move.line"]._reconcile_plan(plan)
        return bool(plan)
