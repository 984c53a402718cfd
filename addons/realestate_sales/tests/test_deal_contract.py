from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestDealContract(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.project._today()
        cls.deal = cls._subscribe(deposit_amount=20000)
        cls.by_admin = cls.deal.with_user(cls.administrator)

    def _age(self, days):
        """Let the deal have been subscribed ``days`` ago."""
        self.deal.write(
            {
                "date_subscribed": self.today - timedelta(days=days),
                "sign_deadline": self.today - timedelta(days=days - 7),
            }
        )

    def test_whole_way(self):
        """DEAL-4: signed, online with number, filed; the unit follows."""
        self._age(5)
        self.by_admin.action_sign(self.today - timedelta(days=3))
        self.assertEqual((self.deal.state, self.unit.state), ("signed", "contracted"))
        self.assertEqual(self.deal.filing_due, self.today + timedelta(days=27))
        self.assertEqual(self.deal.party_ids.partner_id, self.buyer)
        self.by_admin.action_online(" WQ2026-1 ")
        self.assertEqual((self.deal.state, self.deal.online_number), ("online", "WQ2026-1"))
        self.by_admin.action_file()
        self.assertEqual((self.deal.state, self.unit.state), ("filed", "filed"))
        self.assertEqual(self.deal.date_filed, self.today)

    def test_order_of_steps(self):
        """DEAL-4: no step is left out or taken twice."""
        with self.assertRaisesRegex(UserError, "Subscribed"):
            self.by_admin.action_file()
        with self.assertRaisesRegex(UserError, "Subscribed"):
            self.by_admin.action_online("WQ1")
        self.by_admin.action_sign()
        with self.assertRaisesRegex(UserError, "Signed"):
            self.by_admin.action_sign()
        with self.assertRaisesRegex(UserError, "number"):
            self.by_admin.action_online("  ")

    def test_days(self):
        """DEAL-4: a step lies between the one before it and today."""
        for day in (self.today + timedelta(days=1), self.today - timedelta(days=1)):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "cannot be"):
                self.by_admin.action_sign(day)

    def test_signed_in_time_entered_late(self):
        """DEAL-8: a contract signed in time may be entered after the deadline; one signed late may not."""
        self._age(10)
        with self.assertRaisesRegex(UserError, "extension"):
            self.by_admin.action_sign(self.today - timedelta(days=2))
        self.by_admin.action_sign(self.today - timedelta(days=3))
        self.assertEqual(self.deal.date_signed, self.deal.sign_deadline)

    def test_deadline_day(self):
        """DEAL-8: on the deadline day signing is in time, the day after it is not."""
        self._age(7)
        self.assertFalse(self.deal.sign_overdue)
        self.assertNotIn(self.deal, self.deal.search([("sign_overdue", "=", True)]))
        self._age(8)
        self.assertTrue(self.deal.sign_overdue)
        self.assertIn(self.deal, self.deal.search([("sign_overdue", "=", True)]))
        self.assertNotIn(self.deal, self.deal.search([("sign_overdue", "=", False)]))
        self.assertIn("extension", self.deal.blocking_reason)
        with self.assertRaisesRegex(UserError, "extension"):
            self.by_admin.action_sign()
        self._age(7)
        self.by_admin.action_sign()

    def test_filing_due(self):
        """DEAL-4: filing is due 30 days after signing; the day itself is in time."""
        self.by_admin.action_sign()
        self.deal.date_signed = self.today - timedelta(days=30)
        self.assertFalse(self.deal.filing_overdue)
        self.deal.date_signed = self.today - timedelta(days=31)
        self.assertTrue(self.deal.filing_overdue)
        self.assertIn(self.deal, self.deal.search([("filing_overdue", "=", True)]))

    def test_shares_at_signing(self):
        """DEAL-4: 99.99% is caught at signing, whatever way it came in."""
        self.deal._ensure_parties()
        self.deal.party_ids.share = 99.99
        with self.assertRaisesRegex(UserError, "99.99"):
            self.by_admin.action_sign()

    def test_prices_at_signing(self):
        """DEAL-4: between the floor and the filed price, both allowed."""
        self.unit.filed_unit_price = 10000
        self.assertFalse(self.deal.blocking_reason)
        # filed anew, lower, after the subscription
        self.unit.filed_unit_price = 9999.99
        with self.assertRaisesRegex(UserError, "filed price"):
            self.by_admin.action_sign()
        self.project.enforce_filed_price = False
        self.assertEqual(self.deal._sign_blockers(), [])
        self.deal.price = 900000
        self.assertEqual(self.deal._sign_blockers(), [])
        self.deal.price = 899999.99
        with self.assertRaisesRegex(UserError, "floor price"):
            self.by_admin.action_sign()

    def test_receipts_at_signing(self):
        """DEAL-4: signing waits until the payment method's share of the price has been received."""
        method = self.env["realestate.payment.method"].create(
            {
                "name": "一次性",
                "sign_receipt_rate": 30,
                "line_ids": [Command.create({"name": "Rest", "value_type": "remainder", "due_event": "signed"})],
            }
        )
        self.deal.with_user(self.consultant).payment_method_id = method
        with self.assertRaisesRegex(UserError, "30%"):
            self.by_admin.action_sign()
        method.sign_receipt_rate = 0
        self.by_admin.action_sign()

    def test_agreed_after_signing(self):
        """DEAL-7: after signing, deposit, method and buyers change by request alone."""
        self.by_admin.action_sign()
        for values in ({"deposit_amount": 1}, {"payment_method_id": False}, {"party_ids": []}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "Request a change"):
                self.deal.with_user(self.consultant).write(values)
        with self.assertRaisesRegex(UserError, "change of buyers"):
            self.deal.party_ids.with_user(self.consultant).share = 50

    def test_roles(self):
        """ACCESS-1: a consultant and an accountant take no step of the contract."""
        for user in (self.consultant, self.accountant, self.users["configurator"], self.users["hr"]):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.deal.with_user(user).action_sign()
        with self.assertRaises(AccessError):
            self.deal.with_user(self.consultant)._require_role("manager")
        outsider = self._new_user("administrator", "administrator_2")
        with self.assertRaises(AccessError):
            self.deal.with_user(outsider).action_sign()
        self.deal.with_user(self.manager).action_sign()

    def test_batch(self):
        """DEAL-4: several deals are put online and filed at once, all or none."""
        second = self._subscribe(self.units[1], partner_id=self.buyer_2.id)
        deals = (self.deal | second).with_user(self.administrator)
        deals.action_sign()
        wizard = self.env["realestate.deal.milestone"].with_user(self.administrator)
        wizard = wizard.with_context(active_model="realestate.deal", active_ids=deals.ids, default_step="online")
        form = Form(wizard)
        with form.line_ids.edit(0) as line:
            line.number = "WQ-A"
        with form.line_ids.edit(1) as line:
            line.number = "WQ-B"
        form.save().action_confirm()
        self.assertEqual(set(deals.mapped("online_number")), {"WQ-A", "WQ-B"})
        Form(wizard.with_context(default_step="file")).save().action_confirm()
        self.assertEqual(set(deals.mapped("state")), {"filed"})

    def test_online_number_once(self):
        """DEAL-4: one online number, one contract: the database says so."""
        second = self._subscribe(self.units[1], partner_id=self.buyer_2.id).with_user(self.administrator)
        (self.by_admin | second).action_sign()
        self.by_admin.action_online("WQ1")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            second.action_online("WQ1")
            self.env.flush_all()

    def test_review(self):
        """DEAL-4: the administrator reviews what is signed; nobody reviews his own deal."""
        with self.assertRaisesRegex(UserError, "no signed contract"):
            self.by_admin.action_review()
        self.by_admin.action_sign()
        with self.assertRaises(AccessError):
            self.deal.with_user(self.manager).action_review()
        self.by_admin.action_review()
        self.assertEqual(self.deal.reviewed_by_id, self.administrator)
        own = self._subscribe(self.units[1], user=self.director)
        own.with_user(self.administrator).action_sign()
        with self.assertRaisesRegex(UserError, "other than"):
            own.with_user(self.director).action_review()

    def test_documents_and_archive(self):
        """DEAL-4: the checklist comes from the templates; the file is archived complete, then lent."""
        types = self.env["realestate.document.type"]
        types.search([]).active = False
        types.create(
            [
                {"name": "合同", "property_type": "residential"},
                {"name": "车位合同", "property_type": "parking"},
                {"name": "贷款材料", "payment_kind": "loan"},
                {"name": "备注", "required": False},
            ]
        )
        self.by_admin.action_make_checklist()
        self.by_admin.action_make_checklist()
        self.assertEqual(self.deal.document_ids.mapped("name"), ["合同", "备注"])
        with self.assertRaisesRegex(UserError, "合同"):
            self.by_admin.action_shelve()
        self.deal.document_ids[0].with_user(self.administrator).date_received = self.today
        self.assertTrue(self.deal.document_ids[0].received)
        with self.assertRaisesRegex(UserError, "shelf"):
            self.by_admin.action_shelve()
        self.by_admin.archive_location = "A-3-2"
        self.by_admin.action_shelve()
        self.assertEqual(self.deal.archived_on, self.today)
        loans = self.env["realestate.deal.archive.loan"].with_user(self.administrator)
        loan = loans.create({"deal_id": self.deal.id, "borrower": "银行", "purpose": "抵押"})
        self.assertTrue(self.deal.is_lent)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            loans.create({"deal_id": self.deal.id, "borrower": "法务", "purpose": "诉讼"})
        loan.action_return()
        self.assertFalse(self.deal.is_lent)
