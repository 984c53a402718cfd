from odoo import fields, models


class RealestateChannelTeam(models.Model):
    """The channel department's tree: the whole under its manager, modules under supervisors, own and hired teams."""

    _name = "realestate.channel.team"
    _description = "Channel Team"
    _inherit = ["mail.thread"]
    _parent_store = True
    _order = "parent_path, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    parent_id = fields.Many2one(
        "realestate.channel.team", string="Part of", index=True, ondelete="restrict", check_company=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("realestate.channel.team", "parent_id", string="Teams")
    module = fields.Selection(
        [
            ("call", "Call"),
            ("leaflet", "Leaflet"),
            ("interception", "Interception and escort"),
            ("enterprise", "Enterprise"),
        ],
        help="Empty for the department as a whole.",
    )
    is_hired = fields.Boolean(string="Hired Team", help="Works under contract; not own employees.")
    user_id = fields.Many2one("res.users", string="Leader", index=True, tracking=True, domain=[("share", "=", False)])
    member_ids = fields.Many2many(
        "res.users",
        "realestate_channel_team_user_rel",
        "team_id",
        "user_id",
        string="Members",
        domain=[("share", "=", False)],
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, COALESCE(parent_id, 0), name) WHERE active", "Another team here has this name."
    )
