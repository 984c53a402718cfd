from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, format_amount, format_date

from .realestate_project import PROPERTY_TYPES

FEE_KINDS = [
    ("maintenance", "Maintenance fund"),
    ("deed_tax", "Deed tax"),
    ("registration", "Registration fee"),
    ("other", "Other fee"),
]
# whose owners pay into the maintenance fund (Decree 165 of the Ministry of Construction)
MAINTAINED_TYPES = ("residential", "shop", "office")
HOME_ORDERS = [
    ("first", "First home"),
    ("second", "Second home"),
    ("other", "Third home or more"),
]


class RealestateFeeRate(models.Model):
    """One line of the dated tables by which fees are collected for others (DEAL-6).

    What is left empty fits everything; of the lines that fit, the one that says most decides: that of the
    project before that of the company before the general one, then the one with most conditions, then the
    latest. The law's figures come as data and may be changed when the law does.
    """

    _name = "realestate.fee.rate"
    _description = "Rate of a Collected Fee"
    _order = "kind, date_from desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(FEE_KINDS, required=True, index=True)
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all companies.")
    project_id = fields.Many2one("realestate.project", index="btree_not_null", help="Empty: for all projects.")
    date_from = fields.Date(string="From", required=True, help="By the day of signing.")
    date_to = fields.Date(string="To", help="The last day; empty: until a later line.")
    property_type = fields.Selection(PROPERTY_TYPES)
    lift = fields.Selection([("yes", "With lift"), ("no", "Without lift")])
    home_order = fields.Selection(HOME_ORDERS, string="Home", help="Of the buyer's family.")
    area_over = fields.Float(
        string="Area Above", digits="Real Estate Area", aggregator=None, help="㎡ of gross area, not included."
    )
    area_to = fields.Float(
        string="Area up to", digits="Real Estate Area", aggregator=None, help="㎡ of gross area, included; 0: any."
    )
    base = fields.Selection(
        [
            ("net_price", "Percent of the price without tax"),
            ("price", "Percent of the price"),
            ("area", "¥ per ㎡ of gross area"),
            ("fixed", "¥ per deal"),
        ],
        required=True,
        default="fixed",
    )
    to_confirm = fields.Boolean(
        string="Example: to be Confirmed",
        help="A usual figure, not the one of your city: enter the rate of its notice, then take this mark off. Until "
        "then whoever computes fees is told.",
    )
    rate = fields.Float(required=True, digits=(16, 4), aggregator=None, help="Percent, ¥ per ㎡ or ¥.")

    _dates_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "The last day of a rate cannot be before its first."
    )
    _rate_positive = models.Constraint("CHECK(rate >= 0)", "A rate cannot be negative.")
    _areas_in_order = models.Constraint(
        "CHECK(COALESCE(area_to, 0) = 0 OR area_to > COALESCE(area_over, 0))",
        "The highest area of a rate must be above its lowest.",
    )

    @api.model
    def _expected_kinds(self, deal):
        """Return the kinds of fees that a deal of this property normally has."""
        kinds = {"deed_tax", "registration"}
        return kinds | {"maintenance"} if deal.unit_id.property_type in MAINTAINED_TYPES else kinds

    @api.model
    def _rates_of(self, deal, day):
        """Return the rate of each kind of fee that fits ``deal`` on ``day``.

        :raises UserError: a fee fits the deal, but its table does not cover the day
        """
        rates = self.browse()
        fitting = self.search(
            [("company_id", "in", (False, deal.company_id.id)), ("project_id", "in", (False, deal.project_id.id))]
        ).filtered(lambda rate: rate._fits(deal))
        for kind, group in fitting.grouped("kind").items():
            valid = group.filtered(lambda r: r.date_from <= day and (not r.date_to or r.date_to >= day))
            if not valid:
                raise UserError(group._not_covered_message(kind, day))
            rates |= valid.sorted(lambda r: r._precedence(), reverse=True)[0]
        return rates

    def _not_covered_message(self, kind, day):
        return self.env._(
            "The table of “%(fee)s” has no rate for %(day)s; it begins on %(first)s. Add the rate of that day in"
            " Configuration › Collected Fees.",
            fee=dict(self._fields["kind"]._description_selection(self.env))[kind],
            day=format_date(self.env, day),
            first=format_date(self.env, min(self.mapped("date_from"))),
        )

    def _fits(self, deal):
        self.ensure_one()
        unit = deal.unit_id
        area = deal._fee_area()
        return (
            (not self.property_type or self.property_type == unit.property_type)
            and (not self.lift or self.lift == ("yes" if unit.building_id.has_lift else "no"))
            and (not self.home_order or self.home_order == deal.home_order)
            and (not self.area_over or float_compare(area, self.area_over, precision_digits=2) > 0)
            and (not self.area_to or float_compare(area, self.area_to, precision_digits=2) <= 0)
        )

    def _precedence(self):
        self.ensure_one()
        conditions = (self.property_type, self.lift, self.home_order, self.area_over, self.area_to)
        return (bool(self.project_id), bool(self.company_id), sum(map(bool, conditions)), self.date_from, self.id)

    def _amount_and_reason(self, deal):
        """Return the fee of ``deal`` (¥, to the cent) and how it was computed, in words."""
        self.ensure_one()
        currency = deal.currency_id
        if self.base == "fixed":
            return currency.round(self.rate), self.name
        if self.base == "area":
            area = deal._fee_area()
            reason = f"{self.name}: {format_amount(self.env, self.rate, currency)}/㎡ × {area:.2f} ㎡"
            return currency.round(self.rate * area), reason
        price = deal.price if self.base == "price" else deal._net_price()
        reason = f"{self.name}: {self.rate:g}% × {format_amount(self.env, price, currency)}"
        return currency.round(price * self.rate / 100), reason
