from odoo import fields, models

from .realestate_appraisal_line import MEASURED_ON


class RealestateJobDuty(models.Model):
    _inherit = "realestate.job.duty"

    measured_on = fields.Selection(
        MEASURED_ON, required=True, default="own", help="Whose records the measure adds up: a manager's are his team's."
    )
    scoring_id = fields.Many2one(
        "realestate.scoring", string="Scoring Rule", index="btree_not_null", ondelete="restrict",
        help="How the figure becomes a score; empty: the measure's own rule.",
    )  # fmt: skip
