from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

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

    def test_claim_leaves_what_create_would(self):
        """INV-7, INV-8: the claim in plain SQL, once completed, differs in nothing from a deal by create."""
        created = self._subscribe(self.units[1], payment_method_id=False)
        claimed = self._subscribe(self.units[0])
        (created | claimed)._log_subscription()
        self.env.flush_all()
        self.env.invalidate_all()
        names = [
            name
            for name, field in claimed._fields.items()
            if field.store and field.column_type and name not in ("id", "name", "unit_id", "write_date", "create_date")
        ]
        self.assertEqual(claimed.read(names, load=None)[0] | {"id": 0}, created.read(names, load=None)[0] | {"id": 0})
        self.assertEqual(claimed.party_ids.partner_id, self.buyer)

    def test_claimed_state_is_the_computed_one(self):
        """INV-7: what the claim writes as the unit's state is what the compute makes of the documents."""
        deal = self._subscribe()
        written = self.unit.read(["state", "live_deal_id"], load=None)
        self.env.add_to_compute(self.unit._fields["state"], self.unit)
        self.unit.flush_recordset()
        self.assertEqual(self.unit.read(["state", "live_deal_id"], load=None), written)
        self.assertEqual(self.unit.live_deal_id, deal)

    def test_claim_takes_one_statement(self):
        """P1: on opening day a subscription is one statement, however the unit's and buyer's rights stand."""
        self.buyer.user_id = self.consultant
        self._subscribe(self.units[1])  # the buyer is a customer from now on
        self.env.flush_all()
        deals = self.env["realestate.deal"].with_user(self.consultant)
        self.assertTrue(self.buyer.with_user(self.consultant)._realestate_own_at_a_glance())
        # the boards are told after the commit, many sales at a time
        soon = patch.object(type(self.env["realestate.unit"]), "_notify_board_soon")
        with soon as told, self.assertQueryCount(1):
            deals.subscribe(self.unit.id, {"partner_id": self.buyer.id})
        told.assert_called_once_with(self.unit.id)

    def test_what_can_wait_waits_for_a_crowd(self):
        """P1: while a crowd subscribes the papers wait, but no subscription longer than ten minutes."""
        deals = self.env["realestate.deal"].union(*(self._subscribe(unit) for unit in self.units[:3]))
        with patch("odoo.addons.realestate_sales.models.realestate_deal.RUSH_COUNT", 4):
            self.assertFalse(deals._is_rush())
        with patch("odoo.addons.realestate_sales.models.realestate_deal.RUSH_COUNT", 3):
            self.assertTrue(deals._is_rush())
            deals._cron_log_subscriptions()
            self.assertFalse(any(deals.mapped("subscription_logged")))
            self._created_before(deals, seconds=11)
            self.assertFalse(deals._is_rush())
            self._created_before(deals, seconds=0)
            self._created_before(deals[0], seconds=601)
            self.assertFalse(deals._is_rush())

    def _created_before(self, deals, seconds):
        self.env.cr.execute(
            "UPDATE realestate_deal SET create_date = now() AT TIME ZONE 'UTC' - make_interval(secs => %s)"
            " WHERE id = ANY(%s)",
            (seconds, deals.ids),
        )

    def test_copies_have_no_foreign_key_and_need_none(self):
        """P1: what follows from other records is kept by their own foreign keys, and deals are never deleted."""
        deal = self._subscribe()
        keys = self._foreign_keys("realestate_deal")
        self.assertLessEqual({"unit_id", "partner_id", "user_id"}, keys)
        self.assertFalse({"project_id", "building_id", "company_id"} & keys)
        self.assertNotIn("live_deal_id", self._foreign_keys("realestate_unit"))
        with self.assertRaises(UserError):
            deal.unlink()
        for table, record in (
            ("realestate_unit", self.unit),
            ("realestate_building", self.unit.building_id),
            ("realestate_project", self.project),
        ):
            with (
                self.subTest(table),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(SQL("DELETE FROM %s WHERE id = %s", SQL.identifier(table), record.id))

    def test_sale_leaves_the_units_indexes_alone(self):
        """P1: no index of a unit has what a sale changes, and its pages have room: PostgreSQL updates in place (HOT)."""
        self.env.cr.execute(
            """
            SELECT indexdef FROM pg_indexes WHERE tablename = 'realestate_unit' AND indexdef ~ '\\y(state|live_deal_id)\\y'
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])
        self.env.cr.execute("SELECT reloptions FROM pg_class WHERE oid = 'realestate_unit'::regclass")
        self.assertEqual(self.env.cr.fetchone()[0], ["fillfactor=80"])

    def _foreign_keys(self, table):
        self.env.cr.execute(
            """
            SELECT a.attname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND c.conrelid = %s::regclass
            """,
            (table,),
        )
        return {name for (name,) in self.env.cr.fetchall()}

    def test_claim_of_foreign_customer_refused(self):
        """ACCESS-1: naming another consultant's buyer in a claim does not open his file."""
        deal = self._subscribe()
        with self.assertRaises(AccessError):
            self._subscribe(self.units[1], user=self.consultant_2)
        self.assertEqual(self.units[1].state, "available")
        self.assertEqual(deal.user_id, self.consultant)

    def test_claim_outside_own_projects_refused(self):
        """ACCESS-1: a unit of a project that is not one's own cannot be claimed."""
        self.project.user_ids -= self.consultant_2
        with self.assertRaises(AccessError):
            self._subscribe(user=self.consultant_2, partner_id=self.buyer_2.id)

    def test_rule_of_the_office_on_contacts_is_asked(self):
        """ACCESS-1: a record rule that an office adds to contacts holds for the buyer of a claim too."""
        self.buyer.write({"user_id": self.consultant.id, "realestate_customer": True})
        self._subscribe()
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": repr([("id", "!=", self.buyer.id)]),
            }
        )
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._subscribe(self.units[1])
        self.assertEqual(self.units[1].state, "available")

    def test_statement_kept_in_memory_follows_the_rules(self):
        """ACCESS-1, P1: what is kept of a claim is forgotten with the rules on units: staff and rules that change."""
        self._own_buyer()
        self._subscribe(self.units[0])
        self.assertTrue(self.env["realestate.deal"].with_user(self.consultant)._unit_rules_are_plain())
        self.project.user_ids -= self.consultant
        with self.assertRaises(AccessError):
            self._subscribe(self.units[1])
        self.project.user_ids += self.consultant
        self._subscribe(self.units[1])
        rule = self._rule_on_units([("code", "!=", self.units[2].code)])
        with self.assertRaises(AccessError):
            self._subscribe(self.units[2])
        rule.active = False
        self._subscribe(self.units[2])

    def test_rule_that_asks_other_tables_is_never_kept(self):
        """ACCESS-1, P1: where a rule on units looks beyond the unit, each claim asks it anew."""
        self._own_buyer()
        self._rule_on_units([("building_id.name", "!=", "Closed")])
        self.assertFalse(self.env["realestate.deal"].with_user(self.consultant)._unit_rules_are_plain())
        self._subscribe(self.units[0])
        self.unit.building_id.name = "Closed"  # no cache is cleared by it
        with self.assertRaises(AccessError):
            self._subscribe(self.units[1])
        self.assertEqual(self.units[1].state, "available")

    def _own_buyer(self):
        self.buyer.write({"user_id": self.consultant.id, "realestate_customer": True})

    def _rule_on_units(self, domain):
        return self.env["ir.rule"].create(
            {
                "name": "Rule of the office",
                "model_id": self.env["ir.model"]._get_id("realestate.unit"),
                "domain_force": repr(domain),
            }
        )

    def test_defaults_of_users_apply(self):
        """DEAL-2: what users set as default of a deal, or open it with, is in a claimed deal as in any other."""
        self.env["ir.default"].set("realestate.deal", "deposit_amount", 12000.0)
        self.assertEqual(self._subscribe().deposit_amount, 12000)
        self.env["ir.default"].search([("field_id.model", "=", "realestate.deal")]).unlink()
        self.assertFalse(self._subscribe(self.units[1]).deposit_amount)
        deals = self.env["realestate.deal"].with_user(self.consultant).with_context(default_deposit_amount=9000.0)
        result = deals.subscribe(self.units[2].id, {"partner_id": self.buyer.id})
        self.assertEqual(self.env["realestate.deal"].browse(result["id"]).deposit_amount, 9000)

    def test_terms_of_the_project_follow(self):
        """DEAL-2: other days to sign, or another time zone, hold for the next claim at once."""
        deal = self._subscribe()
        self.assertEqual((deal.sign_deadline - deal.date_subscribed).days, 7)
        self.project.write({"signing_days": 3, "tz": "Pacific/Kiritimati"})
        deal = self._subscribe(self.units[1])
        self.assertEqual((deal.sign_deadline - deal.date_subscribed).days, 3)
        self.assertEqual(deal.date_subscribed, self.project._today())

    def test_number_follows_the_sequence(self):
        """DEAL-2: the deal number is the sequence's, whatever an office makes of it."""
        sequence = self.env.ref("realestate_sales.realestate_deal_sequence")
        sequence.write({"prefix": "A-", "padding": 3})
        self.assertRegex(self._subscribe().name, r"^A-\d{3,}$")
        sequence.write({"prefix": "%(year)s-%(h24)s:", "suffix": "/%(month)s"})
        self.assertRegex(self._subscribe(self.units[2]).name, r"^20\d\d-\d\d:\d{3,}/\d\d$")
        sequence.write({"prefix": "A-", "suffix": False, "implementation": "no_gap"})
        self.assertRegex(self._subscribe(self.units[1]).name, r"^A-\d{3,}$")
