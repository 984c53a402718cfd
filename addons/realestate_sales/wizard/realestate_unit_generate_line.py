from odoo import fields, models


class RealestateUnitGenerateLine(models.TransientModel):
    """What the units at one position of every floor have in common (INV-2)."""

    _name = "realestate.unit.generate.line"
    _description = "Room of a Floor"
    _order = "position, id"

    wizard_id = fields.Many2one("realestate.unit.generate", required=True, ondelete="cascade", index=True)
    project_id = fields.Many2one(related="wizard_id.project_id")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    position = fields.Integer(
        string="Room Position", required=True, readonly=True, help="1 is the first room of each floor."
    )
    layout_id = fields.Many2one("realestate.layout", domain="[('project_id', '=', project_id)]")
    orientation = fields.Char()
    view = fields.Char(string="Outlook")
    area_gross = fields.Float(string="Gross Area", digits="Real Estate Area", help="㎡, presale survey")
    area_inner = fields.Float(string="Inner Area", digits="Real Estate Area", help="㎡, presale survey")
    list_unit_price = fields.Monetary(string="List Price per ㎡", help="Only where it differs from the building's.")

    def _prepare_unit_vals(self):
        """Values of a unit at this position; the wizard's where the line leaves them open."""
        self.ensure_one()
        vals = {
            "layout_id": self.layout_id.id,
            "orientation": self.orientation,
            "view": self.view,
            "area_gross_presale": self.area_gross,
            "area_inner_presale": self.area_inner,
        }
        if self.list_unit_price:
            vals["list_unit_price"] = self.list_unit_price
        return vals
