from odoo import fields, models


class RealestateAppraisalReason(models.TransientModel):
    """Asks for the words that a step of an appraisal needs; the appraisal takes the step (HR-3)."""

    _name = "realestate.appraisal.reason"
    _description = "Reason for a Step of an Appraisal"

    appraisal_id = fields.Many2one("realestate.appraisal", required=True, readonly=True, ondelete="cascade")
    kind = fields.Selection(
        [
            ("object", "Object"),
            ("answer", "Answer the Objection"),
            ("uphold", "The Appraisal Stands"),
            ("give_back", "Back to the Superior"),
            ("confirm_for", "Confirm in His Place"),
            ("reopen", "Reopen"),
        ],
        required=True,
        readonly=True,
    )
    objection = fields.Text(related="appraisal_id.objection")
    answer = fields.Text(related="appraisal_id.answer")
    reason = fields.Text(required=True)

    def action_done(self):
        self.ensure_one()
        self.appraisal_id._step_with_reason(self.kind, self.reason)
        return {"type": "ir.actions.act_window_close"}
