from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .realestate_channel_team import MODULES

# what a module's people do in a day; the first is what its plan is measured by (CH-2)
FIGURES = {
    "call": ("calls", "connected", "interested"),
    "leaflet": ("leaflets", "zones", "staff"),
    "interception": ("interceptions", "staff"),
    "enterprise": ("enterprises", "agreements"),
}
ALL_FIGURES = ("calls", "connected", "interested", "leaflets", "zones", "staff", "interceptions", "enterprises",
               "agreements")  # fmt: skip
# planned too, but never typed as a result: visits are counted from the registration books
COUNTED = ("visits",)
# part of what is before it: nobody is connected who was not called
WITHIN = {"connected": "calls", "interested": "connected"}
# so many a day and person are a slip of the finger
LIMIT = 100000


class RealestateChannelResult(models.Model):
    """One day's outreach of one member or hired team for one project: what was planned and what was done (CH-2).

    What came of it, visits and deals, is never typed: it is counted from the customers' own records.
    """

    _name = "realestate.channel.result"
    _description = "Outreach of a Day"
    _order = "day desc, team_id, user_id, id"
    _check_company_auto = True
    _rec_name = "day"

    day = fields.Date(required=True, index=True, default=fields.Date.context_today)
    project_id = fields.Many2one("realestate.project", required=True, index=True, check_company=True)
    company_id = fields.Many2one(related="project_id.company_id", store=True, index=True)
    team_id = fields.Many2one(
        "realestate.channel.team", required=True, index=True, check_company=True, ondelete="restrict",
        domain="[('module', '!=', False)]",
    )  # fmt: skip
    module = fields.Selection(MODULES, compute="_compute_module", store=True, precompute=True, index=True)
    user_id = fields.Many2one(
        "res.users", string="Person", index=True, help="Empty: a hired team, or the team as a whole."
    )

    calls = fields.Integer(string="Calls Made")
    connected = fields.Integer()
    interested = fields.Integer()
    leaflets = fields.Integer()
    zones = fields.Integer(string="Zones Covered")
    staff = fields.Integer(string="Staff on Site", aggregator="sum")
    interceptions = fields.Integer()
    enterprises = fields.Integer(string="Enterprises Visited")
    agreements = fields.Integer()
    plan_calls = fields.Integer(string="Calls Planned")
    plan_connected = fields.Integer(string="Connected Planned")
    plan_interested = fields.Integer(string="Interested Planned")
    plan_leaflets = fields.Integer(string="Leaflets Planned")
    plan_zones = fields.Integer(string="Zones Planned")
    plan_staff = fields.Integer(string="Staff Planned")
    plan_interceptions = fields.Integer(string="Interceptions Planned")
    plan_enterprises = fields.Integer(string="Enterprises Planned")
    plan_agreements = fields.Integer(string="Agreements Planned")
    plan_visits = fields.Integer(string="Visits Planned")
    reach = fields.Integer(
        string="Reached",
        compute="_compute_reach",
        store=True,
        precompute=True,
        help="People reached: calls made, leaflets, interceptions or enterprises visited.",
    )
    plan_reach = fields.Integer(string="To Reach", compute="_compute_reach", store=True, precompute=True)
    note = fields.Char(string="Remark")

    _key_uniq = models.UniqueIndex(
        "(day, project_id, team_id, COALESCE(user_id, 0))", "This day is entered already for this person and project."
    )
    _positive = models.Constraint(
        "CHECK(" + " AND ".join(f"{name} >= 0 AND plan_{name} >= 0" for name in ALL_FIGURES) + " AND plan_visits >= 0)",
        "A figure of outreach cannot be negative.",
    )
    _within = models.Constraint(
        "CHECK(connected <= calls AND interested <= connected)",
        "Of the calls made some are connected, and of these some interested: not more.",
    )

    @api.depends("team_id.module")
    def _compute_module(self):
        for result in self:
            result.module = result.team_id.module

    @api.depends("module", *ALL_FIGURES, *(f"plan_{name}" for name in ALL_FIGURES))
    def _compute_reach(self):
        for result in self:
            name = FIGURES[result.module][0] if result.module else False
            result.reach = result[name] if name else 0
            result.plan_reach = result[f"plan_{name}"] if name else 0

    @api.depends("day", "team_id", "user_id")
    def _compute_display_name(self):
        for result in self:
            result.display_name = f"{result.user_id.name or result.team_id.name} {result.day}"

    @api.constrains("team_id", "user_id")
    def _check_team(self):
        for result in self:
            if not result.team_id.module:
                raise ValidationError(
                    self.env._("%s has no module: outreach is entered for the teams of a module.", result.team_id.name)
                )

    # ------------------------------------------------------------------
    # until when
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        results = super().create(vals_list)
        results._check_open()
        return results

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        if not {"day", "project_id"}.isdisjoint(vals):
            self._check_open()
        return result

    def _check_open(self):
        """Refuse what is too late to be entered by a leader (CH-2): ``project.channel_entry_days``."""
        for result in self:
            if message := result.project_id._channel_closed_message(result.day):
                raise UserError(message)
