from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateEnterpriseEvent(models.Model):
    """An event for the staff of an enterprise 推介会: who was invited and came, what it cost, what came of it (CH-5)."""

    _name = "realestate.enterprise.event"
    _description = "Event for an Enterprise"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_begin desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    enterprise_id = fields.Many2one(
        "realestate.enterprise", string="Employer", required=True, index=True, ondelete="restrict"
    )
    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["realestate.project"].search([], limit=1),
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", string="Specialist", required=True, index=True, default=lambda self: self.env.user, tracking=True
    )
    team_id = fields.Many2one(
        "realestate.channel.team", compute="_compute_team_id", store=True, precompute=True, index="btree_not_null"
    )
    date_begin = fields.Datetime(string="Begins", required=True, tracking=True)
    date_end = fields.Datetime(string="Ends", compute="_compute_date_end", store=True, readonly=False)
    place = fields.Char(string="Venue")
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    cost_planned = fields.Monetary(string="Planned Cost")
    cost = fields.Monetary(tracking=True, help="¥, what it really cost.")
    result = fields.Text(help="How it went, what was asked, what is next.")
    guest_ids = fields.One2many("realestate.enterprise.guest", "event_id", string="Guests")

    invited_count = fields.Integer(string="Invited", compute="_compute_counts", store=True)
    came_count = fields.Integer(string="Guests Who Came", compute="_compute_counts", store=True)
    lead_count = fields.Integer(string="Customers", compute="_compute_counts", store=True)
    visit_count = fields.Integer(string="Visits", compute="_compute_outcome")
    deal_count = fields.Integer(string="Deals", compute="_compute_outcome")
    cost_per_lead = fields.Monetary(string="Cost per Customer", compute="_compute_cost_per_lead", store=True)

    _dates_in_order = models.Constraint("CHECK(date_end >= date_begin)", "An event cannot end before it begins.")
    _cost_positive = models.Constraint("CHECK(cost >= 0 AND cost_planned >= 0)", "A cost cannot be negative.")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("user_id")
    def _compute_team_id(self):
        for event in self:
            event.team_id = self.env["realestate.enterprise"]._team_of(event.user_id)

    @api.depends("date_begin")
    def _compute_date_end(self):
        for event in self:
            if event.date_begin and (not event.date_end or event.date_end < event.date_begin):
                event.date_end = event.date_begin + timedelta(hours=2)

    @api.depends("guest_ids.came", "guest_ids.lead_id", "guest_ids.is_known")
    def _compute_counts(self):
        for event in self:
            event.invited_count = len(event.guest_ids)
            event.came_count = len(event.guest_ids.filtered("came"))
            event.lead_count = len(event.guest_ids.filtered(lambda guest: guest.lead_id and not guest.is_known))

    @api.depends("cost", "lead_count")
    def _compute_cost_per_lead(self):
        for event in self:
            event.cost_per_lead = event.currency_id.round(event.cost / event.lead_count) if event.lead_count else 0.0

    @api.depends("lead_count")
    def _compute_outcome(self):
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        mine = [("realestate_event_id", "in", self.ids)]
        visited = dict(
            leads._read_group(
                [*mine, ("realestate_reception_ids.kind", "=", "visit")], ["realestate_event_id"], ["__count"]
            )
        )
        bought = dict(
            leads._read_group(
                [*mine, ("realestate_channel_deal_ids", "any", [("is_live", "=", True), ("parent_id", "=", False)])],
                ["realestate_event_id"],
                ["__count"],
            )
        )
        for event in self:
            found = event.sudo()._origin
            event.visit_count = visited.get(found, 0)
            event.deal_count = bought.get(found, 0)

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def write(self, vals):
        if not self.env.su and "state" in vals:
            raise UserError(self.env._("An event is held or cancelled by its buttons."))
        return super().write(vals)

    def action_hold(self):
        """The event took place.

        :raises UserError: it has not begun yet, or was cancelled
        """
        self.check_access("write")
        for event in self.sudo():
            if event.state != "planned":
                raise UserError(self.env._("%s is not planned any more.", event.name))
            if event.date_begin > fields.Datetime.now():
                raise UserError(self.env._("%s has not begun yet: change its time, or wait for it.", event.name))
            event.state = "held"
        return True

    def action_cancel(self):
        """The event does not take place."""
        self.check_access("write")
        self.sudo().filtered(lambda event: event.state == "planned").write({"state": "cancelled"})
        return True

    def action_make_leads(self):
        """Make customers of all guests who came and are none yet."""
        self.guest_ids.filtered(lambda guest: guest.came and guest.phone and not guest.lead_id).action_make_lead()
        return True

    def action_leads(self):
        """Open the customers that came of these events, by the reader's own rights."""
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.crm_lead_action_brought")
        return {**action, "domain": [("realestate_event_id", "in", self.ids)]}
