from odoo import api, fields, models

from odoo.addons.realestate_sales.tools.unit_table import as_text, column_letter

SAMPLES = 3


class RealestateCallImportColumn(models.TransientModel):
    """What a column of the file means, as guessed, and corrected by the user."""

    _name = "realestate.call.import.column"
    _description = "Column of a Call List"
    _order = "sheet_number, number"

    import_id = fields.Many2one("realestate.call.import", required=True, index=True, ondelete="cascade")
    sheet_number = fields.Integer(readonly=True)
    sheet = fields.Char(readonly=True)
    header = fields.Integer(readonly=True)
    number = fields.Integer(readonly=True)
    letter = fields.Char(string="Column", readonly=True)
    heading = fields.Char(readonly=True)
    sample = fields.Char(string="For Example", readonly=True)
    target = fields.Selection(
        [
            ("phone", "Phone Number"),
            ("name", "Name"),
            ("place", "Estate or Address"),
            ("note", "Note"),
            ("extra", "Keep in the Note"),
            ("ignore", "Leave out"),
        ],
        string="Meaning",
        required=True,
        default="ignore",
    )

    @api.model
    def _prepare_columns(self, sheet_number, sheet, layout):
        """Return the values of a record for each column of a sheet."""
        return [
            {
                "sheet_number": sheet_number,
                "sheet": sheet.name,
                "header": layout.header,
                "number": number,
                "letter": column_letter(number),
                "heading": layout.headings.get(number),
                "sample": self._samples(sheet, layout, number),
                "target": target,
            }
            for number, target in layout.columns.items()
        ]

    @api.model
    def _samples(self, sheet, layout, number):
        found = []
        for row in range(layout.header + 1, len(sheet.rows) + 1):
            if text := as_text(sheet.cell(row, number)):
                found.append(text[:20])
            if len(found) == SAMPLES:
                break
        return " | ".join(found)
