from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _realestate_company_roles(self):
        return [*super()._realestate_company_roles(), "realestate_aftersales.realestate_aftersales_group_manager"]

    def _realestate_project_roles(self):
        return [*super()._realestate_project_roles(), "realestate_aftersales.realestate_aftersales_group_officer"]

    def _realestate_home_actions(self):
        officer = "realestate_aftersales.realestate_aftersales_group_officer"
        return [(officer, "realestate_aftersales.realestate_service_action_day"), *super()._realestate_home_actions()]
