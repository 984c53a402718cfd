from odoo import fields, models


class RealestateMilestoneType(models.Model):
    """A stage of construction that payment methods may wait for: topped out, completed (DEAL-5)."""

    _name = "realestate.milestone.type"
    _description = "Construction Milestone Type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
