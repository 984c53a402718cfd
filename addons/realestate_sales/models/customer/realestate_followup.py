from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

# a clock may go a little fast
CLOCK_TOLERANCE = timedelta(minutes=5)


class RealestateFollowup(models.Model):
    """One attempt to talk with a customer, reached or not; kept for good (CUS-2).

    One that reached him, by his consultant, begins the protection anew (CUS-3). What was written stays:
    a correction is another follow-up.
    """

    _name = "realestate.followup"
    _description = "Follow-up"
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _check_company_auto = True

    lead_id = fields.Many2one(
        "crm.lead",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("realestate_project_id", "!=", False), ("realestate_pool", "=", False)],
    )
    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Consultant", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    date = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)
    day = fields.Date(string="Date", readonly=True, help="Of the project's time zone.")
    means = fields.Selection(
        [
            ("call", "Phone Call"),
            ("visit", "Visit"),
            ("message", "Message"),
            ("home", "Visit at Home"),
            ("other", "Other"),
        ],
        required=True,
        default="call",
    )
    result_id = fields.Many2one("realestate.followup.result", required=True, index=True, ondelete="restrict")
    is_effective = fields.Boolean(
        string="Customer Reached",
        related="result_id.is_effective",
        store=True,
        help="Only who was reached is protected anew.",
    )
    note = fields.Text()
    intent = fields.Integer(
        aggregator="avg",
        compute="_compute_intent",
        compute_sudo=False,
        store=True,
        readonly=False,
        help="0 to 10, as it is after this follow-up.",
    )
    date_next = fields.Date(
        string="Next Follow-up", compute="_compute_date_next", store=True, readonly=False, copy=False
    )

    _lead_idx = models.Index("(lead_id, day DESC) WHERE is_effective")
    _intent_range = models.Constraint(
        "CHECK(COALESCE(intent, 0) BETWEEN 0 AND 10)", "The intent lies between 0 and 10."
    )
    _date_next_later = models.Constraint("CHECK(date_next >= day)", "The next follow-up cannot be before this one.")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("lead_id")
    def _compute_intent(self):
        for followup in self:
            # what it was stays the proposal; what was said stays
            followup.intent = followup.intent or followup.lead_id.realestate_intent

    @api.depends("result_id", "lead_id")
    def _compute_date_next(self):
        for followup in self:
            project = followup.lead_id.sudo().realestate_project_id
            if followup._origin or not project or not followup.result_id:
                followup.date_next = followup.date_next
                continue
            days = project.followup_next_days if followup.result_id.is_effective else 1
            followup.date_next = project._today() + timedelta(days=days)

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._complete_vals(vals) for vals in vals_list]
        followups = super().create(vals_list)
        if not self.env.su:
            followups._check_allowed()
        followups._apply()
        return followups

    def write(self, vals):
        if not self.env.su:
            raise UserError(self.env._("A follow-up stays as it was written: write another one to correct it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A follow-up stays on record: write another one to correct it."))

    @api.model
    def _complete_vals(self, vals):
        """Fix who and on which day; the day is the project's, whatever the server's clock says."""
        vals = {"date": fields.Datetime.now(), **vals}
        if not self.env.su:
            vals["user_id"] = self.env.uid
        lead = self.env["crm.lead"].browse(vals.get("lead_id") or self.env.context.get("default_lead_id"))
        project = lead.sudo().realestate_project_id
        if not project:
            raise UserError(self.env._("Only customers of a project are followed up here: choose the project first."))
        # where it took place, whichever project the customer is in later
        vals["project_id"] = project.id
        vals["company_id"] = project.company_id.id
        # what the result means, not what the caller says: it is what protects
        result_id = vals.get("result_id") or self.env.context.get("default_result_id")
        vals["is_effective"] = self.env["realestate.followup.result"].sudo().browse(result_id).is_effective
        vals["day"] = project._to_day(fields.Datetime.to_datetime(vals["date"]))
        return vals

    def _check_allowed(self):
        """A customer is followed up by his consultant while he has him, or by the manager (CUS-2, CUS-3).

        :raises AccessError: it is another's customer
        :raises UserError: the protection is over
        :raises ValidationError: a time in the future, or before the consultant got the customer
        """
        managed = self.env["crm.lead"]._realestate_managed_projects()
        for followup in self.sudo():
            lead = followup.lead_id
            if lead.realestate_project_id in managed:
                pass
            elif lead.user_id != self.env.user:
                raise AccessError(
                    self.env._("Only his consultant follows up a customer. Take him from the pool, or ask the manager.")
                )
            elif lead._realestate_lapsed():
                raise UserError(
                    self.env._(
                        "The protection of %(customer)s ended on %(until)s: he goes to the pool. "
                        "Ask the manager to give him to you again.",
                        customer=lead._realestate_customer_name(),
                        until=lead.realestate_protected_until,
                    )
                )
            elif lead.realestate_held_since and followup.day < lead.realestate_held_since:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is yours since %(since)s: enter what came after it.",
                        customer=lead._realestate_customer_name(),
                        since=lead.realestate_held_since,
                    )
                )
            if followup.date > fields.Datetime.now() + CLOCK_TOLERANCE:
                raise ValidationError(self.env._("A follow-up is entered after it took place, not before."))

    # ------------------------------------------------------------------
    # what it does
    # ------------------------------------------------------------------
    def _apply(self):
        """Renew the protection, keep the intent, tick off what was to be done and note what is next."""
        sudo = self.sudo()
        own = sudo.filtered(lambda followup: followup.is_effective and followup.user_id == followup.lead_id.user_id)
        for day, followups in own.grouped("day").items():
            followups.lead_id._realestate_renew(day)
        reached = sudo.filtered(lambda f: f.is_effective and f.intent != f.lead_id.realestate_intent)
        for intent, followups in reached.grouped("intent").items():
            followups.lead_id.write({"realestate_intent": intent})
        sudo._schedule_next()

    def _schedule_next(self):
        """Complete the consultants' open follow-up activities and plan the next ones (one a customer)."""
        kind = self.env.ref("realestate_sales.realestate_activity_type_followup")
        leads = self.lead_id
        done = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "crm.lead"),
                    ("res_id", "in", leads.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
        done.unlink()
        planned = self.filtered(lambda followup: followup.date_next and followup.lead_id.user_id)
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": followup.lead_id.id,
                    "activity_type_id": kind.id,
                    "user_id": followup.lead_id.user_id.id,
                    "date_deadline": followup.date_next,
                }
                for followup in planned.grouped("lead_id").values()
                for followup in followup[:1]
            ]
        )
