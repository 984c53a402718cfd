from odoo import fields, models


class RealestateHandoverBook(models.TransientModel):
    """Which slot the buyer takes (HND-1)."""

    _name = "realestate.handover.book"
    _description = "Book a Slot"

    handover_id = fields.Many2one("realestate.handover", required=True, ondelete="cascade")
    plan_id = fields.Many2one(related="handover_id.plan_id")
    slot_id = fields.Many2one(
        "realestate.handover.slot",
        required=True,
        ondelete="cascade",
        domain="[('plan_id', '=', plan_id), ('day', '>=', context_today())]",
    )

    def action_book(self):
        """Book it; a full one says so."""
        self.ensure_one()
        return self.handover_id.action_book(self.slot_id)
