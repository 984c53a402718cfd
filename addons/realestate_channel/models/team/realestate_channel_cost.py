from odoo import api, fields, models

from .realestate_channel_team import MODULES

KINDS = [
    ("labour", "Labour"),
    ("material", "Materials"),
    ("gift", "Gifts"),
    ("venue", "Venue and Rent"),
    ("transport", "Transport"),
    ("event", "Other Event"),
    ("data", "Telephony and Data"),
    ("other", "Other"),
]


class RealestateChannelCost(models.Model):
    """What outreach cost beside the settlements of hired teams, which count by themselves (CH-2)."""

    _name = "realestate.channel.cost"
    _description = "Cost of Outreach"
    _inherit = ["mail.thread"]
    _order = "day desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="What For", required=True)
    day = fields.Date(required=True, index=True, default=fields.Date.context_today)
    project_id = fields.Many2one("realestate.project", required=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one("realestate.channel.team", required=True, index=True, check_company=True)
    module = fields.Selection(MODULES, compute="_compute_module", store=True, precompute=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Entered by", index=True, readonly=True, default=lambda self: self.env.user
    )
    kind = fields.Selection(KINDS, required=True, default="material")
    amount = fields.Monetary(required=True, tracking=True)
    bill_line_id = fields.Many2one(
        "account.move.line",
        string="Vendor Bill Line",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('move_id.move_type', 'in', ('in_invoice', 'in_refund')), ('display_type', '=', 'product')]",
        help="The line of the bill by which it was paid.",
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A cost is above zero.")

    @api.depends("team_id.module")
    def _compute_module(self):
        for cost in self:
            cost.module = cost.team_id.module
