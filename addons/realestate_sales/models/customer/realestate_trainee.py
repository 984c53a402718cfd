from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class RealestateTrainee(models.Model):
    """A consultant on trial 试用期: observes first, passes an exam, has a mentor 代教师父 (CUS-6)."""

    _name = "realestate.trainee"
    _description = "Trainee"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"
    _rec_name = "user_id"
    _check_company_auto = True

    user_id = fields.Many2one("res.users", string="Trainee", required=True, index=True, tracking=True)
    project_id = fields.Many2one("realestate.project", required=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    mentor_id = fields.Many2one("res.users", required=True, index=True, tracking=True)
    date_start = fields.Date(string="First Day", required=True, default=fields.Date.context_today, tracking=True)
    observation_days = fields.Integer(
        string="Days of Observation",
        compute="_compute_observation_days",
        store=True,
        readonly=False,
        precompute=True,
        help="The first day counts: with 7 days from the 1st he may receive from the 8th, if the exam is passed.",
    )
    date_observed = fields.Date(
        string="Observes through", compute="_compute_date_observed", store=True, help="The last day of observation."
    )
    exam_date = fields.Date(string="Exam on", tracking=True)
    exam_score = fields.Integer(string="Score", aggregator=None, tracking=True, help="0 to 100.")
    exam_passed = fields.Boolean(string="Passed", tracking=True)
    date_end = fields.Date(string="Trial Ended on", tracking=True, help="Empty while the trial lasts.")
    note = fields.Text()
    state = fields.Selection(
        [
            ("observing", "Observing"),
            ("exam", "Exam to Pass"),
            ("receiving", "May Receive"),
            ("ended", "Ended"),
        ],
        compute="_compute_state",
        search="_search_state",
        help="Only who has observed long enough and passed the exam receives in turn.",
    )

    _trial_uniq = models.UniqueIndex(
        "(user_id, project_id) WHERE date_end IS NULL", "This person is a trainee of this project already."
    )
    _observation_days_range = models.Constraint(
        "CHECK(observation_days BETWEEN 0 AND 180)", "The days of observation lie between 0 and 180."
    )
    _exam_score_range = models.Constraint(
        "CHECK(COALESCE(exam_score, 0) BETWEEN 0 AND 100)", "A score lies between 0 and 100."
    )
    _exam_dated = models.Constraint(
        "CHECK(exam_passed IS NOT TRUE OR exam_date IS NOT NULL)", "Say when the exam was passed."
    )
    _end_after_start = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)", "A trial cannot end before its first day."
    )

    @api.depends("project_id")
    def _compute_observation_days(self):
        for trainee in self:
            trainee.observation_days = trainee.project_id.trainee_observation_days

    @api.depends("date_start", "observation_days")
    def _compute_date_observed(self):
        for trainee in self:
            days = timedelta(days=trainee.observation_days - 1)
            trainee.date_observed = trainee.date_start and trainee.date_start + days

    @api.depends("date_observed", "exam_date", "exam_passed", "date_end", "project_id")
    def _compute_state(self):
        for trainee in self:
            today = trainee.project_id._today() if trainee.project_id else self.env.company._realestate_today()
            trainee.state = trainee._state_on(today)

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        ids = [trainee.id for trainee in self.search([]) if trainee.state in value]
        return Domain("id", "in", ids)

    def _state_on(self, day):
        """Return the state of one trainee on ``day``."""
        if self.date_end and self.date_end < day:
            return "ended"
        if self.date_observed and day <= self.date_observed:
            return "observing"
        passed = self.exam_passed and self.exam_date <= day
        return "receiving" if passed else "exam"

    @api.constrains("user_id", "mentor_id")
    def _check_mentor(self):
        for trainee in self:
            if trainee.mentor_id == trainee.user_id:
                raise ValidationError(
                    self.env._("%s cannot be his own mentor: choose an experienced colleague.", trainee.user_id.name)
                )

    @api.model
    def _kept_from_receiving(self, project, day):
        """Return who may not receive in turn on ``day`` because he is on trial (CUS-6).

        :return: ``{user id: trainee}``
        :rtype: dict
        """
        trainees = self.sudo().search(
            [("project_id", "=", project.id), "|", ("date_end", "=", False), ("date_end", ">=", day)]
        )
        return {trainee.user_id.id: trainee for trainee in trainees if trainee._state_on(day) != "receiving"}

    def action_end(self):
        """End the trial today: from now on a consultant like any other."""
        for trainee in self:
            trainee.date_end = trainee.project_id._today()
        return True
