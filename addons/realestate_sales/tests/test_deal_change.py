from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestDealChange(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.project._today()
        cls.deal = cls._subscribe(deposit_amount=20000)
        cls.deal._ensure_parties()

    def _request(self, kind, user=None, deal=None, **values):
        changes = self.env["realestate.deal.change"].with_user(user or self.consultant)
        return changes.create({"deal_id": (deal or self.deal).id, "kind": kind, "reason": "客户要求", **values})

    def _approved(self, kind, **values):
        change = self._request(kind, **values)
        change.action_submit()
        change.with_user(self.director).action_approve("同意")
        return change

    def _done(self, kind, **values):
        change = self._approved(kind, **values)
        change.with_user(self.administrator).action_apply()
        return change

    # -- deciding ------------------------------------------------------
    def test_way_of_a_request(self):
        """DEAL-7: submitted, decided with a note by activity, carried out."""
        change = self._request("withdrawal")
        change.action_submit()
        self.assertEqual(change.state, "submitted")
        self.assertIn(self.director, change.sudo().activity_ids.user_id)
        self.assertNotIn(self.consultant, change.sudo().activity_ids.user_id)
        change.with_user(self.director).action_approve("同意退房")
        self.assertFalse(change.sudo().activity_ids)
        self.assertEqual((change.approver_id, change.decision_note), (self.director, "同意退房"))
        change.with_user(self.administrator).action_apply()
        self.assertEqual(change.state, "done")
        self.assertTrue(change.effect)

    def test_who_decides(self):
        """DEAL-7: the level decides; not the requester, not the levels below."""
        change = self._request("withdrawal")
        with self.assertRaises(UserError):
            change.with_user(self.director).action_approve()
        change.action_submit()
        for user in (self.consultant, self.manager, self.administrator, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                change.with_user(user).action_approve()
        own = self._request("withdrawal", user=self.director, deal=self._subscribe(self.units[1]))
        own.action_submit()
        with self.assertRaisesRegex(UserError, "somebody else"):
            own.action_approve()
        own.with_user(self.users["general_manager"]).action_approve()

    def test_rejected(self):
        """DEAL-7: a rejection needs a reason; nothing happens to the deal."""
        change = self._request("withdrawal")
        change.action_submit()
        with self.assertRaisesRegex(UserError, "why"):
            change.with_user(self.director).action_reject("  ")
        wizard = self.env["realestate.deal.change.decide"].with_user(self.director)
        wizard.create({"change_id": change.id, "decision": "reject", "note": "再谈"}).action_confirm()
        self.assertEqual(change.state, "rejected")
        with self.assertRaises(UserError):
            change.with_user(self.administrator).action_apply()
        self.assertEqual(self.deal.state, "subscribed")

    def test_consultant_cannot_forge(self):
        """DEAL-7: state, decision and requester of a request come from its verbs alone."""
        change = self._request("withdrawal")
        for values in (
            {"state": "approved"},
            {"approver_id": self.director.id},
            {"requested_by_id": self.consultant_2.id},
            {"level": "manager"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                change.write(values)
        with self.assertRaises(AccessError):
            self._request("withdrawal", state="approved")
        change.action_submit()
        with self.assertRaisesRegex(UserError, "not changed"):
            change.reason = "别的"
        with self.assertRaises(UserError):
            change.unlink()
        with self.assertRaises(AccessError):
            change.with_user(self.director).action_approve() and change.action_apply()

    def test_whose_requests(self):
        """ACCESS-1: a consultant sees and makes requests for his own deals only."""
        change = self._request("withdrawal")
        other = change.with_user(self.consultant_2)
        self.assertFalse(other.search([]))
        with self.assertRaises(AccessError):
            other.read(["reason"])
        with self.assertRaises(AccessError):
            self._request("withdrawal", user=self.consultant_2)
        self.assertEqual(change.with_user(self.accountant).search([]), change)
        with self.assertRaises(AccessError):
            change.with_user(self.users["hr"]).search([])
        outsider = self._new_user("manager", "manager_2")
        self.assertFalse(change.with_user(outsider).search([]))

    def test_one_open_request(self):
        """DEAL-7: two open requests for one deal cannot be; the database says so."""
        self._request("withdrawal").action_submit()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._request("extend_sign", new_deadline=self.deal.sign_deadline + timedelta(days=1)).action_submit()
            self.env.flush_all()

    def test_open_request_blocks_signing(self):
        """DEAL-7: what is to be changed is not signed in the meantime."""
        self._request("withdrawal").action_submit()
        with self.assertRaisesRegex(UserError, "still open"):
            self.deal.with_user(self.administrator).action_sign()

    # -- withdrawal ----------------------------------------------------
    def test_withdrawal(self):
        """DEAL-7: the unit is free, and off sale until its price is confirmed again."""
        parking = self._new_units(
            1, section="P", property_type="parking", price_basis="unit", list_unit_price=100000, floor_unit_price=0
        )
        child = self._subscribe(parking)
        child.parent_id = self.deal
        self._done("withdrawal")
        self.assertEqual(self.deal.state, "cancelled")
        self.assertEqual(self.deal.date_cancelled, self.today)
        self.assertEqual(child.state, "cancelled")
        for unit in (self.unit, parking):
            self.assertEqual(unit.state, "held")
            self.assertIn("price", unit._why_unavailable())
        self.unit.price_confirmed = True
        self.assertEqual(self.unit.state, "available")
        again = self._subscribe(user=self.consultant_2, partner_id=self.buyer_2.id)
        self.assertEqual(again.state, "subscribed")

    def test_settlement(self):
        """DEAL-7: refund = received − forfeit − penalty; forfeit and penalty never together (588)."""
        change = self._request("withdrawal")
        change.sudo().paid_amount = 300000
        self.assertEqual(change.refund_amount, 300000)
        change.settle_by = "forfeit"
        self.assertEqual((change.forfeit_amount, change.refund_amount), (20000, 280000))
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            change.penalty_amount = 1
            self.env.flush_all()
        change.invalidate_recordset()
        change.write({"settle_by": "penalty", "penalty_amount": 50000.01})
        self.assertEqual((change.forfeit_amount, change.refund_amount), (0, 249999.99))
        change.penalty_amount = 300000.5
        self.assertEqual((change.refund_amount, change.claim_amount), (0, 0.5))
        change.write({"settle_by": "double", "penalty_amount": 0, "fault": "seller"})
        self.assertEqual(change.refund_amount, 320000)

    def test_settlement_needs_default(self):
        """DEAL-7: money is kept in the buyer's default only, doubled in the seller's only."""
        for values in (
            {"settle_by": "forfeit", "fault": "none"},
            {"settle_by": "penalty", "penalty_amount": 1, "fault": "seller"},
            {"settle_by": "penalty", "penalty_amount": 0, "fault": "buyer"},
            {"settle_by": "double", "fault": "buyer"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                self._request("withdrawal", **values).action_submit()

    def test_forfeit_at_most_what_was_paid(self):
        """DEAL-7: what was never received cannot be kept."""
        change = self._request("withdrawal", settle_by="forfeit")
        change.sudo().paid_amount = 5000
        self.assertEqual((change.forfeit_amount, change.refund_amount), (5000, 0))

    # -- exchange ------------------------------------------------------
    def test_exchange(self):
        """DEAL-7: the new unit is claimed and the old one freed at once; both deals know each other."""
        change = self._done("exchange", new_unit_id=self.units[1].id)
        new = change.new_deal_id
        self.assertEqual(new.unit_id, self.units[1])
        self.assertEqual((new.partner_id, new.user_id), (self.buyer, self.consultant))
        self.assertEqual(new.party_ids.mapped("share"), [100.0])
        self.assertEqual(new.origin_deal_id, self.deal)
        self.assertEqual(self.deal.next_deal_ids, new)
        self.assertEqual(self.deal._lineage(), self.deal | new)
        self.assertEqual((self.deal.state, self.unit.state), ("cancelled", "held"))
        self.assertIn("price", self.unit._why_unavailable())
        self.unit.with_user(self.director).action_confirm_price()
        self.assertEqual(self.unit.state, "available")
        self.assertEqual(self.units[1].state, "subscribed")

    def test_exchange_keeps_what_is_sold_together(self):
        """DEAL-7: the parking space goes with the buyer to the new home."""
        child = self._subscribe(self.units[2])
        child.parent_id = self.deal
        change = self._done("exchange", new_unit_id=self.units[1].id)
        self.assertEqual(child.parent_id, change.new_deal_id)
        self.assertEqual(child.state, "subscribed")

    def test_two_exchanges_to_one_unit(self):
        """INV-8, DEAL-7: the second is refused with the reason; its deal stays as it was."""
        second = self._subscribe(self.units[1], user=self.consultant_2, partner_id=self.buyer_2.id)
        target = self.units[2]
        first_change = self._approved("exchange", new_unit_id=target.id)
        second_change = self._approved("exchange", user=self.consultant_2, deal=second, new_unit_id=target.id)
        first_change.with_user(self.administrator).action_apply()
        with self.assertRaisesRegex(UserError, self.consultant.name), self.env.cr.savepoint():
            second_change.with_user(self.administrator).action_apply()
        self.assertEqual(second.state, "subscribed")
        self.assertEqual(second_change.state, "approved")
        self.assertEqual(target.live_deal_id, first_change.new_deal_id)

    def test_exchange_to_taken_unit(self):
        """DEAL-7: a unit that is not available is refused when it is asked for."""
        self._subscribe(self.units[1], user=self.consultant_2, partner_id=self.buyer_2.id)
        with self.assertRaisesRegex(UserError, self.consultant_2.name):
            self._request("exchange", new_unit_id=self.units[1].id).action_submit()

    # -- buyers --------------------------------------------------------
    def _buyers(self, *pairs):
        return [Command.create({"partner_id": partner.id, "share": share}) for partner, share in pairs]

    def test_add_buyer(self):
        """DEAL-7: a second owner joins; the deal stays, before and after are kept."""
        self.deal.with_user(self.administrator).action_sign()
        change = self._done("buyers", buyer_ids=self._buyers((self.buyer, 60), (self.buyer_2, 40)))
        self.assertFalse(change.new_deal_id)
        self.assertEqual(self.deal.party_ids.mapped("share"), [60.0, 40.0])
        self.assertEqual(self.deal.state, "signed")
        self.assertIn("100%", change.parties_before)
        self.assertIn("40%", change.parties_after)

    def test_new_first_buyer(self):
        """DEAL-7: another invoiced buyer means a new deal on the same unit at the same price."""
        self.deal.price = 950000
        deadline = self.deal.sign_deadline
        change = self._done("buyers", buyer_ids=self._buyers((self.buyer_2, 100)))
        new = change.new_deal_id
        self.assertEqual(new.unit_id, self.unit)
        self.assertEqual((new.partner_id, new.price, new.sign_deadline), (self.buyer_2, 950000, deadline))
        self.assertEqual(new.origin_deal_id, self.deal)
        self.assertEqual((self.deal.state, self.unit.state), ("cancelled", "subscribed"))
        self.assertEqual(self.unit.live_deal_id, new)

    def test_new_first_buyer_of_closed_release(self):
        """DEAL-7: the claim passes on though the unit could not be sold anew."""
        self.release.action_close()
        change = self._done("buyers", buyer_ids=self._buyers((self.buyer_2, 100)))
        self.assertEqual(self.unit.live_deal_id, change.new_deal_id)

    def test_taking_over_is_not_for_users(self):
        """INV-8: nobody takes a claim over by naming a cancelled deal."""
        self._done("withdrawal")
        with self.assertRaises(AccessError):
            self._subscribe(origin_deal_id=self.deal.id)

    def test_buyers_shares(self):
        """DEAL-7: the new shares add up to 100%, not 99.99%."""
        with self.assertRaisesRegex(ValidationError, "99.99"):
            self._request("buyers", buyer_ids=self._buyers((self.buyer, 60), (self.buyer_2, 39.99))).action_submit()
        with self.assertRaisesRegex(UserError, "buyers from now on"):
            self._request("buyers").action_submit()

    def test_buyers_proposed(self):
        """DEAL-7: the request starts from the buyers as they are."""
        form = Form(
            self.env["realestate.deal.change"].with_user(self.consultant).with_context(default_deal_id=self.deal.id)
        )
        form.kind = "buyers"
        self.assertEqual(len(form.buyer_ids), 1)

    # -- later signing -------------------------------------------------
    def test_extension_level(self):
        """DEAL-7: 7 days by the director, 14 by a deputy, 15 by the general manager."""
        change = self._request("extend_sign", new_deadline=self.deal.sign_deadline + timedelta(days=7))
        self.assertEqual((change.extension_days, change.level), (7, "director"))
        change.new_deadline += timedelta(days=7)
        self.assertEqual((change.extension_days, change.level), (14, "deputy_general_manager"))
        change.new_deadline += timedelta(days=1)
        self.assertEqual((change.extension_days, change.level), (15, "general_manager"))
        change.action_submit()
        with self.assertRaises(AccessError):
            change.with_user(self.director).action_approve()
        change.with_user(self.users["general_manager"]).action_approve()
        change.with_user(self.administrator).action_apply()
        self.assertEqual(self.deal.sign_deadline, self.today + timedelta(days=22))
        self.assertEqual(change.extension_days, 15)

    def test_extension_must_be_later(self):
        """DEAL-7: an extension extends."""
        with self.assertRaisesRegex(UserError, "later"):
            self._request("extend_sign", new_deadline=self.deal.sign_deadline).action_submit()

    # -- overdue -------------------------------------------------------
    def test_overdue_forfeit_is_asked_for(self):
        """DEAL-8: past the deadline the forfeit is requested by setting, never done silently."""
        self.deal.sign_deadline = self.today - timedelta(days=1)
        cron = self.env.ref("realestate_sales.realestate_deal_cron_overdue")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(self.deal.change_ids)
        self.assertTrue(self.deal.activity_ids.filtered(lambda a: a.user_id == self.consultant))
        self.project.forfeit_overdue = True
        for _run in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        change = self.deal.change_ids
        self.assertEqual((len(change), change.state, change.settle_by), (1, "submitted", "forfeit"))
        self.assertEqual((self.deal.state, self.unit.state), ("subscribed", "subscribed"))
        self.assertEqual(len(self.deal.activity_ids.filtered(lambda a: a.user_id == self.consultant)), 1)
        change.with_user(self.director).action_approve("挞定")
        change.with_user(self.administrator).action_apply()
        self.assertEqual(self.deal.state, "cancelled")

    def test_overdue_day(self):
        """DEAL-8: nothing happens on the deadline day itself."""
        self.project.forfeit_overdue = True
        self.deal.sign_deadline = self.today
        with self.enter_registry_test_mode():
            self.env.ref("realestate_sales.realestate_deal_cron_overdue").method_direct_trigger()
        self.assertFalse(self.deal.change_ids)
