from odoo import api, fields, models


class RealestateServiceReason(models.TransientModel):
    """Ask why files are sent back, refused or cancelled; the file's verb does it (SRV-1)."""

    _name = "realestate.service.reason"
    _description = "Reason for a Service File"

    verb = fields.Selection(
        [("back", "Send back"), ("refuse", "Refused"), ("cancel", "Cancel")], required=True, default="back"
    )
    service_ids = fields.Many2many("realestate.service", string="Service Files", required=True)
    allowed_stage_ids = fields.Many2many("realestate.service.stage", compute="_compute_allowed_stage_ids")
    stage_id = fields.Many2one(
        "realestate.service.stage",
        string="Back to",
        compute="_compute_stage_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', allowed_stage_ids)]",
    )
    reason = fields.Text(required=True)

    @api.depends("service_ids")
    def _compute_allowed_stage_ids(self):
        """Where all of the files may go."""
        for wizard in self:
            stages = [service._allowed_back().stage_id for service in wizard.service_ids]
            allowed = stages[0] if stages else wizard.env["realestate.service.stage"]
            for others in stages[1:]:
                allowed &= others
            wizard.allowed_stage_ids = allowed

    @api.depends("allowed_stage_ids", "verb")
    def _compute_stage_id(self):
        for wizard in self:
            if wizard.stage_id not in wizard.allowed_stage_ids:
                nearest = [service._allowed_back()[:1].stage_id for service in wizard.service_ids]
                wizard.stage_id = nearest[0] if nearest and wizard.verb == "back" else False

    def action_confirm(self):
        """Send back, refuse or cancel the files with the reason."""
        self.ensure_one()
        if self.verb == "back":
            self.service_ids.action_send_back(self.reason, self.stage_id.id)
        elif self.verb == "refuse":
            self.service_ids.action_refuse(self.reason)
        else:
            self.service_ids.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
