from odoo import api, fields, models


class HrJob(models.Model):
    """A job and where it stands in the company, as its valid description says (HR-1)."""

    _inherit = "hr.job"

    realestate_description_ids = fields.One2many("realestate.job.description", "job_id", string="Job Descriptions")
    realestate_description_id = fields.Many2one(
        "realestate.job.description",
        string="Valid Description",
        compute="_compute_realestate_description_id",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
    )
    realestate_superior_id = fields.Many2one(
        "hr.job",
        string="Superior Job",
        compute="_compute_realestate_position",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
    )
    realestate_substitute_id = fields.Many2one(
        "hr.job",
        string="Substitute Job",
        compute="_compute_realestate_position",
        store=True,
        index="btree_not_null",
        compute_sudo=True,
        help="Who stands in for the holder.",
    )
    realestate_headcount = fields.Integer(
        string="Headcount", compute="_compute_realestate_position", store=True, compute_sudo=True, aggregator="sum"
    )
    realestate_subordinate_ids = fields.One2many("hr.job", "realestate_superior_id", string="Subordinate Jobs")

    @api.depends("realestate_description_ids.state")
    def _compute_realestate_description_id(self):
        for job in self:
            job.realestate_description_id = job.realestate_description_ids.filtered(lambda d: d.state == "valid")

    @api.depends("realestate_description_id")
    def _compute_realestate_position(self):
        for job in self:
            description = job.realestate_description_id
            job.realestate_superior_id = description.superior_job_id
            job.realestate_substitute_id = description.substitute_job_id
            job.realestate_headcount = description.headcount
