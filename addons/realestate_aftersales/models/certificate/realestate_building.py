from odoo import fields, models


class RealestateBuilding(models.Model):
    """A building's first registration 大产证: before it no unit of the building gets a certificate (CERT-1)."""

    _inherit = "realestate.building"

    first_registration_number = fields.Char(tracking=True, help="Number of the building's first registration.")
    first_registration_applied = fields.Date(string="First Registration Applied for", tracking=True)
    first_registration_date = fields.Date(string="First Registration on", tracking=True)

    _first_registration_complete = models.Constraint(
        "CHECK(first_registration_date IS NULL OR first_registration_number IS NOT NULL)",
        "Enter the number of the first registration together with its date.",
    )
