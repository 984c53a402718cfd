from odoo import models


class SurveyUserInput(models.Model):
    """An exam that was sat is told to the trainees whose exam it is, and to the training records (HR-4)."""

    _inherit = "survey.user_input"

    def _mark_done(self):
        result = super()._mark_done()
        exams = self.sudo().filtered(lambda sitting: sitting.survey_id.certification and not sitting.test_entry)
        exams._realestate_record_exam()
        return result

    def _realestate_record_exam(self):
        """Write results to trainees on trial, and into the training records of who is an employee here."""
        trainee_model = self.env["realestate.trainee"].sudo()
        for sitting in self.filtered("partner_id"):
            users = sitting.partner_id.user_ids
            trainees = trainee_model.search(
                [
                    ("user_id", "in", users.ids),
                    ("exam_survey_id", "=", sitting.survey_id.id),
                    ("date_end", "=", False),
                    ("exam_passed", "=", False),
                ]
            )
            trainees._record_exam(sitting)
            if trainees or trainee_model.search_count([("exam_survey_id", "=", sitting.survey_id.id)], limit=1):
                for employee in users.employee_ids:
                    sitting._realestate_record_training(employee)

    def _realestate_record_training(self, employee):
        """Note the exam as training of the employee; a second sitting of the day counts if it is the better one."""
        training = self.env["realestate.training"].sudo()
        company = employee.company_id
        exam = {"survey_id": self.survey_id.id, "date": company._realestate_today(), "company_id": company.id}
        found = training.search([(name, "=", value) for name, value in exam.items()])
        record = found or training.create({**exam, "name": self.survey_id.title, "kind": "exam", "hours": 0.0})
        score = round(self.scoring_percentage)
        vals = {"score": score, "result": "passed" if self.scoring_success else "failed"}
        line = record.line_ids.filtered(lambda line: line.employee_id == employee)
        if not line:
            line.create({"training_id": record.id, "employee_id": employee.id, **vals})
        elif line.score < score:
            line.write(vals)
