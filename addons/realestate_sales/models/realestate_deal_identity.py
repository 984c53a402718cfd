from odoo import models
from odoo.exceptions import UserError

from .realestate_paper_template import NAMING_KINDS


class RealestateDeal(models.Model):
    """Who the buyers are must be known before papers and contract name them (DEAL-2)."""

    _inherit = "realestate.deal"

    def _sign_blockers(self, day=False):
        reasons = super()._sign_blockers(day)
        if self.project_id.identity_needed != "never" and (reason := self._why_not_identity()):
            reasons.append(reason)
        return reasons

    def _paper(self, kind):
        if kind in NAMING_KINDS and self.project_id.identity_needed == "papers":
            if reason := self._why_not_identity():
                raise UserError(reason)
        return super()._paper(kind)

    def _why_not_identity(self):
        """Name the buyers whose identity number is not known yet; False where all are."""
        self.ensure_one()
        # superuser: whether there is a number is asked, not which
        buyers = self.sudo().party_ids.partner_id or self.sudo().partner_id
        missing = buyers.filtered(lambda partner: not partner.identity_number)
        if not missing:
            return False
        return self.env._(
            "The identity number of %s is missing: enter it on the customer.", ", ".join(missing.mapped("name"))
        )
