from odoo import api, fields, models

from ..models.customer.crm_lead import SOURCES


class RealestateReceptionCorrect(models.TransientModel):
    """Asks what was written wrongly in the registration book, and why it is changed (CUS-1)."""

    _name = "realestate.reception.correct"
    _description = "Correct a Registration"

    reception_id = fields.Many2one("realestate.reception", required=True, ondelete="cascade")
    name = fields.Char(string="Visitor", compute="_compute_values", store=True, readonly=False, required=True)
    phone = fields.Char(
        string="New Phone", help="Only where the number is wrong: the full number. Empty keeps the one in the book."
    )
    source = fields.Selection(SOURCES, compute="_compute_values", store=True, readonly=False, required=True)
    medium_id = fields.Many2one(
        "utm.medium", string="How They Heard of Us", compute="_compute_values", store=True, readonly=False
    )
    reason = fields.Char(required=True, help="Stays in the trail of the line with the old and the new value.")

    @api.depends("reception_id")
    def _compute_values(self):
        for wizard in self:
            line = wizard.reception_id
            wizard.name, wizard.source, wizard.medium_id = line.name, line.source, line.medium_id

    def action_apply(self):
        """Correct the line with the reason given."""
        self.ensure_one()
        vals = {"name": self.name, "source": self.source, "medium_id": self.medium_id.id}
        if self.phone:
            vals["phone"] = self.phone
        self.reception_id._correct(vals, self.reason)
        # the number stays in the book alone
        self.phone = False
        return {"type": "ir.actions.act_window_close"}
