from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    realestate_project_ids = fields.One2many("realestate.project", "company_id", string="Real Estate Projects")
