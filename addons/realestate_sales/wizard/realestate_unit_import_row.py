from odoo import fields, models

from ..models.realestate_project import PROPERTY_TYPES


class RealestateUnitImportRow(models.TransientModel):
    """A unit as it would be imported, shown before it is (INV-2)."""

    _name = "realestate.unit.import.row"
    _description = "Preview of an Imported Unit"
    _order = "id"

    import_id = fields.Many2one(
        "realestate.unit.import", string="Import Run", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="import_id.currency_id")
    sheet = fields.Char()
    row = fields.Integer()
    action = fields.Selection([("create", "New"), ("update", "Update")])
    code = fields.Char(string="Unit Code")
    building = fields.Char()
    section = fields.Char()
    floor = fields.Char()
    number = fields.Char()
    property_type = fields.Selection(PROPERTY_TYPES)
    layout = fields.Char()
    area_gross_presale = fields.Float(string="Gross Area", digits="Real Estate Area")
    area_inner_presale = fields.Float(string="Inner Area", digits="Real Estate Area")
    floor_price = fields.Monetary()
    list_unit_price = fields.Monetary()
    list_price = fields.Monetary()
    note = fields.Char(string="Remark")
    not_for_sale = fields.Boolean()
    changes = fields.Char()
