from odoo import fields, models

# who sees all customers of the projects he belongs to
CUSTOMER_ROLES = ("manager", "administrator", "accountant")


class ResUsers(models.Model):
    _inherit = "res.users"

    # a buyer with a portal account is a user too: as the reader may see him (ACCESS-3)
    phone = fields.Char(related_sudo=False)

    def _realestate_customer_projects(self):
        """Return the projects whose customers this user may see all of (ACCESS-1).

        A director those of his companies; a manager, an administrator or an accountant those he belongs to.
        """
        self.ensure_one()
        projects = self.env["realestate.project"].sudo().with_context(active_test=False)
        domain = [("company_id", "in", self.env.companies.ids)]
        if self.has_group("realestate_sales.realestate_sales_group_director"):
            return projects.search(domain)
        if any(self.has_group(f"realestate_sales.realestate_sales_group_{role}") for role in CUSTOMER_ROLES):
            return projects.search([*domain, ("user_ids", "in", self.ids)])
        return projects.browse()

    def _realestate_covers_all_projects(self):
        """Return whether there is no project whose customers this user may not see."""
        projects = self._realestate_customer_projects()
        everything = self.env["realestate.project"].sudo().with_context(active_test=False)
        return bool(projects) and not everything.search_count([("id", "not in", projects.ids)], limit=1)
