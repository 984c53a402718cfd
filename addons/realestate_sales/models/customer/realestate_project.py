from odoo import fields, models


class RealestateProject(models.Model):
    """What a project decides about its customers (CUS-1 … CUS-8)."""

    _inherit = "realestate.project"

    protection_days = fields.Integer(
        string="Days of Protection",
        default=7,
        help="A customer is his consultant's for so many days after the day of an effective follow-up, "
        "which is not counted; at most 10 (CUS-3).",
    )
    protection_warning_days = fields.Integer(
        string="Warning before Expiry (Days)", default=1, help="The consultant is told so many days before (CUS-3)."
    )
    protection_extension_days = fields.Integer(
        string="Days of an Extension",
        default=7,
        help="A manager may extend a protection once by so many days; at most 10 (CUS-3).",
    )
    followup_next_days = fields.Integer(
        string="Next Follow-up after (Days)",
        default=3,
        help="Proposed after a follow-up that reached the customer; one that did not is tried again the day after.",
    )
    pool_project_days = fields.Integer(
        string="Days in the Project's Pool",
        default=30,
        help="After so many days in the project's pool a customer is in the company's (CUS-3).",
    )
    pool_last_holder_days = fields.Integer(
        string="Waiting Time of the Last Holder (Days)",
        default=3,
        help="Who lost a customer to the pool may take him again after so many days (CUS-3).",
    )
    duplicate_policy = fields.Selection(
        [("warn", "Warn"), ("forbid", "Forbid")],
        string="A Known Customer",
        required=True,
        default="warn",
        help="What happens when a customer is entered who is known already (CUS-4).",
    )
    claim_days = fields.Integer(
        string="Days to Claim", default=7, help="A claim to a deal is accepted so many days after it (CUS-7)."
    )
    large_deal_amount = fields.Monetary(
        string="Large Deal above",
        default=1000000.0,
        help="¥: one customer's deals above it are large; the manager is told at once (CUS-8).",
    )

    _protection_days_range = models.Constraint(
        "CHECK(protection_days BETWEEN 1 AND 10)", "The days of protection lie between 1 and 10."
    )
    _extension_days_range = models.Constraint(
        "CHECK(protection_extension_days BETWEEN 1 AND 10)", "The days of an extension lie between 1 and 10."
    )
    _followup_days_positive = models.Constraint(
        "CHECK(followup_next_days > 0)", "The next follow-up is at least one day later."
    )
    _pool_days_positive = models.Constraint(
        "CHECK(protection_warning_days >= 0 AND pool_project_days > 0 AND pool_last_holder_days >= 0)",
        "The days of warning, pool and waiting cannot be negative, and a pool has at least one day.",
    )
    _claim_days_positive = models.Constraint("CHECK(claim_days >= 0)", "The days to claim cannot be negative.")
    _large_deal_positive = models.Constraint("CHECK(large_deal_amount >= 0)", "The limit cannot be negative.")
