from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

FIGURES = ("leads", "visits", "deals")
# written by the verbs alone
VERB_FIELDS = {"handed_in_on", "handed_in_by_id", "deadline", "due_day", "period", "duty_id", "centre_id", "returned"}


class RealestateChannelDutyTask(models.Model):
    """A duty that is due once: handed in with its file, on time or late (CH-8)."""

    _name = "realestate.channel.duty.task"
    _description = "Duty due"
    _inherit = ["realestate.deadline.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "deadline, centre_id, id"
    _check_company_auto = True

    duty_id = fields.Many2one("realestate.channel.duty", required=True, readonly=True, index=True, ondelete="restrict")
    centre_id = fields.Many2one(
        "realestate.channel.centre", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="centre_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="centre_id.team_id", store=True, index=True)
    project_id = fields.Many2one(related="centre_id.project_id", store=True, index=True)
    user_id = fields.Many2one(related="centre_id.user_id", store=True, index=True, string="Centre Manager")
    kind = fields.Selection(related="duty_id.kind")
    needs_file = fields.Boolean(related="duty_id.needs_file")
    instruction = fields.Text(related="duty_id.instruction")
    period = fields.Date(required=True, readonly=True, help="The first day of the month or week that it is about.")
    period_label = fields.Char(string="About", compute="_compute_period_label", help="The month, or the week's Monday.")
    due_day = fields.Date(
        string="Due on", required=True, readonly=True, index=True, help="In the centre's time zone, after any shift."
    )
    content = fields.Html(string="Report")
    file_ids = fields.Many2many("ir.attachment", string="Files", bypass_search_access=True)
    state = fields.Selection(selection_add=[("open", "Open"), ("on_time", "On Time"), ("late", "Late")], tracking=True)
    returned = fields.Text(string="Sent Back because", readonly=True, copy=False)
    leads = fields.Integer(string="Customers in the Month", compute="_compute_month", store=True)
    visits = fields.Integer(string="Visits in the Month", compute="_compute_month", store=True)
    deals = fields.Integer(string="Deals in the Month", compute="_compute_month", store=True)
    planned_leads = fields.Integer(string="Customers Planned", help="For the next month.")
    planned_visits = fields.Integer(string="Visits Planned", help="For the next month.")
    planned_deals = fields.Integer(string="Deals Planned", help="For the next month.")

    _once = models.UniqueIndex("(duty_id, centre_id, period)", "This duty is there already for that period.")
    _planned_positive = models.Constraint(
        "CHECK(COALESCE(planned_leads, 0) >= 0 AND COALESCE(planned_visits, 0) >= 0 AND COALESCE(planned_deals, 0) >= 0)",
        "A plan is 0 or more.",
    )

    @api.depends("duty_id.every", "period")
    def _compute_period_label(self):
        # the departments read what was handed in, not the duties
        for task in self:
            form = "%Y-%m" if task.sudo().duty_id.every == "month" else "%Y-%m-%d"
            task.period_label = task.period.strftime(form) if task.period else ""

    @api.depends("duty_id", "centre_id", "period_label")
    def _compute_display_name(self):
        for task in self:
            named = task.sudo()
            task.display_name = f"{named.duty_id.name} {task.period_label} {named.centre_id.name}"

    @api.depends("handed_in_on")
    def _compute_month(self):
        """The month's figures stand as they were when the report was handed in."""
        reports = self.filtered(lambda task: task.kind in ("month_report", "plan"))
        for task in self - reports:
            task.leads = task.visits = task.deals = 0
        for task in reports:
            figures = task._month_figures()
            for name in FIGURES:
                task[name] = figures[name]

    def _month_figures(self):
        """Return what the centre brought in the task's month, counted from the records themselves."""
        self.ensure_one()
        first, last = self.period, fields.Date.end_of(self.period, "month")
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        own = Domain("realestate_channel_team_id", "=", self.sudo().team_id.id)
        deals = self.env["realestate.deal"].sudo()
        within = Domain("realestate_channel_day", ">=", first) & Domain("realestate_channel_day", "<=", last)
        visited = Domain("realestate_channel_visit_day", ">=", first) & Domain(
            "realestate_channel_visit_day", "<=", last
        )
        return {
            "leads": leads.search_count(own & within),
            "visits": leads.search_count(own & visited),
            "deals": deals.search_count(
                Domain("realestate_channel_lead_id", "any", own)
                & Domain("date_subscribed", ">=", first)
                & Domain("date_subscribed", "<=", last)
                & Domain("state", "!=", "cancelled")
            ),
        }

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any({"handed_in_on", "handed_in_by_id"} & vals.keys() for vals in vals_list):
            raise AccessError(self.env._("A duty is handed in by pressing “Hand in”."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            if VERB_FIELDS & vals.keys():
                raise AccessError(self.env._("A duty is handed in by pressing “Hand in”."))
            if {"content", "file_ids", "planned_leads", "planned_visits", "planned_deals"} & vals.keys() and any(
                task.state != "open" for task in self
            ):
                raise UserError(
                    self.env._("What was handed in is not changed. Ask the channel manager to send it back.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        if any(task.state != "open" for task in self):
            raise UserError(self.env._("What was handed in stays on record."))

    def action_hand_in(self):
        """Hand these in, now: the moment decides whether it is on time.

        :raises ValidationError: a file or the plan's figures are missing
        """
        self.check_access("write")
        now = fields.Datetime.now()
        for task in self:
            if task.state != "open":
                raise UserError(self.env._("“%s” was handed in already.", task.display_name))
            if task.needs_file and not task.file_ids:
                raise ValidationError(self.env._("“%s” is handed in with a file: attach it first.", task.display_name))
            if task.kind == "plan" and not (task.planned_leads or task.planned_visits or task.planned_deals):
                raise ValidationError(
                    self.env._("“%s” says what is planned for the next month: write the figures.", task.display_name)
                )
        self.sudo().write({"handed_in_on": now, "handed_in_by_id": self.env.uid, "returned": False})
        self.sudo().activity_ids.filtered("automated").unlink()
        return True

    def action_send_back(self, reason):
        """Send what was handed in back to the centre; it counts as not handed in until it comes again.

        :param str reason: what is to be mended
        """
        self.check_access("write")
        if not self.env.user.has_group("realestate_channel.realestate_channel_group_manager") and not self.env.su:
            raise AccessError(self.env._("The channel manager sends a report back."))
        for task in self.filtered(lambda task: task.state != "open"):
            task.sudo().write({"handed_in_on": False, "handed_in_by_id": False, "returned": reason})
            task.message_post(body=self.env._("Sent back: %s", reason), partner_ids=task.user_id.partner_id.ids)
        return True
