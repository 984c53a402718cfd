from datetime import date, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_partners import PartnerCommon


@tagged("post_install", "-at_install")
class TestRegistrationVisit(PartnerCommon):
    """CH-6: 到访确认 at the desk."""

    def _lookup(self, phone="13800001111"):
        return self.project.with_user(self.manager).reception_lookup(phone)

    # ------------------------------------------------------------------
    # 30 minutes
    # ------------------------------------------------------------------
    def test_29_minutes(self):
        """CH-6: registered 29 minutes before the visit: too late, said to the desk while it types."""
        registration = self._enter()
        self._go(minutes=29)
        [row] = self._lookup()["registrations"]
        self.assertEqual((row["ruling"], row["is_valid"]), ("too_late", False))
        self.assertIn("29", row["message"])
        reception = self._visit()
        self.assertEqual((registration.visit_outcome, registration.state), ("too_late", "rejected"))
        self.assertEqual(reception.registration_id, registration)
        self.assertFalse(reception.lead_id.realestate_channel_partner_id)

    def test_29_minutes_59_seconds(self):
        """CH-6: a second before the half hour is before it."""
        registration = self._enter()
        self._go(minutes=29, seconds=59)
        self._visit()
        self.assertEqual(registration.visit_outcome, "too_late")

    def test_30_minutes(self):
        """CH-6: registered 30 minutes before the visit: valid; the partner is the source, Y days begin."""
        registration = self._enter()
        self._go(minutes=30)
        answer = self._lookup()
        self.assertEqual(answer["registration_id"], registration.id)
        self.assertEqual((answer["registrations"][0]["ruling"], answer["status"]), ("valid", "new"))
        self.assertNotIn("王先生", str(answer["registrations"]))
        lead = self._visit().lead_id
        self.assertEqual((registration.state, registration.lead_id), ("visited", lead))
        self.assertEqual(registration.valid_until, date(2026, 3, 31))
        self.assertEqual(lead.realestate_channel_partner_id, self.agency.partner_id)
        self.assertEqual((lead.realestate_channel_module, lead.realestate_source), ("partner", "channel"))
        self.assertEqual((lead.realestate_channel_user_id, lead.user_id), (self.specialist, self.a))

    def test_at_the_same_moment(self):
        """CH-6: where no minutes are asked for, a visit at the moment of the registration is valid; one entered as
        our customer at that moment was not ours before, one entered a second earlier was."""
        kind = self.env["realestate.channel.partner.kind"].create({"name": "At once"})
        self._new_rule(kind_id=kind.id, lead_minutes=0)
        self.agency.kind_id = kind
        registration = self._enter()
        lead = self._new_lead("同", "13800003333")
        for seconds, known in ((0, False), (1, True)):
            self.env.flush_all()
            moment = registration.date - timedelta(seconds=seconds)
            self.env.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", (moment, lead.id))
            self.env.invalidate_all()
            self.assertEqual(registration._was_known({"lead": lead}), known)
        self._visit()
        self.assertEqual(registration.visit_outcome, "valid")

    def test_never_registered(self):
        """CH-6: a visitor whom nobody registered is nobody's; the desk sees no candidate."""
        self._enter("13900009999")
        self.assertEqual(self._lookup()["registrations"], [])
        self.assertFalse(self._visit().lead_id.realestate_channel_partner_id)

    # ------------------------------------------------------------------
    # last day
    # ------------------------------------------------------------------
    def test_last_day(self):
        """CH-6: a visit at 23:59 of the last day of protection is in time."""
        registration = self._enter()
        self._new_day(days=30, hours=13, minutes=59)
        self.assertEqual(self.project._today(), registration.valid_until)
        self._visit()
        self.assertEqual(registration.visit_outcome, "valid")
        self.assertEqual(registration.valid_until, date(2026, 4, 30))

    def test_day_after(self):
        """CH-6: the day after it is expired, whether or not the nightly run came by."""
        for run in (False, True):
            with self.subTest(run=run):
                phone = "13800001111" if run else "13800002222"
                registration = self._enter(phone)
                self._new_day(days=31)
                if run:
                    self.Registration._expire_batch(self.project, self.project._today(), 10)
                self.assertEqual(self._lookup(phone)["registrations"][0]["ruling"], "expired")
                self._visit(phone)
                self.assertEqual((registration.visit_outcome, registration.state), ("expired", "rejected"))

    def test_days_after_the_visit(self):
        """CH-6: not bought within Y days after the visit: lapsed; bought: won, and again open when it is withdrawn."""
        registration = self._enter()
        self._go(minutes=30)
        self._visit()
        self._go(days=30)
        self.Registration._expire_batch(self.project, self.project._today(), 10)
        self.assertEqual(registration.state, "visited")
        self._go(days=1)
        self.Registration._expire_batch(self.project, self.project._today(), 10)
        self.assertEqual(registration.state, "lapsed")

    def test_deal(self):
        """CH-6, CH-7: the registration is won with the deal, which is the partner's; a withdrawal gives it back."""
        registration = self._enter()
        self._go(minutes=30)
        lead = self._visit().lead_id
        deal = self._subscribe(lead_id=lead.id)
        deal._log_subscription()
        self.assertEqual((registration.state, registration.deal_ids), ("won", deal))
        self.assertEqual(deal.realestate_channel_partner_id, self.agency.partner_id)
        self.env.flush_all()
        row = self.env["realestate.registration.report"].search([("registration_id", "=", registration.id)])
        self.assertEqual((row.accepted, row.visited, row.bought, row.amount), (1, 1, 1, deal.price))
        self.assertEqual((self.agency.visit_count, self.agency.deal_count), (1, 1))
        line = self.env["realestate.channel.resource"].search([("channel_partner_id", "=", self.agency.id)])
        self.assertEqual((line.customers, line.visits, line.deals, line.amount), (1, 1, 1, deal.price))
        deal._cancel()
        self.assertEqual(registration.state, "visited")

    # ------------------------------------------------------------------
    # whose customer
    # ------------------------------------------------------------------
    def test_known_at_the_visit(self):
        """CH-6: hidden digits turn out to be a customer of ours: not the partner's, and a conflict on record."""
        lead = self._new_lead(phone="13800001111")
        # the database's own clock, which no test moves
        self.cr.execute("UPDATE crm_lead SET create_date = %s WHERE id = %s", [fields.Datetime.now(), lead.id])
        self._go(minutes=1)
        registration = self._enter("138****1111")
        self.assertEqual(registration.outcome, "valid")
        self._go(minutes=60)
        [row] = self._lookup()["registrations"]
        self.assertEqual((row["ruling"], row["is_masked"]), ("known", True))
        self._visit(registration_id=registration.id)
        self.assertEqual((registration.visit_outcome, registration.lead_id), ("known", lead))
        self.assertEqual(registration.conflict_ids.mapped("kind"), ["known"])
        self.assertFalse(lead.realestate_channel_partner_id)

    def test_entered_after_the_registration(self):
        """CH-6: who calls us after he was registered is still the partner's; registration came first."""
        registration = self._enter()
        self._go(minutes=10)
        self._call("13800001111", self.a)
        self._go(minutes=30)
        self._visit()
        self.assertEqual(registration.visit_outcome, "valid")

    def test_first_visit_counts(self):
        """CH-6: a first visit that the desk did not tie counts: a second one later makes nobody timely."""
        registration = self._enter()
        self._go(minutes=10)
        self._visit(registration_id=False)
        self.assertEqual(registration.state, "valid")
        self._free(self.a)
        self._go(hours=3)
        self.assertEqual(self._lookup()["registrations"][0]["ruling"], "too_late")
        self._visit()
        self.assertEqual((registration.visit_outcome, registration._minutes_before()), ("too_late", 10))

    def test_registered_after_the_visit(self):
        """CH-6: whoever is registered after he had been here is ours."""
        self._visit()
        self._go(minutes=5)
        self.assertEqual(self._enter().outcome, "known")
        masked = self._enter("138****1111", self.agency_2)
        self._free(self.a)
        self._go(hours=2)
        self._visit(registration_id=masked.id)
        self.assertEqual(masked.visit_outcome, "known")

    # ------------------------------------------------------------------
    # hidden digits at the desk
    # ------------------------------------------------------------------
    def test_hidden_digits_before_the_number_itself(self):
        """CH-6: the desk gives the visitor to who registered hidden digits first: who has the number loses it."""
        hidden = self._enter("138****1111")
        self._go(minutes=5)
        full = self._enter("13800001111", self.agency_2)
        self.assertEqual((hidden.state, full.state), ("valid", "valid"))
        self._go(minutes=30)
        self._visit(registration_id=hidden.id)
        self.env.flush_all()
        self.assertEqual((hidden.visit_outcome, hidden.phone_sanitized), ("valid", full.phone_sanitized))
        self.assertEqual((full.visit_outcome, full.rival_id), ("rival", hidden))
        self.assertIn("rival", full.conflict_ids.mapped("kind"))
        self.assertEqual(hidden.lead_id.realestate_channel_partner_id, self.agency.partner_id)

    def test_hidden_digits_are_never_assumed(self):
        """CH-6: the desk compares the number with who brought him; the system assumes nothing of hidden digits."""
        registration = self._enter("138****1111")
        self._go(minutes=30)
        answer = self._lookup()
        self.assertEqual((len(answer["registrations"]), answer["registration_id"]), (1, False))
        self._visit()
        self.assertEqual(registration.state, "valid")
        self._free(self.a)
        self._visit("13822221111", registration_id=registration.id)
        self.assertEqual((registration.state, registration.phone_sanitized), ("visited", "+8613822221111"))

    def test_collision_at_the_desk(self):
        """CH-6: two with the same digits: the desk names the one, the other one's customer is still to come."""
        first = self._enter("138****1111")
        second = self._enter("13822221111", self.agency_2, name="李女士")
        self._go(minutes=30)
        rows = self._lookup("13822221111")["registrations"]
        self.assertEqual([row["id"] for row in rows], [first.id, second.id])
        self.assertFalse(self._lookup("13822221111")["registration_id"])
        lead = self._visit("13822221111", registration_id=second.id).lead_id
        self.assertEqual((second.state, first.state), ("visited", "valid"))
        self.assertEqual(lead.realestate_channel_partner_id, self.agency_2.partner_id)
        self.assertIn("collision", first.conflict_ids.mapped("kind"))
        other = self._visit("13800001111", registration_id=first.id).lead_id
        self.assertEqual((first.state, other.realestate_channel_partner_id), ("visited", self.agency.partner_id))

    def test_same_customer_of_two(self):
        """CH-6: hidden digits first, the full number later, one customer: whom the desk names has him, the other
        loses and the conflict is on record."""
        first = self._enter("138****1111")
        second = self._enter("13800001111", self.agency_2)
        self._go(minutes=30)
        self._visit(registration_id=first.id)
        self.assertEqual((first.state, second.state), ("visited", "rejected"))
        self.assertEqual((second.visit_outcome, second.rival_id), ("rival", first))
        self.assertIn("rival", second.conflict_ids.mapped("kind"))

    def test_wrong_registration_refused(self):
        """CH-6: a registration of another number or project is refused, and nothing is written."""
        other = self._enter("13900002222")
        count = self.env["realestate.reception"].search_count([])
        with self.assertRaisesRegex(UserError, "another number"):
            self._visit(registration_id=other.id)
        self.assertEqual(self.env["realestate.reception"].search_count([]), count)
        self.assertEqual(other.state, "valid")

    # ------------------------------------------------------------------
    # afterwards
    # ------------------------------------------------------------------
    def test_confirmed_afterwards(self):
        """CH-6: a visit that the desk did not tie is confirmed from the book, judged by its own moment."""
        registration = self._enter()
        self._go(minutes=40)
        reception = self._visit(registration_id=False)
        self._go(days=2)
        wizard = (
            self.env["realestate.registration.visit"]
            .with_user(self.specialist)
            .create({"registration_id": registration.id, "reception_id": reception.id})
        )
        self.assertEqual(wizard.sudo().candidate_ids, reception)
        self.assertIn("40", wizard.ruling)
        wizard.action_confirm()
        self.assertEqual((registration.state, registration.visit_day), ("visited", date(2026, 3, 1)))
        self.assertEqual(registration.valid_until, date(2026, 3, 31))
        self.assertEqual(reception.lead_id.realestate_channel_partner_id, self.agency.partner_id)

    def test_desk_answer(self):
        """CH-6: the desk's big answer says the ruling; the second desk in the same moment gets the same line."""
        self._enter()
        self._go(minutes=30)
        vals = {"kind": "visit", "name": "王先生", "source": "channel", "phone": "13800001111"}
        desk = self.project.with_user(self.manager)
        answer = desk.register_visitor(dict(vals))["answer"]
        self.assertTrue(answer["registration"]["is_valid"])
        self.assertIn("Agency One", answer["registration"]["message"])
        self.assertTrue(desk.register_visitor(dict(vals))["answer"]["already"])

    # ------------------------------------------------------------------
    # judgement
    # ------------------------------------------------------------------
    def test_evidence_of_a_judgement(self):
        """CH-6, CUS-7: registrations are in the timeline of a judgement; they are nobody's side."""
        registration = self._enter()
        self._go(minutes=30)
        lead = self._visit().lead_id
        self._free(self.a)
        deal = self._subscribe(lead_id=lead.id)
        deal._log_subscription()
        claim = self.env["realestate.claim"].with_user(self.b)._submit(deal, "He called me first.")
        line = claim.sudo().evidence_ids.filtered(lambda line: line.kind == "registration")
        self.assertEqual((line.res_id, line.user_id), (registration.id, self.env["res.users"]))
        self.assertIn("Agency One", line.text)
        self.assertIn(registration.name, claim.with_user(self.manager).timeline)
        self.assertEqual(claim.sudo().ruling, "closer")

    def test_conflict_before_judgement(self):
        """CH-6, CUS-7: a conflict with our own customer is judged as every claim; the ruling decides the source."""
        lead = self._call("13800001111", self.b).lead_id
        self._go(minutes=1)
        registration = self._enter("138****1111")
        self._go(minutes=40)
        self._visit(registration_id=registration.id)
        conflict = registration.conflict_ids
        with self.assertRaisesRegex(UserError, "no"):
            conflict.with_user(self.manager).action_claim()
        # closed by another consultant all the same, credited to the partner
        registration._credit_partner(lead, date(2026, 3, 1))
        lead.with_user(self.manager).action_reassign(self.a, "x")
        deal = self._subscribe(lead_id=lead.id, user=self.a)
        deal._log_subscription()
        self.assertEqual(deal.realestate_channel_partner_id, self.agency.partner_id)
        action = conflict.with_user(self.manager).action_claim()
        claim = self.env["realestate.claim"].browse(action["res_id"])
        self.assertEqual((claim.claimant_id, conflict.state), (self.b, "claimed"))
        self.assertIn(registration.name, claim.grounds)
        claim.write({"ruling": "claimant", "winner_id": self.b.id})
        claim.with_user(self.manager).action_confirm()
        self.assertEqual(conflict.state, "judged")
        self.assertFalse(lead.realestate_channel_partner_id)
        self.assertFalse(deal.realestate_channel_partner_id)

    def test_conflict_settled(self):
        """CH-6: between two partners a manager corrects the source, with the reason in the note."""
        first = self._enter("138****1111")
        second = self._enter("13800001111", self.agency_2)
        self._go(minutes=30)
        lead = self._visit(registration_id=first.id).lead_id
        conflict = second.conflict_ids.filtered(lambda conflict: conflict.kind == "rival").with_user(self.manager)
        with self.assertRaisesRegex(UserError, "note"):
            conflict.action_credit()
        conflict.note = "The customer came with the second agency."
        conflict.action_credit()
        self.assertEqual(lead.realestate_channel_partner_id, self.agency_2.partner_id)
        self.assertEqual(conflict.state, "closed")

    def test_lookup_takes_few_queries(self):
        """CH-6: what the desk is told while typing does not grow with the registrations of the project."""
        for number in range(10):
            self._enter(f"1380000{number:04d}")
        self._go(minutes=30)
        self._lookup("13800000003")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(60):
            self._lookup("13800000003")
        self.assertLess(fields.Datetime.now() - self.Registration.search([], limit=1).date, timedelta(hours=1))
