from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install")
class TestRotation(ReceptionCommon):
    """CUS-6: who receives, and whose turn it costs."""

    def _assert_received(self, line, user, basis="turn", *, duty=False, turn=None):
        self.assertEqual(
            (line.user_id, line.basis, line.is_duty, line.uses_turn),
            (user, basis, duty, basis == "turn" if turn is None else turn),
        )
        self.assertIn(user.name, line.reason)

    # in turn
    def test_in_order_then_by_turns(self):
        """CUS-6: visitors go to those who are present in order, then to who has had the fewest turns."""
        for user in (self.a, self.b, self.c):
            self._assert_received(self._register(), user)
        self._free(self.a, self.b, self.c)
        self._assert_received(self._register(), self.a)
        self._free(self.a)
        # one turn each but A with two
        self._assert_received(self._register(), self.b)
        self.assertEqual([self._line(user).turn_count for user in (self.a, self.b, self.c)], [2, 2, 1])

    def test_who_receives_is_not_next(self):
        """CUS-6: next is present and not receiving."""
        self._line(self.a).action_busy()
        self._assert_received(self._register(), self.b)
        self._line(self.c).action_away()
        self._free(self.b)
        # A has no turn yet, B one: A is next as soon as he is free
        self._free(self.a)
        self._assert_received(self._register(), self.a)

    def test_all_are_receiving(self):
        """CUS-6: a visitor is never without consultant: while all receive, the next in turn has him as well."""
        for _visitor in range(3):
            self._register()
        line = self._register()
        self._assert_received(line, self.a)
        self.assertEqual(self._line(self.a).turn_count, 2)
        # both end together
        self._free(self.a)
        self.assertTrue(line.date_end)
        self.assertFalse(
            self.env["realestate.reception"].search([("user_id", "=", self.a.id), ("date_end", "=", False)])
        )

    def test_nobody_on_duty(self):
        """CUS-6: with nobody on duty nothing is registered, and the sentence says what to do."""
        self.roster.line_ids.action_away()
        with self.assertRaisesRegex(UserError, "Nobody is on duty"):
            self._register()

    def test_late_comer_begins_with_the_fewest(self):
        """CUS-6: who comes late has as many turns as the others' fewest: he does not get all the next visitors."""
        self._line(self.c).action_away()
        for _visitor in range(5):
            self._register()
            self._free(self.a, self.b)
        self.assertEqual((self._line(self.a).turn_count, self._line(self.b).turn_count), (3, 2))
        self._line(self.c).action_present()
        self.assertEqual(self._line(self.c).turn_count, 2)
        received = []
        for _visitor in range(3):
            received.append(self._register().user_id)
            self._free(self.a, self.b, self.c)
        self.assertEqual(received, [self.b, self.c, self.a])
        self.assertEqual(self._line(self.c).received_count, 1)

    def test_back_with_own_turns(self):
        """CUS-6: who was away and has had more turns than the others keeps them."""
        self._register()
        self._free(self.a)
        self._line(self.a).action_away()
        self._line(self.a).action_present()
        self.assertEqual(self._line(self.a).turn_count, 1)

    def test_pass_the_turn(self):
        """CUS-6: only who is next passes his turn; it counts as had, and the roster keeps who did."""
        with self.assertRaisesRegex(UserError, "not the turn"):
            self._line(self.b).action_pass_turn()
        self._line(self.a).action_pass_turn()
        self._assert_received(self._register(), self.b)
        self.assertIn(self.a.name, self.roster.message_ids[:1].body)

    def test_away_while_receiving(self):
        """CUS-6: nobody leaves a registered visitor alone."""
        self._register()
        with self.assertRaisesRegex(UserError, "no. 1"):
            self._line(self.a).action_away()

    # own customers, asked for
    def test_own_customer_costs_no_turn(self):
        """CUS-6: a registered customer goes to his consultant, who is next again afterwards."""
        phone = self._new_phone()
        self._register(phone)
        self._free(self.a)
        self._go(days=1)
        self._new_roster(self.b, self.a, self.c)
        self._assert_received(self._register(phone), self.a, "holder")
        self.assertEqual(self._line(self.a).turn_count, 0)
        self._free(self.a)
        self._assert_received(self._register(), self.b)

    def test_asked_for(self):
        """CUS-6: who is asked for receives without using a turn, and the customer is his."""
        line = self._register(asked_user_id=self.c.id)
        self._assert_received(line, self.c, "asked")
        self.assertEqual(line.lead_id.user_id, self.c)
        self._assert_received(self._register(), self.a)

    def test_asked_for_other_than_holder(self):
        """CUS-3, CUS-6: a protected customer is his consultant's whomever he asks for; the reason says so."""
        phone = self._new_phone()
        self._register(phone)
        self._free(self.a)
        line = self._register(phone, asked_user_id=self.b.id)
        self._assert_received(line, self.a, "holder")
        self.assertIn(self.b.name, line.reason)

    def test_protection_has_ended(self):
        """CUS-3: on the 8th he is his consultant's, on the 9th a visitor like any other."""
        first, second = self._new_phone(), self._new_phone()
        self.assertEqual(self._register(first).user_id, self.a)
        self.assertEqual(self._register(second).user_id, self.b)
        self._go(days=7)
        self._new_roster(self.c, self.b, self.a)
        self._assert_received(self._register(first), self.a, "holder")
        self._free(self.a)
        self._go(days=1)
        self._new_roster(self.c, self.b, self.a)
        line = self._register(second)
        self._assert_received(line, self.c)
        self.assertEqual(line.lead_id.user_id, self.c)
        self.assertFalse(line.is_first)
        self.assertEqual(len(line.lead_id.realestate_reception_ids), 2)

    # on duty for a colleague
    def _customer_of(self, user):
        phone = self._new_phone()
        self._register(phone, asked_user_id=user.id)
        self._free(user)
        return phone

    def test_duty_on_a_quiet_floor(self):
        """CUS-6: the consultant is absent and nobody is receiving: the last in turn receives and keeps the turn."""
        phone = self._customer_of(self.a)
        self._line(self.a).action_away()
        line = self._register(phone)
        self._assert_received(line, self.c, "holder", duty=True)
        self.assertEqual((line.holder_id, line.lead_id.user_id), (self.a, self.a))
        self.assertEqual((self._line(self.c).turn_count, self._line(self.c).duty_count), (0, 1))
        self._free(self.c)
        self._assert_received(self._register(), self.b)
        self._assert_received(self._register(), self.c)

    def test_duty_on_a_busy_floor(self):
        """CUS-6: while somebody is receiving, the next in turn receives on duty, and is next again."""
        phone = self._customer_of(self.a)
        self._line(self.a).action_away()
        self._register(asked_user_id=self.c.id)
        line = self._register(phone)
        self._assert_received(line, self.b, "holder", duty=True)
        self._free(self.b)
        self._assert_received(self._register(), self.b)

    def test_duty_while_the_holder_receives(self):
        """CUS-6: the consultant is receiving another customer: the floor is busy, the next in turn receives."""
        phone = self._customer_of(self.a)
        self._assert_received(self._register(asked_user_id=self.a.id), self.a, "asked")
        self._assert_received(self._register(phone), self.b, "holder", duty=True)

    def test_duty_for_who_is_asked_for(self):
        """CUS-6: a new customer asks for somebody absent: another receives, the customer is the absent one's."""
        self._line(self.a).action_away()
        line = self._register(asked_user_id=self.a.id)
        self._assert_received(line, self.c, "asked", duty=True)
        self.assertEqual(line.lead_id.user_id, self.a)

    def test_the_holder_is_informed_and_follows_up(self):
        """CUS-6: the holder is told; who received on duty neither reaches the customer nor sees the number."""
        phone = self._customer_of(self.a)
        self._line(self.a).action_away()
        until = self.env["crm.lead"].search([("phone", "=", phone)]).realestate_protected_until
        line = self._register(phone)
        activity = line.lead_id.activity_ids
        self.assertEqual((activity.user_id, activity.date_deadline), (self.a, line.day))
        self.assertIn(self.c.name, activity.note)
        # not a follow-up of the holder's
        self.assertEqual(line.lead_id.realestate_protected_until, until)
        self.assertFalse(line.lead_id.with_user(self.c).has_access("read"))
        seen = line.with_user(self.c)
        self.assertTrue(seen.has_access("read"))
        self.assertIn("****", seen.phone)
        self.assertEqual(line.with_user(self.a).phone, phone)

    def test_a_couple_is_received_together(self):
        """CUS-4, CUS-6: husband and wife are one customer: one consultant, one turn, two lines of the book."""
        first, second = self._new_phone(), self._new_phone()
        line = self._register(first)
        household = self.env["realestate.household"].create({"kind": "family"})
        for name, phone in (("夫", first), ("妻", second)):
            self.env["realestate.household.member"].create({"household_id": household.id, "name": name, "phone": phone})
        line.lead_id.realestate_household_id = household
        wife = self._register(second)
        self._assert_received(wife, self.a, "together")
        self.assertEqual((wife.lead_id, wife.number), (line.lead_id, 2))
        self.assertEqual(self._line(self.a).turn_count, 1)

    # trainees
    def test_trainee_observes_seven_days(self):
        """CUS-6: one week's observation: with the exam passed not on day 7, on day 8."""
        trainee = self._trainee(self.a, mentor_id=self.b.id, exam_date="2026-03-03", exam_passed=True)
        self._go(days=6)
        self.assertEqual(trainee.state, "observing")
        self._new_roster(self.a, self.b)
        self._assert_received(self._register(), self.b)
        self._go(days=1)
        self.assertEqual(trainee.state, "receiving")
        self._new_roster(self.a, self.b)
        self._assert_received(self._register(), self.a)

    def test_trainee_needs_the_exam(self):
        """CUS-6: day 8 without a passed exam: not yet; from the day of the exam he receives."""
        trainee = self._trainee(self.a, mentor_id=self.b.id)
        self._go(days=7)
        self._new_roster(self.a, self.b)
        self.assertEqual(trainee.state, "exam")
        self._assert_received(self._register(), self.b)
        trainee.write({"exam_date": "2026-03-09", "exam_passed": True, "exam_score": 85})
        self.assertEqual(trainee.state, "exam")
        self._go(days=1)
        self._new_roster(self.a, self.b)
        self._assert_received(self._register(), self.a)

    def test_trainee_alone(self):
        """CUS-6: with no one else present the trainee receives, and only then: a busy colleague is present."""
        self._trainee(self.c)
        self._line(self.b).action_away()
        self._register()
        self._assert_received(self._register(), self.a)
        self._free(self.a)
        self._line(self.a).action_away()
        line = self._register()
        self._assert_received(line, self.c)
        self.assertIn(self.a.name, line.reason, "the mentor is named")
        self.assertEqual(line.lead_id.user_id, self.c)

    def test_trainee_asked_for(self):
        """CUS-6: a trainee who may not receive yet is not given who asks for him; the reason says why."""
        self._trainee(self.c)
        line = self._register(asked_user_id=self.c.id)
        self._assert_received(line, self.a)
        self.assertIn(self.c.name, line.reason)

    def test_trainee_answers_no_call(self):
        """CUS-6: a call is not his either while others are there."""
        self._trainee(self.c)
        with self.assertRaisesRegex(UserError, "trainee"):
            self._call(self._new_phone(), self.c)
        (self._line(self.a) + self._line(self.b)).action_away()
        self.assertEqual(self._call(self._new_phone(), self.c).user_id, self.c)

    def test_trainee_is_no_measure_for_late_comers(self):
        """CUS-6: the fewest turns of those who receive count, not the none of who may not."""
        self._trainee(self.c)
        self._line(self.b).action_away()
        for _visitor in range(2):
            self._register()
            self._free(self.a)
        self._line(self.b).action_present()
        self.assertEqual(self._line(self.b).turn_count, 2)

    @mute_logger("odoo.sql_db")
    def test_trainee_constraints(self):
        """CUS-6: one trial a project, a mentor who is another, a passed exam has its day, scores to 100."""
        self.project.trainee_observation_days = 5
        trainee = self._trainee(self.c)
        self.assertEqual((trainee.observation_days, str(trainee.date_observed)), (5, "2026-03-05"))
        for vals in ({"exam_passed": True}, {"exam_score": 101}, {"date_end": "2026-02-28"}, {"observation_days": -1}):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                trainee.write(vals)
                trainee.flush_recordset()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._trainee(self.c)
        with self.assertRaises(ValidationError):
            trainee.mentor_id = self.c
        trainee.action_end()
        self._go(days=1)
        self.assertEqual(trainee.state, "ended")
        self._trainee(self.c, date_start="2026-03-02")

    # owners
    def _owner(self):
        """Return an owner's phone; his consultant is A."""
        self._subscribe(user=self.a)
        self.buyer.flush_recordset()
        return self.buyer.phone

    def test_referral_registered_before_the_visit(self):
        """CUS-5: the owner's consultant registered the call in the morning, the visit is in the afternoon."""
        owner, phone = self._owner(), self._new_phone()
        self._call(phone, self.a)
        self._go(hours=4)
        line = self._register(phone, source="referral", referrer_phone=owner)
        self._assert_received(line, self.a, "holder")
        self.assertEqual((line.lead_id.user_id, line.referrer_id), (self.a, self.buyer))
        self.assertIn("before the visit", line.reason)

    def test_referral_registered_after_the_visit(self):
        """CUS-5: visit in the morning, call registered in the afternoon of the same day: it was too late."""
        owner, phone = self._owner(), self._new_phone()
        self._line(self.a).action_pass_turn()
        line = self._register(phone, source="referral", referrer_phone=owner)
        self._assert_received(line, self.b, "referral", turn=True)
        self.assertIn(self.a.name, line.reason)
        self._go(hours=4)
        call = self._call(phone, self.a)
        self.assertEqual((call.holder_id, call.lead_id, call.lead_id.user_id), (self.b, line.lead_id, self.b))
        self.assertTrue(call.is_duty)

    def test_referral_registered_by_another(self):
        """CUS-5: another consultant's call makes the customer his, not the owner's consultant's."""
        owner, phone = self._owner(), self._new_phone()
        self._call(phone, self.c)
        self._assert_received(self._register(phone, source="referral", referrer_phone=owner), self.c, "holder")

    def test_referral_asks_for_the_owner_s_consultant(self):
        """CUS-5: asking for the owner's consultant does not stand in for the call."""
        owner = self._owner()
        self._line(self.a).action_pass_turn()
        line = self._register(source="referral", referrer_phone=owner, asked_user_id=self.a.id)
        self._assert_received(line, self.b, "referral", turn=True)

    def test_referral_call_that_no_longer_protects(self):
        """CUS-3, CUS-5: the call was registered, its protection has run out: in turn, and the reason says so."""
        owner, phone = self._owner(), self._new_phone()
        self._call(phone, self.a)
        self._go(days=8)
        self._new_roster(self.b, self.a)
        line = self._register(phone, source="referral", referrer_phone=owner)
        self._assert_received(line, self.b, "referral", turn=True)
        self.assertIn("the protection has ended", line.reason)

    def test_owner_about_the_deal_and_second_purchase(self):
        """CUS-5: an owner comes to his consultant; to buy again he comes in turn, if no call was registered."""
        phone = self._owner()
        line = self._register(phone)
        self._assert_received(line, self.a, "owner")
        self.assertEqual(self._register(phone), line, "typed twice")
        self._free(self.a)
        self._line(self.a).action_pass_turn()
        line = self._register(phone, is_second=True)
        self._assert_received(line, self.b, "referral", turn=True)
        self.assertEqual(line.lead_id.user_id, self.b)

    def test_second_purchase_after_a_call(self):
        """CUS-5: the owner's consultant registered that the owner wants to buy again."""
        phone = self._owner()
        self._register(phone, kind="call", source="call", asked_user_id=self.a.id, is_second=True)
        line = self._register(phone, is_second=True)
        self._assert_received(line, self.a, "holder")
        self.assertTrue(line.lead_id.realestate_protected_until)

    def test_no_such_owner(self):
        """CUS-5: who is no owner refers nobody; nobody refers himself."""
        with self.assertRaisesRegex(UserError, "No owner"):
            self._register(source="referral", referrer_phone=self._new_phone())
        owner = self._owner()
        with self.assertRaisesRegex(UserError, "himself"):
            self._register(owner, source="referral", referrer_phone=owner)
        with self.assertRaisesRegex(UserError, "which owner"):
            self._register(source="referral")

    def test_who_receives_a_referral_does_not_learn_the_owner(self):
        """ACCESS-1: the owner is another consultant's customer."""
        line = self._register(source="referral", referrer_phone=self._owner(), user=self.b)
        with self.assertRaises(AccessError):
            line.with_user(self.a).read(["referrer_id"])
        self.assertEqual(line.with_user(self.manager).referrer_id, self.buyer)

    # calls
    def test_calls_have_their_own_turns(self):
        """CUS-6: a call is his who answered; given in turn it costs a turn of calls, and nobody is busy."""
        self._assert_received(self._call(self._new_phone(), self.c), self.c, "answered")
        line = self._register(kind="call", source="call")
        self._assert_received(line, self.a)
        self.assertEqual((self._line(self.a).call_count, self._line(self.a).turn_count), (1, 0))
        self.assertEqual(self._register(kind="call", source="call").user_id, self.b)
        self._assert_received(self._register(), self.a)

    # the roster
    def test_copy_the_last_roster_in_the_order_of_turns(self):
        """CUS-6: the new day begins with whose turn it was when the last one ended."""
        self._register()
        self._go(days=3)
        roster = self.env["realestate.roster"].with_user(self.manager).create({"project_id": self.project.id})
        roster.action_copy_last()
        self.assertEqual(roster.line_ids.user_id.ids, [self.b.id, self.c.id, self.a.id])
        self.assertEqual(set(roster.line_ids.mapped("state")), {"away"})
        self.assertEqual(sum(roster.line_ids.mapped("turn_count")), 0)

    def test_copy_last_week(self):
        """CUS-6: the same weekday's roster, without who has left the project; none: a sentence."""
        self._go(days=7)
        self.project.user_ids -= self.b
        roster = self.env["realestate.roster"].create({"project_id": self.project.id})
        roster.action_copy_week()
        self.assertEqual(roster.line_ids.user_id, self.a + self.c)
        self._go(days=1)
        roster = self.env["realestate.roster"].create({"project_id": self.project.id})
        with self.assertRaisesRegex(UserError, "no roster"):
            roster.action_copy_week()

    @mute_logger("odoo.sql_db")
    def test_roster_constraints(self):
        """CUS-6: one roster a project and day, one line a consultant."""
        for model, vals in (
            ("realestate.roster", {"project_id": self.project.id}),
            ("realestate.roster.line", {"roster_id": self.roster.id, "user_id": self.a.id}),
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.env[model].create(vals)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env.cr.execute(
                "UPDATE realestate_roster_line SET state = 'busy' WHERE roster_id = %s", [self.roster.id]
            )

    def test_turns_are_counted_by_the_desk_alone(self):
        """CUS-6: not even a manager writes turns; who has received stays on the day's roster."""
        line = self._line(self.a).with_user(self.manager)
        with self.assertRaises(AccessError):
            line.turn_count = 5
        line.sequence = 99
        self._assert_received(self._register(), self.b)
        with self.assertRaisesRegex(UserError, "stays on its roster"):
            self._line(self.b).with_user(self.manager).unlink()
