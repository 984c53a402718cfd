from odoo import fields, models


class RealestateHandoverRate(models.TransientModel):
    """What the buyer says of his handover at the desk or on the phone (HND-1)."""

    _name = "realestate.handover.rate"
    _description = "Rate a Handover"

    handover_id = fields.Many2one("realestate.handover", required=True, ondelete="cascade")
    value = fields.Selection(
        [
            ("5", "5: very satisfied"),
            ("4", "4: satisfied"),
            ("3", "3: so-so"),
            ("2", "2: dissatisfied"),
            ("1", "1: very dissatisfied"),
        ],
        string="Satisfaction",
        required=True,
    )
    comment = fields.Text(string="What He Says")

    def action_rate(self):
        """Enter the rating."""
        self.ensure_one()
        return self.handover_id.action_rate(int(self.value), self.comment)
