from odoo import api, fields, models

AUTHORITIES = [
    ("handle", "Handles"),
    ("review", "Reviews"),
    ("approve", "Approves"),
    ("supervise", "Supervises"),
]


class RealestateJobDuty(models.Model):
    """A duty of a job: what is to be reached, how much it counts, and by what it is measured (HR-1).

    The appraisal has one line for each (HR-3): a measure fills it in, or superior and employee type a score.
    """

    _name = "realestate.job.duty"
    _inherit = ["realestate.kept.row.mixin"]
    _description = "Duty of a Job"
    _order = "description_id, sequence, id"
    _check_company_auto = True

    description_id = fields.Many2one(
        "realestate.job.description", string="Job Description", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="description_id.company_id", store=True, index=True)
    job_id = fields.Many2one(related="description_id.job_id", store=True, index=True)
    state = fields.Selection(related="description_id.state")
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Duty", required=True)
    goal = fields.Text(help="What is to be reached.")
    content = fields.Text(string="Work", help="What is done for it, step by step.")
    weight = fields.Float(string="Weight %", digits=(5, 2), required=True, default=10.0, help="All add up to 100.")
    measure_id = fields.Many2one(
        "realestate.measure",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: a score is typed in by employee and superior.",
    )
    scoring = fields.Selection(
        [("measure", "Measured"), ("typed", "Typed Score")], compute="_compute_scoring", store=True
    )
    target = fields.Float(
        compute="_compute_target",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 2),
        help="In the measure's unit; the measure's own unless another is asked for here.",
    )
    criterion = fields.Text(help="What counts as good, in words.")
    authority = fields.Selection(AUTHORITIES, required=True, default="handle")
    authority_extent = fields.Selection(
        [("full", "Full"), ("part", "Part")], string="Responsibility", required=True, default="full"
    )

    _weight_range = models.Constraint(
        "CHECK(weight > 0 AND weight <= 100)", "The weight of a duty lies above 0 and goes up to 100%."
    )

    @api.depends("measure_id")
    def _compute_scoring(self):
        for duty in self:
            duty.scoring = "measure" if duty.measure_id else "typed"

    @api.depends("measure_id")
    def _compute_target(self):
        for duty in self:
            duty.target = duty.measure_id.target

    def _check_changeable(self):
        if not self.env.su:
            self.description_id._require_draft()
