from odoo import api, fields, models

from ..models.target.realestate_target import FIGURES


class RealestateTargetAdjust(models.TransientModel):
    """A confirmed target is changed in the middle of the year, with a reason (REP-1)."""

    _name = "realestate.target.adjust"
    _description = "Change a Confirmed Target"

    target_id = fields.Many2one("realestate.target", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="target_id.currency_id")
    line_id = fields.Many2one(
        "realestate.target.line",
        string="Month",
        required=True,
        ondelete="cascade",
        domain="[('target_id', '=', target_id)]",
        default=lambda self: self._default_line_id(),
    )
    other_id = fields.Many2one(
        "realestate.target",
        string="Taken from",
        ondelete="cascade",
        domain="[('id', '!=', target_id), ('is_leaf', '=', True), ('state', '=', 'confirmed')]",
        help="Who gets less what this one gets more. Empty: the targets above change by the same amount.",
    )
    units = fields.Integer(string="Number of Units", compute="_compute_figures", store=True, readonly=False)
    area = fields.Float(
        string="Area (㎡)", digits="Real Estate Area", compute="_compute_figures", store=True, readonly=False
    )
    amount_signed = fields.Monetary(compute="_compute_figures", store=True, readonly=False)
    amount_received = fields.Monetary(compute="_compute_figures", store=True, readonly=False)
    reason = fields.Text(required=True)

    @api.model
    def _default_line_id(self):
        month = self.env.company._realestate_today().replace(day=1)
        target_id = self.env.context.get("default_target_id")
        return self.env["realestate.target.line"].search(
            [("target_id", "=", target_id), ("month", "<=", month)], order="month desc", limit=1
        )

    @api.depends("line_id")
    def _compute_figures(self):
        for wizard in self:
            for name in FIGURES:
                wizard[name] = wizard.line_id[name]

    def action_confirm(self):
        """Change the month."""
        self.ensure_one()
        values = {name: self[name] for name in FIGURES}
        self.target_id._adjust(self.line_id.month, values, self.reason, self.other_id)
        return True
