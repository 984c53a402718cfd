from odoo import fields, models
from odoo.tools import format_amount

from .realestate_project import PROPERTY_TYPES


class RealestatePriceSchemeRule(models.Model):
    """A base price, or a difference by building, floor, orientation, layout or view (INV-4)."""

    _name = "realestate.price.scheme.rule"
    _inherit = ["realestate.kept.row.mixin"]
    _description = "Rule of a Price Scheme"
    _order = "scheme_id, sequence, id"

    scheme_id = fields.Many2one("realestate.price.scheme", required=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="scheme_id.project_id")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Description")
    kind = fields.Selection(
        [
            ("base", "Base price"),
            ("amount", "Difference in ¥"),
            ("percent", "Difference in %"),
        ],
        required=True,
        default="amount",
        help="Base price and differences are per ㎡, or per unit where the basis is the unit.",
    )
    amount = fields.Float(string="Price or Difference", digits=(12, 2), required=True)
    building_ids = fields.Many2many(
        "realestate.building",
        "realestate_price_scheme_rule_building_rel",
        "rule_id",
        "building_id",
        string="Buildings",
        domain="[('project_id', '=', project_id)]",
    )
    property_type = fields.Selection(PROPERTY_TYPES)
    section = fields.Char()
    floor_from = fields.Integer()
    floor_to = fields.Integer(help="0 in both: all floors.")
    orientation = fields.Char(help="The unit's orientation is exactly this.")
    layout_ids = fields.Many2many(
        "realestate.layout",
        "realestate_price_scheme_rule_layout_rel",
        "rule_id",
        "layout_id",
        string="Layouts",
        domain="[('project_id', '=', project_id)]",
    )
    view = fields.Char(string="Outlook", help="The unit's outlook is exactly this.")

    def _check_changeable(self):
        self.scheme_id._check_draft()

    def _as_tests(self):
        """Return (rule, predicate of a unit) for each rule, its conditions read once for all units."""
        return [(rule, rule._predicate()) for rule in self]

    def _predicate(self):
        self.ensure_one()
        buildings, layouts = set(self.building_ids.ids), set(self.layout_ids.ids)
        floors = (self.floor_from, self.floor_to or self.floor_from) if self.floor_from or self.floor_to else None
        texts = [(name, self[name].strip()) for name in ("section", "orientation", "view") if self[name]]
        property_type = self.property_type

        def fits(unit):
            return (
                (not buildings or unit.building_id.id in buildings)
                and (not layouts or unit.layout_id.id in layouts)
                and (not property_type or unit.property_type == property_type)
                and (not floors or floors[0] <= unit.floor <= floors[1])
                and all((unit[name] or "").strip() == text for name, text in texts)
            )

        return fits

    def _explain(self):
        """Say what the rule does to a price: =12000, +2%, −100, with the rule's description."""
        self.ensure_one()
        sign = "=" if self.kind == "base" else "−" if self.amount < 0 else "+"
        if self.kind == "percent":
            value = f"{abs(self.amount):g}%"
        else:
            value = format_amount(self.env, abs(self.amount), self.scheme_id.currency_id, trailing_zeroes=False)
        return f"{sign}{value} ({self.name})" if self.name else f"{sign}{value}"
