from odoo import fields, models


class RealestateJobObject(models.TransientModel):
    """Say why one does not confirm a job description; it goes back to human resources (HR-1)."""

    _name = "realestate.job.object"
    _description = "Objection to a Job Description"

    description_id = fields.Many2one(
        "realestate.job.description", string="Job Description", required=True, readonly=True, ondelete="cascade"
    )
    reason = fields.Text(required=True)

    def action_object(self):
        """Send the description back with the reason."""
        self.description_id._object(self.reason)
        return {"type": "ir.actions.act_window_close"}
