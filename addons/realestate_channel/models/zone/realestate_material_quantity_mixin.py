from odoo import api, fields, models
from odoo.tools import SQL


class RealestateMaterialQuantityMixin(models.AbstractModel):
    """How much of a material is in one place or with one person: one row, which is never below zero (CH-4)."""

    _name = "realestate.material.quantity.mixin"
    _description = "Quantity of a Material"
    _rec_name = "material_id"

    material_id = fields.Many2one("realestate.material", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    quantity = fields.Integer(required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(compute="_compute_value")

    @api.depends("quantity", "material_id.cost")
    def _compute_value(self):
        for row in self:
            row.value = row.quantity * row.material_id.cost

    @api.model
    def _change(self, keys, quantity, **columns):
        """Add ``quantity`` (below zero: take) to a row; return what it has then, None if it has too little.

        Two who take at one moment: the second waits for the first, and is asked again by Odoo.

        :param dict keys: ids by the columns that name the row
        :param columns: ids by its other columns, written where something is added
        """
        self.flush_model()
        table = SQL.identifier(self._table)
        if quantity >= 0:
            values = {**keys, **columns, "quantity": quantity}
            query = SQL(
                """INSERT INTO %(table)s AS held (%(names)s) VALUES %(values)s
                       ON CONFLICT (%(keys)s) DO UPDATE SET quantity = held.quantity + EXCLUDED.quantity, %(others)s
                   RETURNING quantity""",
                table=table,
                names=SQL(", ").join(map(SQL.identifier, values)),
                values=tuple(values.values()),
                keys=SQL(", ").join(map(SQL.identifier, keys)),
                others=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL.identifier("excluded", name)) for name in columns
                ),
            )
        else:
            query = SQL(
                """UPDATE %(table)s SET quantity = quantity + %(quantity)s
                    WHERE %(row)s AND quantity + %(quantity)s >= 0 RETURNING quantity""",
                table=table,
                quantity=quantity,
                row=SQL(" AND ").join(SQL("%s = %s", SQL.identifier(name), key) for name, key in keys.items()),
            )
        rows = self.env.execute_query(query)
        self.invalidate_model()
        return rows[0][0] if rows else None
