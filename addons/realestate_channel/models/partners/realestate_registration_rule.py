from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# what a registration is judged by: never changed once confirmed, a new version replaces it
TERMS = {
    "kind_id",
    "channel_partner_id",
    "project_ids",
    "date_from",
    "date_to",
    "lead_minutes",
    "phone_rule",
    "known_scope",
    "visit_days",
    "deal_days",
    "daily_quota",
    "extension_limit",
    "extension_days",
}


class RealestateRegistrationRule(models.Model):
    """The rules of registering 报备规则 for a kind of partner, in versions (CH-6).

    A registration keeps the version of its moment and is judged by it, whatever the rules say later. So a version
    that is in force is not changed: ``action_new_version`` makes a draft, ``action_confirm`` puts it in its place.
    """

    _name = "realestate.registration.rule"
    _description = "Rules of Registration"
    _inherit = ["mail.thread"]
    _order = "kind_id, origin_id desc, version desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind_id = fields.Many2one(
        "realestate.channel.partner.kind", string="Kind of Partner", required=True, index=True, ondelete="restrict"
    )
    channel_partner_id = fields.Many2one(
        "realestate.channel.partner",
        string="Only for",
        index="btree_not_null",
        check_company=True,
        help="A partner with terms of his own; empty: all partners of the kind.",
    )
    project_ids = fields.Many2many(
        "realestate.project",
        "realestate_registration_rule_project_rel",
        "rule_id",
        "project_id",
        string="Projects",
        check_company=True,
        help="Empty: all projects of the company.",
    )
    date_from = fields.Date(string="Valid from", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="Valid through", help="Empty: until a new version replaces it.")

    # the terms
    lead_minutes = fields.Integer(
        string="Minutes before the Visit",
        default=30,
        help="A customer must have been registered at least so many minutes before the first visit.",
    )
    phone_rule = fields.Selection(
        [("full", "In full"), ("masked", "First three and last four digits suffice")],
        string="Phone Number",
        required=True,
        default="masked",
    )
    known_scope = fields.Selection(
        [
            ("all", "Everybody we know: also pool, archived, call lists"),
            ("protected", "Customers under protection and owners"),
        ],
        string="Our Own Customers",
        required=True,
        default="all",
        help="Who counts as a customer of ours and cannot be registered any more.",
    )
    visit_days = fields.Integer(
        string="Protected until the Visit (Days)", default=30, help="X: the day of the registration is not counted."
    )
    deal_days = fields.Integer(
        string="Protected after the Visit (Days)", default=30, help="Y: the day of the visit is not counted."
    )
    daily_quota = fields.Integer(string="Registrations a Day", default=20, help="For each partner; 0: no limit.")
    extension_limit = fields.Integer(string="Extensions", default=1, help="How often a registration is extended.")
    extension_days = fields.Integer(string="Days of an Extension", default=15)

    # versions
    state = fields.Selection(
        [("draft", "Draft"), ("active", "In Force"), ("replaced", "Replaced"), ("ended", "Ended")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    version = fields.Integer(default=1, readonly=True, copy=False)
    origin_id = fields.Many2one(
        "realestate.registration.rule",
        string="First Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    version_ids = fields.Many2many(
        "realestate.registration.rule", compute="_compute_version_ids", string="All Versions"
    )
    confirmed_on = fields.Datetime(string="In Force since", readonly=True, copy=False)
    replaced_on = fields.Datetime(string="Replaced on", readonly=True, copy=False)
    registration_count = fields.Integer(string="Registrations", compute="_compute_registration_count")

    _one_in_force = models.UniqueIndex(
        "(COALESCE(origin_id, id)) WHERE state = 'active'", "Another version of these rules is in force."
    )
    _version_uniq = models.UniqueIndex("(COALESCE(origin_id, id), version)", "This version exists already.")
    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "The rules cannot end before they begin.")
    _terms_range = models.Constraint(
        "CHECK(lead_minutes BETWEEN 0 AND 10080 AND visit_days BETWEEN 1 AND 365 AND deal_days BETWEEN 1 AND 365"
        " AND daily_quota >= 0 AND extension_limit >= 0 AND extension_days BETWEEN 0 AND 365)",
        "Minutes lie between 0 and 10080, days of protection between 1 and 365, and nothing is negative.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._("%(rules)s, version %(version)s", rules=rule.name, version=rule.version)

    @api.depends("origin_id")
    def _compute_version_ids(self):
        for rule in self:
            first = rule.origin_id or rule._origin
            rule.version_ids = self.search(["|", ("id", "=", first.id), ("origin_id", "=", first.id)])

    def _compute_registration_count(self):
        rows = self.env["realestate.registration"]._read_group([("rule_id", "in", self.ids)], ["rule_id"], ["__count"])
        counts = dict(rows)
        for rule in self:
            rule.registration_count = counts.get(rule._origin, 0)

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    def write(self, vals):
        if not self.env.su and {"state", "version", "origin_id", "confirmed_on", "replaced_on"} & vals.keys():
            raise UserError(self.env._("Rules are put in force and ended by their buttons."))
        if TERMS & vals.keys() and any(rule.state != "draft" for rule in self):
            raise UserError(
                self.env._(
                    "Registrations are judged by these rules, so they are not changed: make a new version of them."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(rule.state != "draft" for rule in self):
            raise UserError(self.env._("Rules that were in force stay on record; end them instead."))

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_confirm(self):
        """Put drafts in force, in the place of the version before them."""
        self.check_access("write")
        now = fields.Datetime.now()
        for rule in self.sudo():
            if rule.state != "draft":
                raise UserError(self.env._("%s is no draft.", rule.display_name))
            before = rule._line().filtered(lambda other: other.state == "active")
            before.write({"state": "replaced", "replaced_on": now})
            before.flush_recordset(["state"])
            rule.write({"state": "active", "confirmed_on": now})
        return True

    def action_new_version(self):
        """Open a draft with the same terms, to be changed and put in force."""
        self.ensure_one()
        self.check_access("write")
        rule = self.sudo()
        drafts = rule._line().filtered(lambda other: other.state == "draft")
        draft = drafts or rule.copy(
            {
                "origin_id": (rule.origin_id or rule).id,
                "version": max(rule._line().mapped("version")) + 1,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft[:1].id,
            "views": [(False, "form")],
        }

    def action_end(self):
        """End rules: nothing is registered by them any more; what is registered keeps its terms."""
        self.check_access("write")
        self.sudo().filtered(lambda rule: rule.state == "active").write(
            {"state": "ended", "replaced_on": fields.Datetime.now()}
        )
        return True

    def _line(self):
        """Return all versions of these rules."""
        self.ensure_one()
        first = self.origin_id or self
        return self.search(["|", ("id", "=", first.id), ("origin_id", "=", first.id)])

    # ------------------------------------------------------------------
    # which rules hold
    # ------------------------------------------------------------------
    @api.model
    def _in_force(self, partner, project, day):
        """Return the rules by which ``partner`` registers for ``project`` on ``day``, and why there are none.

        Terms of the partner's own come before those of his kind, those of the project before those of all.

        :param partner: one record of realestate.channel.partner
        :return: ``(rule, missing)``: ``missing`` is ``agreement`` (none of his is valid that day), ``project``
            (valid ones, but not here) or False
        """
        rules = self.sudo().search(
            Domain("company_id", "=", project.company_id.id)
            & Domain("state", "=", "active")
            & Domain("kind_id", "=", partner.kind_id.id)
            & Domain("channel_partner_id", "in", [False, partner.id])
            & Domain("date_from", "<=", day)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))
        )
        if not rules or not partner._is_in_force(day):
            return self.browse(), "agreement"
        fitting = rules.filtered(lambda rule: not rule.project_ids or project in rule.project_ids)
        if not fitting:
            return self.browse(), "project"
        best = max(fitting, key=lambda rule: (bool(rule.channel_partner_id), bool(rule.project_ids), rule.id))
        return best, False

    @api.model
    def _projects_open_to(self, partner):
        """Return the projects for which ``partner`` may register today, in their order."""
        projects = self.env["realestate.project"].sudo().search([("company_id", "=", partner.company_id.id)])
        return projects.filtered(lambda project: self._in_force(partner, project, project._today())[0])
