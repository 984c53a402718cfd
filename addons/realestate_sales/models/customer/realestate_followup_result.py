from odoo import fields, models


class RealestateFollowupResult(models.Model):
    """What a follow-up came to, as the office words it; whether the customer was reached is its meaning (CUS-2)."""

    _name = "realestate.followup.result"
    _description = "Result of a Follow-up"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_effective = fields.Boolean(
        string="Customer Reached", default=True, help="Only who was reached is protected anew (CUS-2, CUS-3)."
    )
