from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateDealDiscountAsk(models.TransientModel):
    """Ask for a discount, seeing at once what it makes of the price and who decides (DEAL-3)."""

    _name = "realestate.deal.discount.ask"
    _description = "Ask for a Discount"
    _inherit = "realestate.discount.mixin"

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="deal_id.currency_id")
    policy_ids = fields.Many2many("realestate.discount", string="Policies that Fit", compute="_compute_policy_ids")
    discount_id = fields.Many2one(
        "realestate.discount",
        string="Policy",
        domain="[('id', 'in', policy_ids)]",
        help="Empty: a special discount for this deal.",
    )
    name = fields.Char(string="Name on the Price Sheet")
    sequence = fields.Integer(default=1000)
    kind = fields.Selection(compute="_compute_from_policy", store=True, readonly=False)
    percent = fields.Float(compute="_compute_from_policy", store=True, readonly=False)
    value = fields.Monetary(compute="_compute_from_policy", store=True, readonly=False)
    reason = fields.Text(help="For the approver; needed where the discount is beyond your right.")

    list_price = fields.Monetary(related="deal_id.list_price")
    current_price = fields.Monetary(related="deal_id.price", string="Price Now")
    floor_price = fields.Monetary(related="deal_id.floor_price")
    asked_price = fields.Monetary(compute="_compute_asked")
    asked_percent = fields.Float(string="Total Discount (%)", compute="_compute_asked", digits=(5, 2))
    below_floor = fields.Boolean(compute="_compute_asked")
    is_within_right = fields.Boolean(compute="_compute_asked")
    verdict = fields.Char(compute="_compute_asked")

    @api.depends("deal_id", "deal_id.payment_method_id")
    def _compute_policy_ids(self):
        policies = self.env["realestate.discount"]
        for wizard in self:
            deal = wizard.deal_id
            found = policies.search(policies._applicable_domain(deal, deal.project_id._today())) if deal else policies
            taken = deal.discount_ids.filtered(lambda line: line.state in ("requested", "granted"))
            wizard.policy_ids = found - taken.discount_id

    @api.depends("discount_id")
    def _compute_from_policy(self):
        for wizard in self:
            policy = wizard.discount_id
            wizard.kind = policy.kind if policy else wizard.kind or "percent"
            wizard.percent = policy.percent if policy else wizard.percent
            wizard.value = policy.value if policy else wizard.value
            if policy:
                wizard.name = policy.name

    @api.depends("deal_id", "kind", "percent", "value", "discount_id")
    def _compute_asked(self):
        for wizard in self:
            wizard.update(wizard._asked_vals())

    @api.constrains("kind", "percent", "value")
    def _check_value(self):
        """Judged when it is asked."""

    def action_ask(self):
        """Ask; granted at once within the user's right, else sent up."""
        self.ensure_one()
        names = ("discount_id", "name", "kind", "percent", "value", "reason")
        vals = {name: self[name].id if name == "discount_id" else self[name] for name in names}
        line = self.deal_id.ask_discount(vals)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if line.state == "granted" else "info",
                "message": self._answer(line),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _answer(self, line):
        if line.state == "granted":
            return self.env._("Granted. The price of deal %s has changed.", line.deal_id.name)
        return self.env._("Sent up to: %s. The price stays until it is granted.", line.level_id.display_name)

    def _asked_vals(self):
        """Return what the asked discount would come to, and who decides it."""
        self.ensure_one()
        deal = self.deal_id
        if not (self.percent if self.kind == "percent" else self.value):
            return {
                "asked_price": deal.price,
                "asked_percent": deal.discount_percent,
                "below_floor": False,
                "is_within_right": True,
                "verdict": False,
            }
        # an unsaved line judged with those that stand
        line = self.env["realestate.deal.discount"].new(
            {
                "deal_id": deal.id,
                "discount_id": self.discount_id.id,
                "sequence": self.sequence,
                "name": self.name or "",
                "kind": self.kind,
                "percent": self.percent,
                "value": self.value,
            }
        )
        need = deal._discount_need(deal._granted_discounts() | line)
        rights = self.env["realestate.discount.right"]._of_project(deal.sudo().project_id)
        right = rights._of_user(self.env.user)
        within = bool(right) and right._suffices(need)
        return {
            "asked_price": need["price"],
            "asked_percent": need["percent"],
            "below_floor": need["below_floor"],
            "is_within_right": within,
            "verdict": self._verdict(need, rights, within),
        }

    def _verdict(self, need, rights, within):
        try:
            self.deal_id._refuse_impossible(need)
        except UserError as error:
            return error.args[0]
        if within:
            return self.env._("Within your right: granted at once.")
        level = rights._lowest_sufficient(need)
        if not level:
            return self.env._("Beyond everybody's right.")
        return self.env._("Beyond your right: goes to %s.", level.display_name)
