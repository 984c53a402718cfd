from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.area_settlement import exceeds, settle


class RealestateAreaSettlement(models.Model):
    """What the final survey changes of one deal: made by the window for a building, paid as an instalment (DEAL-10).

    Areas, price and rule are those of the day of the settlement; the instalment of kind *Area settlement* carries
    the money: invoiced or, where the buyer gets something back, credited, on the advance account until delivery,
    and recognised as revenue at once after it.
    """

    _name = "realestate.area.settlement"
    _description = "Area Settlement"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(related="deal_id.name", store=True)
    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, precompute=True, index=True)
    building_id = fields.Many2one(related="deal_id.building_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(related="deal_id.unit_id", store=True, index=True)
    partner_id = fields.Many2one(related="deal_id.partner_id", store=True, precompute=True, index=True)
    date = fields.Date(required=True, readonly=True)
    price_basis = fields.Selection(related="deal_id.price_basis")
    contract_area = fields.Float(digits="Real Estate Area", readonly=True, help="㎡ by the pricing basis")
    final_area = fields.Float(digits="Real Estate Area", readonly=True, help="㎡ by the pricing basis")
    area_difference = fields.Float(digits="Real Estate Area", readonly=True, help="㎡; negative: smaller")
    ratio = fields.Float(
        string="Difference (%)", digits=(7, 4), readonly=True, aggregator="avg", help="Of the contract area."
    )
    unit_price = fields.Monetary(string="Contract Unit Price", readonly=True)
    amount = fields.Monetary(
        string="Amount Settled", readonly=True, help="Positive: the buyer pays; negative: is refunded."
    )
    explanation = fields.Char(string="How Computed", readonly=True)
    may_withdraw = fields.Boolean(readonly=True, help="The difference is beyond the limit.")
    withdraw_until = fields.Date(string="Withdraw until", readonly=True)
    withdraw_open = fields.Boolean(
        string="Withdrawal Open", compute="_compute_withdraw_open", search="_search_withdraw_open"
    )
    installment_id = fields.Many2one(
        "realestate.installment", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    payment_state = fields.Selection(related="installment_id.payment_state", string="Payment State")
    state = fields.Selection(
        [("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="confirmed",
        tracking=True,
    )

    _deal_uniq = models.UniqueIndex("(deal_id) WHERE state = 'confirmed'", "This deal is settled already.")
    _areas_positive = models.Constraint(
        "CHECK(contract_area > 0 AND final_area > 0)", "A settlement compares two areas above 0 ㎡."
    )

    @api.depends("may_withdraw", "withdraw_until", "state", "deal_id.state")
    def _compute_withdraw_open(self):
        for settlement in self:
            today = settlement.project_id._today() if settlement.project_id else False
            settlement.withdraw_open = bool(
                settlement.may_withdraw
                and settlement.state == "confirmed"
                and settlement.deal_id.is_live
                and settlement.withdraw_until >= today
            )

    def _search_withdraw_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        projects = self.env["realestate.project"]
        in_time = projects._by_own_day(lambda today: Domain("withdraw_until", ">=", today))
        domain = (
            Domain("may_withdraw", "=", True)
            & Domain("state", "=", "confirmed")
            & Domain("deal_id.state", "!=", "cancelled")
            & in_time
        )
        return domain if True in value else ~domain

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Area settlements are made by the window “Area Settlement of a Building”."))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An area settlement stays on record; cancel it instead."))

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_invoice(self):
        """Post the invoices and credit notes of these settlements and open them (DEAL-6, DEAL-10)."""
        self.check_access("read")
        return self._settled_installments().action_invoice()

    def _settled_installments(self):
        """Return the instalments of these settlements.

        :raises UserError: there is none: nothing is settled
        """
        installments = self.filtered(lambda settlement: settlement.state == "confirmed").installment_id
        if not installments:
            raise UserError(
                self.env._("There is nothing to invoice: the area is as agreed, or the settlement cancelled.")
            )
        return installments

    def action_cancel(self):
        """Cancel these settlements, as long as nothing of them is invoiced; the deals may be settled anew."""
        self.env["realestate.deal"]._require_role("administrator", "manager")
        self.check_access("read")
        for settlement in self.sudo():
            if settlement.installment_id._invoiced():
                raise UserError(
                    self.env._(
                        "The settlement of deal %s is invoiced. Have its invoice cancelled first.", settlement.name
                    )
                )
            line = settlement.installment_id
            settlement.write({"state": "cancelled", "installment_id": False})
            line.unlink()
        return True

    def action_request_withdrawal(self):
        """Open a request for withdrawal for the reason of the area (DEAL-7, DEAL-10)."""
        self.ensure_one()
        if not self.withdraw_open:
            raise UserError(self.env._("The buyer of deal %s has no right to withdraw, or it is over.", self.name))
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_deal_change_action_request")
        reason = self.env._("The final area differs by %.2f%%.", self.ratio)
        defaults = {"deal_id": self.deal_id.id, "kind": "withdrawal", "fault": "seller", "settle_by": "refund"}
        context = {f"default_{name}": value for name, value in defaults.items()}
        return {**action, "context": {**context, "default_reason": reason}}

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    @api.model
    def _difference(self, deal, final_area):
        """Return what ``final_area`` (㎡) changes of ``deal``, by its project's bands.

        :rtype: tools.area_settlement.Difference
        """
        return settle(deal.area, final_area, deal.unit_price, deal.project_id._area_bands())

    @api.model
    def _exceeds(self, difference, project):
        """Say whether the buyer may withdraw for ``difference``."""
        return exceeds(difference, project.area_withdraw_ratio)

    @api.model
    def _prepare_settlement_vals(self, deal, final_area, date_due):
        """Return the values of the settlement of ``deal``, with its instalment where there is something to pay."""
        difference = self._difference(deal, final_area)
        today = deal.project_id._today()
        project = deal.project_id
        may_withdraw = self._exceeds(difference, project)
        return {
            "deal_id": deal.id,
            "date": today,
            "contract_area": deal.area,
            "final_area": final_area,
            "area_difference": round(final_area - deal.area, 2),
            "ratio": float(difference.ratio * 100),
            "unit_price": deal.unit_price,
            "amount": difference.amount / 100,
            "explanation": self._explain(difference),
            "may_withdraw": may_withdraw,
            "withdraw_until": may_withdraw and today + timedelta(days=project.area_withdraw_days),
            "installment_id": self._make_installment(deal, difference.amount / 100, date_due).id,
        }

    @api.model
    def _make_installment(self, deal, amount, date_due):
        installments = self.env["realestate.installment"].sudo()
        if not amount:
            return installments
        return installments.create(
            {
                "deal_id": deal.id,
                "kind": "settlement",
                "name": self.env._("Area settlement"),
                "sequence": 800,
                "amount": amount,
                "due_event": "date",
                "date_due": date_due,
            }
        )

    @api.model
    def _explain(self, difference):
        """Say how the amount comes about: the ㎡ of each band and what of its price is settled."""
        return "; ".join(
            self.env._("%(area)s ㎡ × %(share)s%%", area=f"{area.normalize():f}", share=f"{share:g}")
            for _above, area, share in difference.parts
        )
