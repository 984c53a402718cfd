from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _realestate_postal_address(self):
        """Return the postal address on one line, as a letter's proof names it."""
        self.ensure_one()
        lines = self._display_address(without_company=True).splitlines()
        return ", ".join(line.strip() for line in lines if line.strip())
