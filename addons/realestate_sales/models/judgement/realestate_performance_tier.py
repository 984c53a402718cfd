from odoo import fields, models


class RealestatePerformanceTier(models.Model):
    """How much of a large customer's amount counts above a limit, where one consultant did it alone (CUS-8)."""

    _name = "realestate.performance.tier"
    _description = "Tier of Large Deals"
    _order = "project_id, amount_from"
    _check_company_auto = True

    project_id = fields.Many2one("realestate.project", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount_from = fields.Monetary(string="From", required=True, help="¥ of all deals of the customer in the project.")
    rate = fields.Float(string="Counts (%)", required=True, default=100.0)

    _from_uniq = models.UniqueIndex("(project_id, amount_from)", "A tier begins at this amount already.")
    _rate_range = models.Constraint(
        "CHECK(rate BETWEEN 0 AND 100 AND amount_from >= 0)",
        "A tier begins at 0 or more, and counts between 0% and 100%.",
    )
