from odoo import api, fields, models

KINDS = [
    ("education", "Education"),
    ("experience", "Experience"),
    ("basic", "Basic Skills"),
    ("management", "Management Skills"),
    ("language", "Languages"),
    ("computer", "Computer Skills"),
    ("other", "Other Skills"),
    ("knowledge", "Knowledge"),
    ("certificate", "Certificates"),
    ("training", "Training"),
]


class RealestateJobQualification(models.Model):
    """What a job asks of its holder in one respect: what he must bring, and what is wished for (HR-1)."""

    _name = "realestate.job.qualification"
    _inherit = ["realestate.kept.row.mixin"]
    _description = "Qualification for a Job"
    _order = "description_id, sequence, id"
    _rec_name = "kind"

    description_id = fields.Many2one(
        "realestate.job.description", string="Job Description", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="description_id.company_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True)
    sequence = fields.Integer(compute="_compute_sequence", store=True, precompute=True)
    basic = fields.Text(string="Required")
    extended = fields.Text(string="Desired")

    _kind_uniq = models.UniqueIndex("(description_id, kind)", "Each kind of qualification stands once.")

    @api.depends("kind")
    def _compute_sequence(self):
        order = {kind: number for number, (kind, _label) in enumerate(KINDS, 1)}
        for qualification in self:
            qualification.sequence = order.get(qualification.kind, 0)

    def _check_changeable(self):
        if not self.env.su:
            self.description_id._require_draft()
