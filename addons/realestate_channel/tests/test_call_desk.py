from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common_calls import CallCommon


@tagged("post_install", "-at_install")
class TestCallDesk(CallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.list = cls._import(cls._numbers(4))
        cls.lot = cls._deal(cls.list, [(cls.caller, 3)])
        cls.numbers = cls.lot.number_ids.sorted("id")
        cls.desk = cls.env["realestate.call.lot"].with_user(cls.caller)

    def _result(self, number, key, **values):
        return self.desk.call_result(number.id, self.results[key].id, **values)

    def test_one_after_the_other(self):
        """CH-3: each result brings the next number; the figures of the day and the lot go along."""
        data = self.desk.call_desk()
        self.assertEqual(data["number"]["phone"], "13900000000")
        self.assertEqual(data["today"], {"made": 0, "connected": 0, "interested": 0})
        data = self._result(self.numbers[0], 1, note="ringing")
        self.assertEqual(data["number"]["id"], self.numbers[1].id)
        data = self._result(self.numbers[1], 5)
        self.assertEqual(data["today"], {"made": 2, "connected": 1, "interested": 0})
        self.assertEqual(
            [(lot["size"], lot["done"], lot["left"], lot["later"]) for lot in data["lots"]], [(3, 2, 1, 2)]
        )
        data = self._result(self.numbers[2], 4)
        self.assertFalse(data["number"])
        self.assertEqual(data["lots"][0]["later"], 2)
        # the next day those not reached are there again
        with freeze_time(self.today + timedelta(days=1)):
            self.assertEqual(self.desk.call_desk()["number"]["id"], self.numbers[0].id)

    def test_skip(self):
        """CH-3: a skipped number comes after the others."""
        data = self.desk.call_skip(self.numbers[0].id)
        self.assertEqual(data["number"]["id"], self.numbers[1].id)
        self._result(self.numbers[1], 4)
        data = self._result(self.numbers[2], 4)
        self.assertEqual(data["number"]["id"], self.numbers[0].id)

    def test_next_date(self):
        """CH-3: called again on the day agreed, within the protection of the result, not later."""
        until = self.today + timedelta(days=7)
        with self.assertRaisesRegex(UserError, "is yours through"):
            self._result(self.numbers[0], 5, next_date=str(until + timedelta(days=1)))
        with self.assertRaises(UserError):
            self._result(self.numbers[0], 5, next_date=str(self.today - timedelta(days=1)))
        self._result(self.numbers[0], 5, next_date=str(self.today + timedelta(days=2)))
        self.assertEqual(self.numbers[0].next_date, self.today + timedelta(days=2))
        self._result(self.numbers[1], 5)
        self.assertEqual(self.numbers[1].next_date, until)
        # at once again: it is the next after those not called
        data = self._result(self.numbers[2], 1, next_date=str(self.today))
        self.assertEqual(data["number"]["id"], self.numbers[2].id)
        # what is to be called today is not for later
        self.assertEqual([(lot["left"], lot["later"]) for lot in data["lots"]], [(1, 2)])

    def test_number_is_shown_through_its_last_day(self):
        """CH-3, ACCESS-3: the caller sees the number in full on the last day that it is his, not the day after."""
        number = self.numbers[0].with_user(self.caller)
        last = self.numbers[0].protected_until
        for day, shown in ((last, True), (last + timedelta(days=1), False)):
            with self.subTest(day=day), freeze_time(f"{day} 04:00:00"):
                self.assertEqual(number._is_with(self.caller), shown)

    def test_not_mine_any_more(self):
        """CH-3: nobody calls a number that is another's, was taken back, or whose day is over."""
        with self.assertRaises(UserError):
            self.desk.with_user(self.caller_2).call_result(self.numbers[0].id, self.results[1].id)
        with freeze_time(self.today + timedelta(days=5)), self.assertRaises(UserError):
            self._result(self.numbers[0], 1)
        self.lot.with_user(self.supervisor).action_take_back()
        with self.assertRaisesRegex(UserError, "not yours any more"):
            self._result(self.numbers[0], 1)
        self.assertFalse(self.numbers[0].call_ids)

    def test_interested(self):
        """CH-3: who is interested becomes a customer with team, person and module as his source; the number is done."""
        self._result(self.numbers[0], 7, note="三房，周六看")
        number = self.numbers[0]
        lead = number.lead_id
        self.assertEqual(lead.phone, "+8613900000000")
        self.assertEqual((lead.realestate_project_id, lead.realestate_source), (self.project, "outreach"))
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.realestate_channel_module, "call")
        self.assertEqual((lead.realestate_channel_team_id, lead.realestate_channel_user_id), (self.calls, self.caller))
        self.assertIn("三房，周六看", lead.description)
        self.assertEqual((number.state, number.user_id), ("interested", self.env["res.users"]))
        # he reads his customer, masked
        self.assertEqual(lead.with_user(self.caller).phone, "139****0000")

    def test_source_stays_to_the_contract(self):
        """CH-2, CH-3: the deal of such a customer knows who called him, and the list's funnel counts it."""
        self._result(self.numbers[0], 7)
        lead = self.numbers[0].lead_id
        lead.sudo()._realestate_assign(self.consultant)
        lead.partner_id = self.buyer
        deal = self._subscribe(lead_id=lead.id)
        deal._log_subscription()
        self.assertEqual(deal.realestate_channel_user_id, self.caller)
        self._result(self.numbers[1], 1)
        figures = {step["key"]: step["value"] for step in self.list.funnel}
        self.assertEqual(figures, {"number": 4, "called": 2, "reached": 1, "interested": 1, "visit": 0, "deal": 1})

    def test_interested_and_known_meanwhile(self):
        """CUS-4: who became a customer of the project meanwhile stays whose he is, with his own source."""
        known = self._new_lead("known", phone="13900000000")
        self._result(self.numbers[0], 7)
        self.assertEqual(self.numbers[0].lead_id, known)
        self.assertFalse(known.realestate_channel_module)

    def test_do_not_call(self):
        """CH-3: who asks for it is called no more by anybody, at once and in lists to come."""
        self._result(self.numbers[0], 9)
        self.assertEqual((self.numbers[0].state, self.numbers[0].user_id.id), ("do_not_call", False))
        refused = self.env["realestate.do.not.call"].search([])
        self.assertEqual((refused.phone_sanitized, refused.user_id), ("+8613900000000", self.caller))
        self.list.with_user(self.supervisor).action_take_back()
        self.list.with_user(self.supervisor).action_close()
        again = self._import(self._numbers(1), name="Again")
        self.assertEqual(again.do_not_call_count, 1)
        # entered by the supervisor it takes the number from who is about to call it
        other = self._import(["13500000009"], name="Other")
        self._deal(other, [(self.caller, 1)])
        self.env["realestate.do.not.call"].with_user(self.supervisor).create({"phone": "135-0000-0009"})
        self.assertEqual((other.number_ids.state, other.number_ids.user_id.id), ("do_not_call", False))

    def test_undo(self):
        """CH-3: the last result is taken back whatever it was: number, customer and refusal are as before."""
        number = self.numbers[0]
        before = number.read(["state", "user_id", "lot_id", "protected_until", "next_date", "call_count"])
        for key in range(1, 10):
            with self.subTest(key=key):
                self._result(number, key)
                lead = number.lead_id
                data = self.desk.call_undo()
                self.assertEqual(data["number"]["id"], number.id)
                self.assertEqual(data["today"]["made"], 0)
                self.assertEqual(number.read(list(before[0])[1:]), before)
                self.assertFalse(lead.active)
                self.assertFalse(self.env["realestate.do.not.call"].search([]))
        self.assertFalse(self.desk.call_undo()["undo"])
        self.assertEqual(len(number.call_ids), 9)

    def test_undo_refused(self):
        """CH-3: nothing is taken back that somebody has gone on from, nor a day later, nor by another."""
        self._result(self.numbers[0], 7)
        call = self.numbers[0].last_call_id
        with self.assertRaises(AccessError):
            call.with_user(self.caller_2)._undo()
        with freeze_time(self.today + timedelta(days=1)):
            self.assertFalse(self.desk.call_desk()["undo"])
        self.numbers[0].lead_id.sudo()._realestate_assign(self.consultant)
        with self.assertRaisesRegex(UserError, "taken the customer on"):
            self.desk.call_undo()

    def test_shown_number_is_logged_once(self):
        """ACCESS-3: that a number was shown on the screen is logged, once."""
        log = self.env["realestate.access.log"]
        domain = [("res_model", "=", "realestate.call.number"), ("user_id", "=", self.caller.id)]
        self.desk.call_desk()
        self.desk.call_desk()
        self.assertEqual(log.search(domain).mapped("res_id"), self.numbers[0].ids)

    def test_figures(self):
        """CH-2: calls add up by day, team and caller for the result of the day; what was taken back does not count."""
        self._result(self.numbers[0], 7)
        self._result(self.numbers[1], 1)
        self._result(self.numbers[2], 5)
        self.desk.call_undo()
        figures = self.env["realestate.call"]._call_figures(self.today, self.today, self.calls)
        self.assertEqual(figures, {(self.today, self.calls, self.caller): {"made": 2, "connected": 1, "interested": 1}})
        self.assertFalse(self.env["realestate.call"]._call_figures(self.today, self.today, self.leaflets))

    def test_number_of_queries(self):
        """CH-3: a result is one request of few queries, however long list and history are."""
        self._result(self.numbers[0], 1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            self._result(self.numbers[1], 1)
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestCallDeskUI(CallCommon, HttpCase):
    def test_tour_by_keys(self):
        """CH-3: a lot is worked through by keys alone."""
        self._deal(self._import(self._numbers(4)), [(self.caller, 3)])
        self.start_tour("/odoo/call-desk", "realestate_call_desk", login="ch_specialist")
        calls = self.env["realestate.call"].search([("undone", "=", False)], order="id")
        self.assertEqual(calls.mapped("result_id.key"), [1, 7, 9])
        self.assertEqual(calls[1].note, "周六来看")
        self.assertEqual(calls[1].lead_id.realestate_channel_user_id, self.caller)
