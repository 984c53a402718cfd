from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_round


class RealestatePriceSchemeLine(models.Model):
    """What one unit costs before and after a price scheme (INV-4)."""

    _name = "realestate.price.scheme.line"
    _description = "Price of a Price Scheme"
    _order = "scheme_id, building_id, unit_id"

    scheme_id = fields.Many2one("realestate.price.scheme", required=True, index=True, ondelete="cascade")
    state = fields.Selection(related="scheme_id.state")
    company_id = fields.Many2one(related="scheme_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    unit_id = fields.Many2one("realestate.unit", required=True, index=True, ondelete="restrict")
    building_id = fields.Many2one(related="unit_id.building_id", store=True, index=True)
    layout_id = fields.Many2one(related="unit_id.layout_id")
    floor = fields.Integer(related="unit_id.floor")
    unit_state = fields.Selection(related="unit_id.state", string="Unit State")
    area = fields.Float(string="Pricing Area", digits="Real Estate Area", readonly=True, help="㎡; 1 per unit")
    unit_price_before = fields.Monetary(readonly=True)
    price_before = fields.Monetary(string="Total Before", readonly=True)
    unit_price = fields.Monetary(string="Unit Price After")
    price = fields.Monetary(string="Total After")
    change = fields.Monetary(
        string="Price Change", compute="_compute_change", store=True, help="Total after less total before."
    )
    change_percent = fields.Float(
        string="Change (%)", compute="_compute_change", store=True, digits=(8, 2), aggregator=None
    )
    explanation = fields.Char(help="How the price came about.")
    skip_reason = fields.Selection(
        [("deal", "Has a live deal"), ("floor", "Would be below the floor price")],
        readonly=True,
        help="Why the price was not applied.",
    )

    _unit_uniq = models.UniqueIndex("(scheme_id, unit_id)", "This unit is in the price scheme already.")
    _price_positive = models.Constraint("CHECK(price >= 0 AND unit_price >= 0)", "A price cannot be negative.")

    @api.depends("price_before", "price")
    def _compute_change(self):
        for line in self:
            line.change = line.price - line.price_before
            line.change_percent = 100 * line.change / line.price_before if line.price_before else 0.0

    @api.constrains("unit_id", "scheme_id")
    def _check_project(self):
        for line in self:
            if line.unit_id.project_id != line.scheme_id.project_id:
                raise ValidationError(
                    self.env._(
                        "%(unit)s does not belong to project %(project)s of the price scheme.",
                        unit=line.unit_id.name,
                        project=line.scheme_id.project_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        schemes = self.env["realestate.price.scheme"].browse({vals["scheme_id"] for vals in vals_list})
        schemes._check_draft()
        units = self.env["realestate.unit"].browse(vals["unit_id"] for vals in vals_list)
        for vals, unit in zip(vals_list, units, strict=True):
            vals.update(self._prepare_before_vals(schemes.browse(vals["scheme_id"]), unit))
            self._complete(vals, unit)
        lines = super().create(vals_list)
        schemes.invalidate_recordset(["summary_ids"], flush=False)
        return lines

    def write(self, vals):
        if not self.env.su:
            self.scheme_id._check_draft()
        if not {"price", "unit_price"} & vals.keys():
            return super().write(vals)
        for line in self:
            own = dict(vals)
            self._complete(own, line.unit_id)
            super(RealestatePriceSchemeLine, line).write(own)
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self.scheme_id._check_draft()

    @api.model
    def _prepare_before_vals(self, scheme, unit):
        return {
            "area": unit.area,
            "unit_price_before": unit[f"{scheme.kind}_unit_price"],
            "price_before": unit[f"{scheme.kind}_price"],
        }

    @api.model
    def _complete(self, vals, unit):
        """Make unit price and total agree by the unit's basis; a total given together must agree (INV-4)."""
        if not unit.area:
            raise ValidationError(self.env._("%s has no area yet, so it cannot be priced.", unit.name))
        if vals.get("price") and vals.get("unit_price"):
            unit._check_price_agrees(vals["unit_price"], vals["price"], unit.area, unit.project_id)
        elif vals.get("price"):
            vals["unit_price"] = float_round(vals["price"] / unit.area, precision_digits=2)
        else:
            vals["price"] = unit._total_of(vals.get("unit_price"), unit.area, unit.project_id)

    def _is_below_floor(self):
        self.ensure_one()
        if self.scheme_id.kind == "list":
            return bool(self.price) and self.currency_id.compare_amounts(self.price, self.unit_id.floor_price) < 0
        if self.scheme_id.kind == "floor":
            listed = self.unit_id.list_price
            return bool(listed) and self.currency_id.compare_amounts(listed, self.price) < 0
        return False
