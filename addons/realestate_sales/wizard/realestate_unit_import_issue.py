from odoo import fields, models


class RealestateUnitImportIssue(models.TransientModel):
    """A row or cell that is not imported, and why (INV-2)."""

    _name = "realestate.unit.import.issue"
    _description = "Row Left Out of an Import"
    _order = "id"

    import_id = fields.Many2one(
        "realestate.unit.import", string="Import Run", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [("error", "Error"), ("left_out", "Left out"), ("live_deal", "Live deal")], required=True, index=True
    )
    sheet = fields.Char()
    row = fields.Integer()
    column = fields.Char()
    value = fields.Char(string="Content")
    reason = fields.Char()
