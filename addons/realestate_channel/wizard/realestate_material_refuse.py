from odoo import fields, models


class RealestateMaterialRefuse(models.TransientModel):
    """Why a request for materials is refused."""

    _name = "realestate.material.refuse"
    _description = "Refuse a Request for Materials"

    request_id = fields.Many2one("realestate.material.request", required=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_refuse(self):
        self.ensure_one()
        return self.request_id.action_refuse(self.reason)
