from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestReceipt(RealestateMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cash = cls.env.ref("realestate_sales.realestate_receipt_means_cash")
        cls.pos = cls.env.ref("realestate_sales.realestate_receipt_means_pos")

    def _take(self, deal, amount, user=None, **values):
        receipt = self.env["realestate.receipt"].with_user(user or self.consultant)
        return receipt.create({"deal_id": deal.id, "amount": amount, "means_id": self.cash.id, **values})

    def test_desk_proposes_accountant_confirms(self):
        """DEAL-6: the desk enters money, only the accountant makes it a payment; the oldest due part is settled."""
        deal = self._new_deal()
        receipt = self._take(deal, 250000.55)
        self.assertRecordValues(
            receipt, [{"state": "proposed", "user_id": self.consultant.id, "date": self.today, "payment_id": False}]
        )
        self.assertEqual(deal._paid_share(), 0, "money that is not confirmed does not count")
        with self.assertRaises(AccessError):
            receipt.action_confirm()
        receipt.with_user(self.accountant).action_confirm()
        parts = deal.installment_ids
        self.assertEqual(receipt.state, "matched")
        self.assertEqual(receipt.payment_id.journal_id.type, "cash")
        self.assertEqual(receipt.confirmed_by_id, self.accountant)
        self.assertEqual(parts.mapped("payment_state"), ["paid", "partial", "to_invoice"])
        self.assertEqual(parts.mapped("paid_amount"), [200000, 50000.55, 0])
        self.assertRecordValues(deal, [{"paid_amount": 250000.55, "residual_amount": 749999.45, "credit_amount": 0}])

    def test_more_than_due_stays_as_credit(self):
        """DEAL-6: what is paid beyond what is due is the deal's credit until the next invoice takes it."""
        deal = self._new_deal()
        receipt = self._take(deal, 600000)
        receipt.with_user(self.accountant).action_confirm()
        self.assertEqual(receipt.state, "confirmed", "not all of it is matched")
        self.assertEqual(receipt.unmatched_amount, 100000)
        self.assertRecordValues(deal, [{"paid_amount": 500000, "credit_amount": 100000, "residual_amount": 500000}])
        self.assertAlmostEqual(deal._paid_share(), 60)
        deal.installment_ids[2].with_user(self.accountant).action_invoice()
        self.assertEqual(receipt.state, "matched")
        self.assertRecordValues(deal, [{"paid_amount": 600000, "credit_amount": 0, "residual_amount": 400000}])

    def test_named_instalment_first(self):
        """DEAL-6: a loan pays its own instalment though an older one is open."""
        deal = self._new_deal()
        receipt = self._take(deal, 500000, installment_id=deal.installment_ids[2].id)
        receipt.with_user(self.accountant).action_confirm()
        self.assertEqual(deal.installment_ids.mapped("paid_amount"), [0, 0, 500000])

    def test_overpaid_invoice_in_odoo(self):
        """DEAL-6: overpaying with Odoo's own button leaves the credit on the deal; a button allocates it."""
        deal = self._new_deal()
        parts = deal.installment_ids
        parts._invoice()
        self._pay(parts[0].move_ids, 260000)
        self.assertEqual(deal.credit_amount, 60000)
        self.assertIn(deal, self.env["realestate.deal"].search([("credit_amount", ">", 0)]))
        deal.with_user(self.accountant).action_allocate_credit()
        self.assertEqual(parts.mapped("paid_amount"), [200000, 60000, 0])
        self.assertEqual(deal.credit_amount, 0)
        with self.assertRaises(UserError):
            deal.with_user(self.accountant).action_allocate_credit()

    def test_confirmed_once(self):
        """DEAL-6: a double click or a second accountant makes no second payment; the database refuses to share one."""
        deal = self._new_deal()
        receipt = self._take(deal, 1000)
        receipt.with_user(self.accountant).action_confirm()
        payment = receipt.payment_id
        receipt.with_user(self.accountant).action_confirm()
        self.assertEqual(receipt.payment_id, payment)
        payments = self.env["account.payment"].search([("realestate_deal_id", "=", deal.id)])
        self.assertEqual(payments, payment)
        other = self._take(deal, 1000)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            other.sudo().payment_id = payment
            self.env.flush_all()

    def test_cancelled_payment_reopens_receipt(self):
        """DEAL-12: a receipt whose payment was cancelled is on the list again."""
        deal = self._new_deal()
        receipt = self._take(deal, 1000)
        receipt.with_user(self.accountant).action_confirm()
        receipt.sudo().payment_id.action_draft()
        receipt.sudo().payment_id.action_cancel()
        self.assertEqual(receipt.state, "proposed")
        receipt.with_user(self.accountant).action_confirm()
        self.assertEqual(receipt.state, "matched")

    def test_rejected_with_reason(self):
        """DEAL-6: a rejection has its reason, makes no payment and cannot be confirmed later."""
        receipt = self._take(self._new_deal(), 1000)
        with self.assertRaises(UserError):
            receipt.with_user(self.accountant).action_reject(" ")
        receipt.with_user(self.accountant).action_reject("Slip does not match")
        self.assertRecordValues(receipt, [{"state": "rejected", "reject_reason": "Slip does not match"}])
        with self.assertRaises(UserError):
            receipt.with_user(self.accountant).action_confirm()

    def test_nothing_is_typed_in(self):
        """DEAL-6: nobody writes the outcome of a receipt, nor changes one that is decided."""
        deal = self._new_deal()
        receipt = self._take(deal, 1000)
        for values in ({"payment_id": 1}, {"user_id": self.manager.id}, {"is_rejected": True}, {"state": "matched"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                receipt.write(values)
        receipt.amount = 1200
        receipt.with_user(self.accountant).action_confirm()
        with self.assertRaises(UserError):
            receipt.with_user(self.accountant).amount = 1300
        with self.assertRaises(UserError):
            receipt.sudo().unlink()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._take(deal, 0)
            self.env.flush_all()

    def test_project_without_desk_receipts(self):
        """DEAL-6: where the project says so only the accountant enters receipts."""
        deal = self._new_deal()
        self.project.receipt_proposal = False
        with self.assertRaises(UserError):
            self._take(deal, 1000)
        self._take(deal, 1000, user=self.accountant)

    def test_roles(self):
        """ACCESS-1: a consultant sees receipts of his own deals only."""
        receipt = self._take(self._new_deal(), 1000)
        search = self.env["realestate.receipt"]
        self.assertEqual(search.with_user(self.consultant).search([]), receipt)
        self.assertFalse(search.with_user(self.consultant_2).search([]))
        with self.assertRaises(AccessError):
            receipt.with_user(self.consultant_2).read(["amount"])
        for role in ("manager", "administrator", "director", "accountant"):
            self.assertEqual(search.with_user(self.users[role]).search([]), receipt, role)
        with self.assertRaises(AccessError):
            search.with_user(self.users["hr"]).search([])
        foreign = self._new_deal(self.units[1])
        with self.assertRaises(AccessError):
            self._take(foreign, 1, user=self.consultant_2)

    def test_means_choose_the_journal(self):
        """DEAL-6: each means of payment may have its journal in each company."""
        journal = self.env["account.journal"].create(
            {"name": "支付宝", "type": "bank", "code": "ALI", "company_id": self.company.id}
        )
        alipay = self.env.ref("realestate_sales.realestate_receipt_means_alipay")
        self.assertNotEqual(alipay._journal(self.company), journal)
        alipay.with_company(self.company).journal_id = journal
        receipt = self._take(self._new_deal(), 1000, means_id=alipay.id)
        receipt.with_user(self.accountant).action_confirm()
        self.assertEqual(receipt.payment_id.journal_id, journal)

    # ------------------------------------------------------------------
    # day's end
    # ------------------------------------------------------------------
    def _sheet(self, **values):
        sheet = self.env["realestate.day.close"].with_user(self.accountant)
        return sheet.create({"project_id": self.project.id, **values})

    def test_day_is_closed_with_totals(self):
        """DEAL-12: totals by means of payment; what is not confirmed, or not matched, is listed until it is."""
        deal = self._new_deal()
        one, two = self._take(deal, 1000), self._take(deal, 200.5, means_id=self.pos.id)
        self._take(deal, 30, means_id=self.pos.id).with_user(self.accountant).action_reject("x")
        sheet = self._sheet()
        one.with_user(self.accountant).action_confirm()
        self.assertRecordValues(
            sheet.line_ids,
            [
                {"means_id": self.cash.id, "receipt_count": 1, "taken_amount": 1000, "confirmed_amount": 1000},
                {"means_id": self.pos.id, "receipt_count": 1, "taken_amount": 200.5, "confirmed_amount": 0},
            ],
        )
        self.assertEqual(sheet.open_receipt_ids, two)
        with self.assertRaises(UserError):
            sheet.action_close()
        two.with_user(self.accountant).action_confirm()
        sheet.action_close()
        self.assertRecordValues(
            sheet, [{"state": "closed", "taken_amount": 1200.5, "confirmed_amount": 1200.5, "pending_amount": 0}]
        )

    def test_direct_payments_are_in_the_totals(self):
        """DEAL-12: what the accountant entered on the invoice itself was taken on that day too."""
        deal = self._new_deal()
        deal.installment_ids[0]._invoice()
        self._pay(deal.installment_ids.move_ids, 777.77)
        sheet = self._sheet()
        self.assertRecordValues(
            sheet.line_ids, [{"means_id": False, "taken_amount": 777.77, "confirmed_amount": 777.77}]
        )

    def test_not_confirmed_is_carried_on(self):
        """DEAL-12: a day closed with a remark still lists its open receipts on the next day."""
        receipt = self._take(self._new_deal(), 1000, date=self.today - timedelta(days=1))
        sheet = self._sheet(date=self.today - timedelta(days=1), note="Bank closed")
        sheet.action_close()
        self.assertEqual(sheet.pending_amount, 1000)
        today = self._sheet()
        self.assertEqual(today.open_receipt_ids, receipt)
        receipt.with_user(self.accountant).action_confirm()
        today.invalidate_recordset()
        self.assertFalse(today.open_receipt_ids)
        self.assertEqual(sheet.pending_amount, 1000, "the closed day keeps the totals it was closed with")

    def test_closed_day_is_locked(self):
        """DEAL-12: no receipt on a closed day, one sheet a day; only a director reopens, with a reason."""
        deal = self._new_deal()
        sheet = self._sheet()
        sheet.action_close()
        with self.assertRaises(UserError):
            self._take(deal, 1000)
        with self.assertRaises(UserError):
            sheet.note = "x"
        with self.assertRaises(AccessError):
            sheet.state = "open"
        with self.assertRaises(UserError):
            sheet.unlink()
        with self.assertRaises(AccessError):
            sheet.action_reopen("mistake")
        with self.assertRaises(UserError):
            sheet.with_user(self.director).action_reopen("")
        sheet.with_user(self.director).action_reopen("A receipt was forgotten")
        self.assertEqual(sheet.state, "open")
        self._take(deal, 1000)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._sheet()

    def test_tomorrow_has_not_come(self):
        """DEAL-12: money is entered on the day it was taken."""
        with self.assertRaises(UserError):
            self._take(self._new_deal(), 1000, date=self.today + timedelta(days=1))
        with self.assertRaises(UserError):
            self._sheet(date=self.today + timedelta(days=1))
