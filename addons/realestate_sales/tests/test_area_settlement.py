import base64
import io
from datetime import timedelta

import openpyxl
from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_sales.tools.area_settlement import exceeds, settle

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestAreaRule(BaseCase):
    def test_domain_examples(self):
        """DEAL-10: 100 ㎡ at 10,000, as the law office writes it."""
        for final, amount in ((102, 20000), (105, 30000), (98, -20000), (95, -70000), (100, 0)):
            with self.subTest(final=final):
                self.assertEqual(settle(100, final, 10000).amount, amount * 100)

    def test_edges(self):
        """DEAL-10: exactly 3% is settled at actual and gives no right; 3.01% is beyond, either way."""
        for final, amount, beyond in (
            (103, 3000000, False), (103.01, 3000000, True), (97, -3000000, False), (96.99, -3000000 - 20000, True),
        ):  # fmt: skip
            with self.subTest(final=final):
                difference = settle(100, final, 10000)
                self.assertEqual((difference.amount, exceeds(difference, 3)), (amount, beyond))

    def test_floats(self):
        """DEAL-10: what floats get wrong: 3% of 89.55 ㎡ is 2.6865 ㎡, and 92.24 lies beyond it by 0.0035."""
        self.assertFalse(exceeds(settle(89.0, 91.67, 1), 3))  # exactly 3%, 1.03 × 89 in floats is 91.67000000000002
        self.assertTrue(exceeds(settle(89.55, 92.24, 1), 3))
        self.assertEqual(settle(89.55, 92.24, 12345.67).amount, 3316664)  # 2.6865 × 12,345.67 = 33,166.642…
        self.assertEqual(settle(89.55, 86.86, 12345.67).amount, -3325306)  # + 0.0035 × 2: 33,253.06…
        self.assertEqual(settle(70.1, 70.2, 0.05).amount, 1)  # half a cent up

    def test_own_bands(self):
        """DEAL-10: bands of a project: at actual up to 1%, half up to 3%, then the seller's."""
        bands = {"over": ((0, 100), (1, 50), (3, 0)), "under": ((0, 100),)}
        self.assertEqual(settle(100, 105, 10000, bands).amount, (10000 + 10000) * 100)
        self.assertEqual(settle(100, 102, 10000, bands).amount, (10000 + 5000) * 100)
        self.assertEqual(settle(100, 90, 10000, bands).amount, -100000 * 100)


@tagged("post_install", "-at_install")
class TestAreaSettlement(RealestateMoneyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.units |= cls._new_units(2, section="B")

    def _signed(self, unit, **values):
        deal = self._subscribe(unit, **values)
        deal.with_user(self.administrator).action_sign()
        return deal.with_env(self.env)

    def _window(self, user=None, **values):
        windows = self.env["realestate.area.settle"].with_user(user or self.administrator)
        window = windows.create({"building_id": self.building.id, **values})
        window.action_preview()
        return window

    def _survey(self, *rows, headings=("房源编码", "实测建筑面积", "实测套内面积")):
        book = openpyxl.Workbook()
        book.active.append(["江城房产测绘成果"])
        book.active.append(list(headings))
        for row in rows:
            book.active.append(list(row))
        data = io.BytesIO()
        book.save(data)
        return {"file": base64.b64encode(data.getvalue()), "filename": "实测.xlsx"}

    def _line(self, window, unit):
        return window.line_ids.filtered(lambda line: line.unit_id == unit)

    def _settle(self, unit, final, **values):
        unit.area_gross_final = final
        self._window(**values).action_confirm()
        return self.env["realestate.area.settlement"].search([("unit_id", "=", unit.id), ("state", "=", "confirmed")])

    def test_settled_at_actual(self):
        """DEAL-10: 102 ㎡: the buyer pays 20,000 more, invoiced to the advance account, outside the plan's sum."""
        deal = self._signed(self.unit)
        settlement = self._settle(self.unit, 102)
        self.assertEqual((settlement.amount, settlement.may_withdraw), (20000, False))
        self.assertEqual((deal.price, deal.area, deal.plan_difference), (1000000, 100, 0))
        line = settlement.installment_id
        self.assertEqual(
            (line.kind, line.amount, line.date_due), ("settlement", 20000, self.today + timedelta(days=15))
        )
        settlement.with_user(self.accountant).action_invoice()
        self.assertEqual((line.move_ids.move_type, line.move_ids.amount_total), ("out_invoice", 20000))
        self.assertEqual(self._balance(deal, self.advance), -round(20000 / 1.09, 2))
        self.assertEqual(settlement.payment_state, "not_paid")

    def test_refund(self):
        """DEAL-10: 95 ㎡: 30,000 + 40,000 by a credit note; the buyer may withdraw."""
        deal = self._signed(self.unit)
        settlement = self._settle(self.unit, 95)
        self.assertEqual((settlement.amount, settlement.ratio), (-70000, -5))
        self.assertEqual(settlement.withdraw_until, self.today + timedelta(days=30))
        settlement.with_user(self.accountant).action_invoice()
        self.assertEqual(settlement.installment_id.move_ids.move_type, "out_refund")
        self.assertEqual((deal.credit_amount, settlement.payment_state), (70000, "not_paid"))

    def _delivered(self, unit):
        """A delivered deal, all instalments invoiced and recognised; with its company's revenue account."""
        deal = self._signed(unit)
        self._add_installments(deal, (200000.0, 300000.0, 500000.0))
        deal.installment_ids._invoice()
        deal.sudo().write({"state": "delivered", "date_delivered": self.today})
        deal._recognise_revenue(self.today)
        return deal, self.company._realestate_get("realestate_revenue_account_id")["realestate_revenue_account_id"]

    def test_after_delivery(self):
        """DEAL-6, DEAL-10: +3.4% after the keys: invoiced, and revenue at once; the advance account stays empty."""
        deal, revenue = self._delivered(self.unit)
        before = self._balance(deal, revenue)
        self.assertEqual((self._balance(deal, self.advance), before), (0, -917431.20))
        settlement = self._settle(self.unit, 103.4)
        self.assertEqual((settlement.amount, settlement.may_withdraw), (30000, True))
        settlement.with_user(self.accountant).action_invoice()
        # 30,000 / 1.09 = 27,522.935…
        self.assertEqual(self._balance(deal, self.advance), 0)
        self.assertEqual(self.company.currency_id.round(self._balance(deal, revenue) - before), -27522.94)
        deal.invalidate_recordset(["recognised_amount"])
        self.assertEqual(deal.recognised_amount, -self._balance(deal, revenue))
        entries = deal.move_ids.filtered("realestate_is_recognition")
        self.assertEqual(len(entries), 2)
        with self.assertRaisesRegex(UserError, "recognised already"):
            deal.with_user(self.accountant).action_recognise_revenue()

    def test_refund_after_delivery(self):
        """DEAL-6, DEAL-10: a smaller unit after the keys: its credit note takes revenue back, to the cent."""
        deal, revenue = self._delivered(self.unit)
        before = self._balance(deal, revenue)
        settlement = self._settle(self.unit, 95)
        settlement.with_user(self.accountant).action_invoice()
        # 70,000 / 1.09 = 64,220.183…
        self.assertEqual(self._balance(deal, self.advance), 0)
        self.assertEqual(self.company.currency_id.round(self._balance(deal, revenue) - before), 64220.18)

    def test_credited_or_cancelled_after_delivery(self):
        """DEAL-6: a settlement's invoice that accounting reverses or cancels takes its revenue along."""
        deal, revenue = self._delivered(self.unit)
        before = self._balance(deal, revenue)
        settlement = self._settle(self.unit, 102)
        settlement.with_user(self.accountant).action_invoice()
        move = settlement.installment_id.move_ids
        self.assertNotEqual(self._balance(deal, revenue), before)
        move.button_draft()
        move.button_cancel()
        self.assertEqual((self._balance(deal, self.advance), self._balance(deal, revenue)), (0, before))
        settlement.with_user(self.accountant).action_invoice()
        move = settlement.installment_id.move_ids.filtered(lambda m: m.state == "posted")
        move._reverse_moves([{"invoice_date": self.today}], cancel=True)
        self.assertEqual((self._balance(deal, self.advance), self._balance(deal, revenue)), (0, before))

    def test_right_to_withdraw(self):
        """DEAL-10: through its last day, then no more; the request comes filled in."""
        deal = self._signed(self.unit)
        settlement = self._settle(self.unit, 103.01)
        self.assertTrue(settlement.withdraw_open)
        self.assertEqual(settlement.search([("withdraw_open", "=", True)]), settlement)
        context = settlement.with_user(self.consultant).action_request_withdrawal()["context"]
        self.assertEqual((context["default_deal_id"], context["default_kind"]), (deal.id, "withdrawal"))
        settlement.withdraw_until = self.today
        self.assertTrue(settlement.withdraw_open)
        settlement.withdraw_until = self.today - timedelta(days=1)
        self.assertFalse(settlement.withdraw_open)
        self.assertFalse(settlement.search([("withdraw_open", "=", True)]))
        with self.assertRaisesRegex(UserError, "no right"):
            settlement.action_request_withdrawal()

    def test_as_agreed(self):
        """DEAL-10: no difference, no money: recorded, and nothing to invoice."""
        self._signed(self.unit)
        settlement = self._settle(self.unit, 100)
        self.assertEqual((settlement.amount, bool(settlement.installment_id)), (0, False))
        with self.assertRaisesRegex(UserError, "nothing to invoice"):
            settlement.with_user(self.accountant).action_invoice()

    def test_inner_area_basis(self):
        """DEAL-10: sold by inner area, the inner survey counts and the gross one does not."""
        unit = self.units[1]
        unit.write({"price_basis": "inner", "list_unit_price": 12500})
        self._signed(unit)
        unit.area_gross_final = 110
        window = self._window()
        self.assertIn("basis", self._line(window, unit).reason)
        unit.area_inner_final = 81.6
        line = self._line(self._window(), unit)
        self.assertEqual((line.contract_area, line.final_area, line.amount), (80, 81.6, 20000))

    def test_left_out_with_reason(self):
        """DEAL-10: every unit of the building is shown; who is not settled says why."""
        signed, subscribed, per_unit, exchanged, free, surveyless = self.units
        per_unit.write({"price_basis": "unit", "list_unit_price": 1000000, "floor_unit_price": 0})
        for unit in (signed, per_unit, surveyless):
            self._signed(unit)
        self._subscribe(subscribed)
        old = self._subscribe(exchanged)
        changes = self.env["realestate.deal.change"].with_user(self.consultant)
        change = changes.create({"deal_id": old.id, "kind": "exchange", "reason": "x", "new_unit_id": free.id})
        change.action_submit()
        change.with_user(self.director).action_approve()
        change.with_user(self.administrator).action_apply()
        (self.units - surveyless).area_gross_final = 102
        window = self._window()
        reasons = {line.unit_id: line.reason for line in window.line_ids}
        self.assertEqual(set(reasons), set(self.units))
        self.assertFalse(reasons[signed])
        for unit, text in (
            (subscribed, "Not signed"), (per_unit, "per unit"), (exchanged, "exchanged"), (free, "Not signed"),
            (surveyless, "No final area"),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertIn(text, reasons[unit])
        self.assertEqual((window.settled_count, window.left_out_count, window.pay_amount), (1, 5, 20000))
        window.action_confirm()
        self.assertIn("Settled", self._line(self._window(), signed).reason)

    def test_from_excel(self):
        """DEAL-10: the survey's workbook gives the areas; the units get them, the deals keep their contract's."""
        first, second = self.units[:2]
        for unit in (first, second):
            self._signed(unit)
        survey = self._survey((first.code, 102, 81.5), (second.code, "95.00㎡", 76))
        window = self._window(**survey)
        self.assertFalse(window.errors)
        self.assertEqual((window.pay_amount, window.refund_amount, window.withdraw_count), (20000, 70000, 1))
        self.assertEqual(first.area_gross_final, 0)
        window.action_confirm()
        self.assertEqual((first.area_gross_final, first.area_inner_final), (102, 81.5))
        self.assertEqual(first.live_deal_id.area, 100)

    def test_wrong_workbook(self):
        """DEAL-10: an unknown unit, one twice: nothing is settled, each error says where."""
        self._signed(self.unit)
        window = self._window(**self._survey((self.unit.code, 102, 81), ("X-1", 90, 70), (self.unit.code, 103, 81)))
        self.assertEqual(window.error_count, 2)
        self.assertIn("X-1", window.errors)
        self.assertFalse(window.line_ids)
        with self.assertRaisesRegex(UserError, "no unit to settle"):
            window.action_confirm()
        window = self._window(**self._survey(("a", "b"), headings=("说明", "备注")))
        self.assertIn("No final survey", window.errors)

    def test_changed_since_the_preview(self):
        """DEAL-10: what was settled meanwhile is not settled twice; the database would refuse it too."""
        deal = self._signed(self.unit)
        self.unit.area_gross_final = 102
        first, second = self._window(), self._window()
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "changed since"):
            second.action_confirm()
        settlement = self.env["realestate.area.settlement"].search([("deal_id", "=", deal.id)])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            settlement.copy({"deal_id": deal.id, "date": self.today, "contract_area": 1, "final_area": 1})
            self.env.flush_all()

    def test_cancel(self):
        """DEAL-10: cancelled while not invoiced, then settled anew; not after the invoice."""
        self._signed(self.unit)
        settlement = self._settle(self.unit, 102)
        with self.assertRaises(AccessError):
            settlement.with_user(self.consultant).action_cancel()
        settlement.with_user(self.administrator).action_cancel()
        self.assertEqual((settlement.state, bool(settlement.installment_id)), ("cancelled", False))
        again = self._settle(self.unit, 101)
        self.assertEqual(again.amount, 10000)
        again.with_user(self.accountant).action_invoice()
        with self.assertRaisesRegex(UserError, "invoiced"):
            again.with_user(self.administrator).action_cancel()

    def test_bands_of_the_project(self):
        """DEAL-10: own bands decide; a side without its first band, or unfair to the buyer, is refused."""
        self._signed(self.unit)
        over = [{"side": "over", "above": 0, "share": 100}, {"side": "over", "above": 1, "share": 50}]
        self.project.area_band_ids = [Command.create(vals) for vals in over]
        self.assertEqual(self._settle(self.unit, 105).amount, 10000 + 20000)
        with self.assertRaisesRegex(ValidationError, "0%"), self.env.cr.savepoint():
            self.project.area_band_ids = [Command.create({"side": "under", "above": 3, "share": 200})]
        for vals in ({"share": 101}, {"side": "under", "share": 99}, {"above": 100}):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.project.area_band_ids[1].write(vals)
                self.env.flush_all()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.project.area_withdraw_ratio = 3.01
            self.env.flush_all()

    def test_rights(self):
        """ACCESS-1: administrators and managers settle; consultants see their own deals' settlements."""
        self._signed(self.unit)
        for user in (self.consultant, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._window(user=user)
        settlement = self._settle(self.unit, 102)
        self.assertEqual(settlement.with_user(self.consultant).amount, 20000)
        self.assertFalse(settlement.with_user(self.consultant_2).search([]))
        with self.assertRaises(AccessError):
            settlement.with_user(self.administrator).write({"amount": 1})

    def test_preview_of_a_building(self):
        """DEAL-10: the preview's queries do not grow with its units."""
        for unit in self.units[:2]:
            self._signed(unit)
        self.units.area_gross_final = 102
        window = self._window()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        window._prepare_line_vals_list({})
        few = self.env.cr.sql_log_count - before
        more = self._new_units(12, section="C", area_gross_final=102)
        for unit in more:
            self._signed(unit)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        window._prepare_line_vals_list({})
        self.assertLessEqual(self.env.cr.sql_log_count - before, few)
