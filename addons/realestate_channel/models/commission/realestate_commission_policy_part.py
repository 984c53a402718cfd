from odoo import api, fields, models

EVENTS = [
    ("subscribed", "Subscription"),
    ("signed", "Signing"),
    ("receipts", "Receipts reach a share of the price"),
    ("loan", "Loan received"),
    ("delivered", "Delivery"),
]


class RealestateCommissionPolicyPart(models.Model):
    """A part of a commission and the event that earns it (CH-7)."""

    _name = "realestate.commission.policy.part"
    _inherit = ["realestate.commission.policy.row.mixin"]
    _description = "Part of a Commission"
    _order = "policy_id, sequence, id"
    _rec_name = "event"

    policy_id = fields.Many2one("realestate.commission.policy", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True, precompute=True)
    sequence = fields.Integer(default=10)
    event = fields.Selection(
        EVENTS[:4],
        required=True,
        default="signed",
        help="A deal without a loan earns the part for the loan when its whole price is received.",
    )
    threshold = fields.Float(
        string="Received (%)", digits=(5, 2), help="Of the price, for the part that receipts earn."
    )
    percent = fields.Float(string="Part (%)", required=True, digits=(5, 2))

    _event_uniq = models.UniqueIndex("(policy_id, event, COALESCE(threshold, 0))", "This event earns a part already.")
    _percent_range = models.Constraint(
        "CHECK(percent > 0 AND percent <= 100)", "A part lies above 0% and is 100% at most."
    )
    _threshold_needed = models.Constraint(
        "CHECK(event != 'receipts' OR threshold > 0 AND threshold <= 100)",
        "Say which share of the price must be received: above 0%, at most 100%.",
    )

    @api.onchange("event")
    def _onchange_event(self):
        if self.event != "receipts":
            self.threshold = 0.0
        elif not self.threshold:
            self.threshold = 30.0

    def _key(self):
        """Return what a part is known by, the same in every version of a policy."""
        self.ensure_one()
        return f"receipts:{self.threshold:g}" if self.event == "receipts" else self.event
