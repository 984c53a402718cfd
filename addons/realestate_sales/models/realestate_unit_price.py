from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import float_compare, float_round

PRICE_KINDS = ("floor", "list", "filed")
AREA_FIELDS = ("area_gross_presale", "area_inner_presale", "area_gross_final", "area_inner_final")


class RealestateUnit(models.Model):
    """What a unit costs: three prices, each as unit price and total that agree by the basis (INV-4)."""

    _inherit = "realestate.unit"

    # in the company's currency
    floor_unit_price = fields.Monetary(
        string="Floor Price per ㎡", help="Per ㎡, or per unit where the basis is the unit."
    )
    floor_price = fields.Monetary(help="The lowest total a deal may have without the general manager.")
    list_unit_price = fields.Monetary(
        string="List Price per ㎡", help="Per ㎡, or per unit where the basis is the unit."
    )
    list_price = fields.Monetary(index=True)
    filed_unit_price = fields.Monetary(
        string="Filed Price per ㎡", help="Per ㎡, or per unit where the basis is the unit."
    )
    filed_price = fields.Monetary(help="Total filed with the authority.")
    price_confirmed = fields.Boolean(
        default=True,
        help="Not set on a unit freed by a withdrawal until its price has been confirmed again (DEAL-7).",
    )
    price_history_ids = fields.One2many("realestate.price.history", "unit_id")

    _list_above_floor = models.Constraint(
        "CHECK(COALESCE(list_price, 0) = 0 OR list_price >= COALESCE(floor_price, 0))",
        "The list price may not be below the floor price.",
    )
    _prices_positive = models.Constraint(
        "CHECK(COALESCE(list_price, 0) >= 0 AND COALESCE(floor_price, 0) >= 0 AND COALESCE(filed_price, 0) >= 0)",
        "A price cannot be negative.",
    )

    @api.onchange(*(f"{kind}_unit_price" for kind in PRICE_KINDS))
    def _onchange_unit_price(self):
        for kind in PRICE_KINDS:
            if self.area and not self._price_agrees(kind):
                self[f"{kind}_price"] = self._total_of(self[f"{kind}_unit_price"], self.area, self.project_id)

    @api.onchange(*(f"{kind}_price" for kind in PRICE_KINDS))
    def _onchange_total(self):
        for kind in PRICE_KINDS:
            if self.area and not self._price_agrees(kind):
                self[f"{kind}_unit_price"] = float_round(self[f"{kind}_price"] / self.area, precision_digits=2)

    @api.onchange("price_basis", *AREA_FIELDS)
    def _onchange_area(self):
        area = self._area_of(self)
        for kind in PRICE_KINDS:
            if area and self[f"{kind}_unit_price"]:
                self[f"{kind}_price"] = self._total_of(self[f"{kind}_unit_price"], area, self.project_id)

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        buildings = self.env["realestate.building"].browse({vals["building_id"] for vals in vals_list})
        for vals in vals_list:
            building = buildings.browse(vals["building_id"])
            vals.setdefault("price_basis", building._price_basis())
            self._complete_prices(vals, vals, building.project_id)
        units = super().create(vals_list)
        self.env["realestate.price.history"]._log_first_prices(units)
        return units

    def write(self, vals):
        inputs = self._price_inputs() & vals.keys()
        if not inputs:
            return super().write(vals)
        prices = {unit.id: {name: vals[name] for name in inputs} for unit in self}
        return self._write_prices(prices, {name: value for name, value in vals.items() if name not in inputs})

    def _write_prices(self, prices, common=None):
        """Write price inputs that may differ from unit to unit, completed and logged, in as few writes as there
        are different results.

        :param dict prices: unit id → price inputs to write (¥, ㎡); completed by the basis (INV-4)
        :param dict common: other values, the same for all units
        """
        before = self._price_table()
        groups = defaultdict(list)
        for unit in self:
            own = dict(prices[unit.id])
            self._complete_prices(own, {**unit._price_snapshot(), **own}, unit.project_id)
            groups[tuple(sorted(own.items()))].append(unit.id)
        for own, unit_ids in groups.items():
            super(RealestateUnit, self.browse(unit_ids)).write({**dict(own), **(common or {})})
        self._log_price_changes(before)
        return True

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_confirm_price(self):
        """Put units freed by a withdrawal back on sale at the prices they have now (DEAL-7).

        An administrator confirms by a price scheme, which a director approves.

        :raises AccessError: the user is no director
        """
        if not self.env.user.has_group("realestate_sales.realestate_sales_group_director"):
            raise AccessError(
                self.env._("Only a director confirms prices; a price scheme that he approved confirms them too.")
            )
        self.check_access("read")
        units = self.filtered(lambda unit: not unit.price_confirmed).sudo()
        units.price_confirmed = True
        units._message_log_batch(bodies=dict.fromkeys(units.ids, self.env._("Price confirmed.")))
        return True

    # ------------------------------------------------------------------
    # consistency
    # ------------------------------------------------------------------
    @api.model
    def _price_inputs(self):
        """Names of the fields whose change may change a price: areas, basis, unit prices, totals."""
        names = {"price_basis", *AREA_FIELDS}
        names |= {f"{kind}_{what}" for kind in PRICE_KINDS for what in ("unit_price", "price")}
        return names

    def _price_snapshot(self):
        self.ensure_one()
        return {name: self[name] for name in self._price_inputs()}

    @api.model
    def _complete_prices(self, vals, known, project):
        """Fill in ``vals`` the unit price or the total that the other one implies (INV-4).

        A unit price given alone makes the total (rounded as the project does); a total given alone
        makes the unit price (to the cent); both given must agree within that rounding.

        :param dict vals: what is being written; completed in place
        :param dict known: all price inputs as they will be: what is stored, overlaid with ``vals``
        :raises ValidationError: the two disagree
        """
        known = defaultdict(float, known)
        known["price_basis"] = known["price_basis"] or "gross"
        area = self._area_of(known)
        if not area:
            return
        area_changed = any(name.startswith("area_") or name == "price_basis" for name in vals)
        for kind in PRICE_KINDS:
            by_area, total = f"{kind}_unit_price", f"{kind}_price"
            if vals.get(by_area) and vals.get(total):
                self._check_price_agrees(vals[by_area], vals[total], area, project)
            elif vals.get(total) and not vals.get(by_area):
                vals[by_area] = float_round(vals[total] / area, precision_digits=2)
            elif by_area in vals or total in vals or (area_changed and known[by_area]):
                # a total emptied alone empties its unit price too
                unit_price = vals.get(by_area, 0.0 if total in vals else known[by_area]) or 0.0
                vals[by_area] = unit_price
                vals[total] = self._total_of(unit_price, area, project)

    @api.model
    def _total_of(self, unit_price, area, project):
        total = (unit_price or 0.0) * area
        return project._round_total(total) if project else float_round(total, precision_digits=2)

    def _price_agrees(self, kind):
        self.ensure_one()
        tolerance = self._price_tolerance(self.area, self.project_id)
        difference = abs(self[f"{kind}_unit_price"] * self.area - self[f"{kind}_price"])
        return float_compare(difference, tolerance, precision_digits=2) <= 0

    @api.model
    def _price_tolerance(self, area, project):
        # a unit price derived from a total is off by at most half a cent a ㎡
        return float(project.price_rounding or "1") + area * 0.005

    @api.model
    def _check_price_agrees(self, unit_price, total, area, project):
        tolerance, difference = self._price_tolerance(area, project), abs(unit_price * area - total)
        if difference > tolerance and float_compare(difference, tolerance, precision_digits=2) > 0:
            raise ValidationError(
                self.env._(
                    "Unit price %(unit_price)s × %(area)s makes %(computed)s, not the total %(total)s. "
                    "Give one of the two, or correct one.",
                    unit_price=unit_price,
                    area=area,
                    computed=self._total_of(unit_price, area, project),
                    total=total,
                )
            )

    # ------------------------------------------------------------------
    # history
    # ------------------------------------------------------------------
    def _price_table(self):
        """Return unit id → kind → (unit price, total), in ¥."""
        return {
            unit.id: {kind: (unit[f"{kind}_unit_price"], unit[f"{kind}_price"]) for kind in PRICE_KINDS}
            for unit in self
        }

    def _log_price_changes(self, before):
        """Put every price that is not what it was into the price history (INV-4)."""
        rows = []
        for unit_id, now in self._price_table().items():
            was = before[unit_id]
            rows += [
                (unit_id, kind, *was[kind], *now[kind])
                for kind in PRICE_KINDS
                if any(
                    float_compare(old, new, precision_digits=2) for old, new in zip(was[kind], now[kind], strict=True)
                )
            ]
        self.env["realestate.price.history"]._log(rows)
