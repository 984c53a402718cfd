from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

KINDS = [
    ("induction", "Induction"),
    ("skills", "Skills"),
    ("rules", "Rules and Law"),
    ("exam", "Exam"),
    ("external", "External Course"),
]


class RealestateTraining(models.Model):
    """A course that was held: what, when, how long, by whom, and who took part (HR-4)."""

    _name = "realestate.training"
    _description = "Training"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Course", required=True, tracking=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(KINDS, required=True, default="skills", tracking=True)
    date = fields.Date(required=True, default=lambda self: self.env.company._realestate_today(), tracking=True)
    hours = fields.Float(required=True, default=2.0)
    trainer = fields.Char()
    department_id = fields.Many2one(
        "hr.department",
        string="Fill in from",
        check_company=True,
        index="btree_not_null",
        help="Whose people took part.",
    )
    survey_id = fields.Many2one(
        "survey.survey", string="Exam", readonly=True, index="btree_not_null", ondelete="set null"
    )
    line_ids = fields.One2many("realestate.training.line", "training_id", string="Participants")
    participant_count = fields.Integer(string="Took Part", compute="_compute_participant_count")
    note = fields.Text()

    _hours_range = models.Constraint("CHECK(hours >= 0 AND hours <= 1000)", "The hours lie between 0 and 1000.")
    _exam_uniq = models.UniqueIndex(
        "(survey_id, date, company_id) WHERE survey_id IS NOT NULL", "The exam of a day is one record."
    )

    @api.depends("line_ids")
    def _compute_participant_count(self):
        for training in self:
            training.participant_count = len(training.line_ids)

    def action_add_department(self):
        """Add everybody of the department who is not a participant yet.

        :raises UserError: no department is chosen
        """
        for training in self:
            if not training.department_id:
                raise UserError(self.env._("Choose the department whose people took part first."))
            employees = self.env["hr.employee"].search([("department_id", "child_of", training.department_id.id)])
            training.line_ids = [
                Command.create({"employee_id": employee.id}) for employee in employees - training.line_ids.employee_id
            ]
        return True
