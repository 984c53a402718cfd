from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.realestate_sales.models.realestate_project import PROPERTY_TYPES

from .realestate_commission_policy_row_mixin import keep_approved

# written by the verbs alone
VERB_FIELDS = {"state", "version", "root_id", "approved_by_id", "approved_on", "approval_note"}
# what may change of a version that is in force
FREE_FIELDS = {"message_follower_ids", "message_ids", "activity_ids", "date_to"}
WITHHELD_EVENT = "delivered"


class RealestateCommissionPolicy(models.Model):
    """One version of a commission policy 佣金方案: who earns how much of a deal, and in which parts (CH-7).

    A version that was approved is never changed: what it paid must stay explainable. Another one follows it from
    its own day. Which version rules a deal is decided by the deal's day (``realestate.project.commission_day``).
    """

    _name = "realestate.commission.policy"
    _description = "Commission Policy"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, version desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    version = fields.Integer(required=True, readonly=True, default=1, copy=False)
    root_id = fields.Many2one(
        "realestate.commission.policy",
        string="First Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    version_count = fields.Integer(compute="_compute_version_count")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    project_ids = fields.Many2many(
        "realestate.project",
        "realestate_commission_policy_project_rel",
        "policy_id",
        "project_id",
        string="Projects",
        domain="[('company_id', '=', company_id)]",
        help="Empty: all projects of the company.",
    )
    property_type = fields.Selection(PROPERTY_TYPES, help="Empty: all types.")
    date_from = fields.Date(
        string="In Force from", required=True, default=fields.Date.context_today, tracking=True, copy=False
    )
    date_to = fields.Date(
        string="Last Day", tracking=True, copy=False, help="Empty: until a later version, or for good."
    )
    price_basis = fields.Selection(
        [("included", "Price with tax"), ("excluded", "Price without tax")],
        required=True,
        default="included",
        help="What the percentages are taken of.",
    )
    tax_rate = fields.Float(
        string="Tax in the Price (%)",
        digits=(7, 4),
        default=lambda self: self._default_tax_rate(),
        help="Taken out of the price where the percentages are of the price without tax.",
    )
    withheld_percent = fields.Float(
        string="Withheld (%)",
        digits=(5, 2),
        help="Of every part, kept back as a security and earned at delivery.",
    )
    line_ids = fields.One2many("realestate.commission.policy.line", "policy_id", string="Who Earns", copy=True)
    part_ids = fields.One2many("realestate.commission.policy.part", "policy_id", string="Earned in Parts", copy=True)
    parts_total = fields.Float(
        string="Parts (%)", digits=(5, 2), compute="_compute_parts_total", store=True, precompute=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Waiting for Approval"), ("approved", "Approved")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
    )
    is_current = fields.Boolean(
        string="In Force Today", compute="_compute_is_current", help="Approved, and no later version rules today."
    )
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)
    approval_note = fields.Char(readonly=True, copy=False, tracking=True)

    _version_uniq = models.UniqueIndex("(COALESCE(root_id, id), version)", "This version of the policy is there.")
    _from_uniq = models.UniqueIndex(
        "(COALESCE(root_id, id), date_from) WHERE state = 'approved'",
        "Another approved version of this policy begins on the same day.",
    )
    _parts_whole = models.Constraint(
        "CHECK(state = 'draft' OR parts_total = 100)", "The parts of a commission add up to 100%."
    )
    _withheld_range = models.Constraint(
        "CHECK(withheld_percent >= 0 AND withheld_percent < 100 AND tax_rate >= 0 AND tax_rate < 100)",
        "What is withheld, and the tax, lie between 0% and 100%.",
    )
    _days_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "The last day lies before the first."
    )

    def init(self):
        super().init()
        keep_approved(self.env.cr, self._table)

    @api.model
    def _default_tax_rate(self):
        company = self.env.company.sudo()
        if company.realestate_untaxed:
            return 0.0
        tax = company.realestate_tax_id or company._realestate_chart_default("realestate_tax_id")
        return tax.amount or 9.0

    # ------------------------------------------------------------------
    # compute and constrains
    # ------------------------------------------------------------------
    @api.depends("name", "version")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = self.env._("%(name)s, version %(version)s", name=policy.name, version=policy.version)

    @api.depends("part_ids.percent")
    def _compute_parts_total(self):
        for policy in self:
            policy.parts_total = round(sum(policy.part_ids.mapped("percent")), 2)

    @api.depends("root_id")
    def _compute_version_count(self):
        for policy in self:
            policy.version_count = len(policy._versions())

    @api.depends("state", "date_from", "date_to")
    def _compute_is_current(self):
        today = self.env.company._realestate_today()
        for policy in self:
            versions = policy._versions().filtered(lambda other: other.state == "approved" and other.date_from <= today)
            last = versions.sorted("date_from")[-1:]
            policy.is_current = policy == last and not (policy.date_to and policy.date_to < today)

    @api.constrains("state", "part_ids")
    def _check_parts(self):
        for policy in self.filtered(lambda policy: policy.state != "draft"):
            if policy.parts_total != 100:
                raise ValidationError(
                    self.env._(
                        "The parts of policy %(policy)s add up to %(total)s%%; they must add up to 100%%.",
                        policy=policy.display_name,
                        total=f"{policy.parts_total:g}",
                    )
                )

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_verbs_only({name for name, value in vals.items() if value and value != "draft"})
        return super().create(vals_list)

    def write(self, vals):
        self._check_verbs_only(vals.keys())
        if not vals.keys() <= FREE_FIELDS | VERB_FIELDS or ("date_to" in vals and not self.env.su):
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        self._check_open()

    def _check_verbs_only(self, names):
        if not self.env.su and VERB_FIELDS & set(names):
            raise AccessError(self.env._("Approve a commission policy, or begin its next version, with its buttons."))

    def _check_open(self):
        """An approved version stays as it is, for everybody (CH-7)."""
        for policy in self:
            if policy.state == "approved":
                raise UserError(
                    self.env._(
                        "%s is approved and is not changed any more. Begin a new version, which follows it.",
                        policy.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_submit(self):
        """Ask for approval: from now on the version is complete."""
        self.check_access("write")
        for policy in self:
            policy._check_complete()
        self.sudo().write({"state": "submitted"})
        return True

    def action_draft(self):
        """Go on with a version that is not approved yet."""
        self.check_access("write")
        self._check_open()
        self.sudo().write({"state": "draft"})
        return True

    def action_approve(self, note=False):
        """Put these versions into force from their day (CH-7).

        :param str note: why, kept in the history
        :raises AccessError: the user is no director
        :raises UserError: something is missing, or the day lies before the version that it follows
        """
        self.env["realestate.deal"]._require_role("director")
        self.check_access("read")
        for policy in self.sudo():
            policy._check_open()
            policy._check_complete()
            policy._check_follows()
            policy._check_alone()
        self.sudo().write(
            {
                "state": "approved",
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
                "approval_note": note or False,
            }
        )
        return True

    def action_end(self, day=False):
        """Let an approved version end without another that follows it.

        :param date day: its last day, default today; not before today: what is earned stays earned
        """
        self.env["realestate.deal"]._require_role("director")
        self.check_access("read")
        today = self.env.company._realestate_today()
        day = fields.Date.to_date(day) or today
        if day < today:
            raise UserError(self.env._("A policy cannot end in the past: deals rest on it."))
        self.sudo().write({"date_to": day})
        return True

    def action_new_version(self):
        """Begin the version that follows this one, and open it."""
        self.ensure_one()
        self.check_access("read")
        self.check_access("create")
        if self.state != "approved":
            raise UserError(self.env._("%s is not approved yet: change it instead.", self.display_name))
        versions = self._versions()
        later = max(*versions.mapped("date_from"), self.company_id._realestate_today()) + timedelta(days=1)
        policy = self.sudo().copy({"name": self.name, "date_from": later})
        policy.write({"root_id": (self.root_id or self).id, "version": max(versions.mapped("version")) + 1})
        return self._action_open(policy)

    def action_view_versions(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Versions"),
            "res_model": self._name,
            "domain": [("id", "in", self._versions().ids)],
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
        }

    def _action_open(self, policy):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": policy.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _versions(self):
        """Return all versions of this policy, the reader's or not."""
        self.ensure_one()
        root = self.root_id or self._origin
        if not root:
            return self
        return self.sudo().search(["|", ("id", "=", root.id), ("root_id", "=", root.id)])

    def _check_complete(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Say who earns by policy %s: add a line.", self.display_name))
        if self.parts_total != 100:
            raise UserError(
                self.env._(
                    "The parts of policy %(policy)s add up to %(total)s%%; they must add up to 100%%.",
                    policy=self.display_name,
                    total=f"{self.parts_total:g}",
                )
            )
        for line in self.line_ids:
            line._check_complete()

    def _check_follows(self):
        """A version begins after the ones before it: no deal changes from version to version behind one's back."""
        self.ensure_one()
        before = (self._versions() - self).filtered(lambda other: other.state == "approved")
        if before and self.date_from <= max(before.mapped("date_from")):
            raise UserError(
                self.env._(
                    "Version %(version)s must begin after %(day)s, when the one before it began.",
                    version=self.version,
                    day=format_date(self.env, max(before.mapped("date_from"))),
                )
            )

    def _check_alone(self):
        """Two policies that would both pay one role for one deal, neither more specific, are refused (CH-7)."""
        self.ensure_one()
        others = self.search(
            [
                ("state", "=", "approved"),
                ("company_id", "=", self.company_id.id),
                ("property_type", "=", self.property_type),
                ("id", "not in", self._versions().ids),
                ("line_ids.role", "in", self.line_ids.mapped("role")),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", self.date_from),
            ]
        )
        pays = {(line.role, line.partner_id) for line in self.line_ids}
        for other in others:
            same_projects = bool(other.project_ids & self.project_ids) or not (other.project_ids or self.project_ids)
            same_lines = pays & {(line.role, line.partner_id) for line in other.line_ids}
            ends_before = self.date_to and self.date_to < other.date_from
            if same_projects and same_lines and not ends_before:
                roles = dict(self.line_ids._fields["role"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(other)s pays %(role)s for the same deals. End it first, or begin a new version of it.",
                        other=other.display_name,
                        role=roles[min(role for role, _partner in same_lines)],
                    )
                )
