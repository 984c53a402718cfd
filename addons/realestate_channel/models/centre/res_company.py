from odoo import fields, models

SHIFTS = [
    ("none", "Stays on its day"),
    ("earlier", "The working day before"),
    ("later", "The working day after"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    realestate_duty_shift = fields.Selection(
        SHIFTS,
        string="Duty due on a Day Off",
        required=True,
        default="none",
        help="When a distribution centre's report is due on a weekend or holiday of the company's calendar (CH-8).",
    )
    realestate_duty_remind_days = fields.Integer(
        string="Remind of Duties before (days)", default=2, help="Days before the deadline (CH-8)."
    )

    _duty_remind_days_positive = models.Constraint(
        "CHECK(realestate_duty_remind_days BETWEEN 0 AND 20)", "Remind 0 to 20 days before a deadline."
    )
