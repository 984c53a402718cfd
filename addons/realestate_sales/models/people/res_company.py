from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _realestate_today(self):
        """Return the day it is at the company's seat: days of people belong to no project.

        :rtype: date
        """
        timezone = self.sudo().partner_id.tz or "Asia/Shanghai"
        return fields.Date.context_today(self.with_context(tz=timezone))
