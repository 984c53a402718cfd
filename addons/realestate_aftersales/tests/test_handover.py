from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    """HND-1: from the plan and its notice to the signature, delivery and the revenue."""

    # ------------------------------------------------------------------
    # plan and slots
    # ------------------------------------------------------------------
    def test_notice(self):
        """HND-1: notice reaches every sold unit of the building once; not later than the days of notice before."""
        self.assertEqual(self.plan.handover_ids.deal_id, self.deals)
        plan = self.plan.copy({"date_from": self.today + timedelta(days=9)})
        with self.assertRaisesRegex(UserError, "notice would be too short"):
            plan.action_notify()
        plan.date_from = self.today + timedelta(days=10)
        plan.action_notify()
        self.assertEqual(self.deals.handover_ids.plan_id, plan)
        self.assertEqual(len(self.deals.handover_ids), 3)

    def test_risks(self):
        """HND-1: what stands in the way is named before notice is given."""
        self.assertIn("No completion filing: 1#", self.plan.risks)
        self.assertIn("3 buyers owe", self.plan.risks)
        self.building.completion_date = self.today
        for deal in self.deals:
            deal.installment_ids.date_due = self.today
        self.env.flush_all()
        self.plan.invalidate_recordset()
        self.assertNotIn("completion", self.plan.risks)
        self.assertNotIn("buyers owe", self.plan.risks)

    def test_no_overbooking(self):
        """HND-1: the last place is taken once; who had it gives it back when he moves."""
        first, second = self.plan.slot_ids.sorted()[:2]
        other = self.deals[1].handover_ids.with_user(self.officer)
        self.handover.action_book(first)
        with self.assertRaisesRegex(UserError, "is full"):
            other.action_book(first)
        self.assertFalse(other.slot_id)
        self.handover.action_book(second)
        self.assertEqual((first.booked, second.booked), (0, 1))
        other.action_book(first)
        self.assertEqual(first.booked, 1)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            first.sudo().booked = 2
            self.env.flush_all()

    def test_slot_of_another_plan(self):
        """HND-1: a slot of another plan cannot be booked."""
        plan = self.plan.copy()
        plan.action_make_slots(starts=(9,))
        with self.assertRaisesRegex(UserError, "cannot be booked"):
            self.handover.action_book(plan.slot_ids[0])

    # ------------------------------------------------------------------
    # the day
    # ------------------------------------------------------------------
    def test_queue(self):
        """HND-1: numbers of the queue go by arrival; nobody checks in twice."""
        others = [deal.handover_ids.with_user(self.officer) for deal in self.deals[1:]]
        others[1].action_check_in()
        self.handover.action_check_in()
        others[0].action_check_in()
        self.assertEqual([h.queue_number for h in (others[1], self.handover, others[0])], [1, 2, 3])
        with self.assertRaisesRegex(UserError, "not expected"):
            self.handover.action_check_in()

    def test_money_first(self):
        """HND-1: nothing is handed over while something is open, unless the service manager makes an exception."""
        self.handover.action_check_in()
        self.handover.action_next()
        with self.assertRaisesRegex(UserError, "is not paid"):
            self.handover.action_next()
        with self.assertRaises(AccessError):
            self.handover.action_allow_without_money("董事长批示")
        self.handover.with_user(self.service_manager).action_allow_without_money("董事长批示")
        self.handover.action_next()
        self.assertEqual(self.handover.stage_id.effect, "handover_inspected")

    def test_what_each_step_asks_for(self):
        """HND-1: rooms gone through, no defect that prevents moving in, keys and both books, signature."""
        self._pay_all(self.deals[0])
        self.handover.action_check_in()
        self.handover.action_next()
        self.handover.action_next()
        with self.assertRaisesRegex(UserError, "all rooms"):
            self.handover.action_next()
        self.handover.write(
            {"inspected": True, "defect_ids": [
                Command.create({"room": "bathroom", "description": "渗水", "is_serious": True}),
                Command.create({"room": "hall", "description": "划痕"}),
            ]}
        )  # fmt: skip
        with self.assertRaisesRegex(UserError, "prevents moving in"):
            self.handover.action_next()
        self.handover.defect_ids.filtered("is_serious").action_done()
        self.handover.action_next()
        self.assertEqual(self.handover.open_defect_count, 1)
        with self.assertRaisesRegex(UserError, "Count the keys"):
            self.handover.action_next()
        self.handover.write({"key_count": 3, "quality_guarantee": True, "manual": True})
        self.handover.action_next()
        with self.assertRaisesRegex(UserError, "sign"):
            self.handover.action_next()

    def test_delivery(self):
        """HND-1, DEAL-6: the signature delivers the unit: day, unit's state, advance to revenue, to the cent."""
        deal = self.deals[0]
        self._pay_all(deal)
        self._deliver(self.handover)
        self.assertEqual((deal.state, deal.date_delivered, deal.unit_id.state), ("delivered", self.today, "delivered"))
        self.assertEqual((self.handover.state, self.handover.service_id.state), ("delivered", "done"))
        self.assertEqual(self._balance(deal, self.advance), 0.0)
        revenue = self.company._realestate_get("realestate_revenue_account_id")["realestate_revenue_account_id"]
        self.assertEqual(
            self._balance(deal, revenue), -sum(round(part / 1.09, 2) for part in (200000.0, 300000.0, 500000.0))
        )

    def test_refused(self):
        """HND-1: who refuses keeps his reason on record, gives his slot back and may come again."""
        slot = self.plan.slot_ids[0]
        self.handover.action_book(slot)
        self.handover.action_check_in()
        with self.assertRaisesRegex(UserError, "Say why"):
            self.handover.action_refuse(" ")
        self.handover.action_refuse("外墙渗水")
        self.assertEqual((self.handover.state, slot.booked), ("refused", 0))
        self.assertEqual(self.deals[0].state, "signed")
        self.handover.action_check_in()
        self.assertEqual(self.handover.state, "here")

    def test_deemed_delivered(self):
        """HND-1: after a proper notice, the last day over and the buyer not here; by the service manager alone."""
        handover = self.handover.with_user(self.service_manager)
        with self.assertRaisesRegex(UserError, "cannot be deemed"):
            handover.action_deem_delivered()
        self.handover.action_notify("letter", tracking_number="EMS1")
        self.assertEqual(self.handover.date_noticed, self.today)
        self.env.cr.execute(
            "UPDATE realestate_handover_plan SET date_from = %s, date_to = %s WHERE id = %s",
            (self.today - timedelta(days=1), self.today, self.plan.id),
        )
        self.plan.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "cannot be deemed"):
            handover.action_deem_delivered()
        self.env.cr.execute(
            "UPDATE realestate_handover_plan SET date_to = %s WHERE id = %s",
            (self.today - timedelta(days=1), self.plan.id),
        )
        self.plan.invalidate_recordset()
        with self.assertRaises(AccessError):
            self.handover.action_deem_delivered()
        with self.assertRaisesRegex(UserError, "had no notice 10 days before"):
            handover.action_deem_delivered()
        # ten days before the first day, which was yesterday
        self.handover.notice_ids.sudo().date_sent = self.today - timedelta(days=11)
        handover.action_deem_delivered()
        deal = self.deals[0]
        self.assertEqual((handover.state, deal.state), ("deemed", "delivered"))
        self.assertEqual(deal.date_delivered, self.today - timedelta(days=1))
