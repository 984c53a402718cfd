from contextlib import closing
from datetime import date, timedelta

import psycopg2
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_channel.tools import commission

from .common_commission import CommissionCommon

PERCENT = {"role": "consultant", "rate": 0.3}


@tagged("post_install", "-at_install")
class TestCommissionPolicy(CommissionCommon):
    """CH-7: versions of a policy, and which of them rules a deal."""

    def test_approved_version_is_never_changed(self):
        """CH-7: an approved version, its lines, tiers and parts stay, for everybody."""
        policy = self._policy([{**PERCENT, "tier_basis": "count", "tiers": [(3, 0.5)]}])
        for record, vals, added in (
            (policy, {"name": "x"}, None),
            (policy.line_ids, {"rate": 1.0}, {"policy_id": policy.id, "role": "manager", "rate": 1.0}),
            (policy.line_ids.tier_ids, {"rate": 1.0}, {"line_id": policy.line_ids.id, "start": 9, "rate": 1.0}),
            (policy.part_ids, {"percent": 1.0}, {"policy_id": policy.id, "event": "signed", "percent": 1.0}),
        ):
            with self.subTest(model=record._name):
                with self.assertRaises(UserError):
                    record.write(vals)
                with self.assertRaises(UserError):
                    record.unlink()
                if added:
                    with self.assertRaises(UserError):
                        record.create(added)
        draft = self._policy([{"role": "manager", "rate": 0.1}], approve=False)
        with self.assertRaises(UserError):
            draft.line_ids.policy_id = policy

    def test_approved_version_is_kept_by_the_database(self):
        """CH-7: what lines of commission rest on is not changed or deleted by SQL either; its last day may be set."""
        policy = self._policy([{**PERCENT, "tier_basis": "count", "tiers": [(3, 0.5)]}])
        draft = self._policy([{"role": "manager", "rate": 0.1}], approve=False)
        table = "realestate_commission_policy"
        for query, row in (
            (f"UPDATE {table} SET tax_rate = 3 WHERE id = %s", policy),
            (f"UPDATE {table} SET state = 'draft' WHERE id = %s", policy),
            (f"UPDATE {table}_line SET rate = 1 WHERE id = %s", policy.line_ids),
            (f"UPDATE {table}_tier SET start = 2 WHERE id = %s", policy.line_ids.tier_ids),
            (f"UPDATE {table}_part SET percent = 99 WHERE id = %s", policy.part_ids),
            (f"DELETE FROM {table}_line WHERE id = %s", policy.line_ids),
            (f"DELETE FROM {table} WHERE id = %s", policy),
        ):
            with (
                self.subTest(query=query),
                self.assertRaises(psycopg2.errors.RestrictViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [row.id])
        self.env.cr.execute(f"UPDATE {table} SET date_to = date_from WHERE id = %s", [policy.id])
        self.env.cr.execute(f"UPDATE {table}_line SET rate = 1 WHERE id = %s", [draft.line_ids.id])
        self.env.cr.execute(f"DELETE FROM {table} WHERE id = %s RETURNING id", [draft.id])
        self.assertTrue(self.env.cr.fetchone())

    def test_only_a_director_approves(self):
        """CH-7: the channel's manager drafts, the director approves; nobody writes the state."""
        policy = self._policy([PERCENT], approve=False).with_user(self.channel_manager)
        policy.action_submit()
        with self.assertRaises(AccessError):
            policy.action_approve()
        with self.assertRaises(AccessError):
            policy.write({"state": "approved"})
        policy.with_user(self.director).action_approve()
        self.assertEqual((policy.state, policy.approved_by_id), ("approved", self.director))

    def test_parts_add_up(self):
        """CH-7: parts of 90% are refused with their sum, by Python and by PostgreSQL."""
        policy = self._policy([PERCENT], parts=(("subscribed", 30.0), ("signed", 60.0)), approve=False)
        with self.assertRaisesRegex(UserError, "90"):
            policy.action_submit()
        with self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE realestate_commission_policy SET state = 'approved' WHERE id = %s", [policy.id])

    def test_first_and_last_day_of_a_policy(self):
        """CH-7: a policy pays what was subscribed on its first and its last day; the director ends it, not backwards.

        Ended today it is the one in force until midnight; another may begin tomorrow, and not today.
        """
        policy = self._policy([PERCENT], date_from=self.today)
        self.assertTrue(policy.is_current)
        with self.assertRaises(AccessError):
            policy.with_user(self.channel_manager).action_end()
        with self.assertRaisesRegex(UserError, "in the past"):
            policy.with_user(self.director).action_end(self.today - timedelta(days=1))
        policy.with_user(self.director).action_end()
        self.assertEqual((policy.date_to, policy.is_current), (self.today, True))
        deals = [self._sell(day=self.today + timedelta(days=n)) for n in (-1, 0, 1)]
        for deal, expected in zip(deals, ([], [3000.0], []), strict=True):
            deal._earn_commission()
            self.assertEqual(self._amounts(deal), expected, deal.date_subscribed)
        with self.assertRaisesRegex(UserError, "for the same deals"):
            self._policy([PERCENT], date_from=self.today)
        self._policy([PERCENT], date_from=self.today + timedelta(days=1))
        with freeze_time(self.today + timedelta(days=1)):
            self.env.invalidate_all()
            self.assertFalse(policy.is_current)

    def test_next_version(self):
        """CH-7: a new version is a copy that follows from its own day; two cannot begin on one day."""
        policy = self._policy([PERCENT])
        action = policy.with_user(self.channel_manager).action_new_version()
        second = policy.browse(action["res_id"])
        self.assertEqual((second.version, second.root_id, second.state), (2, policy, "draft"))
        self.assertEqual(second.line_ids.mapped("rate"), [0.3])
        second.date_from = "2026-01-01"
        with self.assertRaises(UserError):
            second.with_user(self.director).action_approve()
        second.date_from = "2026-02-01"
        second.with_user(self.director).action_approve()
        self.assertFalse(policy.is_current)
        self.assertTrue(second.is_current)

    def test_two_policies_for_one_role(self):
        """CH-7: a second policy for the same deals and role is refused; another role, or a project's own, is not."""
        self._policy([PERCENT])
        with self.assertRaises(UserError):
            self._policy([PERCENT], name="Another")
        self._policy([{"role": "manager", "rate": 0.1}], name="Managers")
        self._policy([{**PERCENT, "rate": 0.5}], name="Project", project_ids=self.project.ids)
        deal = self._sell()
        deal._earn_commission()
        self.assertEqual(self._amounts(deal, role="consultant"), [5000.0], "the project's own decides")

    def test_policy_changed_between_subscription_and_signing(self):
        """CH-7: the version of the subscription's day rules both parts; by setting that of the signing, with the
        difference for what the subscription had earned."""
        first = self._policy([PERCENT], parts=(("subscribed", 40.0), ("signed", 60.0)))
        day = self.today - timedelta(days=10)
        deal = self._sell(day=day)
        deal._earn_commission()
        self.assertEqual(self._amounts(deal), [1200.0])
        second = first.browse(first.action_new_version()["res_id"])
        second.line_ids.rate = 0.5
        second.date_from = day + timedelta(days=5)
        second.with_user(self.director).action_approve()
        self._sign(deal)
        deal._earn_commission()
        self.assertEqual(self._amounts(deal), [1200.0, 1800.0])
        self.assertEqual(self._lines(deal).policy_id, first)
        self.project.commission_day = "signed"
        deal._earn_commission()
        self.assertEqual(self._amounts(deal), [1200.0, 1800.0, 800.0, 1200.0])
        self.assertEqual(sum(self._amounts(deal)), 5000.0)
        self.assertEqual(self._lines(deal)[2:].mapped("kind"), ["difference", "difference"])


@tagged("post_install", "-at_install")
class TestCommissionAmounts(CommissionCommon):
    """CH-7: who earns what, when, to the cent."""

    def test_parts_by_event(self):
        """CH-7: each part is earned on the day of its event, and what is withheld at delivery."""
        self._policy([PERCENT], parts=(("subscribed", 30.0), ("signed", 70.0)), withheld_percent=10.0)
        day = self.today - timedelta(days=20)
        deal = self._sell(1_000_001.0, day=day)
        deal._earn_commission()
        self._sign(deal, day + timedelta(days=3))
        deal._earn_commission()
        deal.write({"state": "delivered", "date_delivered": day + timedelta(days=9)})
        deal._earn_commission()
        lines = self._lines(deal)
        # 3,000.00 of 1,000,001 × 0.3%: 10% withheld, 2,700.00 in two parts
        self.assertEqual(lines.mapped("amount"), [810.0, 1890.0, 300.0])
        self.assertEqual(lines.mapped("day"), [day, day + timedelta(days=3), day + timedelta(days=9)])
        self.assertEqual(lines.mapped("part"), ["subscribed", "signed", "withheld"])
        for line, facts in zip(lines, (("30%", "10%", "810.00"), ("70%", "10%"), ("10%", "300.00")), strict=True):
            for fact in facts:
                self.assertIn(fact, line.explanation)
        self.assertFalse(deal._earn_commission(), "computing again adds nothing")

    def test_price_without_tax(self):
        """CH-7: by setting the percentages are of the price without tax: 1,090,000 at 9% is 1,000,000."""
        self._policy([PERCENT], price_basis="excluded", tax_rate=9.0)
        deal = self._sell(1_090_000.0)
        deal._earn_commission()
        self.assertEqual(self._lines(deal).base_amount, 1_000_000.0)
        self.assertEqual(self._amounts(deal), [3000.0])
        self.assertIn("without 9% tax", self._lines(deal).explanation)

    def test_thirds(self):
        """CH-7: three managers and three sharing consultants: the cents add up to the whole, to the cent."""
        self._policy([{"role": "manager", "rate": 0.1}, {**PERCENT, "rate": 0.1}])
        managers = self._new_user("manager", "m2") + self._new_user("manager", "m3")
        self.project.user_ids += managers
        deal = self._sell(100_000.10)
        sheet = deal.performance_ids
        sheet.line_ids.unlink()
        self.env["realestate.performance.line"].create(
            [
                {"performance_id": sheet.id, "user_id": user.id, "day": self.today, "kind": "closer",
                 "percent": percent, "amount": amount, "rule": "closing"}
                for user, percent, amount in (
                    (self.consultant, 33.33, 33330.03), (self.consultant_2, 33.33, 33330.03),
                    (self.manager, 33.34, 33340.04),
                )
            ]
        )  # fmt: skip
        deal._earn_commission()
        for role in ("manager", "consultant"):
            with self.subTest(role=role):
                amounts = self._amounts(deal, role=role)
                self.assertEqual(len(amounts), 3)
                self.assertEqual(round(sum(amounts), 2), 100.0)
                self.assertEqual({round(amount) for amount in amounts}, {33})

    def test_roles(self):
        """CH-7: consultant, manager, specialist, the supervisor above him, and the partner, each by his own line."""
        self._policy(
            [
                {"role": "consultant", "rate": 0.3},
                {"role": "manager", "rate": 0.05},
                {"role": "specialist", "rate": 0.1},
                {"role": "supervisor", "rate": 500.0, "rate_kind": "amount"},
                {"role": "partner", "rate": 1.0},
            ]
        )
        brought = self._sell(lead=self._new_brought())
        by_partner = self._sell(lead=self._new_brought("钱先生", module="partner", partner=self.partner))
        (brought + by_partner)._earn_commission()
        self.assertEqual(
            {(line.role, line.user_id or line.partner_id): line.amount for line in self._lines(brought)},
            {
                ("consultant", self.consultant): 3000.0,
                ("manager", self.manager): 500.0,
                ("specialist", self.specialist): 1000.0,
                ("supervisor", self.supervisor): 500.0,
            },
        )
        self.assertEqual(self._lines(by_partner, role="partner").partner_id, self.partner)
        self.assertEqual(self._amounts(by_partner, role="partner"), [10_000.0])

    def test_specialist_who_looks_after_a_partner(self):
        """CH-7: for customers of a partner the specialist earns only where his line says so."""
        lead = self._new_lead("冯先生")
        lead._realestate_set_channel_source("partner", team=self.calls, user=self.specialist, partner=self.partner)
        policy = self._policy([{"role": "specialist", "rate": 0.1}, {"role": "partner", "rate": 1.0}])
        deal = self._sell(lead=lead)
        deal._earn_commission()
        self.assertEqual(self._lines(deal).mapped("role"), ["partner"])
        second = policy.browse(policy.action_new_version()["res_id"])
        second.line_ids.filtered(lambda line: line.role == "specialist").with_partner = True
        second.date_from = self.today
        second.with_user(self.director).action_approve()
        deal._earn_commission()
        self.assertEqual(self._amounts(deal, role="specialist"), [1000.0])

    def test_partner_without_registration(self):
        """CH-6, CH-7: who was never credited with the customer earns nothing, even as the buyer's own agency."""
        self._policy([{"role": "partner", "rate": 1.0}])
        buyer = self.env["res.partner"].create({"name": "买家", "parent_id": self.partner.id})
        deal = self._sell(partner=buyer, lead=self._new_lead("买家", partner_id=buyer.id))
        self.assertFalse(deal._earn_commission())

    def test_partner_with_terms_of_his_own(self):
        """CH-7: terms for one partner go before those for every partner."""
        self._policy(
            [{"role": "partner", "rate": 1.0}, {"role": "partner", "rate": 2.0, "partner_id": self.partner.id}]
        )
        deal = self._sell(lead=self._new_brought(module="partner", partner=self.partner))
        deal._earn_commission()
        self.assertEqual(self._amounts(deal), [20_000.0])

    def test_referring_owner(self):
        """CH-7: the owner who sent the customer, as the books have it; never the buyer himself."""
        self._policy([{"role": "referral", "rate": 2000.0, "rate_kind": "amount"}])
        lead = self._new_lead("孙先生", phone="13700001111")
        self.env["realestate.reception"].create(
            {"project_id": self.project.id, "kind": "call", "day": self.today, "number": 901, "name": "孙先生",
             "phone": "13700001111", "source": "referral", "lead_id": lead.id, "user_id": self.consultant.id,
             "referrer_id": self.buyer_2.id}
        )  # fmt: skip
        deal = self._sell(lead=lead)
        deal._earn_commission()
        self.assertEqual(self._lines(deal).partner_id, self.buyer_2)
        self.assertEqual(self._amounts(deal), [2000.0])
        own = self._sell(lead=lead, partner=self.buyer_2)
        self.assertFalse(own._earn_commission())

    def test_manager_stays_who_earned_first(self):
        """CH-7: another manager of the project changes nothing for deals that have paid the one before."""
        self._policy([{"role": "manager", "rate": 0.1}], parts=(("subscribed", 50.0), ("signed", 50.0)))
        deal = self._sell()
        deal._earn_commission()
        self.project.user_ids -= self.manager
        self.project.user_ids += self._new_user("manager", "m_new")
        self._sign(deal)
        deal._earn_commission()
        self.assertEqual(self._lines(deal).user_id, self.manager)
        self.assertEqual(self._amounts(deal), [500.0, 500.0])

    def test_explained_in_the_readers_language(self):
        """CH-7: every amount is explained from deal, rule and date, in the reader's language."""
        self._policy([PERCENT], parts=(("subscribed", 40.0), ("signed", 60.0)))
        deal = self._sell()
        deal._earn_commission()
        text = self._lines(deal).explanation
        for fact in ("0.3%", "1,000,000.00", "3,000.00", "40%", "1,200.00", "提成方案"):
            self.assertIn(fact, text)
        if self.env["res.lang"]._lang_get("zh_CN"):
            self.assertNotEqual(self._lines(deal).with_context(lang="zh_CN").explanation, text)


@tagged("post_install", "-at_install")
class TestCommissionTiers(CommissionCommon):
    """CH-7: tiers by number and amount, jump and progressive, also crossed within one deal."""

    def test_jump_by_count(self):
        """CH-7: the deal that reaches the tier lifts the earlier ones of the month by difference lines."""
        self._policy([{**PERCENT, "tier_basis": "count", "tiers": [(3, 0.5)]}])
        day = date(2026, 10, 5)
        first = self._sell(day=day) + self._sell(day=day)
        first._earn_commission()
        self.assertEqual(self._amounts(first), [3000.0, 3000.0])
        third = self._sell(day=day + timedelta(days=1))
        third._earn_commission()
        self.assertEqual(self._amounts(third), [5000.0])
        self.assertEqual(self._amounts(first, kind="difference"), [2000.0, 2000.0])
        self.assertIn("so far 3 deals: the tier from 3 deals", self._lines(first, kind="difference")[0].explanation)
        other_month = self._sell(day=date(2026, 11, 2))
        other_month._earn_commission()
        self.assertEqual(self._amounts(other_month), [3000.0])

    def test_progressive_crossed_within_one_deal(self):
        """CH-7: a deal of 1,000,000 after 4,500,000 with a tier at 5,000,000 is half at each rate, in two lines."""
        self._policy(
            [{**PERCENT, "tier_basis": "amount", "tier_mode": "progressive", "tier_period": "quarter",
              "tiers": [(5_000_000.0, 0.5)]}]
        )  # fmt: skip
        before = self._sell(4_500_000.0, day=date(2026, 7, 1))
        crossing = self._sell(day=date(2026, 9, 30))
        (before + crossing)._earn_commission()
        self.assertEqual(self._amounts(before), [13_500.0])
        lines = self._lines(crossing).sorted("slice")
        self.assertEqual(lines.mapped("amount"), [1500.0, 2500.0])
        for line, start in zip(lines, ("0.00", "5,000,000.00"), strict=True):
            for fact in ("of ¥?\\W*500,000.00", "from ¥?\\W*4,500,000.00", f"tier from ¥?\\W*{start}"):
                self.assertRegex(line.explanation, fact)
        self.assertEqual(lines.mapped("base_amount"), [500_000.0, 500_000.0])
        next_quarter = self._sell(day=date(2026, 10, 1))
        next_quarter._earn_commission()
        self.assertEqual(self._amounts(next_quarter), [3000.0])

    def test_progressive_by_count_of_shares(self):
        """CH-7: half a deal counts for half: from 0.5 to 1.5 with a tier from the 2nd deal on is half at each rate."""
        self._policy([{**PERCENT, "tier_basis": "count", "tier_mode": "progressive", "tiers": [(2, 0.5)]}])
        half, whole = self._sell(day=date(2026, 10, 1)), self._sell(day=date(2026, 10, 2))
        half.performance_ids.line_ids.write({"percent": 50.0, "amount": 500_000.0})
        (half + whole)._earn_commission()
        self.assertEqual(self._amounts(half), [1500.0])
        self.assertEqual(sorted(self._amounts(whole)), [1500.0, 2500.0])

    def test_withdrawn_in_the_period_and_after_it(self):
        """CH-7: a withdrawal lowers the tier of a month that runs; of a month that is over only its own deal."""
        self._policy([{**PERCENT, "tier_basis": "count", "tiers": [(2, 0.5)]}])
        past = self._sell(day=date(2026, 9, 1)) + self._sell(day=date(2026, 9, 2))
        now = self._sell(day=date(2026, 10, 1)) + self._sell(day=date(2026, 10, 2))
        (past + now)._earn_commission()
        self.assertEqual(sum(self._amounts(past)), 10_000.0)
        (past[0] + now[0])._cancel()
        past[0].date_cancelled = now[0].date_cancelled = date(2026, 10, 20)
        (past + now)._credit_performance()
        (past[0] + now[0])._earn_commission()
        self.assertEqual(sum(self._amounts(past[0])), 0.0)
        self.assertEqual(self._amounts(past[1]), [5000.0])
        self.assertEqual(self._amounts(now[1]), [5000.0, -2000.0])

    def test_withdrawn_on_the_last_day_and_the_day_after(self):
        """CH-7: withdrawn on 30 September it lowers September's tier, on 1 October it no longer does."""
        self._policy([{**PERCENT, "tier_basis": "count", "tiers": [(2, 0.5)]}])
        for day, expected in ((date(2026, 9, 30), [5000.0, -2000.0]), (date(2026, 10, 1), [5000.0])):
            with self.subTest(day=day), closing(self.env.cr.savepoint()):
                deals = self._sell(day=date(2026, 9, 1)) + self._sell(day=date(2026, 9, 2))
                deals._earn_commission()
                deals[0]._cancel()
                deals[0].date_cancelled = day
                deals._credit_performance()
                deals[0]._earn_commission()
                self.assertEqual(self._amounts(deals[1]), expected)

    def test_arithmetic(self):
        """CH-7: cents add up at every edge."""
        for amount in (1, 2, 100, 10_001, 99_999_999):
            for parts in ([3333, 3333, 3334], [10_000], [1, 9_999]):
                split = commission.split_parts(amount, parts, 500)
                self.assertEqual(sum(split), amount)
            self.assertEqual(sum(commission.deal_out(amount, 3)), amount)
        self.assertEqual(commission.half_up(-5, 10), -1)
        self.assertEqual(commission.half_up(5, 10), 1)
        self.assertEqual(commission.without_tax(109_00, 90_000), 100_00)
        self.assertEqual(commission.period_of(date(2026, 12, 31), "quarter"), (date(2026, 10, 1), date(2027, 1, 1)))
        self.assertEqual(commission.period_of(date(2026, 12, 31), "month"), (date(2026, 12, 1), date(2027, 1, 1)))


@tagged("post_install", "-at_install")
class TestCommissionCorrections(CommissionCommon):
    """CH-7: what changes afterwards, and that nothing is paid twice."""

    def test_withdrawn_is_taken_back(self):
        """CH-7: a withdrawal takes back all that was earned, by lines of its own day."""
        self._policy([PERCENT, {"role": "manager", "rate": 0.1}])
        deal = self._sell(day=self.today - timedelta(days=3))
        deal._earn_commission()
        deal._cancel()
        deal._earn_commission()
        lines = self._lines(deal, kind="clawback")
        self.assertEqual(sorted(lines.mapped("amount")), [-3000.0, -1000.0])
        self.assertEqual(set(lines.mapped("day")), {deal.date_cancelled})
        self.assertIn("withdrawn", lines[0].explanation)
        self.assertFalse(deal._earn_commission())

    def test_exchange_is_carried_over(self):
        """CH-7, DEAL-7: an exchange takes back from the old deal and earns by the new one, by the first one's day."""
        first = self._policy([PERCENT])
        old = self._sell(day=self.today - timedelta(days=30))
        old._earn_commission()
        second = first.browse(first.action_new_version()["res_id"])
        second.line_ids.rate = 0.9
        second.date_from = self.today - timedelta(days=10)
        second.with_user(self.director).action_approve()
        old._cancel()
        new = self._sell(2_000_000.0, origin_deal_id=old.id)
        (old + new)._earn_commission()
        self.assertEqual(sum(self._amounts(old)), 0.0)
        self.assertEqual(self._amounts(new), [6000.0])
        self.assertIn("another follows", self._lines(old)[-1].explanation)

    def test_price_changed_after_settlement(self):
        """CH-7: computing again changes nothing that is settled and shows the difference to settle."""
        self._policy([{"role": "partner", "rate": 1.0}])
        deal = self._sell(lead=self._new_brought(module="partner", partner=self.partner))
        deal._earn_commission()
        settlement = self._approve(self._settle())
        line = self._lines(deal)
        deal.price = 900_000.0
        deal._earn_commission()
        self.assertEqual((line.amount, line.settlement_id, line.state), (10_000.0, settlement, "approved"))
        difference = self._lines(deal) - line
        self.assertEqual((difference.amount, difference.kind, difference.state), (-1000.0, "difference", "open"))

    def test_the_database_keeps_lines(self):
        """CH-7: PostgreSQL refuses the same part twice, another amount, and deleting it or its deal."""
        self._policy([PERCENT])
        deal = self._sell()
        deal._earn_commission()
        line = self._lines(deal)
        for error, query in (
            (
                psycopg2.errors.UniqueViolation,
                """INSERT INTO realestate_commission_line (deal_id, project_id, company_id, role, user_id, part, slice,
                          sequence, kind, day, amount)
                   SELECT deal_id, project_id, company_id, role, user_id, part, slice, sequence, kind, day, 1
                     FROM realestate_commission_line WHERE id = %s""",
            ),
            (psycopg2.errors.RestrictViolation, "UPDATE realestate_commission_line SET amount = 1 WHERE id = %s"),
            (psycopg2.errors.RestrictViolation, "DELETE FROM realestate_commission_line WHERE id = %s"),
            (
                psycopg2.errors.RestrictViolation,
                """DELETE FROM realestate_deal
                    WHERE id = (SELECT deal_id FROM realestate_commission_line WHERE id = %s)""",
            ),
        ):
            with (
                self.subTest(query=query),
                self.assertRaises(error),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(query, [line.id])
        with self.assertRaises(UserError):
            line.unlink()

    def test_only_what_changed_is_computed(self):
        """CH-7: the hourly run takes up deals that have changed, and no others."""
        self._policy([PERCENT])
        deal = self._sell()
        self.env.flush_all()
        self.env.cr.execute("UPDATE realestate_deal SET write_date = '2020-01-01'")
        self.env.cr.execute("UPDATE realestate_performance_line SET write_date = '2020-01-01'")
        self.env.cr.execute("UPDATE realestate_commission_policy SET write_date = '2020-01-01'")
        changed = self.env["realestate.deal"]._commission_changed
        self.assertFalse(changed(self.company, "2020-01-02"))
        self.assertIn(deal, changed(self.company, "2019-01-01"))

    def test_cron(self):
        """CH-7: the hourly run computes what has changed, in committed batches."""
        self._policy([PERCENT])
        deal = self._sell()
        with self.enter_registry_test_mode():
            self.env.ref("realestate_channel.realestate_commission_cron").method_direct_trigger()
        self.assertEqual(self._amounts(deal), [3000.0])

    def test_queries_do_not_grow(self):
        """P8: as many queries for one deal as for eight, the tier's other deals included."""
        self._policy(
            [{**PERCENT, "tier_basis": "count", "tiers": [(3, 0.5)]}, {"role": "manager", "rate": 0.1}],
            parts=(("subscribed", 50.0), ("receipts", 50.0, 30.0)),
        )
        deals = sum((self._sell() for _number in range(8)), self.env["realestate.deal"])

        def count(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._earn_commission()
            return self.env.cr.sql_log_count - before

        deals._earn_commission()  # warm
        counts = [count(deals[:1]), count(deals)]
        self.assertLessEqual(counts[1], counts[0])
        self.env.invalidate_all()
        with self.assertQueryCount(__system__=30):
            deals._earn_commission()
