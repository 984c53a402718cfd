from odoo import fields, models


class RealestateClaimShare(models.Model):
    """What one side of an undecided claim gets by agreement, and whether he has agreed to it (CUS-7)."""

    _name = "realestate.claim.share"
    _description = "Agreed Share"
    _order = "claim_id, id"
    _check_company_auto = True

    claim_id = fields.Many2one("realestate.claim", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Side", required=True, readonly=True, index=True)
    percent = fields.Float(string="Share (%)", digits=(5, 2), readonly=True)
    agreed_on = fields.Datetime(string="Agreed at", readonly=True)

    _side_uniq = models.UniqueIndex("(claim_id, user_id)", "Each side has one share.")
    _percent_range = models.Constraint("CHECK(percent BETWEEN 0 AND 100)", "A share lies between 0% and 100%.")
