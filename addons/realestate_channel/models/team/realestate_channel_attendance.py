from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

QUALITIES = [("1", "Poor"), ("2", "Weak"), ("3", "Fair"), ("4", "Good"), ("5", "Very Good")]


class RealestateChannelAttendance(models.Model):
    """How many people of a hired team 外聘团队 worked on a day for a project, and how well (CH-1)."""

    _name = "realestate.channel.attendance"
    _description = "Attendance of a Hired Team"
    _inherit = ["mail.thread"]
    _order = "day desc, team_id, id"
    _check_company_auto = True
    _rec_name = "day"

    team_id = fields.Many2one(
        "realestate.channel.team", string="Hired Team", required=True, index=True, check_company=True,
        ondelete="restrict", domain="[('is_hired', '=', True)]",
    )  # fmt: skip
    module = fields.Selection(related="team_id.module", store=True)
    day = fields.Date(required=True, index=True, default=fields.Date.context_today)
    project_id = fields.Many2one("realestate.project", required=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    headcount = fields.Integer(string="Whole Days", tracking=True, help="People who worked the whole day.")
    half_days = fields.Integer(tracking=True, help="People who worked half the day.")
    person_days = fields.Float(
        string="Person-Days", digits=(16, 1), compute="_compute_person_days", store=True, precompute=True
    )
    quality = fields.Selection(QUALITIES)
    note = fields.Char(string="Quality Notes", help="What was seen on the spot: dress, words, leaflets thrown away …")

    _day_uniq = models.UniqueIndex(
        "(team_id, day, project_id)", "This day of the hired team is entered already for this project."
    )
    _positive = models.Constraint("CHECK(headcount >= 0 AND half_days >= 0)", "A headcount cannot be negative.")

    @api.depends("headcount", "half_days")
    def _compute_person_days(self):
        for attendance in self:
            attendance.person_days = attendance.headcount + attendance.half_days / 2

    @api.depends("day", "team_id")
    def _compute_display_name(self):
        for attendance in self:
            attendance.display_name = f"{attendance.team_id.name} {attendance.day}"

    @api.constrains("team_id")
    def _check_hired(self):
        for attendance in self:
            if not attendance.team_id.is_hired:
                raise ValidationError(
                    self.env._(
                        "%s is no hired team: own employees' attendance is not kept here.", attendance.team_id.name
                    )
                )

    @api.constrains("day", "project_id")
    def _check_day(self):
        for attendance in self:
            if attendance.day > attendance.project_id._today():
                raise ValidationError(self.env._("%s has not come yet.", attendance.day))

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_open()
        return records

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    def _check_open(self):
        for attendance in self:
            if message := attendance.project_id._channel_closed_message(attendance.day):
                raise UserError(message)
