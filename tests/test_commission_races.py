"""Two computations of one company's commission at the same moment (CH-7)."""

from psycopg2.errors import LockNotAvailable, SerializationFailure
from races import RaceCase

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCommissionRaces(RaceCase):
    """The book of commission puts them one after the other; its row is committed and taken away again."""

    @classmethod
    def _make(cls, env):
        cls.company = env.ref("base.main_company").id
        env.cr.execute("SELECT 1 FROM realestate_commission_book WHERE company_id = %s", [cls.company])
        cls.had_book = bool(env.cr.fetchone())

    @classmethod
    def _take_away(cls, env):
        if not cls.had_book:
            env.cr.execute("DELETE FROM realestate_commission_book WHERE company_id = %s", [cls.company])

    def _lock(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["realestate.commission.book"]._lock(env["res.company"].browse(self.company))

    def test_one_waits_and_begins_anew(self):
        """CH-7: while one computes another waits; having waited he is turned away by PostgreSQL, and Odoo repeats
        his request, which then sees the first one's lines: nothing is computed or settled twice."""
        with self.registry.cursor() as first:
            self._lock(first)
        with self.registry.cursor() as first, self.registry.cursor() as second:
            second.execute("SELECT 1 FROM res_company")  # his picture of the data is taken
            self._lock(first)
            with mute_logger("odoo.sql_db"):
                second.execute("SAVEPOINT before_waiting")
                second.execute("SET LOCAL lock_timeout = '200ms'")
                with self.assertRaises(LockNotAvailable):
                    self._lock(second)
                second.execute("ROLLBACK TO SAVEPOINT before_waiting")
                first.commit()
                with self.assertRaises(SerializationFailure):
                    self._lock(second)
            second.rollback()
            self._lock(second)
            second.rollback()
