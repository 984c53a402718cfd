from odoo import api, fields, models
from odoo.tools import SQL


class RealestateMaterialHolding(models.Model):
    """Who holds how much of a material that was issued to him: never below zero (CH-4)."""

    _name = "realestate.material.holding"
    _description = "Materials with Staff"
    _order = "user_id, material_id"
    _rec_name = "material_id"

    material_id = fields.Many2one("realestate.material", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="Held by", required=True, readonly=True, index=True)
    team_id = fields.Many2one("realestate.channel.team", readonly=True, index="btree_not_null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    quantity = fields.Integer(required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(compute="_compute_value")

    _holder_uniq = models.UniqueIndex("(material_id, user_id)", "Somebody has one holding of a material.")
    _never_below_zero = models.Constraint("CHECK(quantity >= 0)", "He does not hold so much.")

    @api.depends("quantity", "material_id.cost")
    def _compute_value(self):
        for holding in self:
            holding.value = holding.quantity * holding.material_id.cost

    def _add(self, material, user, team, quantity):
        """Add ``quantity`` (below zero: take) to what somebody holds; return what he holds then, None if too little."""
        self.flush_model()
        if quantity >= 0:
            query = SQL(
                """
                INSERT INTO realestate_material_holding AS held (material_id, user_id, team_id, company_id, quantity)
                     VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (material_id, user_id)
                  DO UPDATE SET quantity = held.quantity + EXCLUDED.quantity, team_id = EXCLUDED.team_id
                  RETURNING quantity
                """,
                material.id,
                user.id,
                team.id or None,
                material.company_id.id,
                quantity,
            )
        else:
            query = SQL(
                """
                UPDATE realestate_material_holding SET quantity = quantity + %(quantity)s
                 WHERE material_id = %(material)s AND user_id = %(user)s AND quantity + %(quantity)s >= 0
                RETURNING quantity
                """,
                quantity=quantity,
                material=material.id,
                user=user.id,
            )
        rows = self.env.execute_query(query)
        self.invalidate_model()
        material.invalidate_recordset(["holding_ids", "held"])
        return rows[0][0] if rows else None
