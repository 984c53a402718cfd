from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

DEAL_STATES = [
    ("subscribed", "Subscribed"),
    ("signed", "Signed"),
    ("online", "Signed Online"),
    ("filed", "Filed"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]
# what the unit is while its live deal is …
UNIT_STATE = {
    "subscribed": "subscribed",
    "signed": "contracted",
    "online": "contracted",
    "filed": "filed",
    "delivered": "delivered",
}


class RealestateDeal(models.Model):
    """One sale of one unit, from subscription to delivery, under one number.

    A parking space or store room sold together with a home is a deal of its own with ``parent_id``:
    it has its own price, tax and contract, and follows its parent.
    """

    _name = "realestate.deal"
    _description = "Deal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_subscribed desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Deal Number", required=True, readonly=True, copy=False, index="trigram", default="/")
    unit_id = fields.Many2one("realestate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="unit_id.project_id", store=True, index=True)
    building_id = fields.Many2one(related="unit_id.building_id", store=True, index=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    parent_id = fields.Many2one(
        "realestate.deal", string="Sold Together With", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    child_ids = fields.One2many("realestate.deal", "parent_id", string="Attached Deals")
    lead_id = fields.Many2one("crm.lead", string="Opportunity", index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner", string="Buyer", required=True, index=True, tracking=True, ondelete="restrict"
    )
    party_ids = fields.One2many("realestate.deal.party", "deal_id", string="Buyers")
    user_id = fields.Many2one(
        "res.users", string="Consultant", required=True, index=True, tracking=True, default=lambda self: self.env.user
    )
    state = fields.Selection(DEAL_STATES, required=True, readonly=True, default="subscribed", index=True, tracking=True)
    is_live = fields.Boolean(compute="_compute_is_live", search="_search_is_live")

    # milestones: days of the project's time zone
    date_subscribed = fields.Date(readonly=True, index=True, tracking=True)
    sign_deadline = fields.Date(index=True, tracking=True)
    date_signed = fields.Date(readonly=True, index=True, tracking=True)
    date_online = fields.Date(readonly=True, tracking=True)
    online_number = fields.Char(readonly=True, copy=False, tracking=True, index="btree_not_null")
    date_filed = fields.Date(readonly=True, tracking=True)
    filing_due = fields.Date(compute="_compute_filing_due", store=True, index=True)
    date_delivered = fields.Date(readonly=True, tracking=True)
    date_cancelled = fields.Date(readonly=True, tracking=True)

    # what was agreed; the unit may be repriced or surveyed later without touching it
    price_basis = fields.Selection(related="unit_id.price_basis")
    area = fields.Float(string="Contract Area", digits="Real Estate Area", readonly=True, help="㎡ by the pricing basis")
    list_unit_price = fields.Monetary(readonly=True)
    list_price = fields.Monetary(readonly=True)
    price = fields.Monetary(string="Deal Price", readonly=True, tracking=True)
    deposit_amount = fields.Monetary(string="Deposit", tracking=True)

    payment_method_id = fields.Many2one(
        "realestate.payment.method",
        index="btree_not_null",
        tracking=True,
        domain="[('company_id', '=', company_id), ('project_id', 'in', (False, project_id))]",
    )
    installment_ids = fields.One2many("realestate.installment", "deal_id", string="Payment Plan")

    # lineage of exchanges and changes of buyers (DEAL-7)
    origin_deal_id = fields.Many2one("realestate.deal", string="Follows Deal", readonly=True, index="btree_not_null")
    next_deal_ids = fields.One2many("realestate.deal", "origin_deal_id", string="Followed by Deal")

    _unit_live_uniq = models.UniqueIndex(
        "(unit_id) WHERE state != 'cancelled'", "This unit has a live deal already: the first deposit wins."
    )
    _deposit_legal = models.Constraint(
        "CHECK(COALESCE(deposit_amount, 0) <= price * 0.2 OR COALESCE(deposit_amount, 0) = 0)",
        "A deposit may be at most 20% of the price (Civil Code art. 586).",
    )
    _price_positive = models.Constraint("CHECK(price >= 0)", "The deal price cannot be negative.")

    @api.depends("state")
    def _compute_is_live(self):
        for deal in self:
            deal.is_live = deal.state != "cancelled"

    def _search_is_live(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "!=" if True in value else "=", "cancelled")]

    @api.depends("date_signed", "project_id.filing_days")
    def _compute_filing_due(self):
        for deal in self:
            deal.filing_due = deal.date_signed and deal.date_signed + timedelta(days=deal.project_id.filing_days)

    @api.model_create_multi
    def create(self, vals_list):
        units = self.env["realestate.unit"].browse(vals["unit_id"] for vals in vals_list)
        units.check_access("read")
        partners = self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list if vals.get("partner_id")})
        partners._check_reachable_by_user()
        units.sudo()._claim_or_refuse()
        vals_list = [
            {**self._prepare_subscription_vals(unit.sudo()), **vals} for unit, vals in zip(units, vals_list, strict=True)
        ]
        deals = super().create(vals_list)
        partners._mark_realestate_customers()
        units.sudo()._notify_board()
        return deals

    def write(self, vals):
        partner = self.env["res.partner"].browse(vals.get("partner_id") or [])
        partner._check_reachable_by_user()
        result = super().write(vals)
        partner._mark_realestate_customers()
        return result

    @api.model
    def _prepare_subscription_vals(self, unit):
        """Values that a new deal takes from its unit (DEAL-2)."""
        today = unit.project_id._today()
        return {
            "name": self.env["ir.sequence"].sudo().next_by_code("realestate.deal") or "/",
            "date_subscribed": today,
            "sign_deadline": today + timedelta(days=unit.project_id.signing_days),
            "area": unit.area,
            "list_unit_price": unit.list_unit_price,
            "list_price": unit.list_price,
            "price": unit.list_price,
        }

    @api.model
    def subscribe(self, unit_id, vals):
        """Subscribe an available unit; the database decides between two who try (INV-8, DEAL-2).

        :param int unit_id: the unit
        :param dict vals: ``partner_id`` at least; any other value of the deal
        :return: ``{"id": deal id, "name": deal number}``
        :raises UserError: the unit is not available: who has it, until when
        """
        fast = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True, mail_notrack=True
        )
        deal = fast.create({**vals, "unit_id": unit_id})
        return {"id": deal.id, "name": deal.name}

    def _unit_state(self):
        """Return the state this live deal gives its unit (INV-7)."""
        self.ensure_one()
        return UNIT_STATE[self.state]

    def _taken_message(self):
        """Say who has the unit and until when, without naming the buyer (INV-8)."""
        self.ensure_one()
        deal = self.sudo()
        values = {"unit": deal.unit_id.name, "user": deal.user_id.name, "date": deal.date_subscribed}
        if deal.state == "subscribed":
            return self.env._(
                "%(unit)s was subscribed by %(user)s on %(date)s; the subscription runs until %(deadline)s.",
                **values,
                deadline=deal.sign_deadline,
            )
        return self.env._("%(unit)s is sold: subscribed by %(user)s on %(date)s.", **values)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A deal stays on record; withdraw it instead."))
