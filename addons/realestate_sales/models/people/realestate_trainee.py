from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateTrainee(models.Model):
    """The trainee's exam 上岗考试 is a survey with a required score; its result passes him (CUS-6, HR-4)."""

    _inherit = "realestate.trainee"

    exam_survey_id = fields.Many2one(
        "survey.survey",
        string="Exam to Sit",
        compute="_compute_exam_survey_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        domain=[("certification", "=", True)],
        help="The project's exam, unless another is set here.",
    )
    exam_input_id = fields.Many2one(
        "survey.user_input", string="Result of the Exam", readonly=True, index="btree_not_null", ondelete="set null"
    )
    exam_attempt_count = fields.Integer(string="Attempts", readonly=True, help="How often the exam was sat.")
    is_my_exam = fields.Boolean(compute="_compute_is_my_exam")

    @api.depends("project_id")
    def _compute_exam_survey_id(self):
        for trainee in self:
            trainee.exam_survey_id = trainee.project_id.sudo().trainee_exam_survey_id

    @api.depends_context("uid")
    @api.depends("user_id", "exam_survey_id", "exam_passed", "date_end")
    def _compute_is_my_exam(self):
        for trainee in self:
            open_exam = trainee.sudo().exam_survey_id and not trainee.exam_passed and not trainee.date_end
            trainee.is_my_exam = trainee.user_id == self.env.user and bool(open_exam)

    def action_sit_exam(self):
        """Open the exam for the trainee himself.

        :raises UserError: not his, or passed already
        """
        self.ensure_one()
        self.check_access("read")
        if not self.is_my_exam:
            raise UserError(self.env._("Only the trainee sits the exam, and only until it is passed."))
        survey = self.sudo().exam_survey_id
        answer = survey._create_answer(user=self.env.user)
        return {"type": "ir.actions.act_url", "target": "self", "url": answer.get_start_url()}

    def _record_exam(self, sitting):
        """Take over the result of a sitting: its day, score, and whether it was passed."""
        for trainee in self:
            trainee.write(
                {
                    "exam_date": trainee.project_id._to_day(sitting.end_datetime),
                    "exam_score": round(sitting.scoring_percentage),
                    "exam_passed": sitting.scoring_success,
                    "exam_input_id": sitting.id,
                    "exam_attempt_count": trainee.exam_attempt_count + 1,
                }
            )
