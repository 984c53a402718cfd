from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ChannelCommon


@tagged("post_install", "-at_install")
class TestChannelRival(ChannelCommon):
    """Rivals are watched week by week (CH-9)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.monday = cls.today - timedelta(days=cls.today.weekday())
        cls.rival = cls.env["realestate.rival"].create({"name": "Lakeside"})

    def _record(self, weeks_ago, **values):
        return (
            self.env["realestate.channel.rival.week"]
            .with_user(self.specialist)
            .create({"rival_id": self.rival.id, "week": self.monday - timedelta(days=7 * weeks_ago), **values})
        )

    def test_week_by_week(self):
        """CH-9: price against the week before, interception results."""
        self._record(1, price=10000.0)
        week = self._record(0, price=9500.0, interceptions=20, intercepted_visits=3, intercepted_deals=1)
        self.assertEqual(week.price_change, -5.0)

    def test_database_keeps_the_weeks(self):
        """CH-9: PostgreSQL refuses a second record of a week, a day in its middle and more visits than interceptions."""
        week = self._record(0, interceptions=2)
        for values in ({"week": self.monday + timedelta(days=2)}, {"intercepted_visits": 3}, {"visitors": -1}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                week.write(values)
                self.env.flush_all()
            self.env.invalidate_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self._record(0)

    def test_week_ends_where_the_company_works(self):
        """CH-9: the last full week goes by the clock of the company's calendar, not the server's."""
        self.rival.watched_since = self.monday - timedelta(days=28)
        gaps = self.env["realestate.channel.rival.gap"]
        for tz in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            self.rival.company_id.resource_calendar_id.tz = tz
            self.env.flush_all()
            gaps.invalidate_model()
            self.cr.execute("SELECT (date_trunc('week', now() AT TIME ZONE %s) - interval '7 days')::date", (tz,))
            [last] = self.cr.fetchone()
            weeks = gaps.search([("rival_id", "=", self.rival.id)]).mapped("week")
            self.assertEqual(max(weeks), last)

    def test_missing_weeks(self):
        """CH-9: of a watched rival the weeks without record show, through the last full one."""
        gaps = self.env["realestate.channel.rival.gap"]
        self.assertFalse(gaps.search([("rival_id", "=", self.rival.id)]))
        self.rival.watched_since = self.monday - timedelta(days=20)
        self._record(2)
        self.env.flush_all()
        missing = gaps.with_user(self.specialist).search([("rival_id", "=", self.rival.id)])
        expected = {self.monday - timedelta(days=7 * weeks) for weeks in (1, 3)}
        self.assertEqual(set(missing.mapped("week")), expected)
        action = missing[0].action_record()
        self.assertEqual(action["context"]["default_week"], missing[0].week)
