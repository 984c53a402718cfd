from odoo import api, fields, models

RESULTS = [("attended", "Took Part"), ("passed", "Passed"), ("failed", "Failed"), ("absent", "Absent")]


class RealestateTrainingLine(models.Model):
    """What a course brought one employee: hours, result, score, certificate (HR-4)."""

    _name = "realestate.training.line"
    _description = "Training of an Employee"
    _order = "date desc, id desc"
    _rec_name = "employee_id"

    training_id = fields.Many2one("realestate.training", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="training_id.company_id", store=True, index=True)
    date = fields.Date(related="training_id.date", store=True, index=True)
    kind = fields.Selection(related="training_id.kind", store=True)
    employee_id = fields.Many2one("hr.employee", required=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(related="employee_id.user_id", store=True, index="btree_not_null")
    department_id = fields.Many2one(related="employee_id.department_id", store=True, index="btree_not_null")
    hours = fields.Float(compute="_compute_hours", store=True, readonly=False, precompute=True)
    result = fields.Selection(RESULTS, string="How It Ended", required=True, default="attended")
    score = fields.Integer(aggregator="avg", help="0 to 100.")
    certificate = fields.Char(string="Certificate No.")
    certificate_file = fields.Binary(string="Certificate", attachment=True)
    certificate_filename = fields.Char()
    date_valid = fields.Date(string="Valid through")

    _employee_uniq = models.UniqueIndex("(training_id, employee_id)", "This employee is a participant already.")
    _score_range = models.Constraint("CHECK(COALESCE(score, 0) BETWEEN 0 AND 100)", "A score lies between 0 and 100.")

    @api.depends("training_id.hours", "result")
    def _compute_hours(self):
        for line in self:
            line.hours = 0.0 if line.result == "absent" else line.training_id.hours
