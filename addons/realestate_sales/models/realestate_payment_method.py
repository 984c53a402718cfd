from decimal import ROUND_HALF_UP, Decimal

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_amount

from .realestate_payment_method_line import LOAN_KINDS


class RealestatePaymentMethod(models.Model):
    """How a price is paid: the lines from which a deal's plan is made (DEAL-5)."""

    _name = "realestate.payment.method"
    _description = "Payment Method"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    project_id = fields.Many2one(
        "realestate.project", index="btree_not_null", check_company=True, help="Empty: for all projects."
    )
    kind = fields.Selection(
        [
            ("lump_sum", "Lump sum"),
            ("installments", "Instalments"),
            ("mortgage", "Commercial mortgage"),
            ("provident_fund", "Provident fund loan"),
            ("combination", "Combination loan"),
        ],
        required=True,
        default="lump_sum",
    )
    line_ids = fields.One2many("realestate.payment.method.line", "method_id", string="Lines", copy=True)
    note = fields.Text(string="Conditions", translate=True)
    sign_receipt_rate = fields.Float(
        string="Received before Signing (%)",
        help="The contract cannot be signed before so many percent of the price have been received; 0: no limit.",
    )
    # a trial of the method before anybody sells with it
    sample_price = fields.Monetary(compute="_compute_sample_price", readonly=False)
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    _sign_receipt_rate_range = models.Constraint(
        "CHECK(sign_receipt_rate >= 0 AND sign_receipt_rate <= 100)", "A share of the price lies between 0% and 100%."
    )

    def _compute_sample_price(self):
        for method in self:
            method.sample_price = method.sample_price or 1234567.0

    @api.depends(
        "sample_price",
        "line_ids.sequence",
        "line_ids.name",
        "line_ids.kind",
        "line_ids.value_type",
        "line_ids.percent",
        "line_ids.amount",
        "line_ids.max_amount",
        "line_ids.includes_deposit",
        "line_ids.includes_provident",
    )
    def _compute_preview(self):
        for method in self:
            try:
                method.preview = method._preview_table()
            except UserError as error:
                method.preview = Markup('<p class="text-danger">%s</p>') % error.args[0]

    @api.constrains("name", "line_ids")
    def _check_lines(self):
        """A method that could not make a plan is not kept (DEAL-5)."""
        for method in self:
            method._check_can_plan()
            total = sum(method.line_ids.filtered(lambda li: li.value_type == "percent").mapped("percent"))
            # a percent that counts both loans together contains the provident fund loan
            if method.line_ids.filtered("includes_provident"):
                total -= sum(
                    method.line_ids.filtered(
                        lambda li: li.kind == "provident_loan" and li.value_type == "percent"
                    ).mapped("percent")
                )
            if round(total, 2) > 100:
                raise ValidationError(
                    self.env._(
                        "The percents of “%(method)s” add up to %(total).2f%%; they may be at most 100%%.",
                        method=method.name,
                        total=total,
                    )
                )

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _check_can_plan(self):
        """Refuse lines from which no plan can be made.

        :raises ValidationError: not exactly one remainder line; a loan without a down payment
        """
        self.ensure_one()
        remainders = self.line_ids.filtered(lambda li: li.value_type == "remainder")
        if len(remainders) != 1:
            raise ValidationError(
                self.env._(
                    "Payment method “%(method)s” has %(count)s remainder lines. "
                    "Exactly one line must take the remainder of the price.",
                    method=self.name,
                    count=len(remainders),
                )
            )
        kinds = set(self.line_ids.mapped("kind"))
        if kinds & set(LOAN_KINDS) and "down_payment" not in kinds:
            raise ValidationError(
                self.env._(
                    "Payment method “%s” has a loan but no down payment line. Add one: "
                    "it takes what is left when the loan is rounded down.",
                    self.name,
                )
            )
        if remainders.kind == "deposit":
            raise ValidationError(
                self.env._("The deposit of “%s” cannot be the remainder; give it an amount.", self.name)
            )

    def _plan_amounts(self, price, deposit=0.0, loan_rounding=0, deposit_rate=20.0):
        """Split ``price`` over the lines, exactly to the cent (DEAL-5).

        :param float price: ¥
        :param float deposit: ¥; 0 where the method's own deposit line says how much
        :param int loan_rounding: ¥ to which loans are rounded down
        :param float deposit_rate: the most a method's deposit may be, in percent of the price
        :return: (line, ¥) in order, lines that come to nothing left out; the deposit of a method
            without a deposit line comes first with an empty line
        :rtype: list[tuple]
        :raises UserError: the fixed lines ask for more than the price
        """
        self.ensure_one()
        self._check_can_plan()
        total = _cents(price)
        lines = self.line_ids.sorted(lambda li: (li.sequence, li.id or 0))
        deposit_line = lines.filtered(lambda li: li.kind == "deposit")[:1]
        down = _cents(deposit) or min(self._line_cents(deposit_line, total), _share(total, deposit_rate) // 100 * 100)
        cents = {line: self._line_cents(line, total) for line in lines - deposit_line}
        if down:
            self._take_off_deposit(cents, down)
        self._round_loans(cents, total, down, _cents(loan_rounding))
        if min(cents.values(), default=0) < 0:
            raise UserError(
                self.env._(
                    "The lines of payment method “%(method)s” ask for more than the price %(price)s. "
                    "Choose another method or correct its amounts.",
                    method=self.name,
                    price=format_amount(self.env, price, self.currency_id),
                )
            )
        plan = [(deposit_line, down / 100)] if down else []
        return plan + [(line, cents[line] / 100) for line in lines - deposit_line if cents[line]]

    @api.model
    def _line_cents(self, line, total):
        """Return what ``line`` asks for, in cents; 0 for the remainder."""
        if line.value_type == "percent":
            return _share(total, line.percent)
        return _cents(line.amount) if line.value_type == "amount" else 0

    @api.model
    def _take_off_deposit(self, cents, deposit):
        # a deposit larger than the first line that includes it reaches into the next
        for line in cents:
            if line.includes_deposit and line.value_type != "remainder":
                taken = min(deposit, cents[line])
                cents[line] -= taken
                deposit -= taken

    def _round_loans(self, cents, total, deposit, step):
        """Round the loans of ``cents`` down, cap the provident fund's, fill in the remainder.

        What a loan does not cover becomes down payment.
        """
        lines = list(cents)
        down_payment = next((line for line in lines if line.kind == "down_payment"), None)
        remainder = next(line for line in lines if line.value_type == "remainder")
        both = next((line for line in lines if line.includes_provident and line.kind == "commercial_loan"), None)
        lent = 0
        for kind in reversed(LOAN_KINDS):
            for line in lines:
                if line.kind != kind or line == remainder:
                    continue
                asked = max(cents[line] - lent, 0) if line == both else cents[line]
                cents[line] = self._loan_cents(line, asked, step)
                if kind == "provident_loan":
                    lent += cents[line]
                if kind != "provident_loan" or not both:
                    cents[down_payment] += asked - cents[line] if down_payment != remainder else 0
        cents[remainder] = 0
        rest = total - deposit - sum(cents.values())
        if rest > 0 and remainder.kind in LOAN_KINDS:
            cents[remainder] = self._loan_cents(remainder, rest, step)
            cents[down_payment] += rest - cents[remainder]
        else:
            cents[remainder] = rest

    @api.model
    def _loan_cents(self, line, asked, step):
        cap = _cents(line.max_amount)
        if cap:
            asked = min(asked, cap)
        return asked // step * step if step else asked

    # ------------------------------------------------------------------
    # preview
    # ------------------------------------------------------------------
    def _preview_table(self):
        self.ensure_one()
        price = self.sample_price
        if not self.line_ids or price <= 0:
            return False
        rounding = self.project_id.loan_rounding if self.project_id else 10000
        kinds = dict(self.line_ids._fields["kind"]._description_selection(self.env))
        rows = [
            (line.name, kinds[line.kind], format_amount(self.env, amount, self.currency_id), amount / price * 100)
            for line, amount in self._plan_amounts(price, loan_rounding=rounding)
        ]
        body = Markup().join(
            Markup('<tr><td>%s</td><td>%s</td><td class="text-end">%s</td><td class="text-end">%.2f%%</td></tr>') % row
            for row in rows
        )
        foot = Markup(
            '<tr class="fw-bold"><td>%s</td><td></td><td class="text-end">%s</td><td class="text-end">100%%</td></tr>'
        )
        return Markup('<table class="table table-sm o_main_table"><tbody>%s</tbody><tfoot>%s</tfoot></table>') % (
            body,
            foot % (self.env._("Total"), format_amount(self.env, price, self.currency_id)),
        )

    # ------------------------------------------------------------------
    # defaults
    # ------------------------------------------------------------------
    @api.model
    def _create_defaults(self, companies):
        """Give each of ``companies`` that has no payment method the usual five.

        Their names are written in every installed language.
        """
        known = self.with_context(active_test=False).search([("company_id", "in", companies.ids)]).company_id
        methods = self.create([vals for company in companies - known for vals in self._prepare_default_vals(company)])
        for lang, _name in self.env["res.lang"].get_installed():
            translated = methods.with_context(lang=lang)
            for company in companies - known:
                own = translated.filtered(lambda m, company=company: m.company_id == company)
                for method, vals in zip(own, own._prepare_default_vals(company), strict=True):
                    method.name = vals["name"]
                    for line, command in zip(method.line_ids, vals["line_ids"], strict=True):
                        line.name = command[2]["name"]
        return methods

    def _prepare_default_vals(self, company):
        """Return the values of the usual five methods, names in the language of the context."""
        deposit = (
            self.env._("Deposit"),
            "deposit",
            {"value_type": "amount", "amount": 20000, "due_event": "subscribed"},
        )
        down = (self.env._("Down payment"), "down_payment", {"value_type": "remainder", "due_event": "signed"})
        loan = {"due_event": "online", "due_count": 30}
        fund = {"due_event": "online", "due_count": 60}
        first = (
            self.env._("First instalment (with the deposit)"),
            "down_payment",
            {"percent": 50, "includes_deposit": True, "due_event": "signed"},
        )
        second = (self.env._("Second instalment"), "installment", {"percent": 30, "due_unit": "month", "due_count": 3})
        last = (
            self.env._("Last instalment"),
            "installment",
            {"value_type": "remainder", "due_unit": "month", "due_count": 6},
        )
        rest = (
            self.env._("Rest of the price"),
            "installment",
            {"value_type": "remainder", "due_event": "signed", "due_count": 7},
        )
        commercial = (self.env._("Commercial loan"), "commercial_loan", {"percent": 70, **loan})
        provident = (self.env._("Provident fund loan"), "provident_loan", {"percent": 70, "max_amount": 700000, **fund})
        both = (
            self.env._("Commercial loan"),
            "commercial_loan",
            {"percent": 70, "includes_provident": True, **loan},
        )
        methods = [
            (self.env._("Lump sum"), "lump_sum", [deposit, rest]),
            (self.env._("Instalments"), "installments", [deposit, first, second, last]),
            (self.env._("Commercial mortgage, 30% down"), "mortgage", [deposit, down, commercial]),
            (self.env._("Provident fund loan"), "provident_fund", [deposit, down, provident]),
            (self.env._("Combination loan"), "combination", [deposit, down, provident, both]),
        ]
        return [
            {
                "name": name,
                "kind": kind,
                "company_id": company.id,
                "sequence": 10 * position,
                "line_ids": [
                    Command.create({"name": line_name, "kind": line_kind, "sequence": 10 * number, **vals})
                    for number, (line_name, line_kind, vals) in enumerate(lines, 1)
                ],
            }
            for position, (name, kind, lines) in enumerate(methods, 1)
        ]


def _cents(amount):
    """Return ``amount`` ¥ in whole cents: sums of integers always match."""
    return int(Decimal(str(amount or 0)).scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _share(cents, percent):
    """Return ``percent`` of ``cents``, half a cent rounded up."""
    return int((Decimal(cents) * Decimal(str(round(percent, 4))) / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
