from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

# the role that grants a special price, by the role group of the discount right that covers it
RIGHT_LEVELS = ("manager", "director", "deputy_general_manager", "general_manager")


class RealestateDealChange(models.Model):
    """Other terms for the same deal: how it is paid, at what price, when (DEAL-7)."""

    _inherit = "realestate.deal.change"

    kind = fields.Selection(
        selection_add=[
            ("payment_method", "Payment method"),
            ("price", "Special price"),
            ("defer_payment", "Later payment"),
        ],
        ondelete=dict.fromkeys(("payment_method", "price", "defer_payment"), "cascade"),
    )
    # what was agreed so far, as it was when the request was submitted
    old_payment_method_id = fields.Many2one(
        "realestate.payment.method", string="Payment Method Before", readonly=True, copy=False, index="btree_not_null"
    )
    old_price = fields.Monetary(string="Price Before", readonly=True, copy=False)
    new_payment_method_id = fields.Many2one(
        "realestate.payment.method",
        index="btree_not_null",
        domain="[('company_id', '=', company_id), ('project_id', 'in', (False, project_id))]",
    )
    new_price = fields.Monetary(string="Special Price", help="¥ in total, instead of the deal price.")
    special_amount = fields.Monetary(string="Taken Off", compute="_compute_special_amount")
    special_percent = fields.Float(
        string="Total Discount (%)", compute="_compute_special_amount", digits=(5, 2), help="Off the list price."
    )
    defer_ids = fields.One2many(
        "realestate.deal.change.installment", "change_id", string="Instalments Put Off", copy=False
    )

    @api.depends("new_price", "old_price", "deal_id.price")
    def _compute_special_amount(self):
        for change in self:
            deal = change.deal_id
            off = change.new_price and (change.old_price or deal.price) - change.new_price
            change.special_amount = off
            listed = deal.list_price
            change.special_percent = (listed - change.new_price) / listed * 100 if listed and change.new_price else 0.0

    @api.depends("defer_ids.days", "kind")
    def _compute_extension_days(self):
        deferring = self.filtered(lambda change: change.kind == "defer_payment")
        for change in deferring:
            change.extension_days = max(change.defer_ids.mapped("days"), default=0)
        super(RealestateDealChange, self - deferring)._compute_extension_days()

    @api.depends("new_price", "deal_id")
    def _compute_level(self):
        super()._compute_level()

    def _approval_level(self):
        """A special price is decided by the level whose discount right covers it (DEAL-3, DEAL-7)."""
        if self.kind != "price" or not self.deal_id:
            return super()._approval_level()
        right = self.deal_id.sudo()._right_for_price(self.new_price)
        levels = [self.env.ref(f"realestate_sales.realestate_sales_group_{level}") for level in RIGHT_LEVELS]
        # who needs no more than a consultant's right is still decided by somebody else
        position = next((n for n, group in enumerate(levels) if group == right.group_id), 0)
        return RIGHT_LEVELS[position] if right else RIGHT_LEVELS[-1]

    @api.model
    def _content_fields(self):
        return super()._content_fields() | {"new_payment_method_id", "new_price", "defer_ids"}

    def _prepare_submit_vals(self):
        self.defer_ids._compute_old_date()
        return {
            **super()._prepare_submit_vals(),
            "old_payment_method_id": self.deal_id.payment_method_id.id,
            "old_price": self.deal_id.price,
        }

    # ------------------------------------------------------------------
    # payment method
    # ------------------------------------------------------------------
    def _check_payment_method(self):
        deal, method = self.deal_id, self.new_payment_method_id
        if not method:
            raise UserError(self.env._("Choose the payment method from now on."))
        if method == deal.payment_method_id:
            raise UserError(
                self.env._("Deal %(deal)s is paid by “%(method)s” already.", deal=deal.name, method=method.name)
            )
        if method.company_id != deal.company_id or method.project_id not in (
            method.project_id.browse(),
            deal.project_id,
        ):
            raise UserError(self.env._("Payment method “%s” is not one of the deal's project.", method.name))

    def _apply_payment_method(self):
        """Plan what is not invoiced by the new method; what is invoiced or paid stays."""
        self._check_payment_method()
        deal, old = self.deal_id, self.deal_id.payment_method_id
        deal._replan(payment_method_id=self.new_payment_method_id.id)
        return self.env._(
            "Payment method “%(old)s” is now “%(new)s”: %(kept)s invoiced stay, %(planned)s planned anew.",
            old=old.name or "—",
            new=deal.payment_method_id.name,
            kept=format_amount(self.env, deal._kept_amount(), deal.currency_id),
            planned=format_amount(self.env, deal.price - deal._kept_amount(), deal.currency_id),
        )

    # ------------------------------------------------------------------
    # price
    # ------------------------------------------------------------------
    def _check_price(self):
        deal = self.deal_id
        if deal.currency_id.compare_amounts(self.new_price, 0) <= 0 or not deal._above(deal.price, self.new_price):
            raise UserError(
                self.env._(
                    "A special price is above zero and below the deal price %s.",
                    format_amount(self.env, deal.price, deal.currency_id),
                )
            )
        deal._refuse_deposit_above(self.new_price)

    def _apply_price(self):
        """Put the discount on the price sheet, take it off the plan from its end, credit what is invoiced of it."""
        self._check_price()
        deal, before = self.deal_id, self.deal_id.price
        deal._grant_special_price(self)
        credited = deal._lower_plan(before - deal.price, self.display_name)
        return self.env._(
            "Price %(old)s is now %(new)s; %(credited)s of it by credit notes.",
            old=format_amount(self.env, before, deal.currency_id),
            new=format_amount(self.env, deal.price, deal.currency_id),
            credited=format_amount(self.env, credited, deal.currency_id),
        )

    # ------------------------------------------------------------------
    # later payment
    # ------------------------------------------------------------------
    def _check_defer_payment(self):
        if not self.defer_ids:
            raise UserError(self.env._("Choose the instalments that are paid later."))
        today = self.project_id._today()
        for line in self.defer_ids:
            installment = line.installment_id
            if not installment.date_due or installment.residual_amount <= 0:
                raise UserError(
                    self.env._("“%s” has no due day yet, or is paid: there is nothing to put off.", installment.name)
                )
            if line.new_date <= installment.date_due or line.new_date < today:
                raise UserError(
                    self.env._(
                        "“%(line)s” is due on %(day)s: the new day must be later, and not in the past.",
                        line=installment.name,
                        day=format_date(self.env, installment.date_due),
                    )
                )

    def _apply_defer_payment(self):
        """Give the instalments their new days; their open invoices follow."""
        self._check_defer_payment()
        effects = []
        for line in self.defer_ids:
            effects.append(
                self.env._(
                    "%(line)s: due %(old)s, now %(new)s (%(days)s days).",
                    line=line.installment_id.name,
                    old=format_date(self.env, line.old_date),
                    new=format_date(self.env, line.new_date),
                    days=line.days,
                )
            )
            # a fixed day: the event it was counted from does not take it back
            line.installment_id.write({"date_due": line.new_date, "due_event": "date"})
        return "\n".join(effects)
