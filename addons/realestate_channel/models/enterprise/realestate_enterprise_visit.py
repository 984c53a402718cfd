from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .realestate_enterprise import WILLINGNESS

RESULTS = [
    ("absent", "Nobody Met"),
    ("met", "Met, no Decision"),
    ("interested", "Is Interested"),
    ("event", "Wants an Event"),
    ("agreement", "Wants an Agreement"),
    ("refused", "Declined"),
]
# a clock may go a little fast
CLOCK_TOLERANCE = timedelta(minutes=5)


class RealestateEnterpriseVisit(models.Model):
    """A visit of a specialist to an enterprise: planned in the calendar, done with its result and next step (CH-5).

    A visit that is done stays as it was written; the day's outreach counts it (CH-2).
    """

    _name = "realestate.enterprise.visit"
    _description = "Visit to an Enterprise"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "enterprise_id"
    _check_company_auto = True

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
        help="Which project was presented.",
    )
    company_id = fields.Many2one(related="enterprise_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Specialist", required=True, index=True, default=lambda self: self.env.user
    )
    team_id = fields.Many2one(
        "realestate.channel.team", compute="_compute_team_id", store=True, precompute=True, index="btree_not_null"
    )
    date = fields.Datetime(string="Time", required=True, default=fields.Datetime.now)
    duration = fields.Float(string="Duration (Hours)", default=1.0)
    day = fields.Date(string="Date", compute="_compute_day", store=True, precompute=True, index=True)
    means = fields.Selection(
        [("visit", "At their Place"), ("call", "Phone Call"), ("meeting", "Meeting Elsewhere")],
        required=True,
        default="visit",
    )
    contact_id = fields.Many2one(
        "realestate.enterprise.contact",
        string="Met",
        index="btree_not_null",
        domain="[('enterprise_id', '=', enterprise_id)]",
    )
    result = fields.Selection(RESULTS, tracking=True, help="Empty while the visit is planned.")
    willingness = fields.Selection(WILLINGNESS, string="Willingness Found")
    note = fields.Text(string="What was Said")
    next_step = fields.Char()
    next_day = fields.Date(string="Next Step on")
    is_done = fields.Boolean(string="Done", compute="_compute_is_done", store=True, precompute=True)

    _next_later = models.Constraint("CHECK(next_day >= day)", "The next step cannot be before the visit.")
    _duration_positive = models.Constraint("CHECK(duration > 0 AND duration <= 24)", "A visit lasts up to 24 hours.")
    _team_day_idx = models.Index("(team_id, day) WHERE is_done")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("user_id")
    def _compute_team_id(self):
        for visit in self:
            visit.team_id = self.env["realestate.enterprise"]._team_of(visit.user_id)

    @api.depends("date", "project_id.tz")
    def _compute_day(self):
        for visit in self:
            visit.day = visit.date and visit.project_id and visit.project_id._to_day(visit.date)

    @api.depends("result")
    def _compute_is_done(self):
        for visit in self:
            visit.is_done = bool(visit.result)

    @api.constrains("result", "date")
    def _check_not_ahead(self):
        latest = fields.Datetime.now() + CLOCK_TOLERANCE
        for visit in self:
            if visit.result and visit.date > latest:
                raise ValidationError(
                    self.env._("A visit has a result when it has been: enter its time, or leave the result empty.")
                )

    @api.constrains("contact_id", "enterprise_id")
    def _check_contact(self):
        for visit in self.sudo():
            if visit.contact_id and visit.contact_id.enterprise_id != visit.enterprise_id:
                raise ValidationError(self.env._("Who was met works elsewhere: choose somebody of this enterprise."))

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._apply_willingness()
        return visits

    def write(self, vals):
        result = super().write(vals)
        if {"result", "willingness"} & vals.keys():
            self._apply_willingness()
        return result

    def _apply_willingness(self):
        """The enterprise is as willing as the last visit that was done found it."""
        for visit in self.sudo().filtered(lambda visit: visit.result and visit.willingness):
            later = visit.enterprise_id.visit_ids.filtered(
                lambda other, visit=visit: other.result and other.willingness and other.date > visit.date
            )
            if not later:
                visit.enterprise_id.willingness = visit.willingness

    # ------------------------------------------------------------------
    # what a day's outreach counts (CH-2)
    # ------------------------------------------------------------------
    @api.model
    def _count_by_day(self, project, date_from, date_to, teams=None):
        """Return what specialists did with enterprises, for the plan and result of the module ``enterprise``.

        A visit counts where somebody was met, each enterprise once a day and person; an agreement on the day it was
        signed.

        :param date date_from: first day, of the project
        :param date date_to: last day
        :param teams: realestate.channel.team, default all
        :return: ``{(team id, user id, day): Counter(enterprises=…, agreements=…)}``
        """
        period = [("day", ">=", date_from), ("day", "<=", date_to)]
        if teams is not None:
            period.append(("team_id", "in", teams.ids))
        counts = defaultdict(Counter)
        visits = self.sudo()._read_group(
            [*period, ("project_id", "=", project.id), ("is_done", "=", True), ("result", "!=", "absent")],
            ["team_id", "user_id", "day:day"],
            ["enterprise_id:count_distinct"],
        )
        for team, user, day, number in visits:
            counts[team.id, user.id, day]["enterprises"] += number
        agreements = self.env["realestate.enterprise.agreement"].sudo()
        signed = agreements._read_group(
            [*period, ("state", "in", ("signed", "ended")), ("project_ids", "in", [project.id, False])],
            ["team_id", "user_id", "day:day"],
            ["__count"],
        )
        for team, user, day, number in signed:
            counts[team.id, user.id, day]["agreements"] += number
        return counts
