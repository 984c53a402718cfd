from odoo import models


class RealestateDeal(models.Model):
    _name = "realestate.deal"
    _inherit = ["realestate.deal", "realestate.board.mixin"]

    _board_fields = frozenset(("price", "sign_deadline", "state", "unit_price", "user_id"))

    def _board_units(self):
        return self.unit_id
