from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from .realestate_installment_plan import INVOICED_EDIT, KEEP_PLAN, PLAN_EDIT
from .realestate_payment_method_line import LOAN_KINDS


class RealestateDeal(models.Model):
    """A plan that changes after money has moved: what is invoiced stays, the rest follows (DEAL-7)."""

    _inherit = "realestate.deal"

    def _generate_plan(self):
        if self.env.context.get("realestate_keep_plan") is KEEP_PLAN:
            return self.env["realestate.installment"]
        return super()._generate_plan()

    def _kept_amount(self):
        """Return what is invoiced of the price (¥): it stays, however the rest is planned."""
        self.ensure_one()
        return self.currency_id.round(sum(self._price_installments()._invoiced().mapped("amount")))

    def _replan(self, **values):
        """Write ``values`` (payment method) and plan by it what is not invoiced; the sum stays the price.

        :raises UserError: more is invoiced than the price
        """
        self.ensure_one()
        deal = self.sudo().with_context(realestate_keep_plan=KEEP_PLAN)
        deal.write(values)
        lines = deal._price_installments()
        kept = lines._invoiced()
        (lines - kept).with_context(realestate_plan_edit=PLAN_EDIT).unlink()
        deal._retire_loans(kept)
        vals_list = deal._prepare_rest_vals(deal._kept_amount())
        deal.env["realestate.installment"].with_context(realestate_plan_edit=PLAN_EDIT).create(vals_list)
        deal.invalidate_recordset(["installment_ids"])
        deal._check_plan_sum()

    def _retire_loans(self, kept):
        """A loan that the new method does not know is owed by the buyer himself."""
        known = set(self.payment_method_id.line_ids.mapped("kind"))
        gone = kept.filtered(lambda line: line.kind in LOAN_KINDS and line.kind not in known)
        edit = {"realestate_invoiced_edit": INVOICED_EDIT, "realestate_plan_edit": PLAN_EDIT}
        gone.with_context(**edit).kind = "installment"

    def _prepare_rest_vals(self, kept):
        """Return the values of the instalments for the price less ``kept`` ¥.

        What is invoiced counts for the buyer's own money first, in order of the plan, then for the loans;
        a loan that shrinks is rounded down again, the rest is down payment.
        """
        self.ensure_one()
        today = self.project_id._today()
        plan = self._prepare_plan_vals(self.env["realestate.installment"])
        own = [vals for vals in plan if vals["kind"] not in LOAN_KINDS]
        loans = [vals for vals in plan if vals["kind"] in LOAN_KINDS]
        left = self.currency_id.round(kept)
        for vals in own + loans[::-1]:
            taken = min(left, vals["amount"])
            left = self.currency_id.round(left - taken)
            vals["amount"] = self.currency_id.round(vals["amount"] - taken)
            vals["shrunk"] = bool(taken)
        if left:
            raise UserError(
                self.env._(
                    "More is invoiced on deal %(deal)s than its price %(price)s.",
                    deal=self.name,
                    price=format_amount(self.env, self.price, self.currency_id),
                )
            )
        self._round_shrunk_loans(plan, loans)
        for vals in plan:
            vals.pop("shrunk")
            # nobody is late with what was planned today
            if vals.get("date_due"):
                vals["date_due"] = max(fields.Date.to_date(vals["date_due"]), today)
        return [vals for vals in plan if vals["amount"]]

    def _round_shrunk_loans(self, plan, loans):
        step = self.project_id.loan_rounding
        rest = 0.0
        for vals in loans if step else ():
            if vals["shrunk"]:
                rounded = round(vals["amount"] * 100) // (step * 100) * step
                rest += vals["amount"] - rounded
                vals["amount"] = rounded
        if rest:
            down = next(vals for vals in plan if vals["kind"] == "down_payment")
            down["amount"] = self.currency_id.round(down["amount"] + rest)

    def _lower_plan(self, amount, label):
        """Take ``amount`` (¥) off the plan: from what is not invoiced, the last first, loans after the rest; what
        is left by credit notes on what is invoiced, the last first.

        :param str label: why, on the credit notes
        :return: ¥ that were credited
        """
        self.ensure_one()
        deal = self.sudo()
        lines = deal._price_installments().sorted(lambda line: (line.sequence, line.id), reverse=True)
        invoiced = lines._invoiced()
        rest = deal.currency_id.round(amount)
        for line in (lines - invoiced).sorted(lambda line: line.kind in LOAN_KINDS):
            taken = min(rest, line.amount)
            rest = deal.currency_id.round(rest - taken)
            line = line.with_context(realestate_plan_edit=PLAN_EDIT)
            if taken == line.amount:
                line.unlink()
            elif taken:
                line.amount = deal.currency_id.round(line.amount - taken)
        if rest:
            invoiced.with_context(realestate_plan_edit=PLAN_EDIT)._credit_part(rest, label)
        deal.invalidate_recordset(["installment_ids"])
        deal._check_plan_sum()
        return rest
