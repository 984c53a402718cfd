from odoo import fields, models


class RealestateCommissionPolicyTier(models.Model):
    """From which number of deals, or ¥ sold, another rate is paid (CH-7)."""

    _name = "realestate.commission.policy.tier"
    _inherit = ["realestate.commission.policy.row.mixin"]
    _description = "Tier of a Commission"
    _order = "line_id, start"
    _rec_name = "start"

    line_id = fields.Many2one("realestate.commission.policy.line", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True, precompute=True)
    start = fields.Float(
        string="From", required=True, digits=(16, 2), help="The deal with which the tier begins, or ¥ sold."
    )
    rate = fields.Float(required=True, digits=(16, 4), help="% or ¥, as the line says.")

    _start_uniq = models.UniqueIndex("(line_id, start)", "A tier begins here already.")
    _start_positive = models.Constraint("CHECK(start >= 1 AND rate >= 0)", "A tier begins at 1 or more.")

    def _policy(self):
        return self.line_id.policy_id
