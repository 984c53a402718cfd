from decimal import ROUND_HALF_UP, Decimal

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_round, format_amount

from .realestate_installment_plan import KEEP_PLAN

# 先减后乘, 先乘后减; a fixed price always comes first
ORDER = {
    "amount_first": {"fixed": 0, "amount": 1, "unit_price": 1, "percent": 2},
    "percent_first": {"fixed": 0, "percent": 1, "amount": 2, "unit_price": 2},
    "as_entered": {"fixed": 0, "percent": 1, "amount": 1, "unit_price": 1},
}


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    discount_ids = fields.One2many("realestate.deal.discount", "deal_id", string="Discounts", readonly=True)
    floor_price = fields.Monetary(related="unit_id.floor_price")
    filed_price = fields.Monetary(related="unit_id.filed_price")
    unit_price = fields.Monetary(
        string="Deal Unit Price",
        compute="_compute_unit_price",
        store=True,
        precompute=True,
        help="Deal price per ㎡ of contract area.",
    )
    discount_amount = fields.Monetary(
        string="Total Discount", compute="_compute_discount_total", store=True, precompute=True
    )
    discount_percent = fields.Float(
        string="Total Discount (%)",
        compute="_compute_discount_total",
        store=True,
        precompute=True,
        digits=(5, 2),
        aggregator="avg",
        help="Off the list price.",
    )
    discount_pending = fields.Boolean(
        string="Discount to be Decided",
        compute="_compute_discount_pending",
        search="_search_discount_pending",
        compute_sudo=True,
    )
    # who reads the deal reads its price sheet, also who has no part in granting discounts
    price_sheet = fields.Html(compute="_compute_price_sheet", sanitize=False, compute_sudo=True)

    @api.depends("price", "area")
    def _compute_unit_price(self):
        for deal in self:
            deal.unit_price = float_round(deal.price / deal.area, precision_digits=2) if deal.area else 0.0

    @api.depends("price", "list_price")
    def _compute_discount_total(self):
        for deal in self:
            deal.discount_amount = deal.list_price - deal.price
            deal.discount_percent = deal.discount_amount / deal.list_price * 100 if deal.list_price else 0.0

    @api.depends("discount_ids.state")
    def _compute_discount_pending(self):
        for deal in self:
            deal.discount_pending = "requested" in deal.discount_ids.mapped("state")

    def _search_discount_pending(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("discount_ids.state", "in" if True in value else "not in", ["requested"])]

    @api.depends("price", "list_price", "discount_ids.state", "discount_ids.amount")
    @api.depends_context("lang")
    def _compute_price_sheet(self):
        for deal in self:
            deal.price_sheet = self.env["ir.qweb"]._render(
                "realestate_sales.realestate_deal_price_sheet", {"deal": deal, "steps": deal._price_sheet()}
            )

    @api.constrains("price")
    def _check_filed_price(self):
        """A deal price may not exceed the filed price where the project says so (INV-4)."""
        for deal in self:
            filed = deal.unit_id.filed_price
            if filed and deal.price > filed and deal.project_id.enforce_filed_price:
                raise ValidationError(
                    self.env._(
                        "The price %(price)s of deal %(deal)s is above the filed price %(filed)s of %(unit)s. "
                        "Lower the price, or have a new price filed.",
                        price=format_amount(self.env, deal.price, deal.currency_id),
                        filed=format_amount(self.env, filed, deal.currency_id),
                        deal=deal.name,
                        unit=deal.unit_id.name,
                    )
                )

    @api.constrains("payment_method_id")
    def _check_discount_payment_method(self):
        """A discount granted for one way of paying does not survive another (DEAL-3)."""
        for deal in self.filtered("discount_ids"):
            for policy in deal.sudo()._granted_discounts().discount_id:
                policy._refuse_payment_method(deal)

    def action_ask_discount(self):
        """Open the question for a discount."""
        self.ensure_one()
        self._check_discounts_open()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_deal_discount_ask_action")
        action["context"] = {"default_deal_id": self.id}
        return action

    # ------------------------------------------------------------------
    # asking and granting
    # ------------------------------------------------------------------
    def ask_discount(self, vals):
        """Ask for a discount: granted at once within one's right, else sent up with its reason (DEAL-3).

        :param dict vals: ``kind`` with ``percent`` or ``value`` (¥), or ``discount_id`` alone; ``name``,
            ``reason`` (needed beyond one's right), ``sequence``
        :return: the discount, granted or requested
        :rtype: recordset of ``realestate.deal.discount``
        :raises UserError: the deal is signed, the policy does not fit, nobody may decide it
        """
        self.ensure_one()
        self.check_access("write")
        self._check_discounts_open()
        vals = self._prepare_discount_vals(vals)
        self._refuse_uncombinable(self.env["realestate.discount"].browse(vals["discount_id"]), vals["name"])
        line = self.env["realestate.deal.discount"].sudo().create(vals)
        line.with_user(self.env.user)._check_policy()
        need = line._need()
        self._refuse_impossible(need)
        line.write({"asked_price": need["price"], "asked_percent": need["percent"]})
        right = self.env["realestate.discount.right"]._of_project(self.sudo().project_id)._of_user(self.env.user)
        if right and right._suffices(need):
            line.with_user(self.env.user)._decide("granted", False)
            self.sudo()._apply_discounts()
        else:
            if not line.reason:
                raise UserError(self.env._("This discount is beyond your right: give the reason for the approver."))
            line._send_up()
        return line.with_env(self.env)

    def _prepare_discount_vals(self, vals):
        """Return the values of a new discount line from what a user asked for."""
        policy = self.env["realestate.discount"].browse(vals.get("discount_id"))
        if policy:
            policy.check_access("read")
            source = {name: policy[name] for name in ("kind", "percent", "value")}
            source["name"] = vals.get("name") or policy.name
        else:
            source = {name: vals[name] for name in ("kind", "percent", "value") if name in vals}
            source["name"] = vals.get("name") or self.env._("Special discount")
        return {
            **source,
            "deal_id": self.id,
            "discount_id": policy.id,
            "reason": vals.get("reason"),
            "sequence": vals.get("sequence") or 10 * (len(self.sudo().discount_ids) + 1),
            "requested_by_id": self.env.uid,
            "requested_on": fields.Datetime.now(),
        }

    def _check_discounts_open(self):
        """Refuse discounts on a deal that is no longer just subscribed.

        :raises UserError: signed or cancelled
        """
        for deal in self:
            if deal.state != "subscribed":
                raise UserError(
                    self.env._(
                        "Discounts are granted while a deal is subscribed; deal %s is past that. "
                        "Ask for a change of its price.",
                        deal.name,
                    )
                )

    def _refuse_uncombinable(self, policy, name):
        """Refuse a policy that stands already, or that stands alone, beside what is asked or granted."""
        others = self.sudo().discount_ids.filtered(lambda line: line.state in ("requested", "granted"))
        if policy and policy in others.discount_id:
            raise UserError(self.env._("Deal %(deal)s has discount “%(name)s” already.", deal=self.name, name=name))
        alone = (others.discount_id | policy.sudo()).filtered(lambda p: not p.combinable)
        if others and alone:
            raise UserError(self.env._("Discount “%s” cannot be combined with another discount.", alone[0].name))

    def _refuse_impossible(self, need):
        for step in need["steps"]:
            if step["amount"] < 0 or step["price"] <= 0:
                raise UserError(
                    self.env._(
                        "Discount “%(discount)s” would make the price %(price)s from %(before)s; "
                        "a discount lowers a price and leaves more than nothing.",
                        discount=step["name"],
                        price=format_amount(self.env, step["price"], self.currency_id),
                        before=format_amount(self.env, step["price"] + step["amount"], self.currency_id),
                    )
                )

    def _floor_approved(self):
        """A price below the floor was granted by a level that may go there (DEAL-3)."""
        return any(self.sudo()._granted_discounts().mapped("floor_approved"))

    def _sign_blockers(self, day=False):
        reasons = super()._sign_blockers(day)
        for line in self.sudo().discount_ids.filtered(lambda line: line.state == "requested"):
            reasons.append(self.env._("Discount “%s” is still to be decided; decide it or take it back.", line.name))
        return reasons

    def _granted_discounts(self):
        return self.discount_ids.filtered(lambda line: line.state == "granted")

    def _apply_discounts(self):
        """Make the price from the list price and what is granted, and the plan from the price (DEAL-2).

        :raises ValidationError: above the filed price, deposit above its limit
        :raises UserError: an instalment beyond the deposit is invoiced
        """
        for deal in self:
            steps = deal._price_steps(deal._granted_discounts())
            deal._refuse_impossible({"steps": steps})
            for step in steps:
                step["line"].write({"amount": step["amount"], "price_after": step["price"]})
            price = steps[-1]["price"] if steps else deal.list_price
            if price != deal.price:
                deal._refuse_deposit_above(price)
                deal.price = price

    def _refuse_deposit_above(self, price):
        """A lower price must still cover the deposit (Civil Code art. 586)."""
        self.ensure_one()
        limit = price * self.project_id.deposit_rate / 100
        if _cents(self.deposit_amount) > _cents(limit):
            raise UserError(
                self.env._(
                    "With the price %(price)s the deposit of deal %(deal)s may be at most %(limit)s; it is "
                    "%(deposit)s. Lower the deposit first.",
                    price=format_amount(self.env, price, self.currency_id),
                    deal=self.name,
                    limit=format_amount(self.env, limit, self.currency_id),
                    deposit=format_amount(self.env, self.deposit_amount, self.currency_id),
                )
            )

    # ------------------------------------------------------------------
    # computing
    # ------------------------------------------------------------------
    def _price_sheet(self):
        """Return the price sheet: the granted discounts in the order in which they were applied (DEAL-2).

        :return: dicts ``name``, ``label``, ``amount`` (¥ taken off), ``price`` (¥ after it); the list price
            less all amounts is the deal price, to the cent
        """
        self.ensure_one()
        return [{**step, "label": step["line"].value_label} for step in self._price_steps(self._granted_discounts())]

    def _price_steps(self, lines):
        """Apply ``lines`` to the list price in the project's order, in whole cents (DEAL-3).

        :param lines: records with the fields of ``realestate.discount.mixin``, ``name`` and ``sequence``
        :return: dicts ``line``, ``name``, ``amount``, ``price``
        """
        self.ensure_one()
        rank = ORDER[self.project_id.discount_order]
        price = _cents(self.list_price)
        steps = []
        for line in lines.sorted(lambda li: (self._is_special(li), rank[li.kind], li.sequence, li.id or 0)):
            after = self._cents_after(line, price)
            steps.append({"line": line, "name": line.name, "amount": (price - after) / 100, "price": after / 100})
            price = after
        return steps

    @api.model
    def _is_special(self, line):
        # a window that asks for a discount has no such field
        return "change_id" in line._fields and bool(line.change_id)

    def _right_for_price(self, price):
        """Return the lowest right that covers this deal at ``price`` (¥), as a special price (DEAL-3)."""
        self.ensure_one()
        need = self._discount_need(self._granted_discounts())
        need["counted"] = round(need["counted"] + self.price - price, 2)
        need["below_floor"] = _cents(price) < _cents(self.unit_id.floor_price)
        rights = self.env["realestate.discount.right"]._of_project(self.project_id)
        return rights._lowest_sufficient(need)

    def _grant_special_price(self, change):
        """Put the special price of an approved request on the price sheet; the plan is the caller's."""
        self.ensure_one()
        deal = self.sudo().with_context(realestate_keep_plan=KEEP_PLAN)
        deal.env["realestate.deal.discount"].create(
            {
                "deal_id": deal.id,
                "change_id": change.id,
                "name": self.env._("Special price"),
                "kind": "amount",
                "value": deal.currency_id.round(deal.price - change.new_price),
                "sequence": 1000,
                "state": "granted",
                "reason": change.reason,
                "asked_price": change.new_price,
                "asked_percent": change.special_percent,
                "requested_by_id": change.requested_by_id.id,
                "requested_on": change.create_date,
                "decided_by_id": change.approver_id.id,
                "decided_on": change.decided_on,
                "decision_note": change.decision_note,
                "floor_approved": _cents(change.new_price) < _cents(deal.unit_id.floor_price),
            }
        )
        deal._apply_discounts()

    def _cents_after(self, line, price):
        """Return the price in cents that ``line`` leaves of ``price`` cents."""
        if line.kind == "fixed":
            return _cents(line.value)
        if line.kind == "amount":
            return price - _cents(line.value)
        if line.kind == "unit_price":
            return price - _cents(Decimal(str(line.value)) * Decimal(str(round(self.area, 2))))
        step = _cents(self.project_id.price_rounding)
        exact = Decimal(price) * (100 - Decimal(str(round(line.percent, 4)))) / 100
        return int((exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP)) * step

    def _discount_need(self, lines):
        """Return what a right must cover for the price that ``lines`` would make (DEAL-3).

        Rounding a percent to the yuan or cent is nobody's generosity: half the rounding step of each
        percent line is tolerated.

        :return: ``list_price``, ``price``, ``percent`` off in total, ``counted`` (¥ that count against
            the right), ``tolerance`` (¥), ``below_floor``, ``steps``
        """
        self.ensure_one()
        steps = self._price_steps(lines)
        price = steps[-1]["price"] if steps else self.list_price
        counted = [step for step in steps if self._counts_for_right(step["line"])]
        percents = [step for step in counted if step["line"].kind == "percent"]
        return {
            "list_price": self.list_price,
            "price": price,
            "percent": (self.list_price - price) / self.list_price * 100 if self.list_price else 0.0,
            "counted": round(sum(step["amount"] for step in counted), 2),
            "tolerance": len(percents) * float(self.project_id.price_rounding) / 2,
            "below_floor": _cents(price) < _cents(self.sudo().unit_id.floor_price),
            "steps": steps,
        }

    def _lowest_price(self, right):
        """Return the lowest price (¥) down to which ``right`` reaches on this deal."""
        self.ensure_one()
        lowest = float_round(self.list_price * (100 - right.max_percent) / 100, precision_digits=2)
        return lowest if right.below_floor else max(lowest, self.sudo().unit_id.floor_price)

    @api.model
    def _counts_for_right(self, line):
        return not line.discount_id or line.discount_id.counts_for_right

    @api.model
    def _prepare_stored_vals(self, unit, values):
        vals = super()._prepare_stored_vals(unit, values)
        off = values["list_price"] - values["price"]
        return {
            **vals,
            "unit_price": float_round(values["price"] / values["area"], precision_digits=2) if values["area"] else 0.0,
            "discount_amount": off,
            "discount_percent": off / values["list_price"] * 100 if values["list_price"] else 0.0,
        }

    def _prepare_same_terms_vals(self):
        """A deal that follows on the same terms keeps what was granted."""
        vals = super()._prepare_same_terms_vals()
        names = ("name", "sequence", "kind", "percent", "value", "state", "amount", "price_after", "reason")
        names += ("asked_price", "asked_percent", "requested_on", "decided_on", "decision_note", "floor_approved")
        people = ("discount_id", "change_id", "requested_by_id", "decided_by_id")
        vals["discount_ids"] = [
            Command.create({name: line[name] for name in names} | {name: line[name].id for name in people})
            for line in self.sudo()._granted_discounts()
        ]
        return vals


def _cents(amount):
    """Return ``amount`` ¥ in whole cents."""
    return int(Decimal(str(amount or 0)).scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_UP))
