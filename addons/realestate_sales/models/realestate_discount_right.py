from odoo import api, fields, models

# what a company starts with: role, percent, below the floor price
DEFAULT_RIGHTS = [
    ("consultant", 1.0, False),
    ("manager", 3.0, False),
    ("director", 6.0, False),
    ("general_manager", 100.0, True),
]


class RealestateDiscountRight(models.Model):
    """How much of the list price a role may give away (DEAL-3)."""

    _name = "realestate.discount.right"
    _description = "Right to Grant Discounts"
    _inherit = ["realestate.role.row.mixin"]
    _order = "company_id, project_id, below_floor, max_percent, id"
    _check_company_auto = True

    project_id = fields.Many2one(help="Empty: for all projects of the company that have no rights of their own.")
    max_percent = fields.Float(string="Up to (%)", required=True, digits=(5, 2), help="Of the list price, in total.")
    below_floor = fields.Boolean(string="Below the Floor Price")

    _role_uniq = models.UniqueIndex(
        "(company_id, COALESCE(project_id, 0), group_id)", "This role has its right here already."
    )
    _percent_range = models.Constraint(
        "CHECK(max_percent >= 0 AND max_percent <= 100)", "A right lies between 0% and 100%."
    )

    @api.model
    def _of_project(self, project):
        """Return the rights that hold in ``project``, the lowest first."""
        rights = super()._of_project(project)
        return rights.sorted(lambda right: (right.below_floor, right.max_percent, right.id))

    def _of_user(self, user):
        """Return the highest of these rights that ``user`` has, or none."""
        return self._of_roles(user)[-1:]

    def _suffices(self, excess):
        """Whether this one right covers a price (see ``realestate.deal._discount_need``)."""
        self.ensure_one()
        return (self.below_floor or not excess["below_floor"]) and (
            excess["counted"] - excess["tolerance"] <= excess["list_price"] * self.max_percent / 100 + 1e-6
        )

    def _lowest_sufficient(self, excess):
        """Return the lowest of these rights that covers the price, or none."""
        return next((right for right in self if right._suffices(excess)), self.browse())

    def _holders(self, project):
        """Return the users whose own right this is in ``project``: not those who could do more."""
        self.ensure_one()
        rights = self._of_project(project)
        users = self.sudo().group_id.all_user_ids.filtered(
            lambda user: user.active and not user.share and project.company_id in user.company_ids
        )
        sees_all = self.env.ref("realestate_sales.realestate_sales_group_director")
        return users.filtered(
            lambda user: (
                rights._of_user(user) == self and (user in project.sudo().user_ids or sees_all in user.all_group_ids)
            )
        )

    @api.model
    def _prepare_default_vals_list(self):
        return [
            {"group_id": self._group_id(role), "max_percent": percent, "below_floor": below_floor}
            for role, percent, below_floor in DEFAULT_RIGHTS
        ]
