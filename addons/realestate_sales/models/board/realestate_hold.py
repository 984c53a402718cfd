from odoo import models


class RealestateHold(models.Model):
    _name = "realestate.hold"
    _inherit = ["realestate.hold", "realestate.board.mixin"]

    _board_fields = frozenset(("expires_on", "user_id"))

    def _board_units(self):
        return self.unit_id
