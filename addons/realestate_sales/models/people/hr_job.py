from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

POSITION_FIELDS = frozenset(("realestate_superior_id", "realestate_substitute_id", "realestate_headcount"))


class HrJob(models.Model):
    """A job and where it stands in the company (HR-1).

    Its valid description says so; a job without one says so itself.
    """

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
        readonly=False,
        check_company=True,
        index="btree_not_null",
        compute_sudo=True,
    )
    realestate_substitute_id = fields.Many2one(
        "hr.job",
        string="Substitute Job",
        compute="_compute_realestate_position",
        store=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
        compute_sudo=True,
        help="Who stands in for the holder.",
    )
    realestate_headcount = fields.Integer(
        string="Headcount", compute="_compute_realestate_position", store=True, readonly=False, compute_sudo=True
    )
    realestate_subordinate_ids = fields.One2many("hr.job", "realestate_superior_id", string="Subordinate Jobs")
    realestate_direct_count = fields.Integer(
        string="Direct Subordinates",
        compute="_compute_realestate_subordinates",
        help="Headcount of the jobs whose superior this job is.",
    )
    realestate_indirect_count = fields.Integer(
        string="Indirect Subordinates",
        compute="_compute_realestate_subordinates",
        help="Headcount of the jobs further down.",
    )
    realestate_holder_count = fields.Integer(string="Holders", compute="_compute_realestate_holders", compute_sudo=True)
    realestate_vacancy_count = fields.Integer(
        string="Vacancies", compute="_compute_realestate_holders", compute_sudo=True, help="Headcount less holders."
    )
    realestate_surplus_count = fields.Integer(
        string="Above Headcount", compute="_compute_realestate_holders", compute_sudo=True
    )

    realestate_holder_names = fields.Char(
        string="Names of the Holders", compute="_compute_realestate_holder_names", compute_sudo=True
    )
    realestate_pay_band_id = fields.Many2one(
        "realestate.pay.band",
        string="Pay Band",
        index="btree_not_null",
        check_company=True,
        groups="realestate_sales.realestate_sales_group_hr",
    )
    realestate_commission_rule = fields.Text(
        string="Commission Rule",
        groups="realestate_sales.realestate_sales_group_hr",
        help="What the holder earns beside the pay, in words; the figures are computed by the commission policies.",
    )

    @api.depends("realestate_description_ids.state")
    def _compute_realestate_description_id(self):
        for job in self:
            job.realestate_description_id = job.realestate_description_ids.filtered(lambda d: d.state == "valid")

    @api.depends("realestate_description_id")
    def _compute_realestate_position(self):
        for job in self:
            description = job.realestate_description_id
            job.realestate_superior_id = description.superior_job_id if description else job.realestate_superior_id
            job.realestate_substitute_id = (
                description.substitute_job_id if description else job.realestate_substitute_id
            )
            job.realestate_headcount = description.headcount if description else job.realestate_headcount

    @api.depends("realestate_subordinate_ids.realestate_headcount")
    def _compute_realestate_subordinates(self):
        """Add up the headcount below each job, by one query down the hierarchy."""
        self.env["hr.job"].flush_model(["realestate_superior_id", "realestate_headcount", "active"])
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE below(top, id, depth, headcount) AS (
                    SELECT realestate_superior_id, id, 1, realestate_headcount
                      FROM hr_job
                     WHERE realestate_superior_id = ANY(%s) AND active
                     UNION ALL
                    SELECT below.top, job.id, below.depth + 1, job.realestate_headcount
                      FROM below
                      JOIN hr_job job ON job.realestate_superior_id = below.id
                     WHERE job.active AND below.depth < 100
                )
                SELECT top, sum(headcount) FILTER (WHERE depth = 1), sum(headcount) FILTER (WHERE depth > 1)
                  FROM below
                 GROUP BY top
                """,
                list(self._origin.ids),
            )
        )
        counts = {top: (direct or 0, indirect or 0) for top, direct, indirect in self.env.cr.fetchall()}
        for job in self:
            job.realestate_direct_count, job.realestate_indirect_count = counts.get(job._origin.id, (0, 0))

    @api.depends("employee_ids", "realestate_headcount")
    def _compute_realestate_holders(self):
        rows = self.env["hr.employee"]._read_group([("job_id", "in", self.ids)], ["job_id"], ["__count"])
        counts = {job.id: count for job, count in rows}
        for job in self:
            job.realestate_holder_count = counts.get(job.id, 0)
            missing = job.realestate_headcount - job.realestate_holder_count
            job.realestate_vacancy_count = max(missing, 0)
            job.realestate_surplus_count = max(-missing, 0) if job.realestate_description_id else 0

    @api.depends("employee_ids")
    def _compute_realestate_holder_names(self):
        for job in self:
            job.realestate_holder_names = ", ".join(job.employee_ids.mapped("name"))

    def action_realestate_description(self):
        """Open the valid description, for those who may read it."""
        self.ensure_one()
        description = self.env["realestate.job.description"].search(
            [("job_id", "=", self.id), ("state", "=", "valid")], limit=1
        )
        if not description:
            raise UserError(self.env._("There is no valid description of %s that you may read.", self.name))
        return {
            "type": "ir.actions.act_window",
            "res_model": description._name,
            "res_id": description.id,
            "views": [(False, "form")],
        }

    @api.constrains("realestate_superior_id")
    def _check_realestate_superior(self):
        if self._has_cycle("realestate_superior_id"):
            raise ValidationError(
                self.env._("A job would be its own superior, directly or through others: choose another superior.")
            )

    def write(self, vals):
        if not self.env.su and POSITION_FIELDS & vals.keys():
            for job in self.filtered("realestate_description_id"):
                raise UserError(
                    self.env._(
                        "Superior, substitute and headcount of %s stand in its description: make a new version of it.",
                        job.name,
                    )
                )
        return super().write(vals)
