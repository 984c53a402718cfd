from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_sales.models.realestate_installment_plan import PLAN_EDIT

from .common_money import RealestateMoneyCommon

DUE = date(2026, 3, 10)


@tagged("post_install", "-at_install")
class TestLateFee(RealestateMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deal = cls._new_deal(amounts=(1000000.0,))
        cls.part = cls.deal.installment_ids
        cls.part.date_due = DUE
        cls.deal.flush_recordset()

    def _fee(self, day, parts=None):
        return round(sum(row["amount"] for row in (parts or self.part)._late_fee_periods(day)), 2)

    def _pay_on(self, day, amount, part=None):
        """Pay ``amount`` (¥) on the instalment's invoice; the accounting day is ``day``."""
        part = part or self.part
        if not part.move_ids:
            part._invoice()
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=part.move_ids.filtered("amount_residual").ids)
            .create({"amount": amount, "payment_date": day})
        )
        wizard = wizard.with_context(force_payment_move=True)
        return wizard._create_payments()

    def _statement(self, day, user=None, **values):
        fees = self.env["realestate.late.fee"].with_user(user or self.administrator)
        return fees.create({"deal_id": self.deal.id, "date_to": day, **values})

    # -- days ----------------------------------------------------------
    def test_first_day(self):
        """DEAL-9: nothing on the due day, one day's 0.05% the day after."""
        self.assertEqual(self._fee(DUE - timedelta(days=1)), 0)
        self.assertEqual(self._fee(DUE), 0)
        self.assertEqual(self._fee(DUE + timedelta(days=1)), 500)
        self.assertEqual(self._fee(DUE + timedelta(days=10)), 5000)

    def test_grace(self):
        """DEAL-9: the last day of grace is free; after it only the days after it are charged."""
        self.project.late_fee_grace_days = 3
        self.assertEqual(self._fee(DUE + timedelta(days=3)), 0)
        self.assertEqual(self._fee(DUE + timedelta(days=4)), 500)
        self.assertEqual(self._fee(DUE + timedelta(days=5)), 1000)

    def test_leap_day(self):
        """DEAL-9: the 29th of February is a day like others."""
        self.part.date_due = date(2028, 2, 28)
        self.assertEqual(self._fee(date(2028, 2, 29)), 500)
        self.assertEqual(self._fee(date(2028, 3, 1)), 1000)
        self.part.date_due = date(2027, 2, 28)
        self.assertEqual(self._fee(date(2027, 3, 1)), 500)

    def test_rate_of_the_project(self):
        """DEAL-9: the project's rate; the database refuses none."""
        self.project.late_fee_rate = 0.0333
        self.assertEqual(self._fee(DUE + timedelta(days=1)), 333)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.project.late_fee_rate = 0
            self.env.flush_all()

    # -- balances ------------------------------------------------------
    def test_part_payment(self):
        """DEAL-9: 4 days on 1,000,000, the day of payment included, then 6 days on the 400,000 left."""
        self._pay_on(DUE + timedelta(days=4), 600000)
        rows = self.part._late_fee_periods(DUE + timedelta(days=10))
        self.assertEqual(
            [(row["date_from"], row["date_to"], row["balance"], row["days"], row["amount"]) for row in rows],
            [
                (DUE + timedelta(days=1), DUE + timedelta(days=4), 1000000, 4, 2000),
                (DUE + timedelta(days=5), DUE + timedelta(days=10), 400000, 6, 1200),
            ],
        )
        self.assertEqual(self._fee(DUE + timedelta(days=4)), 2000)
        self.assertEqual(self._fee(DUE + timedelta(days=5)), 2200)

    def test_payments_by_the_due_day(self):
        """DEAL-9: what was paid before or on the due day never was late, whenever it was invoiced."""
        self._pay_on(DUE - timedelta(days=20), 300000)
        self._pay_on(DUE, 300000)
        self.assertEqual(self._fee(DUE + timedelta(days=10)), 2000)

    def test_two_payments_on_one_day(self):
        """DEAL-9: two payments of a day and one in the grace days."""
        self.project.late_fee_grace_days = 2
        self._pay_on(DUE + timedelta(days=1), 100000)
        self._pay_on(DUE + timedelta(days=5), 200000)
        self._pay_on(DUE + timedelta(days=5), 300000)
        # 3 days on 900,000, 5 on 400,000
        self.assertEqual(self._fee(DUE + timedelta(days=10)), 1350 + 1000)

    def test_paid(self):
        """DEAL-9: nothing grows once it is paid."""
        self._pay_on(DUE + timedelta(days=2), 1000000)
        self.assertEqual(self._fee(DUE + timedelta(days=2)), 1000)
        self.assertEqual(self._fee(DUE + timedelta(days=300)), 1000)

    def test_payment_reversed(self):
        """DEAL-9: a payment that was reversed was never made."""
        payment = self._pay_on(DUE + timedelta(days=4), 600000)
        payment.move_id._reverse_moves([{"date": DUE + timedelta(days=8)}], cancel=True)
        self.assertEqual(self._fee(DUE + timedelta(days=10)), 5000)

    def test_refund(self):
        """DEAL-9: money paid back to the buyer leaves the days of what he paid as they were."""
        self._pay_on(DUE + timedelta(days=2), 1000000)
        self.env["realestate.receipt"].create({"deal_id": self.deal.id, "amount": 5000}).action_confirm()
        self.assertEqual(self.deal.credit_amount, 5000)
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        self.deal.with_user(self.accountant)._refund(5000, bank, self.today)
        self.assertEqual(self._fee(DUE + timedelta(days=30)), 1000)

    def test_credit_note(self):
        """DEAL-7, DEAL-9: a price cut counts from the day after its credit note."""
        with freeze_time("2026-03-14 04:00:00"):
            self.part._invoice()
            self.part.with_context(realestate_plan_edit=PLAN_EDIT)._credit_part(100000, "特批")
        self.assertEqual(self.part.amount, 900000)
        self.assertEqual(self._fee(DUE + timedelta(days=10)), 4 * 500 + 6 * 450)

    def test_put_off(self):
        """DEAL-7, DEAL-9: an instalment put off is late from its new day."""
        self.part.date_due = DUE + timedelta(days=5)
        self.assertEqual(self._fee(DUE + timedelta(days=6)), 500)

    def test_rounded_once(self):
        """DEAL-9: 0.005 a day is nothing for a day, a cent for two; the periods add up to the rounded sum."""
        self.part.amount, self.project.late_fee_rate = 1000000, 0.0001
        deal = self._new_deal(self.units[1], amounts=(4444.44, 995555.56))
        small, large = deal.installment_ids.sorted("amount")
        (small | large).date_due = DUE
        self.assertEqual(self._fee(DUE + timedelta(days=1), small), 0)
        self.assertEqual(self._fee(DUE + timedelta(days=2), small), 0.01)
        self._pay_on(DUE + timedelta(days=1), 1111.11, small)
        rows = small._late_fee_periods(DUE + timedelta(days=9))
        # 4,444.44 × 1 + 3,333.33 × 8 = 31,111.08 × 0.000001
        self.assertEqual([round(row["amount"], 2) for row in rows], [0.0, 0.03])

    def test_what_bears_none(self):
        """DEAL-9: collected fees never, loans by setting, a withdrawn deal no more."""
        fee = self._add_installments(self.deal, (500.0,), kind="fee", date_due=DUE)
        self.assertFalse(fee._late_fee_periods(DUE + timedelta(days=9)))
        self.part.kind = "commercial_loan"
        self.assertEqual(self._fee(DUE + timedelta(days=1)), 500)
        self.project.late_fee_on_loans = False
        self.assertEqual(self._fee(DUE + timedelta(days=1)), 0)
        self.project.late_fee_on_loans = True
        self.deal._cancel()
        self.assertEqual(self._fee(DUE + timedelta(days=1)), 0)

    def test_many_by_one_query(self):
        """DEAL-9: however many instalments, one query."""
        parts = self.part
        for unit in self.units[1:]:
            deal = self._new_deal(unit, amounts=(400000.0, 600000.0))
            deal.installment_ids.date_due = DUE
            parts |= deal.installment_ids
        self.env.flush_all()
        with self.assertQueryCount(1):
            rows = parts._late_fee_periods(DUE + timedelta(days=2))
        self.assertEqual(sum(row["amount"] for row in rows), 4 * 1000)

    # -- statements ----------------------------------------------------
    def test_invoiced_days_are_charged_once(self):
        """DEAL-9: the next statement begins where the invoiced one ended; a reversed invoice frees its days."""
        first = self._statement(DUE + timedelta(days=10))
        self.assertEqual((first.amount_total, first.days), (5000, 10))
        first.with_user(self.accountant).action_invoice()
        move = first.move_id.sudo()
        self.assertEqual((move.state, move.amount_total, move.realestate_deal_id), ("posted", 5000, self.deal))
        self.assertEqual(move.invoice_line_ids.account_id.internal_group, "income")
        self.assertFalse(move.invoice_line_ids.tax_ids)
        self.assertEqual(first.state, "invoiced")
        second = self._statement(DUE + timedelta(days=12))
        self.assertEqual(second.line_ids.date_from, DUE + timedelta(days=11))
        self.assertEqual(second.amount_total, 1000)
        move._reverse_moves(cancel=True)
        self.assertEqual(first.state, "cancelled")
        second.action_recompute()
        self.assertEqual(second.amount_total, 6000)

    def test_same_days_are_not_invoiced_twice(self):
        """DEAL-9: of two statements of the same days the second is refused; the database keeps one draft a deal."""
        first = self._statement(DUE + timedelta(days=10))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._statement(DUE + timedelta(days=11))
        first.with_user(self.accountant).action_invoice()
        with self.assertRaisesRegex(UserError, "already"):
            first.with_user(self.accountant).action_invoice()
        second = self._statement(DUE + timedelta(days=10))
        self.assertFalse(second.line_ids)
        with self.assertRaisesRegex(UserError, "no late fee"):
            second.with_user(self.accountant).action_invoice()

    def test_stale_figures_are_not_invoiced(self):
        """DEAL-9: a payment after the statement was computed: compute anew first."""
        fee = self._statement(DUE + timedelta(days=10))
        self._pay_on(DUE + timedelta(days=4), 600000)
        with self.assertRaisesRegex(UserError, "anew"):
            fee.with_user(self.accountant).action_invoice()
        fee.action_recompute()
        self.assertEqual(fee.amount_total, 3200)
        fee.with_user(self.accountant).action_invoice()
        self.assertEqual(fee.move_id.sudo().amount_total, 3200)

    def test_credit_is_allocated_first(self):
        """DEAL-9: nobody is charged while his money lies unallocated; and no days to come."""
        fee = self._statement(self.today + timedelta(days=1))
        with self.assertRaisesRegex(UserError, "Days to come"):
            fee.with_user(self.accountant).action_invoice()
        fee.date_to = DUE + timedelta(days=10)
        payment = self._pay_on(DUE + timedelta(days=2), 5000)
        payment.move_id.line_ids.remove_move_reconcile()
        payment.move_id.line_ids.realestate_deal_id = self.deal
        fee.action_recompute()
        with self.assertRaisesRegex(UserError, "not allocated"):
            fee.with_user(self.accountant).action_invoice()
        self.deal._allocate_credit()
        fee.action_recompute()
        fee.with_user(self.accountant).action_invoice()
        self.assertEqual(fee.amount_total, 2 * 500 + 8 * 497.5)

    def test_credit_that_nothing_is_left_for(self):
        """DEAL-9: money paid too much does not stand in the way where all instalments are paid."""
        self._pay_on(DUE + timedelta(days=2), 1000000)
        self.env["realestate.receipt"].create({"deal_id": self.deal.id, "amount": 5000}).action_confirm()
        fee = self._statement(DUE + timedelta(days=10))
        fee.with_user(self.accountant).action_invoice()
        self.assertEqual(fee.move_id.sudo().amount_total, 1000)

    # -- waiver --------------------------------------------------------
    def test_waiver_level(self):
        """DEAL-9: 1,000 by the manager, a cent more by the director, above 10,000 the general manager."""
        fee = self._statement(DUE + timedelta(days=100))
        for amount, level in (
            (0, False), (0.01, "manager"), (1000, "manager"), (1000.01, "director"),
            (10000, "director"), (10000.01, "general_manager"),
        ):  # fmt: skip
            with self.subTest(amount=amount):
                fee.waiver_amount = amount
                self.assertEqual(fee.waiver_level, level)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.project.late_fee_director_limit = 999
            self.env.flush_all()

    def test_waiver(self):
        """DEAL-9: asked with a reason, decided by another of the level, taken off the invoice."""
        fee = self._statement(DUE + timedelta(days=10), waiver_amount=1500)
        with self.assertRaisesRegex(UserError, "why"):
            fee.action_ask_waiver()
        fee.waiver_reason = "银行放款延误"
        fee.action_ask_waiver()
        self.assertIn(self.director, fee.sudo().activity_ids.user_id)
        with self.assertRaisesRegex(UserError, "still to be decided"):
            fee.with_user(self.accountant).action_invoice()
        with self.assertRaisesRegex(UserError, "asked for already"):
            fee.waiver_amount = 4000
        for user in (self.administrator, self.manager, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                fee.with_user(user).action_grant_waiver()
        wizard = self.env["realestate.late.fee.decide"].with_user(self.director)
        wizard.create({"fee_id": fee.id, "note": "同意"}).action_confirm()
        self.assertFalse(fee.sudo().activity_ids)
        self.assertEqual((fee.waiver_state, fee.amount_due), ("granted", 3500))
        fee.with_user(self.accountant).action_invoice()
        self.assertEqual(fee.move_id.sudo().amount_total, 3500)
        self.assertEqual(self._fee(DUE + timedelta(days=10)), 0)

    def test_waiver_of_ones_own(self):
        """DEAL-9: who asked never decides; a refusal says why; more than the fee cannot be waived."""
        fee = self._statement(DUE + timedelta(days=1), user=self.manager, waiver_amount=500.01, waiver_reason="x")
        with self.assertRaisesRegex(UserError, "At most"):
            fee.action_ask_waiver()
        fee.waiver_amount = 500
        fee.action_ask_waiver()
        with self.assertRaisesRegex(UserError, "somebody else"):
            fee.action_grant_waiver()
        with self.assertRaisesRegex(UserError, "why"):
            fee.with_user(self.director).action_refuse_waiver()
        fee.with_user(self.director).action_refuse_waiver("不同意")
        self.assertEqual((fee.waiver_state, fee.amount_due), ("refused", 500))

    def test_waived_in_full(self):
        """DEAL-9: a fee waived in full has charged its days without an invoice."""
        fee = self._statement(DUE + timedelta(days=1), waiver_amount=500, waiver_reason="x")
        fee.action_ask_waiver()
        fee.with_user(self.manager).action_grant_waiver()
        fee.with_user(self.accountant).action_invoice()
        self.assertEqual((fee.state, bool(fee.move_id)), ("waived", False))
        self.assertEqual(self._fee(DUE + timedelta(days=1)), 0)
        with self.assertRaisesRegex(UserError, "stays on record"):
            fee.unlink()

    # -- rights and screens --------------------------------------------
    def test_forged(self):
        """ACCESS-1: stage, invoice, decision and periods come from the verbs alone; consultants only read."""
        fee = self._statement(DUE + timedelta(days=1))
        for values in ({"stage": "invoiced"}, {"waiver_state": "granted"}, {"line_ids": [Command.clear()]}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                fee.write(values)
        self.assertEqual(fee.with_user(self.consultant).amount_total, 500)
        self.assertFalse(fee.with_user(self.consultant_2).search([]))
        with self.assertRaises(AccessError):
            self._statement(DUE, user=self.consultant)

    def test_run_for_many(self):
        """DEAL-9: one window makes the statements of all late deals, and brings drafts up to its day."""
        other = self._new_deal(self.units[1], amounts=(400000.0, 600000.0))
        other.installment_ids.date_due = DUE
        paid = self._new_deal(self.units[2], amounts=(1000000.0,))
        paid.installment_ids.date_due = self.today + timedelta(days=1)
        draft = self._statement(DUE + timedelta(days=1))
        runs = self.env["realestate.late.fee.run"].with_user(self.administrator)
        action = runs.create({"date_to": DUE + timedelta(days=2), "project_id": self.project.id}).action_confirm()
        fees = self.env["realestate.late.fee"].search(action["domain"])
        self.assertEqual(fees.deal_id, self.deal | other)
        self.assertIn(draft.with_env(self.env), fees)
        self.assertEqual(fees.mapped("amount_total"), [1000, 1000])
        with self.assertRaisesRegex(UserError, "No late fee"):
            runs.create({"date_to": DUE, "deal_ids": [Command.set(paid.ids)]}).action_confirm()

    def test_on_the_deal(self):
        """DEAL-9: the deal shows what it owes to its project's today."""
        days = (self.today - DUE).days
        self.assertEqual(self.deal.late_fee_amount, 500 * days)
        self.assertEqual(self.deal.with_user(self.consultant).late_fee_amount, 500 * days)

    def test_paper(self):
        """DEAL-9, DEAL-11: the statement prints its periods, the rate and the sum in words."""
        fee = self._statement(DUE + timedelta(days=10)).with_env(self.env)
        reports = self.env["ir.actions.report"]
        html = reports._render_qweb_html("realestate_sales.report_realestate_late_fee", fee.ids)[0].decode()
        for text in (">0.05</span>%", "5,000.00", "伍仟元整", self.buyer.name):
            self.assertIn(text, html)
