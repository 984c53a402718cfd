from odoo import fields, models

from ..tools import unit_table

TARGET_LABELS = [
    ("building", "Building"),
    ("section", "Section"),
    ("floor", "Floor"),
    ("number", "Number"),
    ("code", "Unit Code"),
    ("property_type", "Property Type"),
    ("layout", "Layout"),
    ("orientation", "Orientation"),
    ("view", "View"),
    ("area_gross_presale", "Presale Gross Area"),
    ("area_inner_presale", "Presale Inner Area"),
    ("area_gross_final", "Final Gross Area"),
    ("area_inner_final", "Final Inner Area"),
    ("area_shared", "Shared Area (checked)"),
    ("floor_unit_price", "Floor Unit Price"),
    ("floor_price", "Floor Price"),
    ("list_unit_price", "List Unit Price"),
    ("list_price", "List Price"),
    ("filed_unit_price", "Filed Unit Price"),
    ("filed_price", "Filed Price"),
    ("note", "Remark"),
    ("for_sale", "For Sale (yes or no)"),
    ("extra", "Add to Remark"),
    ("ignore", "Not imported"),
]


class RealestateUnitImportColumn(models.TransientModel):
    """One column of a sheet and what it means: guessed, to be corrected (INV-2)."""

    _name = "realestate.unit.import.column"
    _description = "Column of a Unit Table"
    _order = "sheet_id, index"

    sheet_id = fields.Many2one("realestate.unit.import.sheet", required=True, index=True, ondelete="cascade")
    index = fields.Integer(required=True, readonly=True)
    letter = fields.Char(string="Column", compute="_compute_letter")
    name = fields.Char(string="Heading", readonly=True)
    sample = fields.Char(string="First Values", readonly=True)
    target = fields.Selection(TARGET_LABELS, string="Meaning", required=True, default="ignore")
    price_unit = fields.Selection([("yuan", "Yuan"), ("wan", "10,000 Yuan")], help="Only for columns of prices.")
    is_price = fields.Boolean(compute="_compute_is_price")

    def _compute_letter(self):
        for column in self:
            column.letter = unit_table.column_letter(column.index)

    def _compute_is_price(self):
        for column in self:
            column.is_price = column.target in unit_table.PRICE_TARGETS
