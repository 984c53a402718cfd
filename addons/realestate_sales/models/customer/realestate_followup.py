from odoo import fields, models


class RealestateFollowup(models.Model):
    """One attempt to talk with a customer, reached or not; kept for good (CUS-2)."""

    _name = "realestate.followup"
    _description = "Follow-up"
    _order = "date desc, id desc"
    _rec_name = "lead_id"
    _check_company_auto = True

    lead_id = fields.Many2one("crm.lead", string="Customer", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="lead_id.realestate_project_id", store=True, index=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Consultant", required=True, readonly=True, index=True, default=lambda self: self.env.user
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    day = fields.Date(readonly=True, help="Of the project's time zone.")
    means = fields.Selection(
        [
            ("call", "Call"),
            ("visit", "Visit"),
            ("message", "Message"),
            ("home", "Visit at Home"),
            ("other", "Other"),
        ],
        required=True,
        default="call",
    )
    result_id = fields.Many2one("realestate.followup.result", required=True, index=True, ondelete="restrict")
    is_effective = fields.Boolean(related="result_id.is_effective", store=True)
    note = fields.Text()
    intent = fields.Integer(help="0 to 10, as it is after this follow-up.")
    date_next = fields.Date(string="Next Follow-up")

    _lead_idx = models.Index("(lead_id, day DESC) WHERE is_effective")
    _intent_range = models.Constraint(
        "CHECK(COALESCE(intent, 0) BETWEEN 0 AND 10)", "The intent lies between 0 and 10."
    )
