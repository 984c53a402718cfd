from datetime import datetime
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get
from odoo.tools import float_round

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
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
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

    _code_uniq = models.UniqueIndex("(company_id, code)", "Another project of this company has this code.")
    _signing_days_positive = models.Constraint(
        "CHECK(signing_days > 0)", "The days to sign must be 1 or more."
    )
    _deposit_rate_legal = models.Constraint(
        "CHECK(deposit_rate >= 0 AND deposit_rate <= 20)",
        "A deposit may be at most 20% of the price (Civil Code art. 586).",
    )
    _filing_days_legal = models.Constraint(
        "CHECK(filing_days > 0 AND filing_days <= 30)",
        "A contract must be filed at most 30 days after signing.",
    )

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
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(self.tz)).date()

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
