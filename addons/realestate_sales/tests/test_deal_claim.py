from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestDealClaim(RealestateCommon):
    def test_subscribe_changes_state(self):
        """INV-7: the unit's state follows from its deal."""
        self.assertEqual(self.unit.state, "available")
        deal = self._subscribe()
        self.assertEqual(self.unit.state, "subscribed")
        self.assertEqual(self.unit.live_deal_id, deal)
        self.assertEqual(deal.price, 1000000)
        self.assertEqual(deal.user_id, self.consultant)

    def test_second_subscription_refused_with_reason(self):
        """INV-8: the loser is told who holds the unit and until when, not the buyer's name."""
        deal = self._subscribe()
        with self.assertRaises(UserError) as refused:
            self._subscribe(user=self.consultant_2, partner_id=self.buyer_2.id)
        message = refused.exception.args[0]
        self.assertIn(self.consultant.name, message)
        self.assertIn(str(deal.sign_deadline), message)
        self.assertNotIn(self.buyer.name, message)

    def test_database_refuses_second_live_deal(self):
        """INV-8: the unique index refuses it even where no Python looks."""
        self._subscribe()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(
                """
                INSERT INTO realestate_deal (name, unit_id, partner_id, user_id, state, price)
                VALUES ('X', %s, %s, %s, 'subscribed', 1)
                """,
                (self.unit.id, self.buyer.id, self.consultant.id),
            )
