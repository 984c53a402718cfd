from odoo import fields, models


class RealestateProject(models.Model):
    """How long a number stays with who calls it (CH-3)."""

    _inherit = "realestate.project"

    call_lot_days = fields.Integer(
        string="Days to Call a Lot",
        default=3,
        help="A number that was given out and not called is taken back after so many days (CH-3).",
    )
    call_unreached_days = fields.Integer(
        string="Protection: not Reached (Days)",
        default=1,
        help="Who called and did not reach has the number for so many days after that day (CH-3).",
    )
    call_reached_days = fields.Integer(
        string="Protection: Reached (Days)",
        default=7,
        help="Who reached somebody without a decision has the number for so many days after that day (CH-3).",
    )

    _call_days_range = models.Constraint(
        "CHECK(call_lot_days >= 0 AND call_unreached_days >= 0 AND call_reached_days >= 0)",
        "The days for which a number is protected cannot be negative.",
    )
