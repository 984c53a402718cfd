from odoo import fields, models


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
        if any(map(self.has_group, self._realestate_company_roles())):
            return projects.search(domain)
        if any(map(self.has_group, self._realestate_project_roles())):
            return projects.search([*domain, ("user_ids", "in", self.ids)])
        return projects.browse()

    def _realestate_company_roles(self):
        """Return the groups that see the customers of all projects of their companies; addons add theirs."""
        return ["realestate_sales.realestate_sales_group_director"]

    def _realestate_project_roles(self):
        """Return the groups that see all customers of the projects they belong to; addons add theirs."""
        return [
            f"realestate_sales.realestate_sales_group_{role}" for role in ("manager", "administrator", "accountant")
        ]

    def _realestate_covers_all_projects(self):
        """Return whether there is no project whose customers this user may not see."""
        projects = self._realestate_customer_projects()
        everything = self.env["realestate.project"].sudo().with_context(active_test=False)
        return bool(projects) and not everything.search_count([("id", "not in", projects.ids)], limit=1)
