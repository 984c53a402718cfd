from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_calls import CallCommon


@tagged("post_install", "-at_install")
class TestCallLot(CallCommon):
    def test_so_many_each(self):
        """CH-3: lots by number: each caller the next ones, until none is free."""
        call_list = self._import(self._numbers(5))
        lots = self._deal(call_list, [(self.caller, 3), (self.caller_2, 3)])
        self.assertEqual(lots.mapped("size"), [3, 2])
        self.assertEqual(lots.mapped("open_count"), [3, 2])
        self.assertEqual(call_list.number_ids.mapped("user_id"), self.caller + self.caller_2)
        with self.assertRaises(UserError):
            self._deal(call_list, [(self.caller, 1)])

    def test_evenly(self):
        """CH-3: all that is free evenly over the callers, from the window."""
        call_list = self._import(self._numbers(5)).with_user(self.supervisor)
        wizard = Form(
            self.env["realestate.call.deal.out"].with_user(self.supervisor).with_context(default_list_id=call_list.id)
        )
        wizard.mode = "even"
        self.assertEqual(wizard.user_ids[:], self.caller + self.caller_2)
        self.assertEqual(wizard.date_until, self.project._today() + timedelta(days=3))
        action = wizard.save().action_deal_out()
        lots = self.env["realestate.call.lot"].search(action["domain"], order="id")
        self.assertEqual(lots.mapped("size"), [3, 2])

    def test_window_refuses(self):
        """CH-3: a stranger to the team and a day that is over are refused with what to do."""
        call_list = self._import(self._numbers(2))
        wizard = self.env["realestate.call.deal.out"].create(
            {"list_id": call_list.id, "user_ids": self.specialist_2.ids, "date_until": self.today}
        )
        with self.assertRaisesRegex(UserError, "does not belong"):
            wizard.action_deal_out()
        wizard.write({"user_ids": [(6, 0, self.caller.ids)], "date_until": self.today - timedelta(days=1)})
        with self.assertRaisesRegex(UserError, "is over"):
            wizard.action_deal_out()

    def test_customer_since_the_import(self):
        """CH-3, CUS-4: who became a customer after the import is not given out."""
        call_list = self._import(self._numbers(3))
        self._new_lead("customer", phone="13900000001")
        [lot] = self._deal(call_list, [(self.caller, 3)])
        self.assertEqual(lot.size, 2)
        self.assertEqual(call_list.number_ids.sorted("id").mapped("state"), ["new", "customer", "new"])

    def test_other_numbers_go_along(self):
        """CH-3: the numbers of a person are with one caller."""
        call_list = self._import(["王,13500000001/13500000002", "李,13500000003"])
        self._deal(call_list, [(self.caller, 1), (self.caller_2, 1)])
        self.assertEqual(call_list.number_ids.sorted("id").user_id, self.caller + self.caller_2)
        self.assertEqual(call_list.number_ids.sorted("id")[1].user_id, self.caller)

    def _taken_back_on(self, number, last_day):
        """The number is its caller's through ``last_day`` and nobody's the day after."""
        for day, holder in ((last_day, True), (last_day + timedelta(days=1), False)):
            # 16:00 UTC is the next day's midnight in Shanghai
            with freeze_time(f"{day} 15:59:00"):
                self.env["realestate.call.number"]._take_back_due(self.project, 100)
                self.assertEqual(bool(number.user_id), holder, day)

    def test_taken_back_when_not_called(self):
        """CH-3: a number not called is its caller's through the lot's day, in the project's time zone."""
        with freeze_time("2026-03-02 04:00:00"):
            [lot] = self._deal(self._import(self._numbers(1)), [(self.caller, 1)], days=3)
        self._taken_back_on(lot.number_ids, lot.date_until)
        self.assertEqual(str(lot.date_until), "2026-03-05")

    def test_protection_by_result(self):
        """CH-3: not reached protects one day, reached seven, by the project's setting."""
        for key, days in ((1, 1), (5, 7)):
            with self.subTest(key=key), freeze_time("2026-03-02 04:00:00"):
                [lot] = self._deal(self._import(self._numbers(1, 13700000000 + key), name=f"{key}"), [(self.caller, 1)])
                number = lot.number_ids
                self._call(number, key)
                self.assertEqual(str(number.protected_until), f"2026-03-0{2 + days}")
            self._taken_back_on(number, number.protected_until)
            self.assertEqual(number.state, {1: "unreached", 5: "reached"}[key])

    def test_cron(self):
        """CH-3: the run takes back in batches, and what it leaves may be given to another."""
        call_list = self._import(self._numbers(3))
        with freeze_time(self.today - timedelta(days=10)):
            self._deal(call_list, [(self.caller, 3)], days=3)
        with self.enter_registry_test_mode():
            self.env.ref("realestate_channel.realestate_call_cron_take_back").method_direct_trigger()
        call_list.invalidate_recordset()
        self.assertEqual(call_list.free_count, 3)
        [lot] = self._deal(call_list, [(self.caller_2, 3)])
        self.assertEqual(lot.number_ids.user_id, self.caller_2)

    def test_take_back_by_hand(self):
        """CH-3: the supervisor takes back what is not called; what is called stays protected."""
        call_list = self._import(self._numbers(2))
        [lot] = self._deal(call_list, [(self.caller, 2)])
        self._call(lot.number_ids[0], 5)
        with self.assertRaises(AccessError):
            lot.with_user(self.caller).action_take_back()
        lot.with_user(self.supervisor).action_take_back()
        self.assertEqual(call_list.number_ids.sorted("id").mapped("state"), ["reached", "new"])
        self.assertEqual(call_list.free_count, 1)
        with self.assertRaisesRegex(UserError, "still has 1"):
            call_list.with_user(self.supervisor).action_close()

    def test_database_guarantees(self):
        """CH-3: PostgreSQL refuses a number twice, a holder without day, and a holder of what is not to be called."""
        call_list = self._import(self._numbers(2))
        first, second = call_list.number_ids
        self._deal(call_list, [(self.caller, 1)])
        wrong = (
            (UniqueViolation, second, {"phone_sanitized": first.phone_sanitized}),
            (CheckViolation, second, {"user_id": self.caller_2.id}),
            (CheckViolation, first, {"state": "do_not_call"}),
            (CheckViolation, first, {"active": False}),
            (CheckViolation, first, {"lot_id": False}),
        )
        for error, number, vals in wrong:
            with self.subTest(vals=vals), mute_logger("odoo.sql_db"), self.assertRaises(error), self.cr.savepoint():
                number.write(vals)
                number.flush_recordset()

    def test_team_of_a_list(self):
        """CH-1: a list that another team calls takes its numbers along."""
        call_list = self._import(self._numbers(1))
        other = self._new_team("Hired", module="call", parent_id=self.calls.id, is_hired=True)
        call_list.team_id = other
        self.assertEqual(call_list.number_ids.team_id, other)


@tagged("post_install", "-at_install")
class TestCallRights(CallCommon):
    def test_a_caller_sees_his_own(self):
        """ACCESS-1: a specialist sees the numbers and lots that he has, and no others; another module's nothing."""
        call_list = self._import(self._numbers(4))
        lots = self._deal(call_list, [(self.caller, 1), (self.caller_2, 1)])
        numbers = self.env["realestate.call.number"].with_user(self.caller)
        self.assertEqual(numbers.search([]), lots[0].number_ids)
        self.assertEqual(lots.with_user(self.caller).search([]), lots[0])
        self.assertFalse(self.env["realestate.call.list"].with_user(self.supervisor_2).search([]))
        self.assertFalse(self.env["realestate.call.number"].with_user(self.supervisor_2).search([]))
        self.assertEqual(len(self.env["realestate.call.number"].with_user(self.supervisor).search([])), 4)

    def test_masked_and_revealed(self):
        """ACCESS-3: masked for everybody; in full for the caller while he has it, and that is logged."""
        call_list = self._import(self._numbers(1))
        [lot] = self._deal(call_list, [(self.caller, 1)])
        number = lot.number_ids
        for user in (self.caller, self.supervisor, self.channel_manager):
            self.assertEqual(number.with_user(user).phone, "139****0000")
            self.assertNotIn("13900000000", number.with_user(user).display_name)
        self.assertEqual(number.with_user(self.caller).realestate_reveal("phone"), "+8613900000000")
        log = self.env["realestate.access.log"].search([("res_model", "=", number._name)])
        self.assertEqual((log.user_id, log.res_id), (self.caller, number.id))
        self.assertNotIn("13900000000", log.record_name)
        with self.assertRaises(AccessError):
            number.with_user(self.director).realestate_reveal("phone")
        with freeze_time(number.protected_until + timedelta(days=1)), self.assertRaises(AccessError):
            number.with_user(self.caller).realestate_reveal("phone")
