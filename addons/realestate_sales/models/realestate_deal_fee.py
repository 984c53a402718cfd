from odoo import fields, models

from .realestate_fee_rate import HOME_ORDERS


class RealestateDeal(models.Model):
    """Fees collected for others: maintenance fund, deed tax, registration fee (DEAL-6)."""

    _inherit = "realestate.deal"

    home_order = fields.Selection(
        HOME_ORDERS,
        string="Home of the Family",
        default="first",
        tracking=True,
        help="The deed tax depends on which home of the buyer's family this is.",
    )

    def action_compute_fees(self):
        """Make the fee instalments of these deals from the dated tables, with how each was computed (DEAL-6).

        Fees invoiced already stay; the others are made anew. They fall due at delivery.

        What could not be computed is said, never left at 0 in silence.

        :raises UserError: a table does not cover the day of signing
        """
        self.check_access("write")
        warnings = []
        for deal in self:
            deal._make_fees()
            warnings += [f"{deal.display_name}: {warning}" for warning in deal._fee_warnings()]
        if not warnings:
            return True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Look at the Collected Fees"),
                "message": "\n".join(warnings),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _fee_warnings(self):
        """Sentences about fees of this deal that are missing, or computed by an example."""
        self.ensure_one()
        deal = self.sudo()
        table = deal.env["realestate.fee.rate"].with_env(self.env)
        labels = dict(table._fields["kind"]._description_selection(self.env))
        rates = deal.installment_ids.fee_rate_id
        reasons = []
        if missing := [labels[kind] for kind in sorted(table._expected_kinds(deal) - set(rates.mapped("kind")))]:
            reasons.append(
                self.env._(
                    "no rate, or no area, for %s: nothing is collected. Add the rate in Configuration › Collected Fees.",
                    ", ".join(missing),
                )
            )
        if examples := rates.filtered("to_confirm"):
            reasons.append(
                self.env._(
                    "%s was computed by an example: have the rate of your city entered in Configuration › Collected "
                    "Fees.",
                    ", ".join(sorted({labels[rate.kind] for rate in examples})),
                )
            )
        return reasons

    def _make_fees(self):
        self.ensure_one()
        day = self.date_signed or self.project_id._today()
        installments = self.env["realestate.installment"]
        fees = self.installment_ids.filtered("fee_rate_id")
        invoiced = fees.filtered(lambda i: i.payment_state not in ("to_invoice", "void"))
        (fees - invoiced).unlink()
        rates = self.env["realestate.fee.rate"].sudo()._rates_of(self.sudo(), day)
        kinds = set(invoiced.sudo().fee_rate_id.mapped("kind"))
        vals_list = [self._prepare_fee_vals(rate) for rate in rates if rate.kind not in kinds]
        return installments.create([vals for vals in vals_list if vals["amount"]])

    def _prepare_fee_vals(self, rate):
        amount, reason = rate._amount_and_reason(self)
        return {
            "deal_id": self.id,
            "kind": "fee",
            "name": rate.name,
            "sequence": 900 + rate.sequence,
            "amount": amount,
            "due_event": "delivered",
            "date_due": self.date_delivered,
            "fee_rate_id": rate.id,
            "fee_explanation": reason,
        }

    def _fee_area(self):
        """Return the gross area (㎡) that fees are computed from: final survey where known."""
        unit = self.unit_id
        return unit.area_gross_final or unit.area_gross_presale

    def _net_price(self):
        """Return the price without its tax (¥), which is what deed tax is computed from (Notice 2021 no. 23)."""
        self.ensure_one()
        tax = self.company_id._realestate_get("realestate_tax_id")["realestate_tax_id"]._realestate_included()
        if not tax:
            return self.price
        return tax.compute_all(self.price, currency=self.currency_id)["total_excluded"]
