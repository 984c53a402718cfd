from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _project_reach_sql(self, alias):
        """Who brought a customer reaches the contact (ACCESS-1)."""
        conditions = super()._project_reach_sql(alias)
        domain = self.env["crm.lead"]._realestate_brought_domain()
        if domain.is_false():
            return conditions
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        query = leads._search(domain & Domain("partner_id", "!=", False))
        return [*conditions, SQL("%s IN %s", SQL.identifier(alias, "id"), query.subselect("partner_id"))]
