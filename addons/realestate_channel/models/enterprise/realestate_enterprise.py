from odoo import api, fields, models

WILLINGNESS = [
    ("unknown", "Not Known yet"),
    ("none", "None"),
    ("low", "Little"),
    ("medium", "Medium"),
    ("high", "High"),
]
STAGES = [("new", "To be Visited"), ("visited", "Has been Visited"), ("agreed", "Agreement Signed")]


class RealestateEnterprise(models.Model):
    """A company whose staff may buy 企业资源库 (CH-5): who decides there, how willing they are, what was agreed."""

    _name = "realestate.enterprise"
    _description = "Enterprise"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        string="Specialist",
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    team_id = fields.Many2one(
        "realestate.channel.team",
        index="btree_not_null",
        check_company=True,
        compute="_compute_team_id",
        store=True,
        readonly=False,
    )
    industry = fields.Char()
    headcount = fields.Integer(help="Staff working there.")
    township_id = fields.Many2one("realestate.township", index="btree_not_null")
    address = fields.Char()
    willingness = fields.Selection(
        WILLINGNESS, default="unknown", required=True, tracking=True, help="As of the last visit."
    )
    note = fields.Html()

    contact_ids = fields.One2many("realestate.enterprise.contact", "enterprise_id", string="Key People")
    visit_ids = fields.One2many("realestate.enterprise.visit", "enterprise_id", string="Enterprise Visits")
    agreement_ids = fields.One2many("realestate.enterprise.agreement", "enterprise_id", string="Framework Agreements")
    event_ids = fields.One2many("realestate.enterprise.event", "enterprise_id", string="Events")
    stage = fields.Selection(
        STAGES, compute="_compute_stage", store=True, precompute=True, index=True, group_expand=True
    )
    visit_count = fields.Integer(string="Number of Visits", compute="_compute_visits", store=True)
    last_visit_day = fields.Date(string="Last Visit", compute="_compute_visits", store=True)
    next_day = fields.Date(
        string="Next Step on", compute="_compute_visits", store=True, help="As agreed at the last visit, or planned."
    )
    next_step = fields.Char(compute="_compute_visits", store=True)
    event_count = fields.Integer(string="Number of Events", compute="_compute_results")
    lead_count = fields.Integer(string="Customers", compute="_compute_results")
    deal_count = fields.Integer(string="Deals", compute="_compute_results")

    _name_uniq = models.UniqueIndex(
        "(company_id, name) WHERE active", "This enterprise is in the library already: look it up."
    )
    _headcount_positive = models.Constraint("CHECK(headcount >= 0)", "The headcount cannot be negative.")

    @api.depends("user_id")
    def _compute_team_id(self):
        for enterprise in self:
            enterprise.team_id = enterprise.team_id or self._team_of(enterprise.user_id)

    @api.model
    def _team_of(self, user):
        """Return the team for which ``user`` works with enterprises: of that module, else his own."""
        teams = self.env["realestate.channel.team"]
        return (teams._of_user(user, "enterprise") or teams._of_user(user)) if user else teams

    @api.model
    def _today_of(self, company, projects=None):
        """Return the day it is in the time zone of these projects, or of the company's first one."""
        project = projects or self.env["realestate.project"].sudo().search([("company_id", "=", company.id)], limit=1)
        return project[:1].sudo()._today() if project else company._realestate_today()

    @api.depends("visit_ids.result", "agreement_ids.state")
    def _compute_stage(self):
        for enterprise in self:
            if "signed" in enterprise.agreement_ids.mapped("state"):
                enterprise.stage = "agreed"
            else:
                enterprise.stage = "visited" if any(enterprise.visit_ids.mapped("result")) else "new"

    @api.depends("visit_ids.result", "visit_ids.day", "visit_ids.next_day", "visit_ids.next_step")
    def _compute_visits(self):
        for enterprise in self:
            done = enterprise.visit_ids.filtered("result").sorted(lambda visit: (visit.date, visit.id))
            planned = enterprise.visit_ids.filtered(lambda visit: not visit.result).sorted("date")
            enterprise.visit_count = len(done)
            enterprise.last_visit_day = done[-1:].day
            enterprise.next_day = planned[:1].day or done[-1:].next_day
            enterprise.next_step = done[-1:].next_step

    @api.depends("event_ids.guest_ids.lead_id")
    def _compute_results(self):
        for enterprise in self:
            events = enterprise.event_ids
            enterprise.event_count = len(events)
            enterprise.lead_count = sum(events.mapped("lead_count"))
            enterprise.deal_count = sum(events.mapped("deal_count"))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_log_visit(self):
        """Open a visit of this enterprise, to be filled in."""
        self.ensure_one()
        return self._action_of("realestate.enterprise.visit", self.env._("Log a Visit"), target="new")

    def action_plan_event(self):
        """Open an event for the staff of this enterprise, to be filled in."""
        self.ensure_one()
        return self._action_of("realestate.enterprise.event", self.env._("Plan an Event"))

    def _action_of(self, model, name, target="current"):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [(False, "form")],
            "target": target,
            "context": {"default_enterprise_id": self.id},
        }
