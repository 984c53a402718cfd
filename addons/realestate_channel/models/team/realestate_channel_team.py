from odoo import api, fields, models

from ...tools.working_days import working_days

MODULES = [
    ("call", "Call"),
    ("leaflet", "Leaflet"),
    ("interception", "Interception and Escort"),
    ("enterprise", "Enterprise"),
]
# who may have brought a customer
SOURCE_MODULES = [*MODULES, ("partner", "Partner")]


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
        MODULES,
        index=True,
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

    calendar_id = fields.Many2one(
        "resource.calendar", string="Working Days", check_company=True, tracking=True,
        help="The days over which a week's plan is spread, public holidays off; empty: every day of the week.",
    )  # fmt: skip

    _name_uniq = models.UniqueIndex(
        "(company_id, COALESCE(parent_id, 0), name) WHERE active", "Another team here has this name."
    )

    def _plan_days(self, days):
        """Return those of ``days`` on which this team works by its own or the nearest calendar above it.

        All of them where there is no calendar, or a week that is nothing but holidays.
        """
        self.ensure_one()
        above = self.sudo().search([("id", "parent_of", self.id)]).sorted(lambda team: -len(team.parent_path))
        calendar = above.calendar_id[:1]
        if not calendar:
            return days
        working = working_days(calendar, days[0], days[-1])
        return [day for day in days if day in working] or days

    # ------------------------------------------------------------------
    # crud: who leads and sees which teams is kept in memory
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if not {"parent_id", "user_id", "member_ids"}.isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    @api.model
    def _of_user(self, user, module=False):
        """Return the team in which ``user`` works: of ``module`` if he is in one, where he is a member first."""
        teams = self.sudo().search(["|", ("member_ids", "in", user.ids), ("user_id", "=", user.id)])
        fitting = teams.filtered(lambda team: team.module == module) or (teams if not module else self)
        return (fitting.filtered(lambda team: user in team.member_ids) or fitting)[:1].with_env(self.env)
