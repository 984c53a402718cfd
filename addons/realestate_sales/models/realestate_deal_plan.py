from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_is_zero, format_amount

from .realestate_installment_plan import NOT_PRICE_KINDS, PLAN_EDIT

# the milestone of the deal from which a due date is counted
EVENT_DATES = {
    "subscribed": "date_subscribed",
    "signed": "date_signed",
    "online": "date_online",
    "filed": "date_filed",
    "delivered": "date_delivered",
}


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    plan_total = fields.Monetary(compute="_compute_plan_total")
    plan_difference = fields.Monetary(
        compute="_compute_plan_total", help="Price less its instalments: 0 where they match."
    )

    plan_progress = fields.Float(
        string="Paid of the Price", compute="_compute_plan_progress", help="What accounting has received, in percent."
    )
    plan_editable = fields.Boolean(compute="_compute_plan_editable", help="Lines may be changed by this user now.")

    @api.depends("price", "paid_amount")
    def _compute_plan_progress(self):
        for deal in self:
            deal.plan_progress = deal.paid_amount / deal.price * 100 if deal.price else 0.0

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_plan_editable(self):
        may_write = self.env["realestate.installment"].has_access("write")
        for deal in self:
            deal.plan_editable = may_write and deal.state == "subscribed"

    @api.depends("price", "installment_ids.amount", "installment_ids.kind")
    def _compute_plan_total(self):
        for deal in self:
            deal.plan_total = sum(deal._price_installments().mapped("amount"))
            # fees and settlements alone are no plan
            deal.plan_difference = deal.price - deal.plan_total if deal._price_installments() else 0.0

    @api.constrains("installment_ids", "state")
    def _check_plan_sum(self):
        """The instalments of the price of a live deal add up to it, to the cent (DEAL-5).

        :raises ValidationError: says the difference
        """
        for deal in self:
            lines = deal._price_installments()
            if not lines or not deal.is_live:
                continue
            total = sum(lines.mapped("amount"))
            if not float_is_zero(total - deal.price, precision_digits=2):
                raise ValidationError(deal._plan_sum_message(total))

    @api.model_create_multi
    def create(self, vals_list):
        deals = super().create(vals_list)
        planned = deals.filtered(lambda d: d.payment_method_id and not d.installment_ids)
        planned._generate_plan()
        return deals

    def write(self, vals):
        # the lines are judged together when all are written
        deals = self.with_context(realestate_plan_edit=PLAN_EDIT) if "installment_ids" in vals else self
        result = super(RealestateDeal, deals).write(vals)
        if {"payment_method_id", "price", "deposit_amount"} & vals.keys():
            self.filtered(lambda d: d.is_live and d.payment_method_id)._generate_plan()
        if events := [event for event, name in EVENT_DATES.items() if name in vals]:
            self._refresh_due_dates(events)
        return result

    def action_generate_plan(self):
        """Make the payment plan anew from the payment method.

        :raises UserError: no payment method, or an instalment is invoiced
        """
        self.check_access("write")
        for deal in self:
            if not deal.payment_method_id:
                raise UserError(self.env._("Choose a payment method for deal %s first.", deal.name))
        self._generate_plan()
        return True

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _price_installments(self):
        return self.installment_ids.filtered(lambda line: line.kind not in NOT_PRICE_KINDS)

    def _plan_sum_message(self, total):
        self.ensure_one()
        values = {
            "deal": self.name,
            "total": format_amount(self.env, total, self.currency_id),
            "price": format_amount(self.env, self.price, self.currency_id),
            "difference": format_amount(self.env, abs(total - self.price), self.currency_id),
        }
        if total > self.price:
            return self.env._(
                "The instalments of deal %(deal)s add up to %(total)s, its price is %(price)s: "
                "%(difference)s too much. Correct the amounts, or make the plan again.",
                **values,
            )
        return self.env._(
            "The instalments of deal %(deal)s add up to %(total)s, its price is %(price)s: "
            "%(difference)s are missing. Correct the amounts, or make the plan again.",
            **values,
        )

    def _generate_plan(self):
        """Make the instalments of these deals from their payment methods, in one go (DEAL-5, P6).

        A deposit that is invoiced stays as it is; fees and settlements are not touched.

        :raises UserError: another instalment is invoiced, or the method does not fit the price
        """
        deals = self.sudo().filtered("payment_method_id")
        old = deals._price_installments()
        kept = deals._refuse_invoiced_plan(old)
        (old - kept).with_context(realestate_plan_edit=PLAN_EDIT).unlink()
        deals._set_default_deposit()
        vals_list = [vals for deal in deals for vals in deal._prepare_plan_vals(kept)]
        lines = self.env["realestate.installment"].sudo().create(vals_list)
        deals._check_plan_sum()
        return lines

    def _refuse_invoiced_plan(self, lines):
        """Return the invoiced deposits among ``lines``; refuse where more is invoiced."""
        invoiced = lines._invoiced()
        for line in invoiced:
            if line.kind != "deposit" or line.amount != line.deal_id.deposit_amount:
                raise UserError(
                    self.env._(
                        "The plan of deal %(deal)s stays as it is: instalment “%(line)s” is invoiced already. "
                        "Cancel its invoice first, or ask for a change of the deal.",
                        deal=line.deal_id.name,
                        line=line.name,
                    )
                )
        return invoiced

    def _set_default_deposit(self):
        """Take the deposit from the method where the deal does not say one."""
        for deal in self.filtered(lambda d: not d.deposit_amount):
            plan = deal._plan_amounts()
            deposit = next((amount for line, amount in plan if line.kind == "deposit"), 0.0)
            if deposit:
                super(RealestateDeal, deal).write({"deposit_amount": deposit})

    def _plan_amounts(self):
        self.ensure_one()
        return self.payment_method_id._plan_amounts(
            self.price,
            deposit=self.deposit_amount,
            loan_rounding=self.project_id.loan_rounding,
            deposit_rate=self.project_id.deposit_rate,
        )

    def _prepare_plan_vals(self, kept):
        """Return the values of the instalments of this deal, the deposit left out where it is kept."""
        self.ensure_one()
        dates = self._event_dates()
        vals_list = []
        for line, amount in self._plan_amounts():
            if line:
                vals = line._prepare_installment_vals(amount)
            else:
                vals = self._prepare_deposit_vals(amount)
            if vals["kind"] == "deposit" and self in kept.deal_id:
                continue
            if vals["due_event"] != "date":
                vals["date_due"] = self._due_day(vals, dates)
            vals_list.append({"deal_id": self.id, **vals})
        return vals_list

    def _prepare_deposit_vals(self, amount):
        """Values of a deposit that the method knows nothing of."""
        return {
            "name": self.env._("Deposit"),
            "sequence": 0,
            "kind": "deposit",
            "amount": amount,
            "due_event": "subscribed",
            "due_count": 0,
            "due_unit": "day",
            "milestone_type_id": False,
        }

    def _event_dates(self):
        """Return what has happened so far: event, or milestone type, to its day."""
        self.ensure_one()
        dates = {event: self[name] for event, name in EVENT_DATES.items()}
        for milestone in self.building_id.milestone_ids:
            dates[milestone.type_id.id] = milestone.date_reached
        return dates

    @api.model
    def _due_day(self, values, dates):
        """Return the day an instalment is due, False while its event has not happened.

        :param values: an instalment, or a dict of its values
        """
        event = values["due_event"]
        if event == "milestone":
            milestone = values["milestone_type_id"]
            base = dates.get(milestone if isinstance(milestone, int) else milestone.id)
        else:
            base = dates[event]
        if not base:
            return False
        return self.env["realestate.payment.method.line"]._due_day(base, values["due_count"], values["due_unit"])

    def _refresh_due_dates(self, events):
        """Count the due dates that wait for ``events`` anew; invoiced instalments keep theirs (DEAL-5)."""
        deals = self.sudo()
        lines = deals.installment_ids.filtered(lambda line: line.due_event in events)
        for deal, own in (lines - lines._invoiced()).grouped("deal_id").items():
            dates = deal._event_dates()
            for line in own:
                day = self._due_day(line, dates)
                if day != line.date_due:
                    line.date_due = day
        return True

    def _on_signed(self):
        """The contract is signed: instalments that wait for it get their day."""
        return self._refresh_due_dates(["signed"])

    def _on_filed(self):
        """The contract is online or filed: instalments that wait for it get their day."""
        return self._refresh_due_dates(["online", "filed"])
