from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_sales.models.realestate_installment_plan import PLAN_EDIT

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestDealChangeTerms(RealestateMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        methods = cls.env["realestate.payment.method"].search([("company_id", "=", cls.company.id)])
        cls.lump_sum, cls.mortgage = (
            methods.filtered(lambda m, k=k: m.kind == k)[:1] for k in ("lump_sum", "mortgage")
        )
        cls.deputy = cls._new_user("deputy_general_manager")
        cls.deputy.write({"company_ids": [Command.set(cls.company.ids)], "company_id": cls.company.id})

    def _signed(self, method=None, unit=None):
        deal = self._subscribe(unit, payment_method_id=(method or self.mortgage).id, deposit_amount=20000)
        deal.with_user(self.administrator).action_sign()
        return deal.with_env(self.env)

    def _request(self, deal, kind, **values):
        changes = self.env["realestate.deal.change"].with_user(self.consultant)
        return changes.create({"deal_id": deal.id, "kind": kind, "reason": "客户要求", **values})

    def _done(self, deal, kind, by=None, **values):
        change = self._request(deal, kind, **values)
        change.action_submit()
        change.with_user(by or self.director).action_approve("同意")
        change.with_user(self.administrator).action_apply()
        return change.sudo()

    def _plan(self, deal):
        lines = deal._price_installments().sorted("sequence")
        return [(line.kind, line.amount) for line in lines]

    def _invoice(self, deal, kind, paid=0.0):
        line = deal.installment_ids.filtered(lambda i: i.kind == kind)
        move = line._invoice()
        if paid:
            self._pay(move, paid)
        return line

    # -- payment method ------------------------------------------------
    def test_method_before_any_invoice(self):
        """DEAL-7: from mortgage to lump sum the whole price is planned anew, to the cent."""
        deal = self._signed()
        self.assertEqual(self._plan(deal), [("deposit", 20000), ("down_payment", 280000), ("commercial_loan", 700000)])
        change = self._done(deal, "payment_method", new_payment_method_id=self.lump_sum.id)
        self.assertEqual(self._plan(deal), [("deposit", 20000), ("installment", 980000)])
        self.assertEqual(deal.payment_method_id, self.lump_sum)
        self.assertEqual(change.old_payment_method_id, self.mortgage)

    def test_method_keeps_what_is_invoiced(self):
        """DEAL-7: deposit and down payment are invoiced and stay; the rest of the price is one instalment."""
        deal = self._signed()
        down = self._invoice(deal, "down_payment", 100000)
        self._invoice(deal, "deposit")
        self._done(deal, "payment_method", new_payment_method_id=self.lump_sum.id)
        self.assertEqual(self._plan(deal), [("deposit", 20000), ("down_payment", 280000), ("installment", 700000)])
        self.assertEqual((down.exists(), down.paid_amount, deal.plan_difference), (down, 100000, 0))

    def test_method_rounds_the_loan_again(self):
        """DEAL-5, DEAL-7: 505,000 of a lump sum is invoiced: the loan of 495,000 is rounded to 490,000."""
        deal = self._signed(self.lump_sum)
        rest = deal.installment_ids.filtered(lambda i: i.kind == "installment")
        rest.with_context(realestate_plan_edit=PLAN_EDIT).amount = 485000
        self._add_installments(deal, (495000.0,))
        self._invoice(deal, "deposit")
        rest._invoice()
        self._done(deal, "payment_method", new_payment_method_id=self.mortgage.id)
        self.assertCountEqual(
            self._plan(deal),
            [("deposit", 20000), ("installment", 485000), ("down_payment", 5000), ("commercial_loan", 490000)],
        )
        down = deal.installment_ids.filtered(lambda i: i.kind == "down_payment")
        self.assertEqual(down.date_due, self.today)

    def test_method_of_a_refused_loan(self):
        """DEAL-7: an invoiced loan that the new method does not know is the buyer's own debt."""
        deal = self._signed()
        loan = self._invoice(deal, "commercial_loan")
        self._done(deal, "payment_method", new_payment_method_id=self.lump_sum.id)
        self.assertEqual((loan.kind, loan.amount), ("installment", 700000))
        self.assertEqual(deal.plan_difference, 0)

    def test_method_must_change(self):
        """DEAL-7: the same method is no change, and another company's none at all."""
        deal = self._signed()
        with self.assertRaisesRegex(UserError, "already"):
            self._request(deal, "payment_method", new_payment_method_id=self.mortgage.id).action_submit()
        with self.assertRaisesRegex(UserError, "Choose"):
            self._request(deal, "payment_method").action_submit()

    # -- price ---------------------------------------------------------
    def test_price_level_by_right(self):
        """DEAL-3, DEAL-7: 3% by the manager, a cent more by the director, below the floor by the general manager."""
        deal = self._signed()
        change = self._request(deal, "price", new_price=970000)
        self.assertEqual(change.level, "manager")
        change.new_price = 969999.99
        self.assertEqual(change.level, "director")
        change.new_price = 940000
        self.assertEqual(change.level, "director")
        change.new_price = 939999.99
        self.assertEqual(change.level, "general_manager")
        change.new_price = 899999
        self.assertEqual(change.level, "general_manager")
        change.action_submit()
        with self.assertRaises(AccessError):
            change.with_user(self.deputy).action_approve()

    def test_price_before_any_invoice(self):
        """DEAL-7: the discount is on the price sheet, after all others, and off the plan's end before the loan."""
        deal = self._signed()
        change = self._done(deal, "price", by=self.manager, new_price=985000)
        self.assertEqual(deal.price, 985000)
        self.assertEqual(self._plan(deal), [("deposit", 20000), ("down_payment", 265000), ("commercial_loan", 700000)])
        steps = deal._price_sheet()
        self.assertEqual((steps[-1]["amount"], steps[-1]["price"]), (15000, 985000))
        self.assertEqual(deal.discount_ids.change_id, change)
        self.assertEqual(deal.discount_ids.decided_by_id, self.manager)

    def test_price_comes_after_earlier_discounts(self):
        """DEAL-2, DEAL-7: a percent granted before is not taken of the special price again."""
        deal = self._subscribe(payment_method_id=self.mortgage.id, deposit_amount=20000)
        deal.with_user(self.consultant).ask_discount({"kind": "percent", "percent": 1})
        deal.with_user(self.administrator).action_sign()
        deal = deal.with_env(self.env)
        self.assertEqual(deal.price, 990000)
        self._done(deal, "price", by=self.manager, new_price=980000.5)
        self.assertEqual((deal.price, deal.plan_difference), (980000.5, 0))
        self.assertEqual([step["amount"] for step in deal._price_sheet()], [10000, 9999.5])

    def test_price_of_a_paid_deal(self):
        """DEAL-7: where all is invoiced and paid, a credit note gives the buyer the difference."""
        deal = self._signed(self.lump_sum)
        self._invoice(deal, "deposit", 20000)
        line = self._invoice(deal, "installment", 980000)
        change = self._done(deal, "price", by=self.manager, new_price=980000)
        self.assertEqual((line.amount, line.invoiced_amount, line.paid_amount), (960000, 960000, 980000))
        self.assertEqual((deal.price, deal.plan_difference, deal.credit_amount), (980000, 0, 20000))
        credit = line.move_ids.filtered(lambda m: m.move_type == "out_refund")
        self.assertEqual((credit.state, credit.amount_total), ("posted", 20000))
        self.assertIn(change.name, credit.ref)

    def test_price_of_an_unpaid_invoice(self):
        """DEAL-7: the credit note settles the invoice; what remains to be paid is the lower price."""
        deal = self._signed(self.lump_sum)
        line = self._invoice(deal, "installment")
        self._invoice(deal, "deposit", 20000)
        self._done(deal, "price", by=self.manager, new_price=980000)
        self.assertEqual((line.residual_amount, deal.residual_amount, deal.credit_amount), (960000, 960000, 0))

    def test_price_only_lower(self):
        """DEAL-7: a special price is lower; and the deposit stays within its limit."""
        deal = self._signed()
        for price in (0, 1000000, 1000001):
            with self.subTest(price=price), self.assertRaisesRegex(UserError, "above zero and below"):
                self._request(deal, "price", new_price=price).action_submit()
        with self.assertRaisesRegex(UserError, "deposit"):
            self._request(deal, "price", new_price=90000).action_submit()

    # -- later payment -------------------------------------------------
    def _defer(self, deal, days, kind="down_payment"):
        line = deal.installment_ids.filtered(lambda i: i.kind == kind)
        values = {"installment_id": line.id, "new_date": line.date_due + timedelta(days=days)}
        return self._request(deal, "defer_payment", defer_ids=[Command.create(values)])

    def test_defer_level(self):
        """DEAL-7: 7 days director, 8 to 14 deputy general manager, 15 general manager."""
        deal = self._signed()
        levels = [self._defer(deal, days).level for days in (1, 7, 8, 14, 15)]
        self.assertEqual(
            levels, ["director", "director", "deputy_general_manager", "deputy_general_manager", "general_manager"]
        )

    def test_extension_of_signing_level(self):
        """DEAL-7: later signing has the same levels; the project sets their days."""
        deal = self._subscribe()
        change = self._request(deal, "extend_sign", new_deadline=deal.sign_deadline + timedelta(days=14))
        self.assertEqual(change.level, "deputy_general_manager")
        self.project.extension_deputy_days = 13
        self.assertEqual(change.level, "general_manager")
        change.action_submit()
        with self.assertRaises(AccessError):
            change.with_user(self.deputy).action_approve()

    def test_extension_days_in_order(self):
        """DEAL-7: the database refuses a deputy's right below the director's."""
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.project.extension_deputy_days = 6
            self.env.flush_all()

    def test_defer(self):
        """DEAL-7: instalment and open invoice get the new day; the day signing gave does not come back."""
        deal = self._signed()
        line = self._invoice(deal, "down_payment", 80000)
        move = line.move_ids
        change = self._defer(deal, 10)
        change.action_submit()
        with self.assertRaises(AccessError):
            change.with_user(self.director).action_approve()
        change.with_user(self.deputy).action_approve("同意")
        change.with_user(self.administrator).action_apply()
        day = self.today + timedelta(days=10)
        self.assertEqual((line.date_due, move.invoice_date_due), (day, day))
        self.assertEqual(line.residual_amount, 200000)
        deal._refresh_due_dates(["signed"])
        self.assertEqual(line.date_due, day)
        self.assertIn("10", change.effect)

    def test_defer_refused(self):
        """DEAL-7: an earlier day, a paid instalment, another deal's instalment, none at all."""
        deal = self._signed()
        with self.assertRaisesRegex(UserError, "later"):
            self._defer(deal, 0).action_submit()
        with self.assertRaisesRegex(UserError, "Choose the instalments"):
            self._request(deal, "defer_payment").action_submit()
        self._invoice(deal, "down_payment", 280000)
        with self.assertRaisesRegex(UserError, "nothing to put off"):
            self._defer(deal, 3).action_submit()
        other = self._signed(unit=self.units[1])
        foreign = other.installment_ids[0]
        values = {"installment_id": foreign.id, "new_date": self.today + timedelta(days=1)}
        with self.assertRaisesRegex(ValidationError, "of the deal"):
            self._request(deal, "defer_payment", defer_ids=[Command.create(values)])

    # -- undo ----------------------------------------------------------
    def test_undo_each_step(self):
        """DEAL-7: filing, online number and signing go back one by one, with a reason in the chatter."""
        deal = self._signed()
        admin = deal.with_user(self.administrator)
        admin.action_online("WQ-77")
        admin.action_file()
        for state, name in (("online", "date_filed"), ("signed", "online_number"), ("subscribed", "date_signed")):
            wizard = self.env["realestate.deal.undo"].with_user(self.administrator)
            wizard.create({"deal_id": deal.id, "reason": f"录错了 {name}"}).action_confirm()
            self.assertEqual((deal.state, deal[name]), (state, False))
            self.assertIn(name, deal.message_ids[0].body)
        self.assertEqual(deal.unit_id.state, "subscribed")
        self.assertFalse(deal.installment_ids.filtered(lambda i: i.due_event == "signed").date_due)
        with self.assertRaisesRegex(UserError, "nothing|no signing"):
            admin.action_undo_step("再退")
        admin.action_sign()
        admin.action_online("WQ-77")

    def test_undo_refused(self):
        """DEAL-7: not by others, not without a reason, not once an instalment of the signing is invoiced."""
        deal = self._signed()
        for user in (self.consultant, self.manager, self.director, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                deal.with_user(user).action_undo_step("x")
        with self.assertRaisesRegex(UserError, "why"):
            deal.with_user(self.administrator).action_undo_step(" ")
        self._invoice(deal, "deposit")
        line = self._invoice(deal, "down_payment")
        with self.assertRaisesRegex(UserError, line.name):
            deal.with_user(self.administrator).action_undo_step("录错了")
        line.move_ids.button_draft()
        line.move_ids.button_cancel()
        deal.with_user(self.administrator).action_undo_step("录错了")
        self.assertEqual(deal.state, "subscribed")
