from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from ..tools import shares
from .common_judgement import JudgementCommon


@tagged("post_install", "-at_install")
class TestShareArithmetic(TransactionCase):
    """CUS-8: the arithmetic by itself."""

    def test_cents_add_up(self):
        """Thirds of an odd amount add up to it, and to a part of it where not all is shared."""
        self.assertEqual(sum(shares.split(100.0, [33.33, 33.33, 33.34])), 100.0)
        self.assertEqual(shares.split(0.01, [50, 50]), [0.01, 0.0])
        for total in (1234567.89, 999999.99, 0.05):
            amounts = shares.split(total, [16.67] * 5 + [16.65])
            self.assertEqual(round(sum(amounts), 2), total)
        self.assertEqual(shares.split(1000.01, [50.0, 25.0]), [500.01, 250.0])

    def test_tiers_lie_end_to_end(self):
        """What lies below the limit counts in full, what lies above by its tier, across deals."""
        tiers = [(2000000, 60.0), (1000000, 80.0)]
        self.assertEqual(shares.tiered(0, 1000000, 1000000, tiers), [(1000000.0, 100.0)])
        self.assertEqual(shares.tiered(0, 1000000.01, 1000000, tiers), [(1000000.0, 100.0), (0.01, 80.0)])
        self.assertEqual(
            shares.tiered(900000, 1500000, 1000000, tiers), [(100000.0, 100.0), (1000000.0, 80.0), (400000.0, 60.0)]
        )
        self.assertEqual(shares.tiered(0, 1500000, 1000000, []), [(1500000.0, 100.0)])
        # a tier that begins above the limit: in full up to it
        self.assertEqual(shares.tiered(0, 1500000, 1000000, [(1200000, 50.0)]), [(1200000.0, 100.0), (300000.0, 50.0)])
        self.assertEqual(shares.credited([(1000000.0, 100.0), (0.01, 80.0)]), 1000000.01)


@tagged("post_install", "-at_install")
class TestPerformance(JudgementCommon):
    """CUS-8: whose performance a deal is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sister = cls.env["realestate.project"].create(
            {"name": "Sister Garden", "code": "SG", "user_ids": [Command.set([cls.consultant_3.id, cls.manager.id])]}
        )
        cls.lead = cls._customer(cls.buyer, user=cls.consultant)

    def _rules(self, deal):
        return {line.rule: line.user_id for line in deal.performance_ids.line_ids}

    # ------------------------------------------------------------------
    # closing
    # ------------------------------------------------------------------
    def test_closing_consultant(self):
        """CUS-8: who closed has 100%, with the sentence that says so."""
        deal = self._sell(self.consultant, lead=self.lead)
        line = deal.performance_ids.line_ids
        self.assertEqual((line.user_id, line.percent, line.amount), (self.consultant, 100.0, deal.price))
        self.assertEqual(line.kind, "closer")
        self.assertIn("CUS-8", line.explanation)
        self.assertIn("100%", line.explanation)

    def test_shares_at_most_100_in_the_database(self):
        """CUS-8: 100% is taken, 100.01% refused by the database."""
        sheet = self._sell(self.consultant, lead=self.lead).performance_ids
        vals = {"performance_id": sheet.id, "day": self.today, "kind": "contribution", "percent": 0.01}
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["realestate.performance.line"].create({**vals, "user_id": self.consultant_2.id})
            self.env.flush_all()
        self.env.invalidate_all()
        sheet.line_ids.percent = 99.99
        self.env["realestate.performance.line"].create({**vals, "user_id": self.consultant_2.id})
        self.env.flush_all()
        self.assertEqual(sheet.total_percent, 100.0)

    def test_one_sheet_a_deal(self):
        """CUS-8: a deal has one sheet; computing again does not add to it."""
        deal = self._sell(self.consultant, lead=self.lead)
        deal._credit_performance()
        self.assertEqual(len(deal.performance_ids.line_ids), 1)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.env["realestate.performance"].create({"deal_id": deal.id})

    def test_not_in_the_moment_of_subscribing(self):
        """CUS-8: subscribing itself writes no shares; what completes the deal does."""
        deal = self._subscribe(partner_id=self._new_buyer("赵六").id, user=self.env.ref("base.user_admin"))
        self.assertFalse(deal.performance_ids)
        deal._log_subscription()
        self.assertTrue(deal.performance_ids)

    def test_draft_follows_the_price(self):
        """CUS-8: another price makes a draft outdated; the cron, or the manager, computes it anew."""
        deal = self._sell(self.consultant, lead=self.lead)
        sheet = deal.performance_ids
        deal.sudo().price = 950000.01
        self.assertTrue(sheet.outdated)
        self.assertIn(sheet, self.env["realestate.performance"].search([("outdated", "=", True)]))
        self.env["realestate.performance"]._cron_follow_deals()
        self.assertFalse(sheet.outdated)
        self.assertEqual((sheet.amount, sheet.line_ids.amount), (950000.01, 950000.01))

    # ------------------------------------------------------------------
    # introduction
    # ------------------------------------------------------------------
    def _introduce(self, day, hour=9, **values):
        introduction = (
            self.env["realestate.introduction"]
            .with_user(self.manager)
            .create(
                {
                    "name": "王建国",
                    "phone": self.buyer.phone,
                    "user_id": self.consultant_3.id,
                    "from_project_id": self.sister.id,
                    "project_id": self.project.id,
                    **values,
                }
            )
        )
        introduction.sudo().date = self._moment(day, hour)
        return introduction.sudo()

    def test_introduced_before_the_first_visit(self):
        """CUS-8: registered by the manager before the first visit: 50% to the introducer, to the cent."""
        self._introduce(-3, hour=9)
        self._register(self.lead, self.consultant, -3, hour=10)
        deal = self._sell(self.consultant, lead=self.lead, price=999999.99)
        self.assertEqual(self._shares(deal), {self.consultant: (50.0, 500000.0), self.consultant_3: (50.0, 499999.99)})

    def test_typed_into_the_form(self):
        """CUS-8: the manager registers an introduction in its form, which masks nothing before it is saved."""
        form = Form(self.env["realestate.introduction"].with_user(self.manager))
        form.name, form.phone, form.user_id = "王建国", self.buyer.phone, self.consultant_3
        form.from_project_id, form.project_id = self.sister, self.project
        introduction = form.save()
        self.assertEqual((introduction.registered_by_id, introduction.is_private), (self.manager, False))

    def test_introduced_after_the_first_visit(self):
        """CUS-8: registered after the first visit: no share, and the sheet says why."""
        self._introduce(-3, hour=11)
        self._register(self.lead, self.consultant, -3, hour=10)
        deal = self._sell(self.consultant, lead=self.lead)
        self.assertEqual(self._shares(deal), {self.consultant: (100.0, deal.price)})
        self.assertEqual(self._rules(deal)["introduced_late"], self.consultant_3)

    def test_the_share_is_a_setting(self):
        """CUS-8: another percent of the project."""
        self.project.introducer_share = 30
        self._introduce(-3)
        deal = self._sell(self.consultant, lead=self.lead)
        self.assertEqual(self._shares(deal)[self.consultant_3][0], 30.0)

    def test_introduced_member_of_the_family(self):
        """CUS-4, CUS-8: introduced was the wife, her husband buys: one customer."""
        self._introduce(-3, phone="13700005555")
        self.env["realestate.household"].create(
            {
                "member_ids": [
                    Command.create({"name": "王建国", "phone": self.buyer.phone}),
                    Command.create({"name": "李娜", "phone": "13700005555"}),
                ]
            }
        )
        deal = self._sell(self.consultant, lead=self.lead)
        self.assertIn(self.consultant_3, self._shares(deal))

    def test_private_introduction(self):
        """CUS-8, CUS-9 私单: no share, and a violation for the manager to approve, once."""
        introduction = self._introduce(-3)
        deal = self._sell(self.consultant, lead=self.lead)
        self.assertIn(self.consultant_3, self._shares(deal))
        introduction.with_user(self.manager).action_private()
        introduction.with_user(self.manager).action_private()
        self.assertEqual(self._shares(deal), {self.consultant: (100.0, deal.price)})
        self.assertEqual(self._rules(deal)["introduced_private"], self.consultant_3)
        reward = self.env["realestate.reward"].search([("introduction_id", "=", introduction.id)])
        self.assertEqual((reward.user_id, reward.kind, reward.state), (self.consultant_3, "violation", "draft"))

    def test_registration_cannot_be_dated_back(self):
        """CUS-8: the moment and who registered are the system's, whatever is sent."""
        introduction = (
            self.env["realestate.introduction"]
            .with_user(self.manager)
            .create(
                {
                    "name": "x",
                    "phone": "13711112222",
                    "user_id": self.consultant_3.id,
                    "from_project_id": self.sister.id,
                    "project_id": self.project.id,
                    "date": "2020-01-01 00:00:00",
                    "registered_by_id": self.director.id,
                }
            )
        )
        self.assertEqual(introduction.registered_by_id, self.manager)
        self.assertGreater(introduction.date.year, 2020)
        with self.assertRaises(UserError):
            introduction.phone = "13733334444"
        with self.assertRaises(ValidationError):
            introduction.copy({"phone": "13711112222", "user_id": self.manager.id})
        with self.assertRaises(AccessError):
            introduction.with_user(self.consultant_3).write({"note": "x"})

    # ------------------------------------------------------------------
    # moved consultant
    # ------------------------------------------------------------------
    def _move(self, days_ago):
        transfer = (
            self.env["realestate.transfer"]
            .with_user(self.manager)
            .create(
                {
                    "user_id": self.consultant.id,
                    "project_id": self.project.id,
                    "to_project_id": self.sister.id,
                    "day": self.today - timedelta(days=days_ago),
                }
            )
        )
        transfer.action_done()
        return transfer.sudo()

    def _deal_after_move(self, days, closer=None):
        self._move(days)
        return self._sell(closer or self.consultant_2, lead=self.lead)

    def test_day_7_is_the_movers(self):
        """CUS-8: a deal of the 7th day after the move is the mover's in full, whoever closed it."""
        deal = self._deal_after_move(7)
        self.assertEqual(self._shares(deal), {self.consultant: (100.0, deal.price)})
        self.assertEqual(self._rules(deal)["for_mover"], self.consultant_2)

    def test_day_8_is_shared(self):
        """CUS-8: from the 8th day on half is the colleague's to whom the manager gave the customer."""
        deal = self._deal_after_move(8)
        self.assertEqual({u: s[0] for u, s in self._shares(deal).items()}, {self.consultant: 50, self.consultant_2: 50})
        self.assertEqual(set(self._rules(deal)), {"mover_shared", "reassigned"})

    def test_day_30_is_shared(self):
        """CUS-8: so it is on the 30th day."""
        self.assertEqual(self._shares(self._deal_after_move(30))[self.consultant][0], 50.0)

    def test_day_31_is_the_colleagues(self):
        """CUS-8: on the 31st day the mover has no share, and reads why."""
        deal = self._deal_after_move(31)
        self.assertEqual(self._shares(deal), {self.consultant_2: (100.0, deal.price)})
        late = deal.performance_ids.line_ids.filtered(lambda line: line.rule == "mover_late")
        self.assertEqual((late.user_id, late.kind), (self.consultant, "none"))
        self.assertIn("31", late.explanation)

    def test_mover_closes_himself(self):
        """CUS-8: closed by the mover on day 8 while nobody was given the customer: half is nobody's."""
        deal = self._deal_after_move(8, closer=self.consultant)
        self.assertEqual({u: s[0] for u, s in self._shares(deal).items()}, {self.consultant: 50.0})
        self.assertIn("nobody", self._rules(deal))

    def test_reassigned_by_the_manager(self):
        """CUS-8: the customer is given away on the move's form; the trail says so."""
        transfer = self._move(8)
        self.assertEqual(transfer.lead_ids, self.lead)
        transfer.successor_id = self.consultant_2
        transfer.with_user(self.manager).action_reassign()
        self.assertEqual(self.lead.user_id, self.consultant_2)
        self.assertIn("reassigned", self.lead.realestate_protection_event_ids.mapped("kind"))
        deal = self._sell(self.consultant, lead=self.lead)
        self.assertEqual(set(self._shares(deal)), {self.consultant, self.consultant_2})

    def test_introduced_and_moved(self):
        """CUS-8: the introducer's half first, then the closing half by the days of the move."""
        self._introduce(-3)
        deal = self._deal_after_move(8)
        self.assertEqual(
            {user: percent for user, (percent, _amount) in self._shares(deal).items()},
            {self.consultant_3: 50.0, self.consultant: 25.0, self.consultant_2: 25.0},
        )

    # ------------------------------------------------------------------
    # large deals
    # ------------------------------------------------------------------
    def test_large_deal_at_its_limit(self):
        """CUS-8: 1,000,000.00 is not large, 1,000,000.01 is; the manager is told at once."""
        deal = self._sell(self.consultant, lead=self.lead, price=1000000.0)
        self.assertFalse(deal.performance_ids.is_large)
        self.assertFalse(deal.activity_ids)
        other = self._customer(self.buyer_2)
        deal = self._sell(self.consultant, partner=self.buyer_2, unit=self.units[1], lead=other, price=1000000.01)
        self.assertTrue(deal.performance_ids.is_large)
        self.assertEqual(deal.activity_ids.user_id, self.manager | self.manager_2)
        self.assertTrue(deal.message_ids.filtered(lambda message: "1,000,000" in message.body))

    def test_large_deal_alone(self):
        """CUS-8: full up to the limit, the tier's rate above it."""
        self.project.performance_tier_ids = [Command.create({"amount_from": 1000000, "rate": 60})]
        deal = self._sell(self.consultant, lead=self.lead, price=1500000.0)
        sheet = deal.performance_ids
        self.assertEqual((sheet.counting_amount, sheet.credited_amount), (1300000.0, 1300000.0))
        self.assertIn("60%", sheet.explanation)

    def test_two_deals_of_one_household(self):
        """CUS-4, CUS-8: husband and wife are one customer: the second deal begins where the first one ends."""
        self.project.performance_tier_ids = [Command.create({"amount_from": 1000000, "rate": 50})]
        self.env["realestate.household"].create(
            {
                "member_ids": [
                    Command.create({"name": "王建国", "phone": self.buyer.phone}),
                    Command.create({"name": "李秀英", "phone": self.buyer_2.phone}),
                ]
            }
        )
        self._sell(self.consultant, lead=self.lead, price=800000.0)
        deal = self._sell(self.consultant, partner=self.buyer_2, unit=self.units[1], price=800000.0)
        sheet = deal.performance_ids
        self.assertTrue(sheet.is_large)
        self.assertEqual(sheet.counting_amount, 200000.0 + 300000.0)

    def _contribute(self, deal, user, percent, manager=None):
        return (
            self.env["realestate.contribution"]
            .with_user(manager or self.manager)
            .create({"deal_id": deal.id, "user_id": user.id, "percent": percent, "what": "Brought the company"})
        )

    def test_large_deal_with_help(self):
        """CUS-8: with help the whole price is shared by the contributions that the manager recorded."""
        self.project.performance_tier_ids = [Command.create({"amount_from": 1000000, "rate": 60})]
        deal = self._sell(self.consultant, lead=self.lead, price=1500000.01)
        self._contribute(deal, self.consultant, 70)
        self._contribute(deal, self.consultant_2, 30)
        self.assertEqual(self._shares(deal), {self.consultant: (70.0, 1050000.01), self.consultant_2: (30.0, 450000.0)})
        self.assertEqual(deal.performance_ids.credited_amount, 1500000.01)
        with self.assertRaises(ValidationError):
            self._contribute(deal, self.consultant_3, 0.01)
        with self.assertRaises(AccessError):
            self._contribute(deal, self.consultant_3, 1, manager=self.consultant)

    def test_help_on_a_usual_deal(self):
        """CUS-8: contributions are of large deals alone, and nobody records his own."""
        deal = self._sell(self.consultant, lead=self.lead, price=900000.0)
        with self.assertRaises(UserError):
            self._contribute(deal, self.consultant_2, 50)
        large = self._sell(self.consultant, partner=self.buyer_2, unit=self.units[1], price=1500000.0)
        with self.assertRaises(ValidationError):
            self._contribute(large, self.manager, 50)

    # ------------------------------------------------------------------
    # confirmed, and what comes after
    # ------------------------------------------------------------------
    def test_confirmed_is_corrected_not_rewritten(self):
        """CUS-8: after the confirmation another price takes back and gives anew, on its own day."""
        deal = self._sell(self.consultant, lead=self.lead, days_ago=3, price=900000.0)
        sheet = deal.performance_ids
        sheet.with_user(self.manager).action_confirm()
        deal.sudo().price = 880000.0
        deal._credit_performance()
        deal._credit_performance()
        self.assertEqual(sheet.line_ids.mapped("amount"), [900000.0, -900000.0, 880000.0])
        self.assertEqual(sheet.line_ids[1:].mapped("day"), [self.today] * 2)
        self.assertEqual(sheet.total_percent, 100.0)

    def test_no_confirmation_while_claimed(self):
        """CUS-7, CUS-8: shares are confirmed when the claim is decided."""
        deal = self._sell(self.consultant, lead=self.lead)
        claim = self._claim(deal, self.consultant_2)
        with self.assertRaises(UserError):
            deal.performance_ids.with_user(self.manager).action_confirm()
        claim.with_user(self.manager).action_confirm()
        deal.performance_ids.with_user(self.manager).action_confirm()
        self.assertEqual(deal.performance_ids.state, "confirmed")
        with self.assertRaises(AccessError):
            deal.performance_ids.with_user(self.consultant).action_compute()

    def test_withdrawal_takes_back(self):
        """CUS-8, DEAL-7: a withdrawn deal takes its shares back on the day it ended."""
        deal = self._sell(self.consultant, lead=self.lead, days_ago=3, price=900000.0)
        deal.sudo()._cancel()
        lines = deal.performance_ids.line_ids
        self.assertEqual(lines.mapped("amount"), [900000.0, -900000.0])
        self.assertEqual(lines.mapped("day"), [self.today - timedelta(days=3), self.today])
        self.assertEqual((deal.performance_ids.total_percent, deal.performance_ids.credited_amount), (0.0, 0.0))
        deal._credit_performance()
        self.assertEqual(len(deal.performance_ids.line_ids), 2)

    def test_exchange_carries_over(self):
        """CUS-8, DEAL-7: the deal that follows has the shares of the one before, on its own price."""
        self._introduce(-3)
        deal = self._sell(self.consultant, lead=self.lead, price=900000.0)
        change = self.env["realestate.deal.change"].create(
            {"deal_id": deal.id, "kind": "exchange", "reason": "x", "new_unit_id": self.units[1].id}
        )
        change.sudo()._apply_exchange()
        follower = change.new_deal_id
        follower._log_subscription()
        self.assertEqual(self._shares(deal), {})
        self.assertEqual(
            {user: percent for user, (percent, _amount) in self._shares(follower).items()},
            {self.consultant: 50.0, self.consultant_3: 50.0},
        )
        self.assertEqual(set(follower.performance_ids.line_ids.mapped("kind")), {"carried"})
        self.assertEqual(follower.performance_ids.credited_amount, follower.price)

    def test_judgement_after_confirmation(self):
        """CUS-7, CUS-8: a claim that comes after the confirmation corrects it by lines of that day."""
        self._register(self.lead, self.consultant_2, -5)
        deal = self._sell(self.consultant, lead=self.lead)
        deal.performance_ids.with_user(self.manager).action_confirm()
        self._claim(deal, self.consultant_2).with_user(self.manager).action_confirm()
        self.assertEqual(self._shares(deal), {self.consultant_2: (100.0, deal.price)})
        self.assertIn("corrected", deal.performance_ids.line_ids.mapped("rule"))

    # ------------------------------------------------------------------
    # rights and numbers
    # ------------------------------------------------------------------
    def test_consultant_sees_his_own_shares(self):
        """ACCESS-1: a consultant reads the shares that are his, nobody's else; HR and configurator none."""
        self._sell(self.consultant, lead=self.lead)
        lines = self.env["realestate.performance.line"]
        self.assertEqual(lines.with_user(self.consultant).search([]).user_id, self.consultant)
        self.assertFalse(lines.with_user(self.consultant_2).search([]))
        self.assertFalse(self.env["realestate.performance"].with_user(self.consultant_2).search([]))
        for role in ("hr", "configurator"):
            with self.assertRaises(AccessError):
                lines.with_user(self.users[role]).search([])
        for role in ("manager", "administrator", "director"):
            self.assertTrue(lines.with_user(self.users[role]).search([]))
            with self.assertRaises(AccessError):
                lines.with_user(self.users[role]).create({})

    def test_queries_do_not_grow(self):
        """P8: crediting many deals takes no more queries than crediting two."""

        def deals(count):
            units = self._new_units(count, section=f"P{count}")
            partners = self.env["res.partner"].create([{"name": f"p{count}{i}"} for i in range(count)])
            made = self.env["realestate.deal"].create(
                [
                    {"unit_id": unit.id, "partner_id": partner.id, "user_id": self.consultant.id}
                    for unit, partner in zip(units, partners, strict=True)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            return made

        few, many = deals(2), deals(15)
        deals(1)._credit_performance()
        self.env.invalidate_all()

        def count(records):
            before = self.env.cr.sql_log_count
            records._credit_performance()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        first = count(few)
        self.env.invalidate_all()
        self.assertLessEqual(count(many), first)


@tagged("post_install", "-at_install")
class TestReward(JudgementCommon):
    """CUS-9: rewards and violations."""

    def _reward(self, user, **values):
        return (
            self.env["realestate.reward"]
            .with_user(self.manager)
            .create(
                {
                    "user_id": user.id,
                    "project_id": self.project.id,
                    "type_id": self.env.ref("realestate_sales.realestate_reward_type_out_of_turn").id,
                    "reason": "Took a visitor out of turn",
                    **values,
                }
            )
        )

    def test_signs_and_approval(self):
        """CUS-9: a violation counts down; the manager approves it; then it stays."""
        reward = self._reward(self.consultant)
        self.assertEqual((reward.points, reward.net_points, reward.net_amount), (5.0, -5.0, -200.0))
        reward.action_approve()
        self.assertEqual((reward.state, reward.approved_by_id), ("approved", self.manager))
        for act in (lambda: reward.write({"points": 1}), reward.unlink, reward.action_approve):
            with self.assertRaises(UserError):
                act()

    def test_nobody_approves_his_own(self):
        """CUS-9: neither by the button nor in the database; who is meant reads it."""
        reward = self._reward(self.manager)
        with self.assertRaises(UserError):
            reward.action_approve()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            reward.sudo().approved_by_id = self.manager
            reward.flush_recordset()
        mine = self._reward(self.consultant)
        self.assertEqual(self.env["realestate.reward"].with_user(self.consultant).search([]), mine)
        self.assertFalse(self.env["realestate.reward"].with_user(self.consultant_2).search([]))
        with self.assertRaises(AccessError):
            mine.with_user(self.manager).write({"state": "approved"})
        with self.assertRaises(AccessError):
            mine.with_user(self.consultant).write({"points": 0})
        self.assertIn(mine, self.env["realestate.reward"].with_user(self.users["hr"]).search([]))
