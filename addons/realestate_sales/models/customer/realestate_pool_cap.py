from odoo import api, fields, models

DEFAULT_CAP = 5
DEFAULT_ROLES = ("consultant", "manager")


class RealestatePoolCap(models.Model):
    """How many customers a role may take from the pool a day (CUS-3)."""

    _name = "realestate.pool.cap"
    _description = "Customers Taken from the Pool a Day"
    _inherit = ["realestate.role.row.mixin"]
    _order = "company_id, project_id, daily_cap, id"
    _check_company_auto = True

    daily_cap = fields.Integer(string="Customers a Day", required=True, default=DEFAULT_CAP)

    _role_uniq = models.UniqueIndex(
        "(company_id, COALESCE(project_id, 0), group_id)", "This role has its number here already."
    )
    _cap_positive = models.Constraint("CHECK(daily_cap >= 0)", "The customers a day are 0 or more.")

    @api.model
    def _of_user(self, user, project):
        """Return how many customers ``user`` may take a day in ``project``: the most that one of his roles may."""
        own = self._of_project(project)
        if not own:
            return DEFAULT_CAP
        return max(own._of_roles(user).mapped("daily_cap"), default=0)

    @api.model
    def _prepare_default_vals_list(self):
        return [{"group_id": self._group_id(role), "daily_cap": DEFAULT_CAP} for role in DEFAULT_ROLES]
