from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestPriceScheme(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.building_2 = cls.env["realestate.building"].create(
            {"name": "2#", "code": "2", "project_id": cls.project.id}
        )
        cls.layout = cls.env["realestate.layout"].create({"name": "3 rooms", "project_id": cls.project.id})
        cls.units[1].write({"orientation": "South", "view": "River", "layout_id": cls.layout.id})
        cls.unit_2 = cls._new_units(1, building_id=cls.building_2.id, code="2-101", release_id=False)

    def _scheme(self, rules, **values):
        scheme = self.env["realestate.price.scheme"].with_user(self.administrator)
        return scheme.create(
            {
                "name": "Up",
                "project_id": self.project.id,
                "date_effective": date(2026, 1, 1),
                "approver_id": self.director.id,
                "rule_ids": [Command.create(rule) for rule in rules],
                **values,
            }
        )

    def _approved(self, rules, **values):
        scheme = self._scheme(rules, **values)
        scheme.action_compute()
        scheme.action_submit()
        scheme.with_user(self.director).action_approve()
        return scheme

    def _prices(self, scheme):
        return dict(zip(scheme.line_ids.unit_id.mapped("code"), scheme.line_ids.mapped("unit_price"), strict=True))

    def test_rules(self):
        """INV-4: a base price, percentages of it and amounts, by building, floor, orientation, layout and view."""
        scheme = self._scheme(
            [
                {"kind": "base", "amount": 10000},
                {"kind": "base", "amount": 12000, "building_ids": [Command.link(self.building_2.id)]},
                {"kind": "amount", "amount": 100, "floor_from": 2, "floor_to": 3},
                {"kind": "percent", "amount": 2, "orientation": "South"},
                {"kind": "percent", "amount": 3, "view": "River"},
                {"kind": "amount", "amount": -50, "layout_ids": [Command.link(self.layout.id)]},
            ]
        )
        scheme.action_compute()
        self.assertEqual(
            self._prices(scheme), {"1-101": 10000, "1-201": 10550, "1-301": 10100, "1-401": 10000, "2-101": 12000}
        )
        line = scheme.line_ids.filtered(lambda line: line.unit_id == self.units[1])
        self.assertEqual((line.price_before, line.price, line.change, line.change_percent), (1e6, 1055000, 55000, 5.5))
        self.assertIn("2%", line.explanation)

    def test_rules_in_any_order(self):
        """INV-4: the order of the differences does not matter."""
        rules = [{"kind": "amount", "amount": 100}, {"kind": "percent", "amount": 10}, {"kind": "base", "amount": 9500}]
        for order in (rules, rules[::-1]):
            scheme = self._scheme(order)
            scheme.action_compute()
            self.assertEqual(set(scheme.line_ids.mapped("unit_price")), {10550})

    def test_present_price_and_rounding(self):
        """INV-4: without a base price the differences are on the present one; unit prices are rounded."""
        scheme = self._scheme([{"kind": "percent", "amount": 1.234}], rounding="10")
        scheme.action_compute()
        self.assertEqual(set(scheme.line_ids.mapped("unit_price")), {10120})

    def test_averages_by_building(self):
        """INV-4: before and after, ¥ per ㎡ weighted by area, and totals."""
        self.units[0].area_gross_presale = 300
        scheme = self._scheme([{"kind": "amount", "amount": 600, "floor_from": 1}])
        scheme.action_compute()
        first, second = scheme.summary_ids.sorted("building_id")
        self.assertEqual((first.unit_count, first.area), (4, 600))
        self.assertEqual((first.average_before, first.average), (10000, 10300))
        self.assertEqual((first.price_before, first.price, first.change), (6000000, 6180000, 180000))
        self.assertEqual((second.average_before, second.average), (10000, 10600))
        self.assertEqual((scheme.total_before, scheme.total_after), (7000000, 7240000))

    def test_approval_by_the_director(self):
        """INV-4: an activity for the director; the administrator approves nothing."""
        scheme = self._scheme([{"kind": "base", "amount": 11000}])
        with self.assertRaisesRegex(UserError, "no prices"):
            scheme.action_submit()
        scheme.action_compute()
        scheme.action_submit()
        self.assertEqual(scheme.activity_ids.user_id, self.director)
        for role in ("administrator", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                scheme.with_user(self.users[role]).action_approve()
        with self.assertRaises(AccessError):
            scheme.state = "approved"
        with self.assertRaises(UserError):
            scheme.line_ids[0].unit_price = 1
        self.assertEqual(self.unit.list_unit_price, 10000)
        scheme.with_user(self.director).action_approve()
        self.assertFalse(scheme.activity_ids)
        self.assertEqual((scheme.state, self.unit.list_price), ("applied", 1100000))
        entry = self.unit.price_history_ids[0]
        self.assertEqual((entry.source, entry.scheme_id, entry.price), ("scheme", scheme, 1100000))

    def test_rejected_with_reason(self):
        scheme = self._scheme([{"kind": "base", "amount": 11000}])
        scheme.action_compute()
        scheme.action_submit()
        wizard = self.env["realestate.price.scheme.reject"].with_user(self.director)
        wizard.create({"scheme_id": scheme.id, "note": "Too dear"}).action_reject()
        self.assertEqual((scheme.state, scheme.decision_note), ("rejected", "Too dear"))
        self.assertEqual(self.unit.list_unit_price, 10000)
        scheme.action_draft()
        self.assertEqual(scheme.state, "draft")

    def test_live_deals_are_left_alone(self):
        """INV-4: a unit sold before or after the approval keeps its price."""
        self._subscribe(self.units[0])
        scheme = self._scheme([{"kind": "base", "amount": 11000}], date_effective=date(2099, 1, 1))
        scheme.action_compute()
        self.assertNotIn(self.units[0], scheme.line_ids.unit_id)
        scheme.action_submit()
        scheme.with_user(self.director).action_approve()
        self.assertEqual(scheme.state, "approved")
        self._subscribe(self.units[1])
        scheme.sudo()._apply()
        self.assertEqual(self.units.mapped("list_unit_price"), [10000, 10000, 11000, 11000])
        skipped = scheme.line_ids.filtered("skip_reason")
        self.assertEqual((skipped.unit_id, skipped.skip_reason), (self.units[1], "deal"))

    def test_list_not_below_floor(self):
        """INV-4: refused when submitted, whichever of the two prices is adjusted."""
        for kind, amount in (("list", 8999), ("floor", 10001)):
            scheme = self._scheme([{"kind": "base", "amount": amount}], kind=kind)
            scheme.action_compute()
            with self.subTest(kind), self.assertRaisesRegex(UserError, "below the floor price"):
                scheme.action_submit()
        at_the_edge = self._approved([{"kind": "base", "amount": 9000}])
        self.assertEqual((at_the_edge.state, self.unit.list_price), ("applied", self.unit.floor_price))

    def test_applied_on_the_effective_day_of_the_project(self):
        """INV-4: by the cron, when the day has come in the project's time zone."""
        with freeze_time("2026-03-09 10:00:00"):
            scheme = self._approved([{"kind": "base", "amount": 11000}], date_effective=date(2026, 3, 11))
            self.assertEqual(scheme.state, "approved")
        cron = self.env.ref("realestate_sales.realestate_price_scheme_cron_apply")
        with freeze_time("2026-03-10 15:59:00"), self.enter_registry_test_mode():  # 23:59 in Shanghai
            cron.method_direct_trigger()
        self.assertEqual((scheme.state, self.unit.list_unit_price), ("approved", 10000))
        with freeze_time("2026-03-10 16:00:00"), self.enter_registry_test_mode():  # midnight
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((scheme.state, self.unit.list_unit_price), ("applied", 11000))

    def test_scheme_confirms_prices(self):
        """DEAL-7: an approved scheme for list prices puts freed units back on sale."""
        self.unit.price_confirmed = False
        self._approved([{"kind": "base", "amount": 10500}])
        self.assertEqual(self.unit.state, "available")

    def test_roles(self):
        """ACCESS-1, ACCESS-2: future prices are not for consultants, nor for other projects."""
        scheme = self._scheme([{"kind": "base", "amount": 11000}])
        for role in ("consultant", "accountant", "configurator", "hr"):
            with self.subTest(role), self.assertRaises(AccessError):
                scheme.with_user(self.users[role]).read(["name"])
        self.assertTrue(scheme.with_user(self.manager).read(["name"]))
        with self.assertRaises(AccessError):
            scheme.with_user(self.manager).name = "mine"
        self.project.user_ids -= self.manager
        with self.assertRaises(AccessError):
            scheme.with_user(self.manager).read(["name"])

    def test_apply_is_few_queries(self):
        """INV-4: the number of queries does not grow with the units."""
        self._new_units(150, section="Q")
        scheme = self._scheme([{"kind": "base", "amount": 11000}, {"kind": "amount", "amount": 10, "floor_from": 9}])
        with self.assertQueryCount(60):
            scheme.action_compute()
            self.env.flush_all()
        scheme.action_submit()
        with self.assertQueryCount(80):
            scheme.with_user(self.director).action_approve()
            self.env.flush_all()
