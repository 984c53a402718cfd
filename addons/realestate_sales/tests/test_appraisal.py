from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2 import IntegrityError
from psycopg2.errors import RestrictViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_appraisal import AppraisalCommon


@tagged("post_install", "-at_install")
class TestAppraisal(AppraisalCommon):
    """HR-3: from the duties of a description to a locked appraisal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.description = cls._describe(
            cls.job,
            [
                {"weight": 60.0, "measure_id": cls.measure.id, "target": 1000000.0},
                {"weight": 30.0, "measure_id": cls.in_time.id, "target": 95.0},
                {"weight": 10.0},
            ],
        )

    def _reason(self, appraisal, user, action, reason="Because"):
        """Press the button of ``action`` and fill in its window, as ``user``."""
        window = getattr(appraisal.with_user(user), action)()
        context = window["context"]
        self.env[window["res_model"]].with_user(user).with_context(**context).create({"reason": reason}).action_done()

    def _to_confirm(self, period, employee=None, score=80.0):
        """Take an appraisal on until its employee confirms."""
        appraisal = self._of(period, employee or self.holder)
        user = appraisal.user_id
        appraisal.with_user(self.hr).action_start()
        appraisal.with_user(user).action_hand_on()
        typed = appraisal.line_ids.filtered(lambda line: line.takes_superior_score)
        typed.with_user(self.manager).write({"superior_score": score})
        appraisal.with_user(self.manager).action_scored()
        return appraisal

    # ------------------------------------------------------------------
    # generation
    # ------------------------------------------------------------------
    def test_by_hand(self):
        """HR-3: figures, scores, weights, rewards and grade of one person, worked out by hand.

        Signed 900,000 of 1,000,000: attainment 90% lies on the line 60 → 0, 100 → 100, so (90 − 60) / 40 × 100 = 75
        points. Followed up 3 of 4 = 75% against 95%: 78.95 points. The superior types 80. 75 × 60% + 78.95 × 30% +
        80 × 10% = 45 + 23.685 + 8 = 76.69 (76.685). Rewarded 3, punished 2 points: +1. Total 77.69: grade C.
        """
        self._deal_signed(self.units[0], self.consultant, date(2026, 10, 8), 900000.0)
        for number in range(4):
            lead = self._lead(f"L{number}")
            self._event(lead, self.consultant, date(2026, 10, 2), "assigned")
        self._event(lead, self.consultant, date(2026, 10, 9), "expired")
        self._reward(self.consultant, date(2026, 10, 31), self.reward_type)
        self._reward(self.consultant, date(2026, 10, 1), self.violation_type)
        # of September, of another, and not approved
        self._reward(self.consultant, date(2026, 9, 30), self.violation_type)
        self._reward(self.consultant_2, date(2026, 10, 5), self.reward_type)
        self._reward(self.consultant, date(2026, 10, 5), self.reward_type).sudo().state = "draft"
        period = self._new_period()
        self.assertEqual((period.date_from, period.date_to), self.october)
        appraisal = self._of(period, self.holder)
        signed, followed, typed = appraisal.line_ids
        self.assertEqual((signed.value, signed.score), (900000.0, 75.0))
        self.assertEqual((followed.numerator, followed.denominator, followed.value), (3.0, 4.0, 75.0))
        self.assertEqual(followed.score, 78.95)
        self.assertTrue(typed.is_open)
        typed.with_user(self.hr).sudo().write({"superior_score": 80.0, "is_superior_scored": True})
        self.assertEqual(appraisal.score, 76.69)
        self.assertEqual((appraisal.reward_points, appraisal.reward_count), (1.0, 2))
        self.assertEqual(appraisal.total, 77.69)
        self.assertEqual(appraisal.grade_id, self.env.ref("realestate_sales.realestate_appraisal_grade_c"))
        self.assertEqual(followed.figure_text, "3 / 4 = 75%")
        self.assertEqual(followed.target_text, "≥ 95%")
        self.assertIn("75% against ≥ 95% gives 78.95 points", followed.basis)
        self.assertEqual(self.env["realestate.reward"].search_count(list(appraisal._rewards_domain())), 2)

    def test_negative_contribution(self):
        """HR-3: last month's contract withdrawn this month counts against this month; a score stays within its caps.

        Signed 300,000 in October, 600,000 of September taken back on the 12th: −300,000, a score of 0, not below.
        """
        self._deal_signed(self.units[0], self.consultant, date(2026, 10, 8), 300000.0)
        withdrawn = self._deal_signed(self.units[1], self.consultant, date(2026, 9, 15), 600000.0)
        self._credit(withdrawn, self.consultant, date(2026, 10, 12), -600000.0, -100.0)
        signed = self._of(self._new_period(), self.holder).line_ids[0]
        self.assertEqual((signed.value, signed.score), (-300000.0, 0.0))
        records = self.env["realestate.performance.line"].search(signed.with_user(self.manager).action_met()["domain"])
        self.assertEqual(sorted(records.mapped("amount")), [-600000.0, 300000.0])

    def test_weights(self):
        """HR-3: 99 and 101 are refused by name, and nothing is generated."""
        for weight, total in ((9.0, "99%"), (11.0, "101%")):
            self.description.sudo().duty_ids[2].weight = weight
            with self.subTest(total=total), self.assertRaisesRegex(UserError, f"Consultant V1: {total}"):
                self._new_period()
            self.assertFalse(self.env["realestate.appraisal"].search([("description_id", "=", self.description.id)]))
            self.env["realestate.appraisal.period"].search([("date_from", "=", self.october[0])]).unlink()

    def test_joiner_and_leaver(self):
        """HR-3: who joins on the 20th has 12 days of October, who leaves on the 9th nine; figures are of those days."""
        self.holder.version_id.date_version = date(2026, 10, 20)
        self.holder_2.write({"departure_date": date(2026, 10, 9)})
        self.holder_2.active = False
        self._deal_signed(self.units[0], self.consultant, date(2026, 10, 19), 500000.0)
        self._deal_signed(self.units[1], self.consultant, date(2026, 10, 20), 400000.0)
        self._deal_signed(self.units[2], self.consultant_2, date(2026, 10, 9), 300000.0)
        self._deal_signed(self.units[3], self.consultant_2, date(2026, 10, 10), 200000.0)
        period = self._new_period()
        joiner, leaver = self._of(period, self.holder), self._of(period, self.holder_2)
        self.assertEqual((joiner.date_from, joiner.date_to, joiner.days), (date(2026, 10, 20), date(2026, 10, 31), 12))
        self.assertEqual((leaver.date_from, leaver.date_to, leaver.days), (date(2026, 10, 1), date(2026, 10, 9), 9))
        self.assertTrue(joiner.is_part and leaver.is_part)
        self.assertEqual(joiner.line_ids[0].value, 400000.0)
        self.assertEqual(leaver.line_ids[0].value, 300000.0)

    def test_gone_and_not_yet_here(self):
        """HR-3: who left on the last day of September or begins in November has no appraisal of October."""
        self.holder.version_id.date_version = date(2026, 11, 1)
        self.holder_2.write({"departure_date": date(2026, 9, 30)})
        with self.assertRaisesRegex(UserError, "Nobody held a job with a description"):
            self._new_period()

    def test_two_jobs(self):
        """HR-3: who changes jobs on the 11th has one appraisal for each, and one total by days.

        10 days as consultant, 21 as manager: totals of 50 and 81 make (50 × 10 + 81 × 21) / 31 = 71.
        """
        self._describe(self.job_manager, [{"weight": 100.0}])
        self.holder.create_version({"date_version": date(2026, 10, 11), "job_id": self.job_manager.id})
        # a version that leaves the job as it was begins no other part
        self.holder.create_version({"date_version": date(2026, 10, 25), "job_id": self.job_manager.id})
        period = self._new_period()
        first, second = self._of(period, self.holder)
        self.assertEqual((first.job_id, first.date_to), (self.job, date(2026, 10, 10)))
        self.assertEqual(
            (second.job_id, second.date_from, second.date_to),
            (self.job_manager, date(2026, 10, 11), date(2026, 10, 31)),
        )
        second.line_ids.write({"superior_score": 81.0, "is_superior_scored": True})
        first.line_ids.write({"is_typed": True, "superior_score": 50.0, "is_superior_scored": True})
        self.assertEqual((first.total, second.total), (50.0, 81.0))
        self.assertEqual(first.period_total, 71.0)
        # rewards count where their day lies
        self._reward(self.consultant, date(2026, 10, 11), self.reward_type)
        period.action_refresh()
        self.assertEqual((first.reward_points, second.reward_points), (0.0, 3.0))

    def test_rewards_and_totals_are_capped(self):
        """HR-3: rewards move a total by the period's limit at most, up and down, and no total leaves 0 to the highest.

        Nine rewards of 3 are 27 points, capped to 20; typed 85 and 20 make 105, above the highest total of 100 that
        the period names. Nine violations of 2, each counted twice, are −36, capped to −20: 15 − 20 is 0, not below.
        """
        for _number in range(9):
            self._reward(self.consultant, date(2026, 10, 5), self.reward_type)
            self._reward(self.consultant_2, date(2026, 10, 5), self.violation_type)
        for reward in self.env["realestate.reward"].search([("user_id", "=", self.consultant_2.id)]):
            reward.copy().sudo().state = "approved"
        period = self._new_period(score_limit=100.0)
        up, down = self._of(period, self.holder), self._of(period, self.holder_2)
        for appraisal, score in ((up, 85.0), (down, 15.0)):
            appraisal.line_ids.write({"is_typed": True, "superior_score": score, "is_superior_scored": True})
        self.assertEqual((up.score, up.reward_points, up.total), (85.0, 20.0, 100.0))
        self.assertEqual((down.score, down.reward_points, down.total), (15.0, -20.0, 0.0))

    def test_a_day_without_the_job_parts_it(self):
        """HR-3: who had no job on the 10th and the same one again from the 11th has one appraisal for each part."""
        self.holder.create_version({"date_version": date(2026, 10, 10), "job_id": False})
        self.holder.create_version({"date_version": date(2026, 10, 11), "job_id": self.job.id})
        parts = self._of(self._new_period(), self.holder)
        self.assertEqual(parts.mapped("date_from"), [date(2026, 10, 1), date(2026, 10, 11)])
        self.assertEqual(parts.mapped("date_to"), [date(2026, 10, 9), date(2026, 10, 31)])

    def test_version_of_the_day(self):
        """HR-1, HR-3: the duties are those of the version that held then, not of today's."""
        later = self._describe(self.job, [{"name": "New", "weight": 100.0}], date_from=date(2026, 11, 1))
        self.assertEqual(self._of(self._new_period(), self.holder).description_id, self.description)
        # who left on the very day a version began is appraised by it
        self.holder_2.write({"departure_date": date(2026, 11, 1)})
        november = self._new_period(date_from=date(2026, 11, 1))
        self.assertEqual(self._of(november, self.holder_2).description_id, later)
        self.assertEqual(self._of(november, self.holder).line_ids.mapped("name"), ["New"])
        self.assertEqual(self._of(november, self.holder).description_id, later)

    def test_two_versions_of_one_day(self):
        """HR-1: a version confirmed for the day on which the one before began holds from the day after."""
        again = self._describe(self.job, [{"name": "Again", "weight": 100.0}], date_from=self.start)
        self.assertEqual(again.date_from, date(2026, 1, 2))
        self.assertEqual((self.description.state, self.description.date_to), ("replaced", self.start))

    def test_highest_score(self):
        """HR-3: the highest score that can be typed is 200, the lowest 0."""
        appraisal = self._of(self._new_period(), self.holder)
        appraisal.with_user(self.hr).action_start()
        appraisal.with_user(self.consultant).action_hand_on()
        typed = appraisal.line_ids[2].with_user(self.manager)
        for score, accepted in ((-0.01, False), (0.0, True), (200.0, True), (200.01, False)):
            with self.subTest(score=score):
                if accepted:
                    typed.superior_score = score
                    self.assertEqual(typed.superior_score, score)
                else:
                    with self.assertRaisesRegex(UserError, "between 0 and 200"):
                        typed.superior_score = score

    def test_generated_once(self):
        """HR-3: generating again adds who was missing and doubles nobody; the database would refuse."""
        period = self._new_period(job_ids=[Command.set(self.job.ids)])
        before = period.appraisal_ids
        self.assertEqual(len(before), 2)
        self.assertFalse(period._generate())
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            before[0].sudo().copy()
            self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            period.copy({"date_from": period.date_from})
            self.env.flush_all()
        self.assertIn("Sales Manager", self._new_period(kind="quarter").notice)

    def test_next_period_is_proposed(self):
        """HR-3: a new period proposes last month, or the month after the last one there is; a quarter does not count."""
        periods = self.env["realestate.appraisal.period"].with_user(self.hr)
        with freeze_time("2026-11-30 16:30:00"):  # 1 December in Shanghai
            periods.create({"kind": "quarter", "date_from": date(2026, 10, 1)})
            for expected in (date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)):
                self.assertEqual(periods.create({}).date_from, expected)

    def test_quarter_and_year(self):
        """HR-3: a quarter and a year begin on their first day, whichever day is given."""
        periods = self.env["realestate.appraisal.period"].with_user(self.hr)
        for kind, first, last in (
            ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
            ("year", date(2026, 1, 1), date(2026, 12, 31)),
        ):
            period = periods.create({"kind": kind, "date_from": date(2026, 11, 17)})
            self.assertEqual((period.date_from, period.date_to), (first, last))

    # ------------------------------------------------------------------
    # what had nothing to be measured by
    # ------------------------------------------------------------------
    def test_nothing_to_measure(self):
        """HR-2, HR-3: no customer held is not 0%: the weight is spread, or it counts in full, or is typed.

        1,200,000 signed is 120 points; the superior types 60. Spread: 60 : 10 become 85.71% and 14.29%, so
        111.43. In full: 72 + 30 + 6 = 108. Typed 50: 72 + 15 + 6 = 93.
        """
        self._deal_signed(self.units[0], self.consultant, date(2026, 10, 8), 1200000.0)
        period = self._new_period()
        appraisal = self._of(period, self.holder)
        _signed, followed, typed = appraisal.line_ids
        typed.write({"superior_score": 60.0, "is_superior_scored": True})
        self.assertFalse(followed.has_base)
        self.assertEqual(appraisal.line_ids.mapped(lambda line: round(line.effective_weight, 2)), [85.71, 0.0, 14.29])
        self.assertEqual(appraisal.total, 111.43)
        self.assertIn("spread over the other duties", followed.basis)
        period.no_base = "full"
        period.action_refresh()
        self.assertEqual((followed.score, appraisal.total), (100.0, 108.0))
        self.assertIn("counts as fully reached", followed.basis)
        period.no_base = "typed"
        period.action_refresh()
        self.assertTrue(followed.is_open)
        self.assertIn("the superior types a score", followed.basis)
        followed.write({"superior_score": 50.0, "is_superior_scored": True})
        self.assertEqual(appraisal.total, 93.0)

    def test_nothing_at_all(self):
        """HR-3: where no duty had anything to measure there is nothing to spread over: the superior types."""
        description = self._describe(self.job_manager, [{"weight": 100.0, "measure_id": self.in_time.id}])
        self.assertTrue(description)
        line = self._of(self._new_period(), self.head).line_ids
        self.assertTrue(line.takes_superior_score and line.is_open)

    def test_team_projects_company(self):
        """HR-2: a manager's duty adds up his team, his projects or the company; a loss of another team is not his."""
        losses = [{"weight": 25.0, "measure_id": self.losses.id, "measured_on": on} for on in
                  ("own", "team", "projects", "company")]  # fmt: skip
        self._describe(self.job_manager, losses)
        stranger = self._new_user("consultant", "stranger")
        elsewhere = self.env["realestate.project"].create(
            {"name": "Elsewhere", "code": "EW", "user_ids": [Command.clear()]}
        )
        for user, project in ((self.consultant, self.project), (self.consultant_2, self.project),
                              (stranger, self.project), (stranger, elsewhere), (self.manager, self.project)):  # fmt: skip
            self._event(self._lead(user.name), user, date(2026, 10, 9), "expired").sudo()
            if project == elsewhere:
                event = self.env["realestate.protection.event"].search([("user_id", "=", user.id)], limit=1)
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE realestate_protection_event SET project_id = %s WHERE id = %s", (project.id, event.id)
                )
                self.env.invalidate_all()
        others = self.env["realestate.protection.event"].search_count(
            [("kind", "=", "expired"), ("day", ">=", self.october[0]), ("day", "<=", self.october[1]),
             ("company_id", "=", self.company.id), ("project_id", "not in", (self.project | elsewhere).ids)]
        )  # fmt: skip
        lines = self._of(self._new_period(), self.head).line_ids
        self.assertEqual(lines.mapped("value"), [1.0, 3.0, 4.0, 5.0 + others])
        records = self.env["realestate.protection.event"].search(
            lines[1].with_user(self.director).sudo().action_met()["domain"]
        )
        self.assertEqual(records.user_id, self.manager | self.consultant | self.consultant_2)

    # ------------------------------------------------------------------
    # grades
    # ------------------------------------------------------------------
    def test_grades_at_their_edges(self):
        """HR-3: 90 is an A, 89.99 a B."""
        grades = self.env["realestate.appraisal.grade"]._of_company(self.company)
        names = [grades._for_total(total).name[0] for total in (120, 90, 89.99, 80, 79.99, 60, 59.99, 0)]
        self.assertEqual(names, ["A", "A", "B", "B", "C", "C", "D", "D"])

    def test_quota_is_told(self):
        """HR-3: 2 of 2 with an A are more than 20%: told, and nothing changed."""
        self.env.ref("realestate_sales.realestate_appraisal_grade_a").quota = 20
        period = self._new_period()
        period.sudo().appraisal_ids.line_ids.write(
            {"is_typed": True, "superior_score": 95.0, "is_superior_scored": True}
        )
        period.invalidate_recordset()
        self.assertEqual(set(period.sudo().appraisal_ids.mapped("total")), {95.0})
        self.assertIn("2 of 2 people (100.0%), more than 20%", period.notice)
        self.env.ref("realestate_sales.realestate_appraisal_grade_a").quota = 100
        period.invalidate_recordset()
        self.assertNotIn("more than", period.notice or "")

    # ------------------------------------------------------------------
    # steps
    # ------------------------------------------------------------------
    def test_from_draft_to_locked(self):
        """HR-3: each step by whose turn it is, with a reminder before him; who is not is told whose turn it is."""
        period = self._new_period()
        appraisal = self._of(period, self.holder)
        mine = appraisal.with_user(self.consultant)
        self.assertFalse(self.env["realestate.appraisal"].with_user(self.consultant).search([]))
        appraisal.with_user(self.hr).action_start()
        self.assertEqual(appraisal.activity_ids.user_id, self.consultant)
        typed = mine.line_ids[2]
        typed.write({"self_score": 90.0, "comment": "Did a lot"})
        with self.assertRaises(AccessError):
            typed.write({"superior_score": 90.0})
        with self.assertRaises(AccessError):
            mine.line_ids[0].write({"self_score": 90.0})
        with self.assertRaisesRegex(UserError, "Self Score"):
            appraisal.with_user(self.manager).action_scored()
        mine.action_hand_on()
        self.assertEqual(appraisal.activity_ids.user_id, self.manager)
        with self.assertRaises(AccessError):
            typed.write({"self_score": 95.0})
        with self.assertRaisesRegex(UserError, "Duty 3"):
            appraisal.with_user(self.manager).action_scored()
        appraisal.line_ids[2].with_user(self.manager).write({"superior_score": 70.0})
        self.assertEqual(appraisal.line_ids[2].score, 70.0)
        with self.assertRaises(AccessError):
            appraisal.line_ids[2].with_user(self.consultant).write({"superior_score": 100.0})
        appraisal.with_user(self.manager).action_scored()
        with self.assertRaises(AccessError):
            appraisal.with_user(self.manager).action_confirm()
        mine.action_confirm()
        self.assertTrue(appraisal.confirmed_on)
        with self.assertRaises(AccessError):
            mine.action_lock()
        period.action_lock()
        self.assertEqual((appraisal.state, appraisal.locked_by_id), ("locked", self.hr))
        self.assertFalse(appraisal.activity_ids)

    def test_self_score_counts_where_it_is_said(self):
        """HR-3: with 30% for the self score, 90 by himself and 70 by the superior are 76."""
        period = self._new_period(self_weight=30.0)
        appraisal = self._of(period, self.holder)
        appraisal.with_user(self.hr).action_start()
        appraisal.line_ids[2].with_user(self.consultant).write({"self_score": 90.0})
        appraisal.with_user(self.consultant).action_hand_on()
        appraisal.line_ids[2].with_user(self.manager).write({"superior_score": 70.0})
        self.assertEqual(appraisal.line_ids[2].score, 76.0)

    def test_zero_can_be_typed(self):
        """HR-3: zero points are a score, not a missing one."""
        appraisal = self._of(self._new_period(), self.holder)
        appraisal.with_user(self.hr).action_start()
        appraisal.with_user(self.consultant).action_hand_on()
        line = appraisal.line_ids[2]
        self.assertTrue(line.is_open)
        line.with_user(self.manager).action_zero()
        self.assertFalse(line.is_open)
        self.assertEqual((line.score, round(line.effective_weight, 2)), (0.0, 14.29))
        appraisal.with_user(self.manager).action_scored()

    def test_objection(self):
        """HR-3: objected with a reason, answered by the superior, decided by HR: it stands, or back to be scored."""
        period = self._new_period()
        appraisal = self._to_confirm(period)
        self._reason(appraisal, self.consultant, "action_object", "The figure of the 8th is missing")
        self.assertEqual((appraisal.state, appraisal.objection), ("objected", "The figure of the 8th is missing"))
        with self.assertRaises(AccessError):
            appraisal.with_user(self.consultant).action_answer()
        self._reason(appraisal, self.manager, "action_answer", "It is of November")
        self.assertEqual(appraisal.state, "answered")
        with self.assertRaises(AccessError):
            appraisal.with_user(self.manager).action_uphold()
        self._reason(appraisal, self.hr, "action_give_back", "Look at it again")
        self.assertEqual(appraisal.state, "superior")
        appraisal.with_user(self.manager).action_scored()
        self._reason(appraisal, self.consultant, "action_object", "Still")
        self._reason(appraisal, self.hr, "action_uphold", "It stands")
        self.assertEqual((appraisal.state, appraisal.decision), ("agreed", "It stands"))
        self.assertIn("It stands", str(appraisal.message_ids.mapped("body")))

    def test_objection_after_lock(self):
        """HR-3: refused with what to do; HR reopens with a reason that stays on record."""
        period = self._new_period()
        appraisal = self._to_confirm(period)
        appraisal.with_user(self.consultant).action_confirm()
        period.action_lock()
        with self.assertRaisesRegex(UserError, "tell HR: they reopen it with a reason"):
            appraisal.with_user(self.consultant).action_object()
        with self.assertRaises(AccessError):
            appraisal.with_user(self.manager).action_reopen()
        self._reason(appraisal, self.hr, "action_reopen", "A contract was entered late")
        self.assertEqual((appraisal.state, appraisal.locked_on), ("superior", False))
        self.assertIn("A contract was entered late", str(appraisal.message_ids.mapped("body")))

    def test_who_does_not_answer(self):
        """HR-3: HR confirms in the place of somebody who has left, with a reason."""
        appraisal = self._to_confirm(self._new_period())
        self._reason(appraisal, self.hr, "action_confirm_for", "Left on the 9th")
        self.assertEqual((appraisal.state, appraisal.decision), ("agreed", "Left on the 9th"))

    def test_locked_is_kept(self):
        """HR-3: what is locked is not changed by verbs, writes or SQL, and not refreshed by what happens later."""
        period = self._new_period()
        appraisal = self._to_confirm(period)
        appraisal.with_user(self.consultant).action_confirm()
        period.action_lock()
        total = appraisal.total
        self._deal_signed(self.units[0], self.consultant, date(2026, 10, 8), 1200000.0)
        period.action_refresh()
        appraisal._fill_in()
        self.assertEqual(appraisal.total, total)
        for change in (
            lambda: appraisal.write({"superior_comment": "x"}),
            lambda: appraisal.line_ids.write({"superior_score": 1.0}),
            lambda: appraisal.with_user(self.hr).action_refresh(),
            appraisal.unlink,
            period.unlink,
        ):
            with self.assertRaises(UserError):
                change()
        for query in (
            "UPDATE realestate_appraisal SET total = 120 WHERE id = %s",
            "DELETE FROM realestate_appraisal WHERE id = %s",
            "UPDATE realestate_appraisal_line SET score = 120 WHERE appraisal_id = %s",
            "DELETE FROM realestate_appraisal_line WHERE appraisal_id = %s",
        ):
            with (
                self.subTest(query=query),
                mute_logger("odoo.sql_db"),
                self.assertRaises(RestrictViolation),
                self.cr.savepoint(),
            ):
                self.env.cr.execute(query, (appraisal.id,))

    def test_only_buttons_write(self):
        """HR-3: no state, figure or total is written by hand, not even by HR; rules are checked by the database."""
        appraisal = self._of(self._new_period(), self.holder)
        for user in (self.hr, self.manager):
            for vals in (
                {"state": "locked"},
                {"total": 120.0},
                {"employee_id": self.head.id},
                {"superior_comment": "x"},
            ):
                with self.subTest(user=user.login, **vals), self.assertRaises(AccessError):
                    appraisal.with_user(user).write(vals)
            for vals in ({"score": 120.0}, {"value": 1.0}, {"weight": 1.0}, {"superior_score": 1.0}):
                with self.subTest(user=user.login, **vals), self.assertRaises(AccessError):
                    appraisal.line_ids[2].with_user(user).write(vals)
        for record, vals in (
            (appraisal.line_ids[2], {"superior_score": 201.0}),
            (appraisal.line_ids[2], {"weight": 0.0}),
            (appraisal, {"date_to": date(2026, 9, 1)}),
            (appraisal.period_id.sudo(), {"self_weight": 101.0}),
        ):
            with (
                self.subTest(**vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                super(type(record), record.sudo()).write(vals)
                self.env.flush_all()

    # ------------------------------------------------------------------
    # many
    # ------------------------------------------------------------------
    @patch("odoo.orm.fields.PREFETCH_MAX", 10)
    @patch("odoo.orm.models.PREFETCH_MAX", 10)
    def test_number_of_queries(self):
        """P8: figures of twelve people take as many queries as those of two.

        Nor do they grow where the lines are more than the ORM reads ahead, here 10 instead of 1,000.
        """
        period = self._new_period()

        def queries(appraisals):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            appraisals._fill_in()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        few = queries(period.sudo().appraisal_ids)
        users = [self._new_user("consultant", f"many_{number}") for number in range(10)]
        for user in users:
            self._new_employee(user, self.job, parent_id=self.head.id, date_version=self.start)
        period._generate()
        self.assertEqual(len(period.sudo().appraisal_ids), 12)
        self.assertEqual(queries(period.sudo().appraisal_ids), few)
        self.assertLessEqual(few, 25)
