from odoo import models
from odoo.fields import Domain


class RealestateDeal(models.Model):
    """A sale ends the question whose customer the buyer is; a withdrawal opens it again (CUS-3)."""

    _inherit = "realestate.deal"

    def _log_subscription(self):
        super()._log_subscription()
        for project, deals in self.sudo().grouped("project_id").items():
            held = deals._customer_leads().filtered("realestate_protected_until")
            held._realestate_keep(project._today())

    def _cancel(self):
        family = self._family()
        super()._cancel()
        leads = family._customer_leads()
        (leads - leads._realestate_buyers())._realestate_resume()

    def _customer_leads(self):
        """Return the opportunities that these deals ended: of the deal, or the buyer's in its project."""
        deals = self.sudo()
        leads = deals.lead_id
        if deals.partner_id:
            pairs = {(deal.partner_id, deal.project_id) for deal in deals}
            named = (
                self.env["crm.lead"]
                .sudo()
                .search(
                    Domain("partner_id", "in", deals.partner_id.ids)
                    & Domain("realestate_project_id", "in", deals.project_id.ids)
                )
            )
            leads |= named.filtered(lambda lead: (lead.partner_id, lead.realestate_project_id) in pairs)
        return leads.filtered(lambda lead: lead.user_id and lead.realestate_project_id)
