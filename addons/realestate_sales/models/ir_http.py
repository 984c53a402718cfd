from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Open the web client where the user's role begins its day, unless he chose a home action himself."""
        info = super().session_info()
        if info.get("uid") and not info.get("home_action_id") and self.env.user._is_internal():
            info["home_action_id"] = self.env.user._realestate_home_action().id
        return info
