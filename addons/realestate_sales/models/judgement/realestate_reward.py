from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class RealestateReward(models.Model):
    """A reward or a violation 奖罚 of somebody of the office; the appraisal reads the approved ones (CUS-9)."""

    _name = "realestate.reward"
    _description = "Reward or Violation"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "day desc, id desc"
    _check_company_auto = True

    user_id = fields.Many2one("res.users", string="Who", required=True, index=True, tracking=True)
    employee_id = fields.Many2one(
        "hr.employee", compute="_compute_employee_id", store=True, index="btree_not_null", compute_sudo=True
    )
    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["realestate.project"].search([("user_ids", "in", self.env.uid)], limit=1),
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    day = fields.Date(string="Date", required=True, default=fields.Date.context_today, index=True, tracking=True)
    type_id = fields.Many2one("realestate.reward.type", required=True, index=True, ondelete="restrict", tracking=True)
    kind = fields.Selection(related="type_id.kind", store=True)
    points = fields.Float(
        compute="_compute_values", store=True, readonly=False, precompute=True, tracking=True,
        help="Given without sign.",
    )  # fmt: skip
    amount = fields.Monetary(
        compute="_compute_values", store=True, readonly=False, precompute=True, tracking=True,
        help="¥, given without sign.",
    )  # fmt: skip
    net_points = fields.Float(compute="_compute_net", store=True, help="Rewards count up, violations down.")
    net_amount = fields.Monetary(compute="_compute_net", store=True)
    reason = fields.Text(required=True, tracking=True)
    claim_id = fields.Many2one("realestate.claim", index="btree_not_null")
    deal_id = fields.Many2one("realestate.deal", index="btree_not_null", check_company=True)
    reception_id = fields.Many2one("realestate.reception", string="Registration", index="btree_not_null")
    introduction_id = fields.Many2one("realestate.introduction", index="btree_not_null", readonly=True)
    state = fields.Selection(
        [("draft", "Proposed"), ("approved", "Approved"), ("rejected", "Dropped")],
        required=True, readonly=True, copy=False, default="draft", tracking=True,
    )  # fmt: skip
    approved_by_id = fields.Many2one("res.users", string="Approved by", readonly=True, copy=False)
    approved_on = fields.Datetime(readonly=True, copy=False)

    _values_positive = models.Constraint(
        "CHECK(COALESCE(points, 0) >= 0 AND COALESCE(amount, 0) >= 0)",
        "Points and amount are given without sign; the kind says which way they count.",
    )
    _approver_differs = models.Constraint(
        "CHECK(approved_by_id IS NULL OR approved_by_id != user_id)", "Nobody approves his own reward or violation."
    )
    _approved_idx = models.Index("(user_id, day) WHERE state = 'approved'")
    _introduction_uniq = models.UniqueIndex(
        "(introduction_id) WHERE introduction_id IS NOT NULL", "This private introduction is punished already."
    )

    @api.depends("type_id", "user_id")
    def _compute_display_name(self):
        for reward in self:
            reward.display_name = f"{reward.type_id.name or ''} {reward.sudo().user_id.name or ''}".strip()

    @api.depends("user_id", "company_id")
    def _compute_employee_id(self):
        for reward in self:
            employees = reward.user_id.employee_ids
            reward.employee_id = employees.filtered(lambda e, r=reward: e.company_id == r.company_id)[:1]

    @api.depends("type_id")
    def _compute_values(self):
        for reward in self:
            reward.points = reward.type_id.points
            reward.amount = reward.type_id.amount

    @api.depends("kind", "points", "amount")
    def _compute_net(self):
        for reward in self:
            sign = -1 if reward.kind == "violation" else 1
            reward.net_points = sign * reward.points
            reward.net_amount = sign * reward.amount

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._refuse_verb_fields(vals)
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._refuse_verb_fields(vals)
            if any(reward.state == "approved" for reward in self):
                raise UserError(self.env._("What is approved stays as it is; record another one to make up for it."))
        return super().write(vals)

    @api.model
    def _refuse_verb_fields(self, vals):
        if {"state", "approved_by_id", "approved_on", "introduction_id"} & vals.keys():
            raise AccessError(self.env._("A reward is approved by its button."))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(reward.state == "approved" for reward in self):
            raise UserError(self.env._("What is approved stays on record."))

    def action_approve(self):
        """Approve; nobody his own (CUS-9)."""
        self.check_access("write")
        self.env["realestate.deal"]._require_role("manager")
        for reward in self.sudo():
            if reward.user_id == self.env.user:
                raise UserError(self.env._("Nobody approves his own reward or violation."))
            if reward.state != "draft":
                raise UserError(self.env._("%s is decided already.", reward.display_name))
        self.sudo().write({"state": "approved", "approved_by_id": self.env.uid, "approved_on": fields.Datetime.now()})
        return True

    def action_reject(self):
        self.check_access("write")
        self.env["realestate.deal"]._require_role("manager")
        if any(reward.state != "draft" for reward in self):
            raise UserError(self.env._("What is decided stays on record."))
        self.sudo().state = "rejected"
        return True

    @api.model
    def _punish_private(self, introductions):
        """Record a violation for each private introduction (CUS-8, CUS-9); the manager approves it."""
        kind = self.env["realestate.reward.type"].search([("is_private_deal", "=", True)], limit=1)
        if not kind:
            return self
        known = self.sudo().search([("introduction_id", "in", introductions.ids)]).introduction_id
        return self.sudo().create(
            [
                {
                    "user_id": introduction.user_id.id,
                    "project_id": introduction.project_id.id,
                    "day": introduction.project_id._today(),
                    "type_id": kind.id,
                    "introduction_id": introduction.id,
                    "reason": self.env._(
                        "Private introduction of a customer from %(from)s to %(to)s, without registration beforehand.",
                        **{"from": introduction.from_project_id.name, "to": introduction.project_id.name},
                    ),
                }
                for introduction in introductions - known
            ]
        )
