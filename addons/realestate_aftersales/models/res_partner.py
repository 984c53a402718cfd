from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import models

# Civil Code art. 17
FULL_AGE = 18


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _is_minor(self, today):
        """Whether the identity card says that this person is under 18 on ``today`` (Civil Code art. 17)."""
        self.ensure_one()
        number = self.sudo().identity_number or ""
        if self.identity_type != "id_card" or len(number) != 18:
            return False
        birthday = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        return relativedelta(today, birthday).years < FULL_AGE
