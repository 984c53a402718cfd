from odoo import fields, models


class RealestateProject(models.Model):
    """What late payment costs (DEAL-9)."""

    _inherit = "realestate.project"

    late_fee_rate = fields.Float(
        string="Late Fee a Day (%)",
        default=0.05,
        digits=(7, 4),
        help="Percent of the unpaid balance for each day after the due day and the days of grace, as the contract "
        "says (DEAL-9).",
    )
    late_fee_grace_days = fields.Integer(
        string="Days of Grace", default=0, help="Days after the due day that are not charged (DEAL-9)."
    )
    late_fee_on_loans = fields.Boolean(
        string="Also on Loans", default=True, help="Whether the buyer is charged for loan money that comes late."
    )
    late_fee_manager_limit = fields.Monetary(
        string="Waived by a Manager", default=1000.0, help="A waiver of up to so many ¥ is decided by a sales manager."
    )
    late_fee_director_limit = fields.Monetary(
        string="Waived by a Director",
        default=10000.0,
        help="A waiver of up to so many ¥ is decided by a director, of more by the general manager.",
    )

    _late_fee_rate_positive = models.Constraint(
        "CHECK(late_fee_rate > 0)", "The late fee must be above 0% a day; do not invoice it where none is wanted."
    )
    _late_fee_grace_positive = models.Constraint(
        "CHECK(late_fee_grace_days >= 0)", "The days of grace cannot be negative."
    )
    _late_fee_limits_in_order = models.Constraint(
        "CHECK(COALESCE(late_fee_manager_limit, 0) >= 0"
        " AND COALESCE(late_fee_director_limit, 0) >= COALESCE(late_fee_manager_limit, 0))",
        "A director may waive at least as much as a manager.",
    )
