from datetime import timedelta

from odoo import api, fields, models


class RealestateUnitHold(models.TransientModel):
    """Ask a manager for reason and expiry; the hold itself is made by ``realestate.hold`` (INV-6)."""

    _name = "realestate.unit.hold"
    _description = "Hold Units"

    def _default_unit_ids(self):
        context = self.env.context
        return context.get("active_ids") if context.get("active_model") == "realestate.unit" else False

    unit_ids = fields.Many2many(
        "realestate.unit", string="Units", required=True, default=lambda self: self._default_unit_ids()
    )
    reason = fields.Char(required=True)
    expires_on = fields.Datetime(
        required=True, compute="_compute_expires_on", store=True, readonly=False, precompute=True
    )

    @api.depends("unit_ids")
    def _compute_expires_on(self):
        for wizard in self:
            days = wizard.unit_ids.project_id[:1].hold_days or 1
            wizard.expires_on = fields.Datetime.now().replace(microsecond=0) + timedelta(days=days)

    def action_hold(self):
        """Hold all chosen units, or none.

        :raises UserError: one of them is not available; says why
        """
        self.ensure_one()
        self.env["realestate.hold"].create(
            [{"unit_id": unit.id, "reason": self.reason, "expires_on": self.expires_on} for unit in self.unit_ids]
        )
        return {"type": "ir.actions.act_window_close"}
