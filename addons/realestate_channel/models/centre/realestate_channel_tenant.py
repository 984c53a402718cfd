from odoo import api, fields, models


class RealestateChannelTenant(models.Model):
    """A business that may take commercial space 招商 (CH-8): who it is, what it looks for, how far it has come."""

    _name = "realestate.channel.tenant"
    _description = "Commercial Tenant"
    _inherit = ["realestate.worked.number.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "stage, next_day, id desc"
    _check_company_auto = True

    name = fields.Char(string="Brand or Business", required=True, tracking=True)
    active = fields.Boolean(default=True)
    centre_id = fields.Many2one("realestate.channel.centre", index="btree_not_null", check_company=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one(related="centre_id.team_id", store=True, index="btree_not_null")
    user_id = fields.Many2one(
        "res.users",
        string="Marketer",
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    project_id = fields.Many2one("realestate.project", index="btree_not_null", check_company=True)
    business = fields.Selection(
        [
            ("catering", "Catering"),
            ("retail", "Retail"),
            ("supermarket", "Supermarket"),
            ("education", "Education"),
            ("health", "Health"),
            ("leisure", "Leisure"),
            ("office", "Office"),
            ("other", "Other"),
        ],
        string="Line of Business",
        required=True,
        default="retail",
    )
    intent = fields.Selection([("rent", "Rent"), ("buy", "Buy"), ("join", "Franchise")], required=True, default="rent")
    area_min = fields.Float(string="Area from (㎡)", digits="Real Estate Area")
    area_max = fields.Float(string="Area to (㎡)", digits="Real Estate Area")
    rent = fields.Monetary(string="Rent offered", help="¥ per ㎡ and month.")
    contact_name = fields.Char(string="Contact")
    stage = fields.Selection(
        [
            ("1_new", "Contacted"),
            ("2_visited", "Visited"),
            ("3_talks", "In Talks"),
            ("4_letter", "Letter of Intent"),
            ("5_signed", "Signed"),
            ("6_lost", "Lost"),
        ],
        required=True,
        default="1_new",
        index=True,
        tracking=True,
        group_expand=True,
    )
    next_day = fields.Date(string="Next Step on")
    note = fields.Html()

    _areas = models.Constraint(
        "CHECK(COALESCE(area_min, 0) >= 0 AND (COALESCE(area_max, 0) = 0 OR area_max >= COALESCE(area_min, 0)))",
        "The area goes from the smaller to the larger number.",
    )

    @api.onchange("centre_id")
    def _onchange_centre_id(self):
        if self.centre_id:
            self.company_id = self.centre_id.company_id
            self.project_id = self.project_id or self.centre_id.project_id
