from odoo import api, models


class RealestateProject(models.Model):
    _inherit = "realestate.project"

    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        self.env["realestate.warranty.term"].sudo()._create_defaults(projects.company_id)
        return projects
