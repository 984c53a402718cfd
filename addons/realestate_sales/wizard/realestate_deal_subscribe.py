from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RealestateDealSubscribe(models.TransientModel):
    """Subscribe a unit at the desk: everything but the customer has a default (DEAL-2).

    Only ``action_confirm`` claims the units; who comes second reads who was first and keeps what he
    has typed.
    """

    _name = "realestate.deal.subscribe"
    _description = "Subscribe a Unit"
    _inherit = ["realestate.deal.subscribe.person.mixin"]

    unit_id = fields.Many2one(
        "realestate.unit", required=True, ondelete="cascade", domain="[('state', '=', 'available')]"
    )
    project_id = fields.Many2one(related="unit_id.project_id")
    company_id = fields.Many2one(related="unit_id.company_id")
    currency_id = fields.Many2one(related="unit_id.currency_id")
    layout_id = fields.Many2one(related="unit_id.layout_id")
    area = fields.Float(related="unit_id.area")
    list_unit_price = fields.Monetary(related="unit_id.list_unit_price")
    list_price = fields.Monetary(related="unit_id.list_price")
    unavailable_reason = fields.Char(related="unit_id.unavailable_reason")
    attached_unit_ids = fields.Many2many(
        "realestate.unit",
        "realestate_deal_subscribe_unit_rel",
        "subscribe_id",
        "unit_id",
        string="Sold Together",
        domain="[('project_id', '=', project_id), ('state', '=', 'available'), ('id', '!=', unit_id),"
        " ('property_type', 'in', ('parking', 'storage'))]",
        help="Parking spaces and store rooms; each gets a deal of its own that follows this one.",
    )
    total_price = fields.Monetary(string="Total List Price", compute="_compute_total_price")

    lead_id = fields.Many2one("crm.lead", string="Opportunity")
    partner_id = fields.Many2one("res.partner", string="Customer")
    customer_name = fields.Char(string="New Customer")
    customer_phone = fields.Char(string="Phone")
    share = fields.Float(string="Customer's Share (%)", digits=(5, 2), compute="_compute_share")
    buyer_ids = fields.One2many("realestate.deal.subscribe.buyer", "subscribe_id", string="Co-buyers")

    payment_method_id = fields.Many2one(
        "realestate.payment.method",
        compute="_compute_payment_method_id",
        store=True,
        readonly=False,
        domain="[('company_id', '=', company_id), ('project_id', 'in', (False, project_id))]",
    )
    deposit_amount = fields.Monetary(string="Deposit", compute="_compute_deposit", store=True, readonly=False)
    deposit_limit = fields.Monetary(string="Highest Deposit", compute="_compute_deposit_limit")
    deposit_too_high = fields.Boolean(compute="_compute_deposit_limit")
    sign_deadline = fields.Date(string="Signing Deadline", compute="_compute_deposit", store=True, readonly=False)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        lead = self.env["crm.lead"].browse(values.get("lead_id"))
        if lead and "partner_id" in fields and not values.get("partner_id"):
            values["partner_id"] = lead.partner_id.id
            if not lead.partner_id:
                values["customer_name"] = lead.contact_name or lead.partner_name
                values["customer_phone"] = lead.phone
        return values

    @api.depends("unit_id", "attached_unit_ids")
    def _compute_total_price(self):
        for wizard in self:
            wizard.total_price = sum((wizard.unit_id | wizard.attached_unit_ids).mapped("list_price"))

    @api.depends("buyer_ids.share")
    def _compute_share(self):
        for wizard in self:
            wizard.share = 100.0 - sum(wizard.buyer_ids.mapped("share"))

    @api.depends("unit_id")
    def _compute_payment_method_id(self):
        for wizard in self:
            wizard.payment_method_id = self.env["realestate.payment.method"].search(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("project_id", "in", (False, wizard.project_id.id)),
                ],
                limit=1,
            )

    @api.depends("unit_id")
    def _compute_deposit(self):
        for wizard in self:
            project = wizard.project_id
            limit = self.env["realestate.deal"]._deposit_limit(project, wizard.list_price)
            wizard.deposit_amount = min(project.deposit_default, limit)
            wizard.sign_deadline = project and project._today() + timedelta(days=project.signing_days)

    @api.depends("unit_id", "deposit_amount")
    def _compute_deposit_limit(self):
        for wizard in self:
            limit = self.env["realestate.deal"]._deposit_limit(wizard.project_id, wizard.list_price)
            wizard.deposit_limit = limit
            wizard.deposit_too_high = wizard.deposit_amount > limit

    @api.onchange("customer_phone")
    def _onchange_customer_phone(self):
        """A number that is known already is that customer, not a second one (CUS-4)."""
        if self.customer_phone and not self.partner_id:
            known = self.env["res.partner"].search([("phone", "=", self.customer_phone.strip())], limit=1)
            if known:
                self.partner_id = known
                self.customer_name = False

    def action_confirm(self):
        """Claim the unit and what is sold with it, all or none, and open the deal (DEAL-2, INV-8).

        :raises UserError: a unit is taken: who has it and until when; or what is missing
        """
        self.ensure_one()
        self._check_complete()
        deals = self.env["realestate.deal"]._subscribe_all(self._prepare_vals_list())
        deal, attached = deals[0], deals[1:]
        if attached:
            attached.sudo().parent_id = deal
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.deal",
            "res_id": deal.id,
            "views": [(False, "form")],
        }

    def _check_complete(self):
        if not self.partner_id and not (self.customer_name and self.customer_phone):
            raise UserError(self.env._("Choose the customer, or enter name and phone of a new one."))
        if self.share <= 0:
            raise UserError(
                self.env._("The co-buyers' shares leave nothing for the customer; together they must be below 100%.")
            )
        if any(not buyer.partner_id and not buyer.name for buyer in self.buyer_ids):
            raise UserError(self.env._("Enter a name for each co-buyer."))
        # the deposit is judged by the deal itself: nothing here reads more than who subscribes

    def _prepare_vals_list(self):
        """Values of the deals: the unit's first, then those sold with it."""
        parties = [{**self._prepare_party_vals(self), "sequence": 0}]
        parties += [buyer._prepare_party_vals(self) for buyer in self.buyer_ids]
        shared = {
            "partner_id": parties[0]["partner_id"],
            "lead_id": self.lead_id.id,
            "payment_method_id": self.payment_method_id.id,
            "sign_deadline": self.sign_deadline,
        }
        vals_list = [
            {"unit_id": unit.id, "party_ids": [Command.create(dict(party)) for party in parties], **shared}
            for unit in self.unit_id | self.attached_unit_ids
        ]
        vals_list[0]["deposit_amount"] = self.deposit_amount
        return vals_list

    def _new_person(self):
        return self.customer_name, self.customer_phone
