from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _realestate_company_roles(self):
        return [*super()._realestate_company_roles(), "realestate_aftersales.realestate_aftersales_group_manager"]

    def _realestate_project_roles(self):
        return [*super()._realestate_project_roles(), "realestate_aftersales.realestate_aftersales_group_officer"]
