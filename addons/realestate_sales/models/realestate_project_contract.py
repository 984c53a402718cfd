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
