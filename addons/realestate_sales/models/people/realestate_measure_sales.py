from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from .realestate_measure import MeasureSource


class RealestateMeasure(models.Model):
    """The measures of the sales floor (HR-2)."""

    _inherit = "realestate.measure"

    def _measure_amount_signed(self, date_from, date_to):
        """¥ credited of contracts signed: what a withdrawal takes back counts down on its own day (CUS-8)."""
        return MeasureSource(
            model="realestate.performance.line",
            base=Domain("day_signed", ">=", date_from) & Domain("day_signed", "<=", date_to),
            subjects={"user": "user_id", "project": "project_id"},
            aggregate="amount:sum",
            reference="deal_id.name",
            day="day_signed",
        )

    def _measure_units_signed(self, date_from, date_to):
        """Units of contracts signed: half a unit for a share of 50%, taken back by a withdrawal (CUS-8)."""
        return MeasureSource(
            model="realestate.performance.line",
            base=Domain("day_signed", ">=", date_from) & Domain("day_signed", "<=", date_to),
            subjects={"user": "user_id", "project": "project_id"},
            aggregate="percent:sum",
            scale=0.01,
            reference="deal_id.name",
            day="day_signed",
        )

    def _measure_receipts(self, date_from, date_to):
        """¥ received on the deals sold, less what was refunded, as accounting has it (DEAL-6)."""
        return MeasureSource(
            model="account.payment",
            base=Domain("realestate_deal_id", "!=", False)
            & Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to)
            & Domain("state", "in", ("in_process", "paid")),
            subjects={"user": "realestate_deal_id.user_id", "project": "realestate_deal_id.project_id"},
            aggregate="amount_company_currency_signed:sum",
            reference="name",
            day="date",
        )

    def _measure_visit_to_deal(self, date_from, date_to):
        """Customers with a deal that stands, of those whose first visit was in the period (REP-2)."""
        return MeasureSource(
            model="realestate.reception",
            base=Domain("kind", "=", "visit")
            & Domain("is_first", "=", True)
            & Domain("lead_id", "!=", False)
            & Domain("day", ">=", date_from)
            & Domain("day", "<=", date_to),
            met=Domain("lead_id.realestate_deal_ids", "any", [("state", "!=", "cancelled")]),
            subjects={"user": "holder_id", "project": "project_id"},
            aggregate="lead_id:count_distinct",
            reference="lead_id.id",
            day="day",
        )

    def _measure_followed_in_time(self, date_from, date_to):
        """Customers held whose protection did not run out on their consultant, of those he held (CUS-3).

        Whom somebody held is read from the trail: at most ten days pass without a line of it.
        """
        base = (
            Domain("kind", "in", ("assigned", "renewed", "extended", "taken", "reassigned", "won", "expired"))
            & Domain("day", ">=", date_from)
            & Domain("day", "<=", date_to)
            & Domain("user_id", "!=", False)
        )

        def never_expired(model, alias, _query):
            return SQL(
                """NOT EXISTS (SELECT FROM realestate_protection_event lost
                                WHERE lost.lead_id = %(lead)s AND lost.user_id = %(user)s AND lost.kind = 'expired'
                                  AND lost.day BETWEEN %(date_from)s AND %(date_to)s)""",
                lead=SQL.identifier(alias, "lead_id"),
                user=SQL.identifier(alias, "user_id"),
                date_from=date_from,
                date_to=date_to,
            )

        return MeasureSource(
            model="realestate.protection.event",
            base=base,
            met=Domain.custom(to_sql=never_expired),
            subjects={"user": "user_id", "project": "project_id"},
            aggregate="lead_id:count_distinct",
            reference="lead_id.id",
            day="day",
            opaque=True,
        )

    def _measure_protection_losses(self, date_from, date_to):
        """How often a customer was lost because nobody followed up in time (CUS-3)."""
        return MeasureSource(
            model="realestate.protection.event",
            base=Domain("kind", "=", "expired") & Domain("day", ">=", date_from) & Domain("day", "<=", date_to),
            subjects={"user": "user_id", "project": "project_id"},
            reference="lead_id.id",
            day="day",
        )

    def _measure_reports_on_time(self, date_from, date_to):
        """Reports of the day handed in by their hour, of those due or handed in, by the day they are about (HR-2)."""
        return MeasureSource(
            model="realestate.day.report",
            base=Domain("day", ">=", date_from)
            & Domain("day", "<=", date_to)
            & (Domain("state", "!=", "open") | Domain("is_overdue", "=", True)),
            met=Domain("state", "=", "on_time"),
            subjects={"user": "user_id", "project": "project_id"},
            reference="day",
            day="day",
        )
