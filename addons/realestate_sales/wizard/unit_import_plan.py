"""What an import of a unit table would do, worked out in full before anything is written."""

from collections import Counter, defaultdict

from odoo.exceptions import ValidationError

from ..tools import unit_table

# values of a row that go into the unit as they are
UNIT_FIELDS = (
    "section", "floor", "floor_label", "number", "property_type", "orientation", "view", "note",
    "not_for_sale", "not_for_sale_reason", *unit_table.AREA_TARGETS, *unit_table.PRICE_TARGETS,
)  # fmt: skip
BY_PIECE = ("parking", "storage")


class UnitImportPlan:
    """The rows of a workbook against what the project has: to create, to update, to leave alone, wrong.

    Needs a handful of queries whatever the number of rows. ``creates`` holds (row, vals), ``updates``
    (row, unit, vals); vals name buildings and layouts by their keys until ``apply`` has made them.
    """

    def __init__(self, wizard, sheets):
        self.wizard = wizard
        self.env = wizard.env
        self.project = wizard.project_id
        self.sheets = {sheet.name: sheet for sheet in sheets}
        self.left_out, self.problems = [], []
        self.creates, self.updates, self.unchanged, self.live = [], [], [], []
        self.counts = defaultdict(Counter)  # sheet → what → rows
        self.buildings, self.new_buildings = self._known_buildings(), {}
        self.layouts, self.new_layouts = self._known_layouts(), {}
        self._build()

    # ------------------------------------------------------------------ reading
    def _known_buildings(self):
        known = {}
        for building in self.env["realestate.building"].search([("project_id", "=", self.project.id)]):
            for name in (building.name, building.code):
                known.setdefault(unit_table.building_key(name), building)
        return known

    def _known_layouts(self):
        layouts = self.env["realestate.layout"].search([("project_id", "=", self.project.id)])
        return {unit_table.normalise(layout.name): layout for layout in layouts}

    def _build(self):
        rows = []  # (row, vals, building key) of units
        for sheet in self.wizard.sheet_ids.filtered("include"):
            rows += self._read_sheet(sheet)
        rows = self._give_codes(rows)
        self._compare(rows)
        for row, _vals in [*self.creates, *((row, vals) for row, _unit, vals in self.updates)]:
            self.problems += row.problems
        self.problems.sort(key=lambda p: (list(self.sheets).index(p.sheet), p.row, p.column))

    def _read_sheet(self, sheet):
        data = self.sheets[sheet.name]
        columns = {c.index: (c.target, unit_table.WAN if c.price_unit == "wan" else 1.0) for c in sheet.column_ids}
        headings = {column.index: column.name for column in sheet.column_ids}
        rounding = float(self.project.price_rounding)
        header = (sheet.header_first, sheet.header_last)
        found = []
        for row in unit_table.read_rows(data, header, columns, sheet.property_type, headings):
            if row.kind != "unit":
                self.left_out.append(row)
                self.counts[sheet.name]["left_out"] += row.kind not in ("title", "heading")
                continue
            key = self._building_of(row, sheet)
            basis = self._basis(key, sheet)
            unit_table.check_row(row, basis, rounding)
            vals = {name: row.values[name] for name in UNIT_FIELDS if name in row.values}
            vals["price_basis"] = basis
            if layout := row.values.get("layout"):
                vals["layout_id"] = self._layout_of(layout, vals["property_type"])
            found.append((row, vals, key))
        return found

    def _building_of(self, row, sheet):
        name = row.values.get("building") or sheet.building or ""
        key = unit_table.building_key(name)
        if not key:
            row.complain("building", "no_building", value="")
        elif key not in self.buildings and key not in self.new_buildings:
            self.new_buildings[key] = {
                "name": name,
                "code": key,
                "sequence": int(key) * 10 if key.isdigit() else 1000 + 10 * len(self.new_buildings),
                "project_id": self.project.id,
                "property_type": row.values["property_type"],
                "price_basis": sheet.price_basis if sheet.price_basis != self.project.price_basis else False,
            }
        return key

    def _basis(self, key, sheet):
        if sheet.price_basis:
            return sheet.price_basis
        if building := self.buildings.get(key):
            return building._price_basis()
        return self.project.price_basis

    def _layout_of(self, name, property_type):
        key = unit_table.normalise(name)
        if key not in self.layouts and key not in self.new_layouts:
            rooms, halls, baths = unit_table.parse_layout(name)
            self.new_layouts[key] = {
                "name": name,
                "project_id": self.project.id,
                "property_type": property_type,
                "room_count": rooms,
                "hall_count": halls,
                "bath_count": baths,
            }
        return key

    # ------------------------------------------------------------------ codes
    def _give_codes(self, rows):
        """Give each row its unit code; two rows of one code are an error (INV-2)."""
        zoned = self._zoned_buildings(rows)
        seen, kept = {}, []
        for row, vals, key in rows:
            if not vals.get("number"):
                self.problems += row.problems
                continue
            vals["code"] = row.values.get("code") or self._code(key, row, key in zoned)
            vals["building_id"] = key
            first = seen.setdefault(vals["code"], row)
            if first is not row:
                row.complain("number", "duplicate", code=vals["code"], sheet=first.sheet, row=first.number)
            kept.append((row, vals))
        return kept

    def _zoned_buildings(self, rows):
        """Buildings where the number of a space repeats from zone to zone, so that the zone is part of the code."""
        numbers = defaultdict(set)
        for _row, vals, key in rows:
            if vals["property_type"] in BY_PIECE:
                numbers[key, vals.get("number")].add(vals.get("section"))
        return {key for (key, _number), zones in numbers.items() if len(zones) > 1}

    def _code(self, key, row, zoned):
        building = self.buildings.get(key)
        code = building.code if building else key
        section = row.values.get("section")
        if row.values["property_type"] in BY_PIECE and not zoned:
            section = None
        return self.env["realestate.unit"]._unit_code_of(code, section, row.values["number"])

    # ------------------------------------------------------------------ against what is there
    def _compare(self, rows):
        names = [*UNIT_FIELDS, "price_basis", "code", "building_id", "layout_id"]
        found = self.env["realestate.unit"].search_fetch(
            [("project_id", "=", self.project.id), ("code", "in", [vals["code"] for _row, vals in rows])],
            [*names, "live_deal_id"],
        )
        units = {unit.code: unit for unit in found}
        for row, vals in rows:
            unit = units.get(vals["code"])
            if unit is None:
                self._plan_create(row, vals)
            elif unit.sudo().live_deal_id:
                self.live.append((row, vals))
                self.counts[row.sheet]["live"] += 1
            else:
                self._plan_update(row, unit, vals)

    def _plan_create(self, row, vals):
        self._complete(row, vals, vals)
        if self.wizard.release_id:
            vals["release_id"] = self.wizard.release_id.id
        self.creates.append((row, vals))
        self.counts[row.sheet]["create"] += 1

    def _plan_update(self, row, unit, vals):
        changes = {name: value for name, value in vals.items() if not self._same(unit, name, value)}
        if changes:
            stored = {name: unit[name] for name in (*unit_table.AREA_TARGETS, *unit_table.PRICE_TARGETS)}
            self._complete(row, changes, {**stored, "price_basis": unit.price_basis, **changes})
        if changes or row.problems:
            self.updates.append((row, unit, changes))
            self.counts[row.sheet]["update"] += bool(changes)
        else:
            self.unchanged.append(row)
            self.counts[row.sheet]["unchanged"] += 1

    def _same(self, unit, name, value):
        if name == "building_id":
            return unit.building_id == self.buildings.get(value)
        if name == "layout_id":
            return bool(unit.layout_id) and unit.layout_id == self.layouts.get(value)
        stored = unit[name]
        if isinstance(value, float):
            return abs(stored - value) < 0.005
        return (stored or False) == (value or False)

    def _complete(self, row, vals, known):
        """Let the unit's own rule fill in what one price implies, and refuse what it refuses."""
        if row.problems:
            return
        try:
            self.env["realestate.unit"]._complete_prices(vals, known, self.project)
        except ValidationError as error:
            row.complain("list_price", "rule", message=error.args[0])
        known = {**known, **vals}
        floor_price = known.get("floor_price") or 0.0
        if known.get("list_price") and known["list_price"] < floor_price:
            row.complain("list_price", "list_below_floor", value=known["list_price"], floor=f"{floor_price:.10g}")

    # ------------------------------------------------------------------ writing
    def apply(self):
        """Create and update; the caller has seen to it that there are no problems.

        :return: the units written
        """
        self.buildings |= self._create_missing("realestate.building", self.new_buildings)
        self.layouts |= self._create_missing("realestate.layout", self.new_layouts)
        unit_model = self.env["realestate.unit"].with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            mail_notrack=True,
            realestate_price_source="import",
            realestate_bulk_insert=True,
        )
        created = unit_model.create([self._with_ids(vals) for _row, vals in self.creates])
        self._write_updates(unit_model)
        return unit_model.browse([*created.ids, *(unit.id for _row, unit, _vals in self.updates)])

    def _write_updates(self, unit_model):
        """Write prices in one go, with their history, and what else changes in a write for each different change."""
        inputs = unit_model._price_inputs()
        prices, groups = {}, defaultdict(list)
        for _row, unit, changes in self.updates:
            vals = self._with_ids(changes)
            if own := {name: value for name, value in vals.items() if name in inputs}:
                prices[unit.id] = own
            if other := tuple(sorted((name, value) for name, value in vals.items() if name not in inputs)):
                groups[other].append(unit.id)
        if prices:
            unit_model.browse(prices)._write_prices(prices)
        for vals, unit_ids in groups.items():
            unit_model.browse(unit_ids).write(dict(vals))

    def _create_missing(self, model, new):
        used = {vals.get("building_id") for _row, vals in self.creates} | {
            vals.get("layout_id") for _row, vals in self.creates
        }
        for _row, _unit, vals in self.updates:
            used |= {vals.get("building_id"), vals.get("layout_id")}
        wanted = {key: vals for key, vals in new.items() if key in used}
        records = self.env[model].create(list(wanted.values()))
        return dict(zip(wanted, records, strict=True))

    def _with_ids(self, vals):
        vals = dict(vals)
        if "building_id" in vals:
            vals["building_id"] = self.buildings[vals["building_id"]].id
        if "layout_id" in vals:
            vals["layout_id"] = self.layouts[vals["layout_id"]].id
        return vals
