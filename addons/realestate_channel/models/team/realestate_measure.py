from odoo import models
from odoo.fields import Domain

from odoo.addons.realestate_sales.models.people.realestate_measure import MeasureSource


class RealestateMeasure(models.Model):
    """By what the channel's people are measured (HR-2, CH-10)."""

    _inherit = "realestate.measure"

    def _channel_days(self, field, date_from, date_to):
        return Domain(field, ">=", date_from) & Domain(field, "<=", date_to)

    def _channel_results(self, date_from, date_to, aggregate, of=None):
        return MeasureSource(
            model="realestate.channel.result",
            base=self._channel_days("day", date_from, date_to) & Domain("user_id", "!=", False),
            subjects={"user": "user_id", "project": "project_id"},
            aggregate=aggregate,
            of=of,
            day="day",
        )

    def _measure_channel_calls(self, date_from, date_to):
        """Calls made, as entered by the team's leader (CH-2)."""
        return self._channel_results(date_from, date_to, "calls:sum")

    def _measure_channel_visits(self, date_from, date_to):
        """First visits of the customers whom one brought, from the registration books (CH-2)."""
        return MeasureSource(
            model="crm.lead",
            base=self._channel_days("realestate_channel_visit_day", date_from, date_to)
            & Domain("realestate_channel_user_id", "!=", False),
            subjects={"user": "realestate_channel_user_id", "project": "realestate_project_id"},
            day="realestate_channel_visit_day",
        )

    def _measure_channel_deals(self, date_from, date_to):
        """Live deals, by their day of subscription, of the customers whom one brought (CH-2)."""
        return MeasureSource(
            model="realestate.deal",
            base=self._channel_days("date_subscribed", date_from, date_to)
            & Domain("realestate_channel_lead_id.realestate_channel_user_id", "!=", False)
            & Domain("state", "!=", "cancelled")
            & Domain("parent_id", "=", False),
            subjects={"user": "realestate_channel_lead_id.realestate_channel_user_id", "project": "project_id"},
            reference="name",
            day="date_subscribed",
        )

    def _measure_channel_plan(self, date_from, date_to):
        """Outreach done, of the outreach planned (CH-2)."""
        planned = self._channel_results(date_from, date_to, "plan_reach:sum")
        return self._channel_results(date_from, date_to, "reach:sum", of=planned)
