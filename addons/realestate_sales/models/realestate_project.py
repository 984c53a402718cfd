from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_round, ormcache

from odoo.addons.base.models.res_partner import _tz_get

PRICE_BASES = [
    ("gross", "Gross area"),
    ("inner", "Inner area"),
    ("unit", "Per unit"),
]
PROPERTY_TYPES = [
    ("residential", "Residential"),
    ("shop", "Shop"),
    ("office", "Office"),
    ("parking", "Parking space"),
    ("storage", "Storage room"),
]
# which users reach what is kept in memory (res.users) until one of these changes
# (and what a claim needs to know of the project)
CACHED_FIELDS = frozenset(("company_id", "user_ids", "tz", "signing_days"))
SOLD_STATES = ("subscribed", "contracted", "filed", "delivered")


def day_of(moment, tz):
    """Return the calendar day that ``moment`` (naive, UTC) belongs to in the time zone named ``tz``."""
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(tz)).date()


class RealestateProject(models.Model):
    """A development sold by one company; the place where its policy is set.

    Every figure here is the default of the requirement named in its help and
    may be made stricter than the law, never looser (see the constraints).
    """

    _name = "realestate.project"
    _description = "Real Estate Project"
    _inherit = ["mail.thread", "bus.listener.mixin"]
    _order = "sequence, name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, help="Short code; the numbers of the project's documents begin with it.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    location = fields.Char()
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default="Asia/Shanghai",
        help="All days of the project's business are days of this time zone.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "realestate_project_user_rel",
        "project_id",
        "user_id",
        string="Sales Staff",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        help="Who works on this project: consultants, managers and administrators see the projects they belong to.",
    )
    building_ids = fields.One2many("realestate.building", "project_id", string="Buildings")
    release_ids = fields.One2many("realestate.release", "project_id", string="Releases")
    permit_ids = fields.One2many("realestate.permit", "project_id", string="Presale Permits")
    layout_ids = fields.One2many("realestate.layout", "project_id", string="Layouts")

    # how far it is
    building_count = fields.Integer(compute="_compute_building_count", string="Number of Buildings")
    unit_count = fields.Integer(compute="_compute_unit_counts", string="Number of Units")
    unit_unreleased_count = fields.Integer(compute="_compute_unit_counts", string="Unreleased Units")
    unit_available_count = fields.Integer(compute="_compute_unit_counts", string="Available Units")
    unit_held_count = fields.Integer(compute="_compute_unit_counts", string="Held Units")
    unit_sold_count = fields.Integer(compute="_compute_unit_counts", string="Sold Units")
    sold_share = fields.Float(compute="_compute_unit_counts", string="Sold (%)")
    release_count = fields.Integer(compute="_compute_release_count", string="Number of Releases")
    next_step = fields.Selection(
        [
            ("building", "Add buildings"),
            ("unit", "Build the unit table"),
            ("permit", "Register the presale permit"),
            ("release", "Prepare a release"),
            ("open", "Open the release"),
            ("staff", "Add the sales staff"),
            ("selling", "On sale"),
        ],
        compute="_compute_next_step",
        help="What a new project needs before its units can be sold.",
    )

    # pricing
    price_basis = fields.Selection(
        PRICE_BASES, required=True, default="gross", help="What a unit price is multiplied with."
    )
    price_rounding = fields.Selection(
        [("0.01", "To the cent"), ("1", "To the yuan")],
        required=True,
        default="1",
        help="How the total of a unit is rounded when it is computed from its unit price.",
    )
    enforce_filed_price = fields.Boolean(
        string="Filed Price is the Limit",
        default=True,
        help="A deal price may not exceed the filed price.",
    )
    # holds
    hold_days = fields.Integer(
        string="Days of a Hold", default=3, help="Expiry that is proposed to the manager who holds a unit (INV-6)."
    )
    # subscription and contract
    signing_days = fields.Integer(
        string="Days to Sign", default=7, help="Days from the subscription to the signing deadline."
    )
    deposit_rate = fields.Float(
        string="Deposit Limit (%)",
        default=20.0,
        help="The highest deposit, in percent of the price. Civil Code art. 586: at most 20%.",
    )
    filing_days = fields.Integer(
        string="Days to File", default=30, help="Days from signing to the filing of the contract, at most 30."
    )

    deposit_default = fields.Monetary(
        string="Usual Deposit", default=20000.0, help="¥ proposed at a subscription, never above the deposit limit."
    )
    forfeit_overdue = fields.Boolean(
        string="Forfeit after the Signing Deadline",
        help="A subscription past its signing deadline gets a request for withdrawal with forfeit of the deposit. "
        "Nothing happens before that request is approved (DEAL-8).",
    )

    _code_uniq = models.UniqueIndex("(company_id, code)", "Another project of this company has this code.")
    _signing_days_positive = models.Constraint("CHECK(signing_days > 0)", "The days to sign must be 1 or more.")
    _deposit_rate_legal = models.Constraint(
        "CHECK(deposit_rate >= 0 AND deposit_rate <= 20)",
        "A deposit may be at most 20% of the price (Civil Code art. 586).",
    )
    _filing_days_legal = models.Constraint(
        "CHECK(filing_days > 0 AND filing_days <= 30)",
        "A contract must be filed at most 30 days after signing.",
    )

    _hold_days_positive = models.Constraint("CHECK(hold_days > 0)", "The days of a hold must be 1 or more.")

    @api.depends("building_ids")
    def _compute_building_count(self):
        for project in self:
            project.building_count = len(project.building_ids)

    @api.depends("release_ids")
    def _compute_release_count(self):
        for project in self:
            project.release_count = len(project.release_ids)

    @api.depends("building_ids.unit_ids.state")
    def _compute_unit_counts(self):
        groups = self.env["realestate.unit"]._read_group(
            [("project_id", "in", self.ids)], ["project_id", "state"], ["__count"]
        )
        counts = {(project.id, state): count for project, state, count in groups}
        for project in self:
            by_state = {state: count for (project_id, state), count in counts.items() if project_id == project.id}
            project.unit_count = sum(by_state.values())
            project.unit_unreleased_count = by_state.get("unreleased", 0)
            project.unit_available_count = by_state.get("available", 0)
            project.unit_held_count = by_state.get("held", 0)
            project.unit_sold_count = sum(by_state.get(state, 0) for state in SOLD_STATES)
            project.sold_share = 100.0 * project.unit_sold_count / (project.unit_count or 1)

    @api.depends("building_ids.completion_date", "unit_count", "permit_ids", "release_ids.state", "user_ids")
    def _compute_next_step(self):
        for project in self:
            if not project.building_ids:
                project.next_step = "building"
            elif not project.unit_count:
                project.next_step = "unit"
            elif not project.permit_ids and not any(project.building_ids.mapped("completion_date")):
                project.next_step = "permit"
            elif not project.release_ids:
                project.next_step = "release"
            elif not any(release.state == "open" for release in project.release_ids):
                project.next_step = "open"
            elif len(project.user_ids) < 2:
                # nobody but who set it up: no consultant sees it
                project.next_step = "staff"
            else:
                project.next_step = "selling"

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        projects = super().create(vals_list)
        self.env.registry.clear_cache()
        return projects

    def write(self, vals):
        result = super().write(vals)
        if CACHED_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def action_next_step(self):
        """Open what the project needs next, ready to be filled in."""
        self.ensure_one()
        defaults = {"default_project_id": self.id}
        if self.next_step == "permit":
            return self._action_form("realestate_sales.realestate_permit_action", defaults)
        releases = self.release_ids.filtered(lambda release: release.state == "draft")
        if not releases:
            defaults |= {
                "default_name": self.env._("First release"),
                "default_date": self._today(),
                "default_permit_id": self.permit_ids[:1].id,
            }
        return self._action_form("realestate_sales.realestate_release_action", defaults, releases[:1])

    def _action_form(self, xmlid, context, record=None):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "views": [(False, "form")], "res_id": record.id if record else False, "context": context}

    def action_view_units(self):
        """Open the units of the project; ``unit_state_filter`` in the context preselects a filter."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_unit_action")
        context = {"default_project_id": self.id}
        if state_filter := self.env.context.get("unit_state_filter"):
            context[f"search_default_{state_filter}"] = 1
        return {**action, "domain": [("project_id", "=", self.id)], "context": context}

    def action_view_deals(self):
        """Open the deals of the project, each in the reader's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deals"),
            "res_model": "realestate.deal",
            "view_mode": "list,form",
            "domain": [("project_id", "=", self.id)],
        }

    @api.model
    def _claim_days(self):
        """Return what a subscription asks of any project, and today in the project's time zone.

        :return: ((ids of projects, today, days to sign), …)
        """
        now = fields.Datetime.now()
        return tuple((ids, day_of(now, tz), days) for (tz, days), ids in self._claim_terms().items())

    @api.model
    @ormcache()
    def _claim_terms(self):
        """Return what a subscription asks of any project, kept in memory for the moment of subscribing.

        :return: (time zone, days to sign) → ids of the projects
        :rtype: dict
        """
        projects = self.sudo().search([("active", "in", (True, False))])
        terms = projects.grouped(lambda project: (project.tz, project.signing_days))
        return {key: tuple(same.ids) for key, same in terms.items()}

    @api.model
    def _only_one(self):
        """Return the project where the user has only one, else none: what a form begins with."""
        projects = self.search([], limit=2)
        return projects if len(projects) == 1 else self.browse()

    def _today(self):
        """Return the calendar day it is now in the project's time zone.

        :rtype: datetime.date
        """
        self.ensure_one()
        return self._to_day(fields.Datetime.now())

    def _to_day(self, moment):
        """Return the calendar day of ``moment`` in the project's time zone.

        :param datetime moment: naive, in UTC, as fields.Datetime holds it
        :rtype: datetime.date
        """
        self.ensure_one()
        return day_of(moment, self.tz)

    @api.model
    def _by_own_day(self, condition):
        """Return the domain of records with a project that meet ``condition`` by their own project's today.

        Projects are as many as they are, time zones few: the domain has a part for each zone.

        :param condition: function of a day → domain
        """
        projects = self.with_context(active_test=False).sudo()
        return Domain.OR(
            Domain("project_id", "in", group.ids) & condition(group[0]._today())
            for _zone, group in projects._read_group([], ["tz"], ["id:recordset"])
        )

    def _day_start(self, day):
        """Return the moment (naive UTC) at which ``day`` begins in the project's time zone."""
        self.ensure_one()
        local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.tz))
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _round_total(self, amount):
        """Round a computed total (¥) as the project's price table does."""
        self.ensure_one()
        return float_round(amount, precision_rounding=float(self.price_rounding), rounding_method="HALF-UP")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for project in self:
            project.display_name = project.name
