from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, TransactionCase, tagged
from odoo.tools import mute_logger

from ..models.target.realestate_target import FIGURES
from ..tools.spread import spread
from .common_judgement import JudgementCommon


@tagged("post_install", "-at_install")
class TestSpread(TransactionCase):
    def test_parts_add_up(self):
        """REP-1: whatever is rounded, the parts are the total, to the cent and to the unit."""
        self.assertEqual(spread(100, [1, 1, 1], 0.01), [33.33, 33.34, 33.33])
        self.assertEqual(spread(10, [1, 1, 1], 1), [3, 4, 3])
        self.assertEqual(spread(7, [0, 0], 1), [4, 3])
        self.assertEqual(spread(0, [1, 2], 0.01), [0, 0])
        self.assertEqual(spread(1, [0, 5, 0], 1), [0, 1, 0])
        for total in (0.01, 99.99, 123456789.01):
            self.assertEqual(round(sum(spread(total, [3, 1, 4, 1, 5, 9, 2, 6], 0.01)), 2), total)


class TargetCommon(JudgementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.year = cls.today.year
        cls.month = cls.today.replace(day=1)
        cls.targets = cls.env["realestate.target"]
        cls.whole = cls._target(kind="project", project_id=cls.project.id)
        cls.totals = {"units": 100, "area": 10000.01, "amount_signed": 100000000.01, "amount_received": 80000000}
        cls.whole._spread_over_months(cls.totals, [1] * 12)

    @classmethod
    def _target(cls, **values):
        return cls.targets.create({"year": cls.year, "company_id": cls.company.id, **values})

    def _split(self, **shares):
        """Split the project's target over consultants: login part → share."""
        users = {"one": self.consultant, "two": self.consultant_2}
        return self.whole._split_over(
            [({"kind": "consultant", "user_id": users[name].id}, share) for name, share in shares.items()]
        )

    def _line(self, target, month=None):
        return target.line_ids.filtered(lambda line: line.month == (month or self.month))


@tagged("post_install", "-at_install")
class TestTarget(TargetCommon):
    """REP-1: targets by year, quarter and month, split so that they add up."""

    def test_year_is_its_months(self):
        """REP-1: a year's figures stand on twelve months, the quarters are three of them each, no cent is lost."""
        self.assertEqual(len(self.whole.line_ids), 12)
        for name, total in self.totals.items():
            self.assertEqual(round(self.whole[name], 2), total)
        self.assertEqual(self.whole.line_ids.mapped("quarter"), [q for q in "1234" for _month in range(3)])

    def test_split_adds_up_in_each_month(self):
        """REP-1: thirds of every month's figure add up to it."""
        self._split(one=33.33, two=66.67)
        self.assertFalse(self.whole.gap)
        for month in self.whole._months():
            own = self._line(self.whole, month)
            below = self.whole.child_ids.line_ids.filtered(lambda line, month=month: line.month == month)
            for name in FIGURES:
                self.assertEqual(round(sum(below.mapped(name)), 2), round(own[name], 2))

    def test_what_does_not_add_up_is_not_confirmed(self):
        """REP-1: one cent too much in one month is named, with month and figure, and nothing is confirmed."""
        self._split(one=50, two=50)
        self._line(self.whole.child_ids[0]).amount_signed += 0.01
        self.assertIn(f"{self.month:%Y-%m}", self.whole.gap)
        with self.assertRaisesRegex(ValidationError, f"{self.month:%Y-%m}.*split is .*0.01.* too much"):
            self.whole.with_user(self.director).action_confirm()
        self._line(self.whole.child_ids[0]).amount_signed -= 0.02
        with self.assertRaisesRegex(ValidationError, f"{self.month:%Y-%m}.*0.01.* not split yet"):
            self.whole.with_user(self.director).action_confirm()
        self._line(self.whole.child_ids[0]).amount_signed += 0.02
        self.assertEqual(set((self.whole | self.whole.child_ids).mapped("state")), {"draft"})
        self._line(self.whole.child_ids[0]).amount_signed -= 0.01
        self.whole.with_user(self.director).action_confirm()
        self.assertEqual(set((self.whole | self.whole.child_ids).mapped("state")), {"confirmed"})

    def test_manager_confirms_below_his_project(self):
        """REP-1: the director confirms a project's target, the manager its split."""
        with self.assertRaises(UserError):
            self.whole.with_user(self.manager).action_confirm()
        self.whole.with_user(self.director).action_confirm()
        self.whole.with_user(self.manager)._split_over([({"kind": "consultant", "user_id": self.consultant.id}, 100)])
        self.whole.child_ids.with_user(self.manager).action_confirm()
        self.assertEqual(self.whole.child_ids.state, "confirmed")

    def test_confirmed_figures_are_not_typed_over(self):
        """REP-1: what is confirmed is changed with a reason, not by hand."""
        self.whole.action_confirm()
        target = self.whole.with_user(self.director)
        for attempt in (
            lambda: target.line_ids[0].write({"units": 1}),
            lambda: target.write({"line_ids": [Command.update(target.line_ids[0].id, {"units": 1})]}),
            lambda: target.write({"year": self.year + 1}),
            target.unlink,
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_change_from_a_colleague(self):
        """REP-1: changed mid-year, what one gets more another gets less; the sum above stays; the reason is kept."""
        one, two = self._split(one=50, two=50)
        self.whole.action_confirm()
        before = {target: self._line(target).amount_signed for target in (self.whole, one, two)}
        one.with_user(self.manager)._adjust(
            self.month, {"amount_signed": before[one] + 250000.25}, "一组增员", two.with_user(self.manager)
        )
        self.assertEqual(self._line(one).amount_signed, before[one] + 250000.25)
        self.assertEqual(round(self._line(two).amount_signed, 2), round(before[two] - 250000.25, 2))
        self.assertEqual(self._line(self.whole).amount_signed, before[self.whole])
        self.assertFalse(self.whole.gap)
        change = one.change_ids
        self.assertEqual((change.reason, change.other_id, change.user_id), ("一组增员", two, self.manager))
        self.assertEqual(two.change_ids.new_value, self._line(two).amount_signed)

    def test_a_colleague_gives_all_he_has(self):
        """REP-1: what is taken from a colleague may be all of his month, to the cent, and not a cent more."""
        one, two = self._split(one=50, two=50)
        self.whole.action_confirm()
        all_of_it, mine = self._line(two).amount_signed, self._line(one).amount_signed
        with self.assertRaisesRegex(UserError, "to give"):
            one._adjust(self.month, {"amount_signed": mine + all_of_it + 0.01}, "x", two)
        one._adjust(self.month, {"amount_signed": mine + all_of_it}, "离职移交", two)
        self.assertEqual(self._line(two).amount_signed, 0.0)
        self.assertFalse(self.whole.gap)

    def test_change_of_the_whole(self):
        """REP-1: without a colleague the targets above follow; the director's alone to do."""
        one, _two = self._split(one=50, two=50)
        self.whole.action_confirm()
        before = self._line(self.whole).units
        values = {"units": self._line(one).units + 3}
        with self.assertRaises(UserError):
            one.with_user(self.manager)._adjust(self.month, values, "x")
        one.with_user(self.director)._adjust(self.month, values, "追加任务")
        self.assertEqual(self._line(self.whole).units, before + 3)
        self.assertFalse(self.whole.gap)

    def test_change_is_refused_where_it_cannot_be(self):
        """REP-1: a draft, a target that is split, more than the colleague has: refused in a sentence."""
        one, two = self._split(one=50, two=50)
        with self.assertRaisesRegex(UserError, "draft|草稿"):
            one._adjust(self.month, {"units": 9}, "x", two)
        self.whole.action_confirm()
        with self.assertRaises(UserError):
            self.whole._adjust(self.month, {"units": 9}, "x")
        with self.assertRaises(UserError):
            one._adjust(self.month, {"units": self._line(one).units + self._line(two).units + 1}, "x", two)
        with self.assertRaises(UserError):
            one._adjust(self.month, {"units": self._line(one).units}, "x", two)
        self.assertFalse(one.change_ids)

    def test_attainment(self):
        """REP-1: signed counts by the shares in the deals, a withdrawal counts down, received by the payments."""
        one, two = self._split(one=50, two=50)
        self.whole.action_confirm()
        deal = self._sell(self.consultant, price=1000000)
        deal.sudo().write({"state": "signed", "date_signed": self.today})
        self.env.flush_all()
        bars = {block["period"]: block["figures"] for block in one.attainment}
        goal = round(self._line(one).amount_signed, 2)
        self.assertEqual(bars["month"][2]["percent"], round(100 * 1000000 / goal, 1))
        self.assertEqual(bars["month"][0]["reached"], "1")
        self.assertEqual({block["period"]: block["figures"] for block in two.attainment}["year"][0]["reached"], "0")
        report = self.env["realestate.target.report"]
        [(reached, percent)] = report._read_group(
            [("target_id", "=", one.id), ("month", "=", self.month)],
            aggregates=["amount_signed_reached:sum", "signed_percent:sum"],
        )
        self.assertEqual(reached, 1000000)
        self.assertAlmostEqual(percent, 100 * 1000000 / goal, 2)
        deal._cancel()
        deal._credit_performance()
        self.env.flush_all()
        self.env.invalidate_all()
        bars = {block["period"]: block["figures"] for block in one.attainment}
        self.assertEqual(bars["month"][2]["percent"], 0)

    def test_attainment_on_the_days_screens(self):
        """REP-1: a consultant's day has his own target, the report of today the project's; none before it is confirmed."""
        one, _two = self._split(one=50, two=50)

        def day():
            return self.env["crm.lead"].with_user(self.consultant).realestate_my_day()["targets"]

        def report(on=None):
            return self.project.with_user(self.manager).day_report(on)["targets"]

        self.assertEqual((day(), report()), ([], []))
        self.whole.with_user(self.director).action_confirm()
        self._sell(self.consultant, price=1000000).sudo().write({"state": "signed", "date_signed": self.today})
        self.env.flush_all()
        [own] = day()
        self.assertEqual(own["id"], one.id)
        month = next(block for block in own["attainment"] if block["period"] == "month")
        self.assertEqual(month["figures"][2]["percent"], round(100 * 1000000 / self._line(one).amount_signed, 1))
        self.assertEqual([target["id"] for target in report()], self.whole.ids)
        self.assertEqual(report(str(self.today - timedelta(days=1))), [])

    def test_percent_of_a_group_is_that_of_its_sums(self):
        """REP-1: two months of 10 and 90, reached 10 and 0, are 10% and not 50%."""
        one, _two = self._split(one=50, two=50)
        for line, goal in zip(one.line_ids, [1000000, 9000000] + [0] * 10, strict=True):
            line.amount_signed = goal
        deal = self._sell(self.consultant, price=1000000)
        deal.sudo().write({"state": "signed", "date_signed": date(self.year, 1, 15)})
        deal.performance_ids.line_ids.day = date(self.year, 1, 15)
        self.env.flush_all()
        [(percent,)] = self.env["realestate.target.report"]._read_group(
            [("target_id", "=", one.id)], aggregates=["signed_percent:sum"]
        )
        self.assertAlmostEqual(percent, 10)

    def test_measure(self):
        """HR-2, REP-1: attainment is a measure: signed of the confirmed targets that are not split further."""
        one, two = self._split(one=50, two=50)
        measure = self.env.ref("realestate_sales.realestate_measure_target_attained")
        figures = measure._figures(self.month, self.today, by="user")
        self.assertNotIn(one.user_id.id, figures)  # drafts ask nothing of anybody
        self.whole.action_confirm()
        deal = self._sell(self.consultant, price=1000000)
        deal.sudo().write({"state": "signed", "date_signed": self.today})
        self.env.flush_all()
        figures = measure._figures(self.month, self.today, by="user")
        goal = self._line(one).amount_signed
        self.assertAlmostEqual(figures[self.consultant.id]["value"], 100 * 1000000 / goal, 4)
        self.assertEqual(figures[two.user_id.id]["value"], 0)
        by_project = measure._figures(self.month, self.today, by="project")[self.project.id]
        self.assertAlmostEqual(by_project["denominator"], self._line(self.whole).amount_signed, 2)

    def test_last_years_pattern(self):
        """REP-1: spread as signed last year; where nothing was, it says so instead of guessing."""
        wizard = self.env["realestate.target.spread"].create({"target_id": self.whole.id, "pattern": "last_year"})
        with self.assertRaises(UserError):
            wizard.action_confirm()
        deal = self._sell(self.consultant, price=1000000)
        day = date(self.year - 1, 3, 5)
        deal.sudo().write({"state": "signed", "date_signed": day})
        deal.performance_ids.line_ids.day = day
        self.env.flush_all()
        wizard.units = 10
        wizard.action_confirm()
        self.assertEqual(self.whole.line_ids.mapped("units"), [0, 0, 10] + [0] * 9)

    def test_quarters(self):
        """REP-1: by quarters, which are 100% together; 99.99% is refused."""
        wizard = self.env["realestate.target.spread"].create(
            {"target_id": self.whole.id, "pattern": "quarters", "quarter_1": 10, "quarter_2": 40, "quarter_3": 24.99}
        )
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.quarter_3 = 25
        wizard.units = 120
        wizard.action_confirm()
        quarters = [sum(self.whole.line_ids[n : n + 3].mapped("units")) for n in (0, 3, 6, 9)]
        self.assertEqual(quarters, [12, 48, 30, 30])

    def test_split_window(self):
        """REP-1: the window proposes the project's consultants with equal shares; 99% is refused."""
        with Form(
            self.env["realestate.target.split"].with_user(self.manager).with_context(default_target_id=self.whole.id)
        ) as form:
            wizard = form.save()
        self.assertIn(self.consultant, wizard.line_ids.user_id)
        self.assertNotIn(self.manager, wizard.line_ids.user_id)
        self.assertEqual(wizard.share_total, 100)
        wizard.line_ids[0].share -= 1
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.line_ids[0].share += 1
        wizard.action_confirm()
        self.assertEqual(self.whole.child_ids.user_id, wizard.line_ids.user_id)
        self.assertFalse(self.whole.gap)

    def test_attainment_of_many_takes_few_queries(self):
        """REP-1: the bars of a page of targets are read by one query of the report."""
        targets = self._split(one=50, two=50) | self.whole
        self.env.flush_all()
        self.env.invalidate_all()
        targets.mapped("line_ids.units")
        targets.mapped("project_id.tz")
        targets.currency_id.mapped("symbol")
        with self.assertQueryCount(4):
            targets.mapped("attainment")

    def test_not_taken_from_another_project(self):
        """ACCESS-1: a manager takes nothing from a consultant of a project that is not his."""
        top = self._target(kind="company")
        self.whole.parent_id = top
        sister = self.env["realestate.project"].create({"name": "Sister", "code": "SIS"})
        theirs = self._target(kind="project", project_id=sister.id, parent_id=top.id)
        (one,) = self._split(one=100)
        for name in FIGURES:
            for line in top.line_ids:
                line[name] = self._line(self.whole, line.month)[name]
        top.action_confirm()
        with self.assertRaises(AccessError):
            one.with_user(self.manager)._adjust(
                self.month, {"units": self._line(one).units + 1}, "x", theirs.with_user(self.manager)
            )

    # -- what the database keeps ------------------------------------------
    def test_database_keeps_the_shape(self):
        """REP-1: one target a scope and year, twelve different months by their first day, nothing below zero."""
        line = self.whole.line_ids[0]
        attempts = (
            lambda: self._target(kind="project", project_id=self.project.id),
            lambda: self._target(kind="consultant", project_id=self.project.id),
            lambda: self._target(kind="company", project_id=self.project.id),
            line.copy,
            lambda: line.write({"month": date(self.year, 1, 2)}),
            lambda: line.write({"units": -1}),
        )
        for number, attempt in enumerate(attempts):
            with (
                self.subTest(number),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                attempt()
                self.env.flush_all()

    def test_whole_and_part_are_not_of_one_kind(self):
        """REP-1: a project's target is no part of a project's, nor a consultant's of a consultant's."""
        one, two = self._split(one=50, two=50)
        with self.assertRaisesRegex(ValidationError, "cannot be part of"):
            two.parent_id = one

    def test_parts_belong_to_the_whole(self):
        """REP-1: no split upwards, into another year or another project."""
        sister = self.env["realestate.project"].create({"name": "Sister", "code": "SIS"})
        for values in (
            {"kind": "consultant", "project_id": sister.id, "user_id": self.consultant.id},
            {"kind": "project", "project_id": sister.id},
            {"kind": "consultant", "project_id": self.project.id, "user_id": self.consultant.id, "year": 2031},
        ):
            with self.assertRaises(ValidationError):
                self._target(**{**values, "parent_id": self.whole.id})

    # -- rights --------------------------------------------------------------
    def test_consultant_sees_his_own(self):
        """ACCESS-1: a consultant sees his own target and what he reached, not his colleague's."""
        one, two = self._split(one=50, two=50)
        for model in ("realestate.target", "realestate.target.line", "realestate.target.report"):
            seen = self.env[model].with_user(self.consultant).search([])
            self.assertEqual(seen.user_id, self.consultant, model)
        with self.assertRaises(AccessError):
            two.with_user(self.consultant).read(["units", "attainment"])
        with self.assertRaises(AccessError):
            one.with_user(self.consultant).line_ids[0].units = 0
        with self.assertRaises(AccessError):
            one.with_user(self.consultant).action_confirm()


@tagged("post_install", "-at_install")
class TestTargetUi(TargetCommon, HttpCase):
    def test_tour(self):
        """REP-1: the director sets, spreads, splits and confirms a year, in the browser."""
        self.whole.unlink()
        self.start_tour("/odoo/sales-targets", "realestate_target", login=self.director.login)
        target = self.targets.search([("project_id", "=", self.project.id), ("kind", "=", "project")])
        self.assertEqual((target.units, target.state), (120, "confirmed"))
        self.assertEqual(target.line_ids.mapped("units"), [10] * 12)
        self.assertEqual(sum(target.child_ids.mapped("units")), 120)

    def test_hoot(self):
        """REP-1: the bars of attainment."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=realestate_sales/attainment_bars",
            "",
            "",
            login="admin",
            timeout=120,
            success_signal="[HOOT] Test suite succeeded",
        )
