from odoo import api, fields, models
from odoo.tools import SQL


class RealestateMaterialStock(models.Model):
    """How much of a material a store has: one row, which is never below zero, whoever takes at one moment (CH-4)."""

    _name = "realestate.material.stock"
    _inherit = ["realestate.material.quantity.mixin"]
    _description = "Stock of Materials"
    _order = "place_id, material_id"

    place_id = fields.Many2one(
        "realestate.material.place", string="Store", required=True, readonly=True, index=True, ondelete="restrict"
    )
    project_id = fields.Many2one("realestate.project", required=True, readonly=True, index=True)
    minimum = fields.Integer(related="material_id.minimum", string="Warn at")
    is_low = fields.Boolean(compute="_compute_is_low", search="_search_is_low", string="Low")

    _place_uniq = models.UniqueIndex("(material_id, place_id)", "A store has one stock of a material.")
    _never_below_zero = models.Constraint("CHECK(quantity >= 0)", "There is not so much in stock.")

    @api.depends("quantity", "material_id.minimum")
    def _compute_is_low(self):
        for stock in self:
            stock.is_low = stock.quantity <= stock.material_id.minimum

    def _search_is_low(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = self.env.execute_query(
            SQL(
                """SELECT stock.id FROM realestate_material_stock AS stock
                     JOIN realestate_material AS material ON material.id = stock.material_id
                    WHERE stock.quantity <= COALESCE(material.minimum, 0)""",
                to_flush=[self._fields["quantity"], self.env["realestate.material"]._fields["minimum"]],
            )
        )
        return [("id", "in" if True in value else "not in", [stock_id for [stock_id] in rows])]

    def _add(self, material, place, quantity):
        """Add ``quantity`` (below zero: take) to what a store has; return what it has then, None if it has too little."""
        left = self._change(
            {"material_id": material.id, "place_id": place.id},
            quantity,
            project_id=place.project_id.id,
            company_id=place.company_id.id,
        )
        material.invalidate_recordset(["stock_ids", "quantity", "is_low"])
        return left
