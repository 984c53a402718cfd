from odoo import models
from odoo.fields import Domain


class RealestateDeal(models.Model):
    """A sale ends the protection of a registration with its success; a withdrawal gives it back (CH-6)."""

    _inherit = "realestate.deal"

    def _log_subscription(self):
        super()._log_subscription()
        self._registrations().filtered(lambda registration: not registration.is_won).write({"is_won": True})

    def _cancel(self):
        family = self._family()
        super()._cancel()
        won = family._registrations().filtered("is_won")
        bought = self.env["realestate.deal"].sudo().search(won._deals_domain())
        still = bought.lead_id | bought.realestate_channel_lead_id
        won.filtered(lambda registration: registration.lead_id not in still).write({"is_won": False})

    def _registrations(self):
        """Return the registrations whose visited customers bought by these deals, of the superuser."""
        deals = self.sudo()
        leads = deals.lead_id | deals.realestate_channel_lead_id
        if not leads:
            return self.env["realestate.registration"].sudo()
        return (
            self.env["realestate.registration"]
            .sudo()
            .search(Domain("lead_id", "in", leads.ids) & Domain("visit_outcome", "=", "valid"))
        )
