from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

# who sells begins in the first app: desk and board
SELLING = (
    "realestate_sales.realestate_sales_group_consultant",
    "realestate_sales.realestate_sales_group_administrator",
    "realestate_sales.realestate_sales_group_configurator",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    # a buyer with a portal account is a user too: as the reader may see him (ACCESS-3)
    phone = fields.Char(related_sudo=False)

    @ormcache("self.id")
    def _realestate_project_ids(self):
        """Return the ids of the projects this user belongs to, archived ones too (ACCESS-2).

        Kept in memory, so that a record rule is a comparison with a few ids instead of a join with the
        projects and their staff; what changes it clears it, see ``realestate.project``.

        :rtype: tuple
        """
        projects = self.env["realestate.project"].sudo().with_context(active_test=False)
        return tuple(projects._search([("user_ids", "in", self.ids)], order="id"))

    def _realestate_customer_projects(self):
        """Return the projects whose customers this user may see all of (ACCESS-1).

        A director those of his companies; a manager, an administrator or an accountant those he belongs to.
        """
        self.ensure_one()
        projects = self.env["realestate.project"].sudo().with_context(active_test=False)
        return projects.browse(self._realestate_customer_project_ids())

    @ormcache("self.id", "tuple(self.env.companies.ids)")
    def _realestate_customer_project_ids(self):
        projects = self.env["realestate.project"].sudo().with_context(active_test=False)
        domain = Domain("company_id", "in", self.env.companies.ids)
        if any(map(self.has_group, self._realestate_company_roles())):
            return tuple(projects._search(domain))
        if any(map(self.has_group, self._realestate_project_roles())):
            return tuple(projects._search(domain & Domain("id", "in", self._realestate_project_ids())))
        return ()

    def _realestate_company_roles(self):
        """Return the groups that see the customers of all projects of their companies; addons add theirs."""
        return ["realestate_sales.realestate_sales_group_director"]

    def _realestate_project_roles(self):
        """Return the groups that see all customers of the projects they belong to; addons add theirs."""
        return [
            f"realestate_sales.realestate_sales_group_{role}" for role in ("manager", "administrator", "accountant")
        ]

    @ormcache("self.id", "tuple(self.env.companies.ids)")
    def _realestate_covers_all_projects(self):
        """Return whether there is no project whose customers this user may not see."""
        project_ids = self._realestate_customer_project_ids()
        everything = self.env["realestate.project"].sudo().with_context(active_test=False)
        return bool(project_ids) and not everything.search_count([("id", "not in", project_ids)], limit=1)

    def _realestate_home_action(self):
        """Return the screen on which the day of this user's role begins, where he chose none himself.

        :rtype: odoo.addons.base.models.ir_actions.IrActionsActions, empty: the first app
        """
        self.ensure_one()
        if not any(map(self.has_group, SELLING)):
            for group, action in self._realestate_home_actions():
                if self.has_group(group):
                    return self.env.ref(action).sudo()
        return self.env["ir.actions.actions"]

    def _realestate_home_actions(self):
        """Return where the day of each role begins that does not sell, as ``[(group, action)]``; the first holds."""
        return [
            ("realestate_sales.realestate_sales_group_accountant", "realestate_sales.realestate_receipt_action"),
            ("realestate_sales.realestate_sales_group_hr", "realestate_sales.realestate_appraisal_period_action"),
        ]
