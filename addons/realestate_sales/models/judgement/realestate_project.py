from odoo import fields, models


class RealestateProject(models.Model):
    """What a project decides about shares of a deal (CUS-8)."""

    _inherit = "realestate.project"

    introducer_share = fields.Float(
        string="Introducer's Share (%)",
        default=50.0,
        help="Of a deal with a customer who was introduced from a sister project and registered by the manager "
        "before his first visit (CUS-8).",
    )
    mover_full_days = fields.Integer(
        string="Full Share after a Move (Days)",
        default=7,
        help="A consultant who moved to another project has the deals of his customers in full for so many days.",
    )
    mover_shared_days = fields.Integer(
        string="Part after a Move (Days)",
        default=30,
        help="After that, and up to this day, the manager gives the customers to colleagues and the mover has a part; "
        "later none (CUS-8).",
    )
    mover_share = fields.Float(string="Mover's Share (%)", default=50.0)
    performance_tier_ids = fields.One2many("realestate.performance.tier", "project_id", string="Tiers of Large Deals")

    _introducer_share_range = models.Constraint(
        "CHECK(introducer_share BETWEEN 0 AND 100 AND mover_share BETWEEN 0 AND 100)",
        "A share lies between 0% and 100%.",
    )
    _mover_days_order = models.Constraint(
        "CHECK(mover_full_days >= 0 AND mover_shared_days >= mover_full_days)",
        "The days with a part of the share cannot end before the days with the full share.",
    )

    def _realestate_managers(self, besides=None):
        """Return who leads each of these projects: its managers, and where there is none, who is above them.

        :param besides: users who are left out
        :return: ``{project: users}``
        """
        manager, director = (
            self.env.ref(f"realestate_sales.realestate_sales_group_{role}").sudo() for role in ("manager", "director")
        )
        leaders = manager.all_user_ids.filtered("active") - (besides or self.env["res.users"])
        managers = leaders - director.all_user_ids
        found = {}
        for project in self.sudo():
            own = project.user_ids & leaders
            found[project.sudo(self.env.su)] = (own & managers) or own
        return found
