import re

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.realestate_project import PROPERTY_TYPES

MAX_UNITS = 5000
PREVIEW_UNITS = 12


class RealestateUnitGenerate(models.TransientModel):
    """Build a building's unit table from sections, floors and rooms (INV-2)."""

    _name = "realestate.unit.generate"
    _description = "Generate Units"

    building_id = fields.Many2one("realestate.building", required=True, ondelete="cascade")
    project_id = fields.Many2one(related="building_id.project_id")
    currency_id = fields.Many2one(related="project_id.currency_id")
    sections = fields.Char(help="Names of the sections, separated by commas. Empty: the building has none.")
    floor_from = fields.Integer(required=True, default=1, help="Negative below ground; there is no floor 0.")
    floor_to = fields.Integer(required=True, default=18)
    skip_floors = fields.Char(help="Floors that do not exist or have no units: 4, 13-14.")
    units_per_floor = fields.Integer(string="Units a Floor", required=True, default=4, help="In each section.")
    skip_numbers = fields.Char(help="Room numbers that are left out, as 4, 13-14; the next number takes their place.")
    numbering = fields.Selection(
        [
            ("number", "Number (001, 002 … through the building)"),
            ("floor", "Floor + number (1203)"),
            ("section", "Section + floor + number (2-1203)"),
        ],
        required=True,
        default="floor",
    )
    digits = fields.Integer(string="Digits of the Number", required=True, default=2)
    property_type = fields.Selection(
        PROPERTY_TYPES, required=True, compute="_compute_property_type", store=True, readonly=False, precompute=True
    )
    list_unit_price = fields.Monetary(string="List Price per ㎡", help="Per unit where the basis is the unit.")
    floor_unit_price = fields.Monetary(string="Floor Price per ㎡", help="Per unit where the basis is the unit.")
    line_ids = fields.One2many(
        "realestate.unit.generate.line",
        "wizard_id",
        string="Rooms of a Floor",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    unit_count = fields.Integer(compute="_compute_preview", string="Number of Units")
    preview = fields.Char(compute="_compute_preview", string="First Units")
    problem = fields.Char(compute="_compute_preview")

    _floors_order = models.Constraint("CHECK(floor_from <= floor_to)", "The lowest floor is above the highest one.")
    _units_positive = models.Constraint("CHECK(units_per_floor > 0)", "There must be 1 unit a floor at least.")
    _digits_range = models.Constraint("CHECK(digits BETWEEN 1 AND 6)", "A number has 1 to 6 digits.")

    @api.depends("building_id")
    def _compute_property_type(self):
        for wizard in self:
            wizard.property_type = wizard.building_id.property_type

    @api.depends("units_per_floor")
    def _compute_line_ids(self):
        for wizard in self:
            count = min(max(wizard.units_per_floor, 0), 100)
            kept = wizard.line_ids.filtered_domain([("position", "<=", count)])
            missing = sorted(set(range(1, count + 1)) - set(kept.mapped("position")))
            wizard.line_ids = [
                *(Command.unlink(line.id) for line in wizard.line_ids - kept),
                *(Command.create({"position": position}) for position in missing),
            ]

    @api.depends(
        "building_id", "sections", "floor_from", "floor_to", "skip_floors", "units_per_floor", "skip_numbers",
        "numbering", "digits",
    )  # fmt: skip
    def _compute_preview(self):
        for wizard in self:
            wizard.unit_count, wizard.preview, wizard.problem = 0, False, False
            try:
                places = wizard._places()
            except UserError as error:
                wizard.problem = error.args[0]
                continue
            wizard.unit_count = len(places)
            shown = [" ".join(filter(None, (section, number))) for section, _f, number, _p in places[:PREVIEW_UNITS]]
            wizard.preview = ", ".join(shown) + (" …" if len(places) > PREVIEW_UNITS else "")
            wizard.problem = wizard._duplicate_message(places)

    def action_generate(self):
        """Create all units at once, or none.

        :return: action that shows them
        :raises UserError: a unit exists already, or a parameter makes no sense; says which
        """
        self.ensure_one()
        places = self._places()
        if problem := self._duplicate_message(places):
            raise UserError(problem)
        units = (
            self.env["realestate.unit"]
            .with_context(tracking_disable=True, realestate_price_source="generate")
            .create(self._prepare_unit_vals_list(places))
        )
        return {**self.building_id.action_view_units(), "domain": [("id", "in", units.ids)]}

    def _places(self):
        """Return (section, floor, number, position in the floor) of every unit to make.

        :raises UserError: a list of floors or numbers cannot be read, nothing is left, or it is too much
        """
        self.ensure_one()
        sections = [part.strip() for part in re.split(r"[,，、;；]", self.sections or "") if part.strip()] or [""]
        skipped = self._parse_numbers(self.skip_floors)
        floors = [f for f in range(self.floor_from, self.floor_to + 1) if f and f not in skipped]
        count = len(sections) * len(floors) * self.units_per_floor
        if count <= 0:
            raise UserError(self.env._("No unit is left to generate. Check the floors and the units a floor."))
        if count > MAX_UNITS:
            raise UserError(
                self.env._(
                    "That would be %(count)s units; generate at most %(limit)s at once.", count=count, limit=MAX_UNITS
                )
            )
        positions = range(1, self.units_per_floor + 1)
        numbers = self._numbers()
        rooms = dict(zip(positions, numbers, strict=False)) if self.numbering != "number" else {}
        return [
            (section, floor, self._number(section, sections, floor, rooms.get(position) or next(numbers)), position)
            for section in sections
            for floor in floors
            for position in positions
        ]

    def _numbers(self):
        skipped, number = self._parse_numbers(self.skip_numbers), 0
        while True:
            number += 1
            if number not in skipped:
                yield number

    def _number(self, section, sections, floor, room):
        room = str(room).zfill(self.digits)
        if self.numbering == "number":
            return room
        storey = f"B{-floor}" if floor < 0 else str(floor)
        if self.numbering == "floor":
            return f"{storey}{room}"
        digits = re.search(r"\d+", section)
        return f"{digits.group() if digits else sections.index(section) + 1}-{storey}{room}"

    def _parse_numbers(self, text):
        numbers = set()
        for part in re.split(r"[,，、;；\s]+", (text or "").strip()):
            if not part:
                continue
            match = re.fullmatch(r"(-?\d+)(?:\s*[-~至]\s*(-?\d+))?", part)
            if not match:
                raise UserError(self.env._("“%s” is not a number or a range. Write for example: 4, 13-14.", part))
            first = int(match.group(1))
            last = int(match.group(2) or first)
            if last - first > 1000:
                raise UserError(self.env._("The range “%s” is too long.", part))
            numbers.update(range(first, last + 1))
        return numbers

    def _duplicate_message(self, places):
        self.ensure_one()
        unit = self.env["realestate.unit"]
        codes = [unit._unit_code(self.building_id, section, number) for section, _floor, number, _position in places]
        taken = unit.sudo().search(
            [("project_id", "=", self.building_id.project_id.id), ("code", "in", codes)], order="code"
        )
        if not taken:
            return False
        return self.env._(
            "%(count)s of these units exist already: %(units)s. Change floors, sections or numbers.",
            count=len(taken),
            units=", ".join(taken[:5].mapped("code")),
        )

    def _prepare_unit_vals_list(self, places):
        self.ensure_one()
        templates = {line.position: line._prepare_unit_vals() for line in self.line_ids}
        unit = self.env["realestate.unit"]
        return [
            {
                "building_id": self.building_id.id,
                "code": unit._unit_code(self.building_id, section, number),
                "section": section or False,
                "floor": floor,
                "number": number,
                "property_type": self.property_type,
                "list_unit_price": self.list_unit_price,
                "floor_unit_price": self.floor_unit_price,
                **templates.get(position, {}),
            }
            for section, floor, number, position in places
        ]
