from odoo import Command, api, fields, models

from ..models.commission.commission_run import PolicyLine
from ..tools import commission


class RealestateCommissionExample(models.TransientModel):
    """What a policy would pay for a deal at a given price and standing; nothing is written (CH-7)."""

    _name = "realestate.commission.example"
    _description = "Example of a Commission"

    policy_id = fields.Many2one("realestate.commission.policy", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="policy_id.currency_id")
    price = fields.Monetary(string="Deal Price", required=True, default=1_000_000.0)
    share = fields.Float(string="Share (%)", digits=(5, 2), default=100.0, help="Of the consultant.")
    count_before = fields.Float(
        string="Deals before", digits=(12, 2), help="Of the period, before this one; for tiers by number."
    )
    amount_before = fields.Monetary(string="Sold before", help="In the period, before this one; for tiers by amount.")
    line_ids = fields.One2many(
        "realestate.commission.example.line", "example_id", string="Pays", compute="_compute_line_ids", store=True
    )
    total = fields.Monetary(compute="_compute_line_ids", store=True)

    @api.depends("policy_id", "price", "share", "count_before", "amount_before")
    def _compute_line_ids(self):
        for example in self:
            values = [row for line in example.policy_id.line_ids for row in example._example_rows(line)]
            example.line_ids = [Command.clear(), *(Command.create(row) for row in values)]
            example.total = sum(row["amount"] for row in values)

    def _example_rows(self, record):
        """Return the parts that a line of the policy pays, by the arithmetic of the real computation."""
        line = PolicyLine(record)
        share = (round(self.share * 100), commission.WHOLE) if record.role == "consultant" else (1, 1)
        base = commission.half_up(round(self.price * 100) * share[0], share[1])
        before, own = self._measures(line, base, share)
        if line.tax:
            base = commission.without_tax(base, line.tax)
        rows = []
        for piece in commission.slices(line.scale, before, own, before + own):
            numerator, denominator = commission.whole(line.scale.kind, piece.rate, piece, base, share)
            whole = commission.half_up(numerator, denominator)
            for part, cents in zip(
                line.parts, commission.split_parts(whole, line.weights, line.withheld), strict=False
            ):
                rows.append(
                    {
                        "policy_line_id": record.id,
                        "rate_text": record._rate_text(piece.rate / commission.RATE),
                        "event": part[1],
                        "threshold": float(part[0].partition(":")[2] or 0),
                        "is_withheld": part[2] is None,
                        "amount": cents / 100,
                    }
                )
        return rows

    def _measures(self, line, base, share):
        if line.scale.basis == "amount":
            return round(self.amount_before * 100), base
        return round(self.count_before * commission.COUNT), commission.half_up(commission.COUNT * share[0], share[1])
