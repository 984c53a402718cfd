from datetime import timedelta

from odoo.tests import tagged

from .common import ChannelReceptionCommon


@tagged("post_install", "-at_install")
class TestChannelMeasure(ChannelReceptionCommon):
    """By what the channel's people are measured (HR-2, CH-10)."""

    def _value(self, code, user):
        measure = self.env["realestate.measure"].search([("code", "=", code)])
        figures = measure._figures(self.today - timedelta(days=6), self.today, by="user")
        return figures.get(user.id, {}).get("value")

    def test_measures(self):
        """HR-2, CH-10: calls, visits and deals brought, and plan fulfilment, for each person."""
        results = self.env["realestate.channel.result"]
        base = {"project_id": self.project.id, "team_id": self.calls.id, "user_id": self.specialist.id}
        results.create([
            {**base, "day": self.today, "calls": 90, "plan_calls": 100},
            {**base, "day": self.today - timedelta(days=1), "calls": 30, "plan_calls": 60},
            {**base, "day": self.today - timedelta(days=9), "calls": 500},
        ])  # fmt: skip
        self._new_brought(phone="13512340001", partner_id=self.buyer.id)
        self._new_roster(self.consultant)
        self._register(phone="13512340001")
        self._subscribe()._log_subscription()
        self.env.flush_all()
        self.assertEqual(self._value("channel_calls", self.specialist), 120)
        self.assertEqual(self._value("channel_visits", self.specialist), 1)
        self.assertEqual(self._value("channel_deals", self.specialist), 1)
        self.assertEqual(self._value("channel_plan", self.specialist), 75.0)
        self.assertIsNone(self._value("channel_plan", self.specialist_2))
