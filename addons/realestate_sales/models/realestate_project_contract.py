from odoo import fields, models


class RealestateProject(models.Model):
    """What a project asks for before its papers are printed and signed."""

    _inherit = "realestate.project"

    identity_needed = fields.Selection(
        [
            ("papers", "For the agreement and the contract"),
            ("signing", "For the contract"),
            ("never", "Not needed"),
        ],
        string="Buyers' Identity",
        required=True,
        default="papers",
        help="Until when the identity number of every buyer must be known; a unit may always be subscribed "
        "without it (DEAL-2).",
    )
    extension_director_days = fields.Integer(
        string="Extension by a Director (Days)",
        default=7,
        help="Signing and payment may be put off for so many days by a director (DEAL-7).",
    )
    extension_deputy_days = fields.Integer(
        string="Extension by a Deputy General Manager (Days)",
        default=14,
        help="Signing and payment may be put off for so many days by a deputy general manager; longer by the "
        "general manager (DEAL-7).",
    )

    _extension_days_in_order = models.Constraint(
        "CHECK(extension_director_days >= 0 AND extension_deputy_days >= extension_director_days)",
        "A deputy general manager may put off at least as long as a director.",
    )
