from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount

DISCOUNT_KINDS = [
    ("percent", "Percent"),
    ("amount", "Amount off the total"),
    ("unit_price", "Amount off the unit price"),
    ("fixed", "Fixed price"),
]


class RealestateDiscountMixin(models.AbstractModel):
    """What a discount is worth: the same for a policy, a discount on a deal and the question for one (DEAL-3)."""

    _name = "realestate.discount.mixin"
    _description = "Value of a Discount"

    currency_id = fields.Many2one("res.currency")
    kind = fields.Selection(DISCOUNT_KINDS, string="Discount Kind", required=True, default="percent")
    percent = fields.Float(string="Percent Off", digits=(5, 2), help="1.12 takes 1.12% off; 98.88% remain.")
    rate = fields.Float(
        string="Pays (%)",
        compute="_compute_rate",
        inverse="_inverse_rate",
        digits=(5, 2),
        help="What remains to be paid: 98.88 takes 1.12% off.",
    )
    value = fields.Monetary(
        string="Discount Value", help="¥ off the total, ¥ off each ㎡, or the price itself, by the discount's kind."
    )
    value_label = fields.Char(string="Discount", compute="_compute_value_label")

    @api.depends("percent")
    def _compute_rate(self):
        for record in self:
            record.rate = 100.0 - record.percent

    @api.onchange("rate")
    def _inverse_rate(self):
        for record in self:
            record.percent = 100.0 - record.rate

    @api.depends("kind", "percent", "value")
    @api.depends_context("lang")
    def _compute_value_label(self):
        for record in self:
            record.value_label = record._value_label()

    @api.constrains("kind", "percent", "value")
    def _check_value(self):
        for record in self:
            if record.kind == "percent" and not 0 < record.percent < 100:
                raise ValidationError(self.env._("A percent discount takes more than 0% and less than 100% off."))
            if record.kind != "percent" and record.value <= 0:
                raise ValidationError(self.env._("Give the amount of the discount, above 0."))

    def _value_label(self):
        self.ensure_one()
        if self.kind == "percent":
            return self.env._("%(percent)s%% off", percent=f"{self.percent:.2f}".rstrip("0").rstrip("."))
        amount = format_amount(self.env, self.value, self.currency_id)
        if self.kind == "amount":
            return self.env._("%s off the total", amount)
        if self.kind == "unit_price":
            return self.env._("%s off each ㎡", amount)
        return self.env._("Fixed price %s", amount)
