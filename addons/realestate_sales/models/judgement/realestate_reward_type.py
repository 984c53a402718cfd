from odoo import fields, models


class RealestateRewardType(models.Model):
    """What is rewarded and what is punished in the office, with its usual points and amount (CUS-9)."""

    _name = "realestate.reward.type"
    _description = "Kind of Reward or Violation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection([("reward", "Reward"), ("violation", "Violation")], required=True, default="violation")
    points = fields.Float(help="Usual points; those of a violation are taken off.")
    amount = fields.Float(help="Usual ¥; those of a violation are taken off.")
    is_private_deal = fields.Boolean(
        string="Private Introduction", help="The kind that the ruling on a private introduction 私单 makes (CUS-8)."
    )

    _values_positive = models.Constraint(
        "CHECK(COALESCE(points, 0) >= 0 AND COALESCE(amount, 0) >= 0)",
        "Points and amount are given without sign; the kind says which way they count.",
    )
