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

        :raises UserError: a table does not cover the day of signing
        """
        self.check_access("write")
        for deal in self:
            deal._make_fees()
        return True

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
