from odoo import fields, models


class RealestateCallImportLine(models.TransientModel):
    """A person as the import read him, shown before anything is taken."""

    _name = "realestate.call.import.line"
    _description = "Preview of a Call List"
    _order = "id"

    import_id = fields.Many2one("realestate.call.import", required=True, index=True, ondelete="cascade")
    sheet = fields.Char(readonly=True)
    row = fields.Integer(readonly=True)
    name = fields.Char(readonly=True)
    numbers = fields.Char(readonly=True)
    place = fields.Char(readonly=True)
    note = fields.Char(readonly=True)
    problem = fields.Char(readonly=True)
