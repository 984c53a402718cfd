from odoo import api, fields, models


class RealestateProjectRowMixin(models.AbstractModel):
    """Rows of a table that a company has and a project may have instead.

    A project with rows of its own uses these alone; others use their company's. New companies with projects start
    with the model's usual rows (``_prepare_default_vals_list``).
    """

    _name = "realestate.project.row.mixin"
    _description = "Rows of a Project or Its Company"

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    project_id = fields.Many2one(
        "realestate.project",
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
        help="Empty: for all projects of the company that have no rows of their own.",
    )

    @api.model
    def _of_projects(self, projects):
        """Return the rows that hold in each of ``projects``, in the model's order, by one query.

        :return: project id → rows
        :rtype: dict
        """
        rows = self.sudo().search(
            [("company_id", "in", projects.company_id.ids), ("project_id", "in", [False, *projects.ids])]
        )
        by_owner = rows.grouped(lambda row: (row.company_id, row.project_id))
        none = projects.browse()
        return {
            project.id: by_owner.get((project.company_id, project))
            or by_owner.get((project.company_id, none))
            or rows.browse()
            for project in projects
        }

    @api.model
    def _of_project(self, project):
        """Return the rows that hold in ``project``, in the model's order."""
        return self._of_projects(project)[project.id]

    @api.model
    def _prepare_default_vals_list(self):
        """Return the values of the rows that a company starts with, but the company."""
        return []

    @api.model
    def _create_defaults(self, companies):
        """Give each of ``companies`` that never had a row the usual ones."""
        known = self.sudo().with_context(active_test=False).search([("company_id", "in", companies.ids)]).company_id
        missing = companies - known
        usual = self._prepare_default_vals_list() if missing else []
        return self.create([{"company_id": company.id, **vals} for company in missing for vals in usual])

    @api.model
    def _create_missing_defaults(self):
        """Give the companies that had projects before this table was there their rows."""
        projects = self.env["realestate.project"].with_context(active_test=False)
        self._create_defaults(projects.search([("company_id", "!=", False)]).company_id)
