"""Two computations of one company's commission at the same moment (CH-7)."""

from psycopg2.errors import LockNotAvailable, SerializationFailure
from races import RaceCase, make_project, take_away_project

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
        project, units = make_project(env, "Commission", 1)
        buyer = env["res.partner"].create({"name": "Commission buyer"})
        cls.project, cls.buyer = project.id, buyer.id
        cls.deal = env["realestate.deal"].create({"unit_id": units.id, "partner_id": buyer.id}).id

    @classmethod
    def _take_away(cls, env):
        take_away_project(env, cls.project)
        env["res.partner"].browse(cls.buyer).unlink()
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

    def test_a_deal_is_not_deleted_behind_a_computation(self):
        """CH-7: whoever deletes a deal after a computation that he does not see is turned away, and the other way
        round: no line is left without its deal, though the lines have no foreign key on it."""
        delete = "DELETE FROM realestate_deal WHERE id = %s"
        with self.registry.cursor() as first:
            self._lock(first)
        with self.registry.cursor() as computes, self.registry.cursor() as deletes:
            deletes.execute("SELECT 1 FROM realestate_deal")  # his picture of the data is taken
            self._lock(computes)
            computes.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                deletes.execute(delete, [self.deal])
            deletes.rollback()
            computes.execute("SELECT 1 FROM realestate_deal")
            deletes.execute(delete, [self.deal])
            with mute_logger("odoo.sql_db"):
                computes.execute("SET LOCAL lock_timeout = '200ms'")
                with self.assertRaises(LockNotAvailable):
                    self._lock(computes)
            computes.rollback()
            deletes.rollback()
