from types import SimpleNamespace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestDealSettle(RealestateMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.penalty = cls._account("realestate_penalty_account_id")
        cls.revenue = cls._account("realestate_revenue_account_id")
        cls.compensation = cls._account("realestate_compensation_account_id")
        cls.receivable = cls.buyer.with_company(cls.company).property_account_receivable_id

    @classmethod
    def _account(cls, name):
        return cls.company._realestate_get(name)[name]

    def _paid_deal(self, amount=250000.55, **values):
        """A deal with two of three instalments invoiced and ``amount`` received."""
        deal = self._new_deal(**values)
        receipt = self.env["realestate.receipt"].create({"deal_id": deal.id, "amount": amount})
        receipt.action_confirm()
        return deal

    def _withdraw(self, deal, forfeit=0.0, penalty=0.0, compensation=0.0):
        change = SimpleNamespace(
            forfeit_amount=forfeit,
            penalty_amount=penalty,
            compensation_amount=compensation,
            display_name="BG1",
        )
        deal._settle_withdrawal(change)
        deal._cancel()

    def test_withdrawal_with_forfeit(self):
        """DEAL-7: credit notes, the forfeit kept as income, the rest refundable; the advance account is empty."""
        deal = self._paid_deal()
        self._withdraw(deal, forfeit=50000)
        self.assertEqual(self._balance(deal, self.advance), 0)
        self.assertEqual(self._balance(deal, self.penalty), -50000)
        self.assertRecordValues(
            deal, [{"invoiced_amount": 0, "residual_amount": -200000.55, "credit_amount": 200000.55}]
        )

    def test_refund(self):
        """DEAL-7: the accountant pays the rest back, never more than it; then nothing of the deal is open."""
        deal = self._paid_deal()
        self._withdraw(deal, penalty=0.55)
        self.assertEqual(deal.credit_amount, 250000)
        self.assertIn(
            deal, self.env["realestate.deal"].search([("credit_amount", ">", 0), ("state", "=", "cancelled")])
        )
        with self.assertRaises(AccessError):
            deal.with_user(self.manager).action_refund()
        wizard = self.env["realestate.deal.refund"].with_user(self.accountant).create({"deal_id": deal.id})
        self.assertEqual(wizard.amount, 250000)
        wizard.amount = 250000.01
        with self.assertRaises(UserError):
            wizard.action_apply()
        wizard.amount = 100000
        wizard.action_apply()
        self.assertEqual(deal.credit_amount, 150000)
        self.env["realestate.deal.refund"].with_user(self.accountant).create({"deal_id": deal.id}).action_apply()
        deal.invalidate_recordset()
        self.assertEqual(deal.credit_amount, 0)
        self.assertEqual(self._balance(deal, self.receivable), 0)
        self.assertEqual(self._balance(deal, self.advance), 0)
        self.assertEqual(deal.installment_ids.mapped("residual_amount"), [0, 0, 0])
        self.assertEqual(set(deal.installment_ids.mapped("payment_state")), {"void"})

    def test_withdrawal_unpaid(self):
        """DEAL-7: a deal that was invoiced and never paid ends with nothing open; one never invoiced needs nothing."""
        deal = self._new_deal()
        deal.installment_ids._invoice()
        self._withdraw(deal)
        self.assertEqual(self._balance(deal, self.advance), 0)
        self.assertEqual(self._balance(deal, self.receivable), 0)
        self.assertEqual(set(deal.installment_ids.move_ids.mapped("payment_state")), {"reversed", "paid"})
        self.assertRecordValues(
            deal, [{"invoiced_amount": 0, "paid_amount": 0, "residual_amount": 0, "credit_amount": 0}]
        )
        untouched = self._new_deal(self.units[1])
        self._withdraw(untouched)
        self.assertFalse(untouched.move_ids)

    def test_penalty_above_what_was_paid(self):
        """DEAL-7: what the penalty exceeds the money by stays to be paid."""
        deal = self._paid_deal(1000.0)
        self._withdraw(deal, penalty=1500.0)
        self.assertEqual(self._balance(deal, self.receivable), 500)
        self.assertEqual(deal.credit_amount, 0)

    def test_deposit_returned_double(self):
        """DEAL-7, Civil Code 587: where the seller is in default he pays the deposit once more."""
        deal = self._paid_deal(1000.0)
        self._withdraw(deal, compensation=1000.0)
        self.assertEqual(deal.credit_amount, 2000)
        self.assertEqual(self._balance(deal, self.compensation), 1000)

    def test_withdrawal_with_cents_everywhere(self):
        """DEAL-7: to the cent whatever the amounts."""
        deal = self._new_deal(amounts=(333333.33, 333333.34, 333333.33))
        deal.installment_ids._invoice()
        self.env["realestate.receipt"].create({"deal_id": deal.id, "amount": 400000.01}).action_confirm()
        self._withdraw(deal, penalty=33333.37)
        self.assertEqual(deal.credit_amount, 366666.64)
        self.assertEqual(self._balance(deal, self.advance), 0)
        tax = self.env["account.move.line"].search([("realestate_deal_id", "=", deal.id), ("tax_line_id", "!=", False)])
        self.assertEqual(round(sum(tax.mapped("balance")), 2), 0)

    def test_withdrawal_of_what_was_sold_together(self):
        """DEAL-7: money of an attached parking space is returned with the home's, in one refund."""
        deal = self._paid_deal(1000.0)
        child = self._paid_deal(500.0, unit=self.units[1])
        child.sudo().parent_id = deal
        self._withdraw(deal)
        self.assertEqual(deal.credit_amount, 1500)
        self.assertEqual(child.credit_amount, 0)
        self.assertEqual(self._balance(child, self.receivable), 0)

    def test_exchange_carries_the_money(self):
        """DEAL-7: an exchange credits the old deal and settles the new one's instalments with the money."""
        old = self._paid_deal()
        new = self._new_deal(self.units[1])
        old._cancel()
        old._transfer_money(new)
        self.assertEqual(self._balance(old, self.advance), 0)
        self.assertEqual(self._balance(old, self.receivable), 0)
        self.assertRecordValues(
            old, [{"paid_amount": 0, "invoiced_amount": 0, "residual_amount": 0, "credit_amount": 0}]
        )
        self.assertEqual(new.installment_ids.mapped("paid_amount"), [200000, 50000.55, 0])
        self.assertEqual(new.credit_amount, 0)

    def test_change_of_buyer_moves_the_credit(self):
        """DEAL-7: another buyer: one entry carries the money from one account to the other."""
        old = self._paid_deal(1000.0)
        new = self._new_deal(self.units[1], partner_id=self.buyer_2.id)
        old._cancel()
        entry_before = self.env["account.move"].search([("move_type", "=", "entry")])
        old._transfer_money(new)
        entry = self.env["account.move"].search([("move_type", "=", "entry")]) - entry_before
        self.assertEqual(len(entry), 1)
        self.assertEqual(entry.line_ids.partner_id, self.buyer | self.buyer_2)
        self.assertEqual(new.paid_amount, 1000)
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.buyer.id),
                ("account_id", "=", self.receivable.id),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertEqual(sum(lines.mapped("balance")), 0, "the old buyer has no claim left")

    def test_revenue_at_delivery(self):
        """DEAL-6: one entry takes the net price from advance to revenue; twice does nothing; fees stay payable."""
        deal = self._new_deal()
        fee = self._add_installments(deal, [80.0], kind="fee")
        (deal.installment_ids | fee)._invoice()
        with self.assertRaises(UserError):
            deal.with_user(self.accountant).action_recognise_revenue()
        deal.sudo().write({"state": "delivered", "date_delivered": self.today})
        with self.assertRaises(AccessError):
            deal.with_user(self.manager).action_recognise_revenue()
        deal.with_user(self.accountant).action_recognise_revenue()
        net = round(183486.24 + 275229.36 + 458715.60, 2)
        self.assertEqual(self._balance(deal, self.advance), 0)
        self.assertEqual(self._balance(deal, self.revenue), -net)
        self.assertEqual(deal.recognised_amount, net)
        self.assertEqual(self._balance(deal, self._account("realestate_fee_account_id")), -80)
        with self.assertRaises(UserError):
            deal.with_user(self.accountant).action_recognise_revenue()

    def test_revenue_account_by_property_type(self):
        """DEAL-6: a property type may have its own revenue account."""
        other = self.env["account.account"].search(
            [("account_type", "=", "income"), ("id", "!=", self.revenue.id), ("company_ids", "in", self.company.ids)],
            limit=1,
        )
        self.env["realestate.revenue.account"].create(
            {"company_id": self.company.id, "property_type": "residential", "account_id": other.id}
        )
        deal = self._new_deal()
        deal.installment_ids._invoice()
        deal._recognise_revenue(self.today)
        self.assertEqual(self._balance(deal, self.revenue), 0)
        self.assertEqual(self._balance(deal, other), -917431.20)

    def test_whole_withdrawal_by_request(self):
        """DEAL-7: the approved request itself settles the money; its refund is the deal's credit to the cent."""
        deal = self._paid_deal()
        change = (
            self.env["realestate.deal.change"]
            .with_user(self.administrator)
            .create(
                {
                    "deal_id": deal.id,
                    "kind": "withdrawal",
                    "reason": "Loan refused",
                    "settle_by": "penalty",
                    "penalty_amount": 12345.67,
                }
            )
        )
        change.action_submit()
        change.with_user(self.director).action_approve()
        change.with_user(self.administrator).action_apply()
        self.assertEqual(deal.state, "cancelled")
        self.assertEqual(change.refund_amount, 237654.88)
        self.assertEqual(deal.credit_amount, 237654.88)
        self.assertEqual(self._balance(deal, self.advance), 0)
