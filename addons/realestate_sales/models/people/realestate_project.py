from odoo import fields, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    trainee_exam_survey_id = fields.Many2one(
        "survey.survey",
        string="Exam of Trainees",
        index="btree_not_null",
        domain=[("certification", "=", True)],
        help="A trainee of this project who passes it may receive visitors in turn (CUS-6).",
    )
