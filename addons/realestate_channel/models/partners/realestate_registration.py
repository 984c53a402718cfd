from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.realestate_sales.fields import MaskedChar

from ...tools import registered_phone

OUTCOMES = [
    ("valid", "Valid"),
    ("known", "Our Customer already"),
    ("rival", "Registered by another first"),
    ("quota", "Over the Quota"),
    ("project", "Not of this Project"),
    ("agreement", "Agreement Ended"),
]
VISIT_OUTCOMES = [
    ("valid", "Valid"),
    ("too_late", "Registered too late"),
    ("expired", "Expired"),
    ("known", "Our Customer already"),
    ("rival", "Another Partner's"),
]
STATES = [
    ("valid", "Waiting for the Visit"),
    ("visited", "Visited"),
    ("won", "Bought"),
    ("refused", "Refused"),
    ("expired", "Expired"),
    ("lapsed", "Lapsed after the Visit"),
    ("rejected", "Rejected at the Visit"),
    ("withdrawn", "Withdrawn"),
]
LIVE_STATES = ("valid", "visited")
# the roles that act on registrations: extend, withdraw, confirm a visit afterwards
ACTING_GROUPS = (
    "realestate_channel.realestate_channel_group_specialist",
    "realestate_sales.realestate_sales_group_manager",
    "realestate_sales.realestate_sales_group_administrator",
)


class RealestateRegistration(models.Model):
    """A customer whom a partner registers before he brings him 报备 (CH-6).

    Written by ``_register_customer`` and by the verbs alone. The facts are stored as they were: the answer, the visit, the
    end; ``state`` follows from them. One number has one live registration in a project: a unique index.
    """

    _name = "realestate.registration"
    _description = "Partner's Registration"
    _inherit = ["realestate.masked.mixin", "mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Number", required=True, readonly=True, copy=False, default="/")
    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    channel_partner_id = fields.Many2one(
        "realestate.channel.partner",
        string="Registering Partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    kind_id = fields.Many2one(related="channel_partner_id.kind_id", store=True, index=True)
    agent_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", help="The partner's person who did it."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Specialist",
        readonly=True,
        index="btree_not_null",
        help="Who looked after the partner when the customer was registered.",
    )
    team_id = fields.Many2one("realestate.channel.team", readonly=True, index="btree_not_null", check_company=True)
    rule_id = fields.Many2one(
        "realestate.registration.rule",
        string="Rules",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The version by which this registration is judged, whatever holds now.",
    )
    customer_name = fields.Char(string="Customer", required=True, readonly=True)
    phone = MaskedChar(mask="phone", readonly=True, copy=False, help="Empty while the middle digits are unknown.")
    phone_sanitized = MaskedChar(
        string="Sanitized Number",
        mask="phone",
        compact=True,
        compute="_compute_realestate_phone_sanitized",
        store=True,
        # the unique index is asked with the first INSERT
        precompute=True,
    )
    phone_key = fields.Char(string="Phone as Registered", required=True, readonly=True, index=True, help="138****1234")
    phone_search = fields.Char(
        string="Phone Number", compute="_compute_phone_search", search="_search_phone_search", store=False
    )
    date = fields.Datetime(string="Registered at", required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(string="Date", required=True, readonly=True, help="Of the project's time zone.")

    # the answer
    outcome = fields.Selection(OUTCOMES, string="Answer", required=True, readonly=True)
    known_kind = fields.Char(readonly=True, groups="base.group_user", export_string_translation=False)
    known_what = fields.Char(
        string="Known as", readonly=True, groups="base.group_user", help="What we know; the partner is not told."
    )
    known_lead_id = fields.Many2one(
        "crm.lead", string="Our Customer", readonly=True, index="btree_not_null", groups="base.group_user"
    )
    rival_id = fields.Many2one(
        "realestate.registration",
        string="Registered before by",
        readonly=True,
        index="btree_not_null",
        groups="base.group_user",
    )

    # protection, visit and end
    visit_from = fields.Datetime(
        string="Visit counts from", readonly=True, help="An earlier visit is too early for this registration."
    )
    valid_until = fields.Date(string="Protected through", readonly=True, tracking=True, help="Last day of protection.")
    extension_count = fields.Integer(string="Extended", readonly=True, aggregator=None, help="How often.")
    date_visit = fields.Datetime(string="Visit", readonly=True)
    visit_day = fields.Date(string="Day of the Visit", readonly=True)
    visit_outcome = fields.Selection(VISIT_OUTCOMES, string="Ruling at the Visit", readonly=True, tracking=True)
    reception_id = fields.Many2one(
        "realestate.reception", string="Line of the Book", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    lead_id = fields.Many2one(
        "crm.lead", string="Opportunity", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_won = fields.Boolean(string="Bought", readonly=True)
    date_ended = fields.Date(string="Ended on", readonly=True)
    end_reason = fields.Selection([("expired", "Expired"), ("withdrawn", "Withdrawn")], readonly=True)

    state = fields.Selection(
        STATES,
        compute="_compute_state",
        store=True,
        precompute=True,
        tracking=True,
        index=True,
        group_expand=True,
    )
    is_live = fields.Boolean(compute="_compute_state", store=True, precompute=True, export_string_translation=False)
    days_left = fields.Integer(compute="_compute_days_left", help="Days after today; 0 on the last day of protection.")
    conflict_ids = fields.One2many("realestate.registration.conflict", "registration_id", string="Conflicts")
    deal_ids = fields.Many2many("realestate.deal", string="Deals", compute="_compute_deals")
    deal_count = fields.Integer(string="Number of Deals", compute="_compute_deals")

    _live_uniq = models.UniqueIndex(
        "(project_id, COALESCE(phone_sanitized, phone_key)) WHERE is_live",
        "This phone number is registered in this project already.",
    )
    # the desk finds the masked registrations of a number, the nightly run what is over
    _key_idx = models.Index("(project_id, phone_key)")
    _due_idx = models.Index("(project_id, valid_until) WHERE is_live")
    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name != '/'", "This number is given already.")
    _visit_complete = models.Constraint(
        "CHECK((date_visit IS NULL) = (visit_outcome IS NULL))", "A visit has its moment and its ruling."
    )
    _valid_complete = models.Constraint(
        "CHECK(outcome != 'valid' OR (valid_until IS NOT NULL AND rule_id IS NOT NULL))",
        "A valid registration has its rules and its last day.",
    )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("outcome", "visit_outcome", "is_won", "date_ended", "end_reason")
    def _compute_state(self):
        for registration in self:
            registration.state = registration._state_of_facts()
            registration.is_live = registration.state in LIVE_STATES

    def _state_of_facts(self):
        if self.outcome != "valid":
            return "refused"
        if self.is_won:
            return "won"
        if self.end_reason == "withdrawn":
            return "withdrawn"
        if self.visit_outcome and self.visit_outcome != "valid":
            return "rejected"
        if self.visit_outcome:
            return "lapsed" if self.date_ended else "visited"
        return "expired" if self.date_ended else "valid"

    @api.depends("valid_until", "is_live", "project_id.tz")
    def _compute_days_left(self):
        for registration in self:
            project = registration.sudo().project_id
            left = registration.is_live and (registration.valid_until - project._today()).days
            registration.days_left = max(left or 0, 0)

    @api.depends("lead_id")
    def _compute_deals(self):
        deals = self.env["realestate.deal"].search(self._deals_domain()) if self.lead_id else self.deal_ids
        by_lead = deals.grouped(lambda deal: deal.sudo().realestate_channel_lead_id or deal.sudo().lead_id)
        for registration in self:
            mine = registration.visit_outcome == "valid" and registration.sudo().lead_id
            registration.deal_ids = by_lead.get(mine, deals.browse()).with_env(self.env) if mine else False
            registration.deal_count = len(registration.deal_ids)

    def _deals_domain(self):
        """Return the domain of the live deals to which the customers of these registrations came."""
        leads = self.sudo().lead_id.ids
        credited = Domain("realestate_channel_lead_id", "in", leads) | Domain("lead_id", "in", leads)
        return credited & Domain("is_live", "=", True) & Domain("parent_id", "=", False)

    @api.depends("phone_key")
    def _compute_phone_search(self):
        for registration in self:
            registration.phone_search = registration.phone_key

    @api.model
    def _search_phone_search(self, operator, value):
        """Find a number typed in full, with its middle hidden, or by its last digits."""
        if operator not in ("=", "in", "ilike", "like"):
            return NotImplemented
        found = Domain.FALSE
        for typed in [value] if isinstance(value, str) else value:
            sanitized, key = registered_phone.read(typed or "")
            if sanitized:
                found |= Domain("phone_sanitized", "=", sanitized)
                found |= Domain("phone_sanitized", "=", False) & Domain("phone_key", "=", key)
            else:
                found |= Domain("phone_key", "ilike", key or typed or "-")
        return found

    @api.depends("name", "customer_name")
    def _compute_display_name(self):
        for registration in self:
            registration.display_name = f"{registration.name} {registration.customer_name}"

    # ------------------------------------------------------------------
    # who sees
    # ------------------------------------------------------------------
    @api.depends("lead_id.user_id")
    def _compute_realestate_masked(self):
        super()._compute_realestate_masked()

    @api.model
    def _realestate_masked_domain(self):
        """The number is seen in full by the consultant whose customer he became (ACCESS-3)."""
        if self.env.user.has_group("realestate_sales.realestate_sales_group_consultant"):
            return Domain("lead_id.user_id", "!=", self.env.uid) | Domain("lead_id", "=", False)
        return Domain.TRUE

    def _check_acting_role(self):
        """Refuse who is neither of the channel nor manager or administrator of the project.

        :raises AccessError: in a sentence
        """
        self.check_access("read")
        if not self.env.su and not any(map(self.env.user.has_group, ACTING_GROUPS)):
            raise AccessError(
                self.env._("Registrations are looked after by the channel and by the managers of the project.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A registration stays on record; withdraw it instead."))

    # ------------------------------------------------------------------
    # extension and withdrawal
    # ------------------------------------------------------------------
    def action_extend(self):
        """Extend the protection until the visit, as the rules of the registration allow (CH-6)."""
        self._check_acting_role()
        self.sudo()._extend()
        return True

    def _extend(self):
        """Extend valid registrations by the days of their rules.

        :raises UserError: it is over, visited already, or was extended as often as the rules allow
        """
        for registration in self:
            if reason := registration._why_not_extended():
                raise UserError(reason)
            rule = registration.rule_id
            registration.write(
                {
                    "valid_until": registration.valid_until + timedelta(days=rule.extension_days),
                    "extension_count": registration.extension_count + 1,
                }
            )

    def _why_not_extended(self):
        """Say why this registration cannot be extended now, or return False."""
        self.ensure_one()
        rule = self.rule_id
        if self.state == "visited":
            return self.env._("The customer has visited: there is nothing to extend.")
        if self.state != "valid" or self._is_over():
            return self.env._("This registration is over and cannot be extended: register the customer again.")
        if not rule.extension_limit or not rule.extension_days:
            return self.env._("By the rules of this registration nothing is extended.")
        if self.extension_count >= rule.extension_limit:
            return self.env._(
                "This registration was extended %(count)s times already; the rules allow no more.",
                count=self.extension_count,
            )
        return False

    def action_withdraw(self):
        """Take a registration back while nobody came by it."""
        self._check_acting_role()
        self.sudo()._withdraw()
        return True

    def _withdraw(self):
        for registration in self:
            if registration.state != "valid":
                raise UserError(self.env._("Only a registration that waits for the visit is withdrawn."))
        for project, registrations in self.grouped("project_id").items():
            registrations.write({"end_reason": "withdrawn", "date_ended": project._today()})

    def _is_over(self):
        """Return whether the protection is over, even where the nightly run has not come by yet."""
        self.ensure_one()
        return bool(self.valid_until) and self.valid_until < self.project_id._today()

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_deals(self):
        """Open the deals that came of these registrations, by the reader's own rights."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deals"),
            "res_model": "realestate.deal",
            "view_mode": "list,form",
            "domain": [("id", "in", self.deal_ids.ids)],
        }

    def action_confirm_visit(self):
        """Open the window that confirms a visit which the desk did not tie to this registration."""
        self.ensure_one()
        self._check_acting_role()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Confirm the Visit"),
            "res_model": "realestate.registration.visit",
            "view_mode": "form",
            "target": "new",
            "context": {"default_registration_id": self.id},
        }
