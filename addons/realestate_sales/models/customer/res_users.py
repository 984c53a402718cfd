from odoo import models
from odoo.fields import Domain
from odoo.tools import ormcache


class ResUsers(models.Model):
    _inherit = "res.users"

    @ormcache("self.id", "tuple(self.env.companies.ids)")
    def _realestate_pool_project_ids(self):
        """Return the ids of the projects from whose own pools this user may take customers, and of those whose
        customers in the pool of the company he may take: all of the companies for which he works (CUS-3).

        Kept in memory as ``_realestate_project_ids``.

        :rtype: tuple[tuple, tuple]
        """
        projects = self.env["realestate.project"].sudo().with_context(active_test=False)
        own = projects.search(
            Domain("id", "in", self._realestate_project_ids()) & Domain("company_id", "in", self.env.companies.ids)
        )
        everywhere = projects._search([("company_id", "in", own.company_id.ids)])
        return own._ids, tuple(everywhere)
