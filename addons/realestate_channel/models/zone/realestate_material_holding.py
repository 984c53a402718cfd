from odoo import fields, models


class RealestateMaterialHolding(models.Model):
    """Who holds how much of a material that was issued to him: never below zero (CH-4)."""

    _name = "realestate.material.holding"
    _inherit = ["realestate.material.quantity.mixin"]
    _description = "Materials with Staff"
    _order = "user_id, material_id"

    user_id = fields.Many2one("res.users", string="Held by", required=True, readonly=True, index=True)
    team_id = fields.Many2one("realestate.channel.team", readonly=True, index="btree_not_null")

    _holder_uniq = models.UniqueIndex("(material_id, user_id)", "Somebody has one holding of a material.")
    _never_below_zero = models.Constraint("CHECK(quantity >= 0)", "He does not hold so much.")

    def _add(self, material, user, team, quantity):
        """Add ``quantity`` (below zero: take) to what somebody holds; return what he holds then, None if too little."""
        left = self._change(
            {"material_id": material.id, "user_id": user.id},
            quantity,
            team_id=team.id or None,
            company_id=material.company_id.id,
        )
        material.invalidate_recordset(["holding_ids", "held"])
        return left
