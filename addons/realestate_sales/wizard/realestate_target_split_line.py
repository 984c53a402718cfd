from odoo import api, fields, models

from ..tools.spread import spread


class RealestateTargetSplitLine(models.TransientModel):
    """One share of a target that is being split."""

    _name = "realestate.target.split.line"
    _description = "Share of a Target"

    wizard_id = fields.Many2one("realestate.target.split", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(related="wizard_id.kind")
    project_id = fields.Many2one("realestate.project")
    team_id = fields.Many2one("crm.team", string="Sales Team")
    user_id = fields.Many2one("res.users", string="Consultant", domain=[("share", "=", False)])
    share = fields.Float(string="Share (%)", digits=(5, 2))

    @api.model
    def _percentages(self, weights):
        """Return ``weights`` as percentages that are 100 together."""
        return spread(100, weights, 0.01)

    def _target_vals(self):
        """Return whose target this share becomes."""
        vals = {"kind": self.kind}
        for name in ("project_id", "team_id", "user_id"):
            if self[name]:
                vals[name] = self[name].id
        return vals
