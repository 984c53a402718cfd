from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

STATES = [
    ("proposed", "To Confirm"),
    ("confirmed", "Confirmed"),
    ("matched", "Matched"),
    ("rejected", "Rejected"),
]
# what the accountant's decision writes; nobody else
DECISION_FIELDS = {"payment_id", "is_rejected", "reject_reason", "confirmed_by_id", "confirmed_on", "state", "user_id"}
# what may be changed when it is decided: nothing about the money
FREE_FIELDS = {"note", "attachment_ids", "message_follower_ids", "message_ids", "activity_ids"}


class RealestateReceipt(models.Model):
    """Money taken for a deal, as the slip says; once confirmed it is a payment of Odoo's (DEAL-6, DEAL-12).

    The state follows from the payment: confirmed when there is one, matched when all of it is settled on
    invoices; a payment that is cancelled makes the receipt one to confirm again.
    """

    _name = "realestate.receipt"
    _description = "Receipt"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Receipt Number", readonly=True, copy=False, default="/", index="trigram")
    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="restrict")
    installment_id = fields.Many2one(
        "realestate.installment",
        index="btree_not_null",
        domain="[('deal_id', '=', deal_id)]",
        help="Settled first; what is left goes to the oldest due day.",
    )
    unit_id = fields.Many2one(related="deal_id.unit_id")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="deal_id.partner_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(required=True, tracking=True)
    date = fields.Date(required=True, compute="_compute_date", store=True, readonly=False, precompute=True)
    means_id = fields.Many2one(
        "realestate.receipt.means",
        string="Means of Payment",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["realestate.receipt.means"].search([], limit=1),
    )
    slip_number = fields.Char(help="Number of the POS slip, bank transfer or paper receipt.")
    attachment_ids = fields.Many2many("ir.attachment", string="Slip")
    note = fields.Char(string="Remark")
    user_id = fields.Many2one(
        "res.users", string="Taken by", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    state = fields.Selection(STATES, compute="_compute_state", store=True, tracking=True)
    is_rejected = fields.Boolean(readonly=True, copy=False)
    reject_reason = fields.Char(readonly=True, copy=False, tracking=True)
    payment_id = fields.Many2one("account.payment", readonly=True, copy=False, index="btree_not_null")
    unmatched_amount = fields.Monetary(
        string="Not Matched", compute="_compute_unmatched_amount", help="Not settled on an invoice yet."
    )
    confirmed_by_id = fields.Many2one("res.users", string="Confirmed by", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)

    _amount_positive = models.Constraint("CHECK(amount > 0)", "The amount of a receipt must be above zero.")
    _payment_uniq = models.UniqueIndex(
        "(payment_id) WHERE payment_id IS NOT NULL", "This payment belongs to another receipt."
    )
    _open_idx = models.Index("(project_id, date, id) WHERE state IN ('proposed', 'confirmed')")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("deal_id")
    def _compute_date(self):
        for receipt in self.filtered(lambda r: r.deal_id and not r.date):
            receipt.date = receipt.deal_id.project_id._today()

    @api.depends("is_rejected", "payment_id.state", "payment_id.is_reconciled")
    def _compute_state(self):
        for receipt in self:
            payment = receipt.sudo().payment_id
            if receipt.is_rejected:
                receipt.state = "rejected"
            elif not payment or payment.state in ("draft", "canceled", "rejected"):
                receipt.state = "proposed"
            else:
                receipt.state = "matched" if payment.is_reconciled else "confirmed"

    @api.depends("payment_id.move_id.line_ids.amount_residual")
    def _compute_unmatched_amount(self):
        for receipt in self:
            lines = receipt.sudo().payment_id._receivable_lines()
            receipt.unmatched_amount = -sum(lines.mapped("amount_residual"))

    @api.constrains("date", "deal_id")
    def _check_day_open(self):
        for receipt in self:
            day = format_date(self.env, receipt.date)
            if receipt.date > receipt.project_id._today():
                raise UserError(self.env._("%s has not come yet: enter the day the money was taken.", day))
            if receipt.sudo()._day_close().state == "closed":
                raise UserError(
                    self.env._(
                        "%(day)s of %(project)s is closed. Enter the receipt on today's date, or have a director"
                        " reopen the day.",
                        day=day,
                        project=receipt.project_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("realestate.receipt") or "/"
            if not self.env.su and DECISION_FIELDS & vals.keys():
                raise AccessError(self.env._("Who took the money and what became of it is not entered by hand."))
        receipts = super().create(vals_list)
        receipts._adopt_attachments()
        if not self.env.su:
            receipts._check_may_propose()
        receipts.sudo()._day_close()._refresh_lines()
        return receipts

    def write(self, vals):
        if not self.env.su:
            self._check_may_write(vals)
        closes = self.sudo()._day_close()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_attachments()
        if {"amount", "date", "means_id", "deal_id", "is_rejected", "payment_id"} & vals.keys():
            (closes | self.sudo()._day_close())._refresh_lines()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A receipt stays on record; have it rejected with the reason instead."))

    def _adopt_attachments(self):
        # uploaded before the receipt exists; whoever may read the receipt may read its slip
        for receipt in self.filtered("attachment_ids"):
            receipt.sudo().attachment_ids.write({"res_model": self._name, "res_id": receipt.id})

    def _check_may_propose(self):
        if self._is_accountant():
            return
        for project in self.project_id:
            if not project.receipt_proposal:
                raise UserError(
                    self.env._("In project %s only the accountant enters receipts.", project.name),
                )

    def _check_may_write(self, vals):
        if DECISION_FIELDS & vals.keys():
            raise AccessError(self.env._("Who took the money and what became of it is not entered by hand."))
        if vals.keys() - FREE_FIELDS and self.filtered(lambda r: r.state != "proposed"):
            raise UserError(self.env._("A receipt that is confirmed or rejected is not changed."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_confirm(self):
        """Post the payments of these receipts and settle the deals' instalments with them (DEAL-6).

        Clicking twice does it once: what is confirmed already is left as it is.

        :raises AccessError: the user is no accountant
        :raises UserError: somebody else is confirming one of them, or it is rejected
        """
        self.check_access("write")
        if not self._is_accountant():
            raise AccessError(self.env._("Receipts are confirmed by the accountant."))
        self._lock()
        if self.filtered("is_rejected"):
            raise UserError(self.env._("A rejected receipt cannot be confirmed; enter it again."))
        self.filtered(lambda r: r.state == "proposed").sudo()._confirm()
        return True

    def action_open_reject(self):
        """Ask for the reason of a rejection."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Reject"),
            "res_model": "realestate.receipt.reject",
            "view_mode": "form",
            "target": "new",
            "context": {"default_receipt_ids": [Command.set(self.ids)]},
        }

    def action_reject(self, reason):
        """Refuse receipts that are not confirmed, with the reason; the desk sees it.

        :param str reason: what is wrong with it
        :raises UserError: one is confirmed already, or there is no reason
        """
        self.check_access("write")
        if not self._is_accountant():
            raise AccessError(self.env._("Receipts are rejected by the accountant."))
        self._lock()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the receipt is rejected."))
        if self.filtered(lambda r: r.state not in ("proposed", "rejected")):
            raise UserError(self.env._("A confirmed receipt is not rejected; cancel its payment."))
        self.sudo().write({"is_rejected": True, "reject_reason": reason.strip()})
        return True

    def action_view_payment(self):
        """Open the payment of this receipt."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.payment",
            "res_id": self.payment_id.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    @api.model
    def _is_accountant(self):
        return self.env.su or self.env.user.has_group("account.group_account_invoice")

    def _lock(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except UserError:
            raise UserError(self.env._("Somebody is deciding on this receipt at this very moment.")) from None

    def _confirm(self):
        """Turn proposed receipts into posted payments; invoice what is due and settle it."""
        vals_list = [receipt._prepare_payment_vals() for receipt in self]
        payments = self.env["account.payment"].with_context(force_payment_move=True).create(vals_list)
        payments.action_post()
        for receipt, payment in zip(self, payments, strict=True):
            receipt.write(
                {"payment_id": payment.id, "confirmed_by_id": self.env.uid, "confirmed_on": fields.Datetime.now()}
            )
        for receipt in self.filtered("installment_id"):
            receipt._settle_installment()
        self.deal_id._due_to_invoice()._create_invoices()
        self.deal_id._allocate_credit()

    def _prepare_payment_vals(self):
        """Return the values of the payment that this receipt becomes: a hook."""
        self.ensure_one()
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "journal_id": self.means_id._journal(self.company_id).id,
            "currency_id": self.currency_id.id,
            "amount": self.amount,
            "date": self.date,
            "memo": " ".join(filter(None, [self.deal_id.name, self.unit_id.name, self.name, self.slip_number])),
            "realestate_deal_id": self.deal_id.id,
        }

    def _settle_installment(self):
        """Settle the instalment that the receipt names, before anything older."""
        self.ensure_one()
        installment = self.installment_id
        if installment._is_to_invoice():
            installment._create_invoices()
        debts = installment.move_ids.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.parent_state == "posted"
                and line.amount_residual > 0
            )
        )
        credits = self.payment_id._receivable_lines().filtered(lambda line: not line.reconciled)
        if debts and credits and debts.account_id == credits.account_id:
            (debts | credits).reconcile()

    def _day_close(self):
        """Return the day sheets that these receipts belong to."""
        sheets = self.env["realestate.day.close"]
        if not self:
            return sheets
        return sheets.search(
            [("project_id", "in", self.project_id.ids), ("date", "in", list(set(self.mapped("date"))))]
        ).filtered(lambda sheet: any(r.project_id == sheet.project_id and r.date == sheet.date for r in self))
