from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount

from ...tools import commission

ROLES = [
    ("consultant", "Consultant"),
    ("manager", "Sales Manager"),
    ("specialist", "Channel Specialist"),
    ("supervisor", "Channel Supervisor"),
    ("partner", "Partner"),
    ("referral", "Referring Owner"),
]
STAFF_ROLES = ("consultant", "manager", "specialist", "supervisor")
# who earns by the shares in a deal
SHARE_ROLES = ("consultant", "manager")
PERIODS = [("month", "Month"), ("quarter", "Quarter"), ("total", "All time")]


class RealestateCommissionPolicyLine(models.Model):
    """What one role earns of a deal: a percentage or an amount, and the tiers above it (CH-7)."""

    _name = "realestate.commission.policy.line"
    _inherit = ["realestate.commission.policy.row.mixin"]
    _description = "Commission of a Role"
    _order = "policy_id, sequence, id"
    _rec_name = "role"
    _check_company_auto = True

    policy_id = fields.Many2one("realestate.commission.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_state = fields.Selection(related="policy_id.state")
    sequence = fields.Integer(default=10)
    role = fields.Selection(ROLES, required=True, default="consultant")
    partner_id = fields.Many2one(
        "res.partner",
        string="Only for",
        index="btree_not_null",
        ondelete="restrict",
        help="A partner with terms of his own; empty: every partner.",
    )
    with_partner = fields.Boolean(
        string="Partners' Customers too",
        help="Who looks after a partner earns for the customers whom the partner brought as well.",
    )
    rate_kind = fields.Selection(
        [("percent", "% of the price"), ("amount", "¥ a deal")], string="Kind", required=True, default="percent"
    )
    rate = fields.Float(required=True, digits=(16, 4), help="% or ¥; with tiers what is paid below the first of them.")
    tier_basis = fields.Selection(
        [("none", "No tiers"), ("count", "Number of deals"), ("amount", "Amount sold")],
        string="Tiers by",
        required=True,
        default="none",
    )
    tier_period = fields.Selection(PERIODS, string="Counted by", required=True, default="month")
    tier_mode = fields.Selection(
        [("jump", "Whole at the rate reached"), ("progressive", "Each part at its own rate")],
        string="How Tiers Pay",
        required=True,
        default="jump",
        help="跳点: who reaches a tier has its rate for all deals of the period. 累进: only for what lies above.",
    )
    tier_ids = fields.One2many("realestate.commission.policy.tier", "line_id", string="Tiers", copy=True)
    rate_text = fields.Char(string="Pays", compute="_compute_rate_text")

    _role_uniq = models.UniqueIndex(
        "(policy_id, role, COALESCE(partner_id, 0))", "A role earns by one line of a policy."
    )
    _rate_range = models.Constraint(
        "CHECK(rate >= 0 AND (rate_kind = 'amount' OR rate <= 100))", "A rate lies between 0% and 100%."
    )
    _partner_role = models.Constraint(
        "CHECK(partner_id IS NULL OR role = 'partner')", "Terms of his own are for a partner."
    )

    @api.depends("rate", "rate_kind", "tier_basis", "tier_period", "tier_mode", "tier_ids.start", "tier_ids.rate")
    @api.depends_context("lang")
    def _compute_rate_text(self):
        for line in self:
            texts = [line._rate_text(line.rate)]
            if line.tier_basis != "none":
                texts += [
                    self.env._(
                        "from %(start)s: %(rate)s", start=line._start_text(tier.start), rate=line._rate_text(tier.rate)
                    )
                    for tier in line.tier_ids.sorted("start")
                ]
            line.rate_text = "; ".join(texts)

    @api.depends("role", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for line in self:
            label = labels.get(line.role, "")
            line.display_name = f"{label} ({line.sudo().partner_id.name})" if line.partner_id else label

    def _rate_text(self, rate):
        return f"{rate:g}%" if self.rate_kind == "percent" else format_amount(self.env, rate, self.currency_id)

    def _start_text(self, start):
        """Name where a tier begins, in deals or ¥."""
        if self.tier_basis == "count":
            return self.env._("deal %g", start)
        return format_amount(self.env, start, self.currency_id)

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _check_complete(self):
        self.ensure_one()
        if self.tier_basis != "none" and not self.tier_ids:
            role = dict(self._fields["role"]._description_selection(self.env))[self.role]
            raise UserError(self.env._("The commission of %s is by tiers: enter them, or choose no tiers.", role))
        if not self.rate and not any(self.tier_ids.mapped("rate")):
            role = dict(self._fields["role"]._description_selection(self.env))[self.role]
            raise UserError(self.env._("Enter what %s earns.", role))

    def _scale(self):
        """Return the line as arithmetic knows it (``tools/commission.py``)."""
        self.ensure_one()
        to_rate = commission.RATE

        def start(tier):
            return round(tier.start) if self.tier_basis == "count" else round(tier.start * 100)

        return commission.make_scale(
            self.rate_kind,
            round(self.rate * to_rate),
            self.tier_basis,
            self.tier_mode,
            [(start(tier), round(tier.rate * to_rate)) for tier in self.tier_ids],
        )
