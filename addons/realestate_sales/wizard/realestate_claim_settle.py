from odoo import Command, api, fields, models


class RealestateClaimSettle(models.TransientModel):
    """How the sides of an undecided claim share the deal, as one of them proposes (CUS-7)."""

    _name = "realestate.claim.settle"
    _description = "Propose a Split"

    claim_id = fields.Many2one("realestate.claim", required=True, readonly=True)
    line_ids = fields.One2many("realestate.claim.settle.line", "wizard_id", string="Shares")
    total = fields.Float(compute="_compute_total", digits=(5, 2))

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        claim = self.env["realestate.claim"].browse(values.get("claim_id"))
        if claim and "line_ids" in fields:
            claim.check_access("read")
            sides = claim._parties()
            percent = round(100 / len(sides), 2)
            values["line_ids"] = [Command.create({"user_id": user.id, "percent": percent}) for user in sides]
        return values

    @api.depends("line_ids.percent")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(wizard.line_ids.mapped("percent"))

    def action_propose(self):
        self.ensure_one()
        self.claim_id._propose_split({line.user_id.id: line.percent for line in self.line_ids})
        return {"type": "ir.actions.act_window_close"}
