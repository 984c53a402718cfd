from odoo import api, fields, models

from ..models.realestate_project import PRICE_BASES, PROPERTY_TYPES
from ..tools import unit_table
from .unit_import_messages import SHEET_NOTES

SAMPLES = 3


class RealestateUnitImportSheet(models.TransientModel):
    """One sheet of the workbook: where its table is and what holds for all its units (INV-2)."""

    _name = "realestate.unit.import.sheet"
    _description = "Sheet of a Unit Table"
    _order = "sequence, id"

    import_id = fields.Many2one(
        "realestate.unit.import", string="Import Run", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    name = fields.Char(string="Sheet", readonly=True)
    include = fields.Boolean(string="Import", default=True)
    building = fields.Char(help="Of the rows whose building column is empty. A building that is new is created.")
    property_type = fields.Selection(PROPERTY_TYPES, required=True, default="residential")
    price_basis = fields.Selection(PRICE_BASES, help="Empty: as the building or its project says.")
    price_unit = fields.Selection(
        [("yuan", "Yuan"), ("wan", "10,000 Yuan"), ("mixed", "By column")],
        compute="_compute_price_unit",
        inverse="_inverse_price_unit",
    )
    header_first = fields.Integer(string="Heading from Row")
    header_last = fields.Integer(string="Heading to Row")
    column_ids = fields.One2many("realestate.unit.import.column", "sheet_id", string="Columns")
    mapping = fields.Char(string="What was Recognised", compute="_compute_mapping")
    note = fields.Char(compute="_compute_note")
    guess_note = fields.Char(readonly=True)
    create_count = fields.Integer(string="New", readonly=True)
    update_count = fields.Integer(string="Updated", readonly=True)
    unchanged_count = fields.Integer(string="Unchanged", readonly=True)
    live_count = fields.Integer(string="With Live Deal", readonly=True)
    left_out_count = fields.Integer(string="Left Out", readonly=True)
    error_count = fields.Integer(string="Errors", readonly=True)

    @api.depends("column_ids.price_unit", "column_ids.target")
    def _compute_price_unit(self):
        for sheet in self:
            units = {c.price_unit or "yuan" for c in sheet.column_ids if c.target in unit_table.PRICE_TARGETS}
            sheet.price_unit = "mixed" if len(units) > 1 else next(iter(units), False)

    def _inverse_price_unit(self):
        for sheet in self:
            if sheet.price_unit in ("yuan", "wan"):
                sheet.column_ids.filtered("is_price").price_unit = sheet.price_unit

    @api.depends("column_ids.target", "column_ids.name")
    def _compute_mapping(self):
        labels = dict(self.env["realestate.unit.import.column"]._fields["target"]._description_selection(self.env))
        for sheet in self:
            used = sheet.column_ids.filtered(lambda c: c.target not in (unit_table.IGNORE, unit_table.EXTRA))
            sheet.mapping = " · ".join(f"{labels[c.target]} {c.letter}" for c in used)

    @api.depends("include", "guess_note", "column_ids.target")
    def _compute_note(self):
        for sheet in self:
            sheet.note = sheet.guess_note or (sheet.include and sheet._mapping_error()) or False

    def _mapping_error(self):
        """Return what is wrong with the meanings of the columns, else an empty text."""
        targets = [c.target for c in self.column_ids if c.target not in (unit_table.IGNORE, unit_table.EXTRA)]
        if "number" not in targets:
            return self._say_note("no_number")
        labels = dict(self.env["realestate.unit.import.column"]._fields["target"]._description_selection(self.env))
        twice = {labels[target] for target in targets if targets.count(target) > 1}
        return self._say_note("twice") % ", ".join(sorted(twice)) if twice else ""

    @api.model
    def _say_note(self, code):
        return self.env._(SHEET_NOTES[code])

    @api.model
    def _prepare_sheet_vals(self, data, sequence, header=None):
        """Values of the sheet as guessed from ``data`` (SheetData)."""
        layout = unit_table.guess_layout(data, header)
        found = bool(layout.header[0])
        reason = "" if found and not data.hidden else self._say_note("hidden" if found else "no_table")
        return {
            "sequence": sequence,
            "name": data.name,
            "include": found and not data.hidden,
            "building": layout.building,
            "property_type": layout.property_type,
            "price_basis": layout.price_basis or False,
            "header_first": layout.header[0],
            "header_last": layout.header[1],
            "guess_note": reason,
            "column_ids": [
                fields.Command.create(self._prepare_column_vals(data, layout, column)) for column in layout.columns
            ],
        }

    @api.model
    def _prepare_column_vals(self, data, layout, column):
        target, factor = layout.columns[column]
        body = range(layout.header[1] + 1, min(len(data.rows), layout.header[1] + 30) + 1)
        samples = [text for row in body if (text := unit_table.as_text(data.cell(row, column)))]
        return {
            "index": column,
            "name": layout.headings[column],
            "sample": ", ".join(list(dict.fromkeys(samples))[:SAMPLES])[:60],
            "target": target,
            "price_unit": ("wan" if factor == unit_table.WAN else "yuan")
            if target in unit_table.PRICE_TARGETS
            else False,
        }
