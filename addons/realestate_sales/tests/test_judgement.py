from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_judgement import JudgementCommon


@tagged("post_install", "-at_install")
class TestJudgement(JudgementCommon):
    """CUS-7: crossed claims, judged by the registration books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._customer(cls.buyer)

    def _case(self, first_day, second_day, follow_days=()):
        """A registers on ``first_day`` and follows up; B registers on ``second_day`` and sells today; A claims."""
        self._register(self.lead, self.consultant, first_day)
        for day in follow_days:
            self._follow(self.lead, self.consultant, day)
        self._register(self.lead, self.consultant_2, second_day)
        deal = self._sell(self.consultant_2, lead=self.lead)
        return self._claim(deal, self.consultant)

    # ------------------------------------------------------------------
    # the rule at its edge
    # ------------------------------------------------------------------
    def test_follow_up_exactly_n_days_old(self):
        """CUS-7: A's last effective follow-up is 7 days old when B registers: B withdraws."""
        claim = self._case(-20, -3, follow_days=[-10])
        self.assertEqual((claim.ruling, claim.winner_id), ("claimant", self.consultant))
        self.assertEqual((claim.steps[0]["age"], claim.limit_days), (7, 7))

    def test_follow_up_one_day_older(self):
        """CUS-7: 8 days old: A withdraws, the deal stays with B."""
        claim = self._case(-20, -3, follow_days=[-11])
        self.assertEqual((claim.ruling, claim.winner_id), ("closer", self.consultant_2))
        self.assertEqual(claim.steps[0]["age"], 8)

    def test_reception_counts_as_follow_up(self):
        """CUS-7: without any follow-up A's own reception counts: 7 days keep, 8 do not."""
        self.assertEqual(self._case(-9, -2).ruling, "claimant")

    def test_reception_too_old(self):
        """CUS-7: the reception 8 days before does not protect any more."""
        self.assertEqual(self._case(-10, -2).ruling, "closer")

    def test_what_came_after_the_second_registration_does_not_count(self):
        """CUS-7: measured as of B's registration: a call made after it revives nothing."""
        self.assertEqual(self._case(-20, -5, follow_days=[-4, -1]).ruling, "closer")

    def test_unreached_follow_up_does_not_count(self):
        """CUS-2, CUS-7: who did not answer was not followed up."""
        self._register(self.lead, self.consultant, -20)
        self._follow(self.lead, self.consultant, -4, result=self.missed)
        self._register(self.lead, self.consultant_2, -3)
        deal = self._sell(self.consultant_2, lead=self.lead)
        claim = self._claim(deal, self.consultant)
        self.assertEqual(claim.ruling, "closer")
        missed = claim.evidence_ids.filtered(lambda line: line.kind == "followup")
        self.assertEqual(missed.mapped("is_effective"), [False])

    def test_the_projects_own_days(self):
        """CUS-7: N is the project's, and the ruling keeps the N it was made with."""
        self.project.protection_days = 5
        claim = self._case(-20, -3, follow_days=[-9])
        self.assertEqual((claim.ruling, claim.limit_days), ("closer", 5))
        self.project.protection_days = 10
        self.assertEqual(claim.limit_days, 5)
        claim.with_user(self.manager).action_propose()
        self.assertEqual((claim.ruling, claim.limit_days), ("claimant", 10))

    def test_no_registration_no_claim(self):
        """CUS-7: follow-ups alone give no claim."""
        self._register(self.lead, self.consultant_2, -3)
        self._follow(self.lead, self.consultant, -2)
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant)
        self.assertEqual((claim.ruling, claim.ground), ("closer", "no_registration"))

    def test_who_closed_without_registration(self):
        """CUS-7: the closing consultant never registered the customer, the claimant did."""
        self._register(self.lead, self.consultant, -3)
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant)
        self.assertEqual((claim.ruling, claim.winner_id), ("claimant", self.consultant))

    def test_nobody_registered(self):
        """CUS-7: without any registration the deal belongs to who closed it."""
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant)
        self.assertEqual((claim.ruling, claim.winner_id), ("closer", self.consultant_2))

    def test_book_of_calls_counts(self):
        """CUS-7: both registration books give the order."""
        self._register(self.lead, self.consultant, -5, kind="call")
        self._register(self.lead, self.consultant_2, -2)
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant)
        self.assertEqual(claim.ruling, "claimant")

    def test_duty_reception_is_the_holders(self):
        """CUS-6, CUS-7: who received for a colleague has registered nothing for himself."""
        self._register(self.lead, self.consultant_2, -3, is_duty=True, holder_id=self.consultant.id)
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant)
        self.assertEqual((claim.ruling, claim.winner_id), ("claimant", self.consultant))

    def test_registration_after_the_deal(self):
        """CUS-7: who registers the customer after he has bought has no claim."""
        deal = self._sell(self.consultant_2, lead=self.lead, days_ago=2)
        self._register(self.lead, self.consultant, -1)
        self.assertEqual(self._claim(deal, self.consultant).ground, "no_registration")

    def test_three_sides_fold(self):
        """CUS-7: two at a time by the books: A is older than N before B, B keeps it against C."""
        third = self.consultant_3
        self._register(self.lead, self.consultant, -30)
        self._register(self.lead, self.consultant_2, -12)
        self._follow(self.lead, self.consultant_2, -6)
        self._register(self.lead, third, -1)
        deal = self._sell(third, lead=self.lead)
        first = self._claim(deal, self.consultant)
        self.assertEqual((first.ruling, first.winner_id), ("closer", third))
        second = self._claim(deal, self.consultant_2)
        self.assertEqual((second.ruling, second.winner_id), ("claimant", self.consultant_2))
        self.assertEqual((first.ruling, first.winner_id), ("other", self.consultant_2), "the case was judged anew")
        self.assertEqual([step["loser"] for step in second.steps], [self.consultant.id, third.id])
        self.assertEqual(first.party_ids, self.consultant | self.consultant_2 | third)
        first.with_user(self.manager).action_confirm()
        self.assertEqual((first | second).mapped("state"), ["confirmed", "confirmed"])
        self.assertEqual(self._shares(deal), {self.consultant_2: (100.0, deal.price)})

    def test_manager_had_extended(self):
        """CUS-3, CUS-7: an extension by the manager that still ran keeps the first side."""
        self._register(self.lead, self.consultant, -12)
        self.env["realestate.protection.event"].create(
            {
                "lead_id": self.lead.id,
                "project_id": self.project.id,
                "company_id": self.company.id,
                "day": self.today - timedelta(days=6),
                "date": self._moment(-6),
                "kind": "extended",
                "user_id": self.consultant.id,
                "until": self.today + timedelta(days=2),
            }
        )
        self._register(self.lead, self.consultant_2, -2)
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant)
        self.assertEqual(claim.ruling, "claimant")
        self.assertIn("extended", str(claim.rule_box))

    # ------------------------------------------------------------------
    # what the rule cannot decide
    # ------------------------------------------------------------------
    def _same_minute(self):
        self._register(self.lead, self.consultant, -3, hour=10, minute=5)
        self._register(self.lead, self.consultant_2, -3, hour=10, minute=5)
        deal = self._sell(self.consultant_2, lead=self.lead)
        return deal, self._claim(deal, self.consultant)

    def test_same_minute_cannot_be_decided(self):
        """CUS-7: registered in the same minute at two desks: neither, unless they agree."""
        deal, claim = self._same_minute()
        self.assertEqual((claim.ruling, claim.ground, claim.winner_id.id), ("undecided", "same_minute", False))
        with self.assertRaises(UserError):
            claim.with_user(self.manager).action_confirm()
        claim.with_user(self.manager).action_neither()
        self.assertEqual((claim.state, claim.ruling), ("confirmed", "neither"))
        self.assertEqual(self._shares(deal), {})
        self.assertEqual(set(deal.performance_ids.line_ids.mapped("rule")), {"claim_neither"})

    def test_sides_agree(self):
        """CUS-7: both agree on record, the manager confirms, the shares follow to the cent."""
        deal, claim = self._same_minute()
        wizard = (
            self.env["realestate.claim.settle"]
            .with_user(self.consultant)
            .create(
                {
                    "claim_id": claim.id,
                    "line_ids": [
                        Command.create({"user_id": self.consultant.id, "percent": 33.33}),
                        Command.create({"user_id": self.consultant_2.id, "percent": 66.67}),
                    ],
                }
            )
        )
        wizard.action_propose()
        self.assertEqual(claim.state, "proposed")
        claim.with_user(self.consultant_2).action_agree()
        self.assertEqual((claim.state, claim.ruling), ("settled", "agreed"))
        claim.with_user(self.manager).action_confirm()
        shares = self._shares(deal)
        self.assertEqual(shares[self.consultant][0], 33.33)
        self.assertEqual(round(sum(amount for _percent, amount in shares.values()), 2), deal.price)

    def test_agreement_has_its_limits(self):
        """CUS-7: only the sides agree, on 100% at most, and only where the rule does not decide."""
        _deal, claim = self._same_minute()
        sides = {self.consultant.id: 60.0, self.consultant_2.id: 40.01}
        with self.assertRaises(UserError):
            claim.with_user(self.consultant)._propose_split(sides)
        with self.assertRaises(AccessError):
            claim.with_user(self.consultant_3)._propose_split({**sides, self.consultant_2.id: 40.0})
        decided = self._case_of_another_deal()
        with self.assertRaises(UserError):
            decided.with_user(self.consultant)._propose_split({**sides, self.consultant_2.id: 40.0})

    def _case_of_another_deal(self):
        lead = self._customer(self.buyer_2)
        self._register(lead, self.consultant, -5)
        self._register(lead, self.consultant_2, -2)
        deal = self._sell(self.consultant_2, partner=self.buyer_2, unit=self.units[1], lead=lead)
        return self._claim(deal, self.consultant)

    def test_corrected_registration_is_in_doubt(self):
        """CUS-7: whom a corrected line registered is not for the system to say."""
        line = self._register(self.lead, self.consultant, -5)
        self._register(self.lead, self.consultant_2, -2)
        deal = self._sell(self.consultant_2, lead=self.lead)
        field = self.env["ir.model.fields"]._get("realestate.reception", "phone")
        line.message_ids[:1].unlink()
        message = line.message_post(body="x")
        self.env["mail.tracking.value"].sudo().create(
            {"mail_message_id": message.id, "field_id": field.id, "old_value_char": "1", "new_value_char": "2"}
        )
        claim = self._claim(deal, self.consultant)
        self.assertEqual((claim.ruling, claim.ground), ("undecided", "corrected"))

    def test_given_up_is_in_doubt(self):
        """CUS-7: who gave the customer up himself does not win by his last follow-up."""
        self._register(self.lead, self.consultant, -5)
        self.env["realestate.protection.event"].create(
            {
                "lead_id": self.lead.id,
                "project_id": self.project.id,
                "company_id": self.company.id,
                "day": self.today - timedelta(days=4),
                "date": self._moment(-4),
                "kind": "released",
                "user_id": self.consultant.id,
            }
        )
        self._register(self.lead, self.consultant_2, -2)
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant)
        self.assertEqual((claim.ruling, claim.ground), ("undecided", "given_up"))

    # ------------------------------------------------------------------
    # the same customer
    # ------------------------------------------------------------------
    def _household(self, kind, *members):
        return self.env["realestate.household"].create(
            {"kind": kind, "name": "x", "member_ids": [Command.create(member) for member in members]}
        )

    def _spouses_case(self, deal_days_ago=0):
        """The wife was registered by A with her phone; the husband buys with B."""
        wife = self._customer(phone="13700005555", contact_name="李娜")
        self._register(wife, self.consultant, -5)
        self._register(self.lead, self.consultant_2, -4)
        self._household(
            "family",
            {"name": "王建国", "relation": "self", "phone": self.buyer.phone},
            {"name": "李娜", "relation": "spouse", "phone": wife.phone},
        )
        deal = self._sell(self.consultant_2, lead=self.lead, days_ago=deal_days_ago)
        return self._claim(deal, self.consultant)

    def test_household_member_with_another_phone(self):
        """CUS-4, CUS-7: husband and wife are one customer: A registered her first."""
        claim = self._spouses_case()
        self.assertEqual((claim.ruling, claim.winner_id), ("claimant", self.consultant))
        self.assertIn("household", claim.evidence_ids.mapped("kind"))

    def test_household_linked_after_the_deal(self):
        """CUS-7: a link that was recorded only after the deal proves nothing by itself."""
        claim = self._spouses_case(deal_days_ago=2)
        self.assertEqual((claim.ruling, claim.ground), ("undecided", "link"))

    def test_stranger_is_independent(self):
        """CUS-4, CUS-7: another customer without any link gives no claim."""
        other = self._customer(self.buyer_2, user=self.consultant)
        self._register(other, self.consultant, -5)
        deal = self._sell(self.consultant_2, lead=self.lead)
        claim = self._claim(deal, self.consultant, lead=other)
        self.assertEqual((claim.ruling, claim.ground), ("closer", "not_same"))

    def _colleagues_case(self, superior_buys_too):
        """The superior was registered by A, the subordinate buys with B."""
        superior = self._customer(self.buyer_2, user=self.consultant)
        self._register(superior, self.consultant, -5)
        self._register(self.lead, self.consultant_2, -4)
        self._household(
            "employer",
            {"name": "王建国", "relation": "subordinate", "phone": self.buyer.phone},
            {"name": "李秀英", "relation": "superior", "phone": self.buyer_2.phone},
        )
        if superior_buys_too:
            self._sell(self.consultant, partner=self.buyer_2, unit=self.units[1], lead=superior)
        deal = self._sell(self.consultant_2, lead=self.lead)
        return self._claim(deal, self.consultant, lead=superior)

    def test_superior_and_subordinate_on_one_unit(self):
        """CUS-4, CUS-7: superior and subordinate who buy the same unit are one customer: the first keeps him."""
        claim = self._colleagues_case(superior_buys_too=False)
        self.assertEqual((claim.ruling, claim.winner_id), ("claimant", self.consultant))

    def test_superior_and_subordinate_on_two_units(self):
        """CUS-4, CUS-7: each bought a unit of his own: independent, the deal stays with who closed it."""
        claim = self._colleagues_case(superior_buys_too=True)
        self.assertEqual((claim.ruling, claim.ground), ("closer", "employer"))

    # ------------------------------------------------------------------
    # the days to claim
    # ------------------------------------------------------------------
    def test_claim_on_day_7_and_8(self):
        """CUS-7: accepted through the 7th day after the deal, refused on the 8th."""
        self._register(self.lead, self.consultant, -12)
        self._register(self.lead, self.consultant_2, -11)
        deal = self._sell(self.consultant_2, lead=self.lead, days_ago=8)
        with self.assertRaises(UserError):
            self._claim(deal, self.consultant)
        deal.sudo().date_subscribed = self.today - timedelta(days=7)
        self.assertEqual(self._claim(deal, self.consultant).state, "proposed")

    def test_the_day_is_the_projects(self):
        """CUS-7: 23:59 of the 7th day in Shanghai is in time, 00:01 of the 8th is not (the server runs in UTC)."""
        deal = self._sell(self.consultant_2, lead=self.lead)
        deal.sudo().date_subscribed = fields.Date.to_date("2026-03-01")
        with freeze_time("2026-03-08 16:01:00"), self.assertRaises(UserError):
            self._claim(deal, self.consultant)
        with freeze_time("2026-03-08 15:59:00"):
            self.assertEqual(self._claim(deal, self.consultant).day, fields.Date.to_date("2026-03-08"))

    def test_late_claim_that_came_in_otherwise(self):
        """CUS-7: a late claim, however it came in, leaves the deal with who closed it."""
        claim = self._case(-20, -3, follow_days=[-4])
        claim.deal_id.sudo().date_subscribed = self.today - timedelta(days=9)
        claim.with_user(self.manager).action_propose()
        self.assertEqual((claim.ruling, claim.ground), ("closer", "late"))

    def test_own_deal_and_twice(self):
        """CUS-7: nobody claims his own deal, or the same deal twice; the database holds it too."""
        deal = self._sell(self.consultant_2, lead=self.lead)
        with self.assertRaises(UserError):
            self._claim(deal, self.consultant_2)
        self._claim(deal, self.consultant)
        with self.assertRaises(UserError):
            self._claim(deal, self.consultant)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["realestate.claim"].create({"deal_id": deal.id, "claimant_id": self.consultant.id, "grounds": "x"})
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["realestate.claim"].create(
                {"deal_id": deal.id, "claimant_id": self.consultant_2.id, "grounds": "x"}
            )

    # ------------------------------------------------------------------
    # who decides, and what it does
    # ------------------------------------------------------------------
    def test_effect_on_the_shares_is_kept(self):
        """CUS-7, CUS-8: before and after are written with the ruling; the record stays."""
        claim = self._case(-20, -3, follow_days=[-10])
        deal = claim.deal_id
        self.assertEqual(self._shares(deal), {self.consultant_2: (100.0, deal.price)})
        claim.with_user(self.manager).action_confirm()
        self.assertEqual((claim.state, claim.confirmed_by_id), ("confirmed", self.manager))
        self.assertEqual(self._shares(deal), {self.consultant: (100.0, deal.price)})
        self.assertEqual([row["name"] for row in claim.shares_before], [self.consultant_2.name])
        self.assertEqual(
            {row["name"]: row["percent"] for row in claim.shares_after},
            {self.consultant.name: 100.0, self.consultant_2.name: 0.0},
        )
        with self.assertRaises(UserError):
            claim.with_user(self.manager).action_confirm()
        with self.assertRaises(UserError):
            claim.sudo().unlink()

    def test_manager_who_is_a_side(self):
        """CUS-7: a manager who is a side does not decide; the database refuses it too."""
        self._register(self.lead, self.consultant, -5)
        self._register(self.lead, self.manager, -2)
        deal = self._sell(self.manager, lead=self.lead)
        claim = self._claim(deal, self.consultant)
        for verb in ("action_confirm", "action_reject"):
            with self.assertRaises(UserError):
                getattr(claim.with_user(self.manager), verb)()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            claim.write({"confirmed_by_id": self.manager.id})
            claim.flush_recordset()
        self.assertNotIn(self.manager, claim.activity_ids.user_id)
        self.assertIn(self.manager_2, claim.activity_ids.user_id)
        claim.with_user(self.manager_2).action_confirm()
        self.assertEqual(claim.state, "confirmed")

    def test_consultant_decides_nothing(self):
        """CUS-7: a side confirms nothing, by no button and by no write."""
        claim = self._case(-20, -3, follow_days=[-10]).with_user(self.consultant)
        for verb in ("action_confirm", "action_neither", "action_reject", "action_propose"):
            with self.assertRaises(UserError):
                getattr(claim, verb)()
        with self.assertRaises(AccessError):
            claim.write({"winner_id": self.consultant.id})
        with self.assertRaises(AccessError):
            self.env["realestate.claim"].with_user(self.consultant).create(
                {"deal_id": claim.deal_id.id, "claimant_id": self.consultant.id, "grounds": "x"}
            )

    def test_taken_back(self):
        """CUS-7: who claims may take it back; the others of the case are judged without him."""
        claim = self._case(-20, -3, follow_days=[-10])
        with self.assertRaises(UserError):
            claim.with_user(self.consultant_2).action_withdraw()
        claim.with_user(self.consultant).action_withdraw()
        self.assertEqual(claim.state, "rejected")
        self.assertFalse(claim.activity_ids)

    def test_dropped_with_a_reason(self):
        """CUS-7: the manager drops a claim with his reason."""
        claim = self._case(-20, -3, follow_days=[-10]).with_user(self.manager)
        with self.assertRaises(UserError):
            claim.action_reject()
        claim.note = "The entry in the book was made for another customer."
        claim.action_reject()
        self.assertEqual(claim.state, "rejected")

    # ------------------------------------------------------------------
    # who sees what
    # ------------------------------------------------------------------
    def test_sides_see_dates_and_kinds(self):
        """ACCESS-1, CUS-7: the other side reads the timeline, but neither customer, number nor note of it."""
        wife = self._customer(phone="13700005555", contact_name="李娜", user=self.consultant)
        self._register(wife, self.consultant, -5)
        followup = self._follow(wife, self.consultant, -4)
        followup.sudo().note = "secret note 13700005555"
        self._household("family", {"name": "a", "phone": self.buyer.phone}, {"name": "b", "phone": wife.phone})
        claim = self._claim(self._sell(self.consultant_2, lead=self.lead), self.consultant, lead=wife)
        seen = claim.with_user(self.consultant_2)
        self.env.invalidate_all()
        shown = str(seen.timeline) + str(seen.rule_box) + " ".join(seen.evidence_ids.mapped("text"))
        self.assertIn(self.consultant.name, shown)
        for secret in ("13700005555", "secret", "李娜"):
            self.assertNotIn(secret, shown)
        self.assertFalse(seen.customer_name)
        self.assertEqual(claim.with_user(self.consultant).customer_name, "李娜")
        with self.assertRaises(AccessError):
            seen.read(["lead_id"])
        with self.assertRaises(AccessError):
            followup.with_user(self.consultant_2).read(["note"])
        self.assertFalse(self.env["realestate.claim"].with_user(self.consultant_3).search([]))
        with self.assertRaises(AccessError):
            claim.with_user(self.consultant_3).read(["ruling"])

    # ------------------------------------------------------------------
    # many at once
    # ------------------------------------------------------------------
    def _many_claims(self, count):
        units = self._new_units(count, section=f"M{count}")
        partners = self.env["res.partner"].create(
            [{"name": f"p{i}", "phone": f"139{i:04}{count:04}"} for i in range(count)]
        )
        claims = self.env["realestate.claim"]
        for unit, partner in zip(units, partners, strict=True):
            lead = self._customer(partner)
            self._register(lead, self.consultant, -5)
            self._register(lead, self.consultant_2, -2)
            deal = self.env["realestate.deal"].create(
                {"unit_id": unit.id, "partner_id": partner.id, "user_id": self.consultant_2.id, "lead_id": lead.id}
            )
            claims |= claims.create({"deal_id": deal.id, "claimant_id": self.consultant.id, "grounds": "x"})
        self.env.flush_all()
        self.env.invalidate_all()
        return claims

    def test_queries_do_not_grow(self):
        """P8: judging takes as many queries for 20 claims as for 2."""
        few, many = self._many_claims(2), self._many_claims(20)
        few._propose()
        with self.assertQueryCount(10):
            few._propose()
        self.env.invalidate_all()
        with self.assertQueryCount(10):
            many._propose()
        self.assertEqual(set((few | many).mapped("ruling")), {"claimant"})
