from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RealestateCommon
from .unit_table_book import Book


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

    def test_rules_of_a_decided_scheme_stay(self):
        """INV-4: no rule is added to, changed in, taken from or moved into a scheme that is no longer a draft."""
        rule = {"kind": "base", "amount": 10000}
        scheme, draft = self._approved([rule]), self._scheme([rule])
        for act in (
            scheme.rule_ids.unlink,
            lambda: scheme.rule_ids.write({"amount": 1}),
            lambda: scheme.rule_ids.create({**rule, "scheme_id": scheme.id}),
            lambda: draft.rule_ids.write({"scheme_id": scheme.id}),
        ):
            with self.assertRaisesRegex(UserError, "no longer a draft"), self.env.cr.savepoint():
                act()
        draft.rule_ids.amount = 11000

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

    # an imported list as the source of the prices
    def _import(self, scheme, rows, sheet="1#", user=None):
        book = Book()
        book.sheet(sheet, rows)
        wizard = self.env["realestate.price.scheme.import"].with_user(user or self.administrator)
        wizard = wizard.create({"scheme_id": scheme.id, "file": book.base64(), "filename": "prices.xlsx"})
        wizard.action_import()
        return wizard

    def test_import_by_code(self):
        """INV-4: a list with unit codes and new unit prices or totals becomes the lines of the scheme."""
        scheme = self._scheme([])
        unit, other = self.units[:2]
        rows = [
            ("房源编码", "调整后单价", "调整后总价"),
            (unit.code, 12000, None),
            (other.code, None, 12000 * other.area),
        ]
        self.assertFalse(self._import(scheme, rows).errors)
        self.assertEqual(self._prices(scheme), {unit.code: 12000, other.code: 12000})
        self.assertEqual(scheme.line_ids.mapped("price"), [12000 * unit.area, 12000 * other.area])
        scheme.action_submit()
        scheme.with_user(self.director).action_approve()
        self.assertEqual(unit.list_unit_price, 12000)

    def test_import_by_door(self):
        """INV-4: building and number are as good as the code; a sheet may name the building; 万元 is understood."""
        scheme = self._scheme([])
        rows = [("楼栋", "房号", "新总价（万元）"), ("2号楼", self.unit_2.number, 150), ("合计", None, 150)]
        self.assertFalse(self._import(scheme, rows, "价格表").errors)
        self.assertEqual(scheme.line_ids.mapped("price"), [1500000])
        self.assertFalse(self._import(scheme, [("房号", "新单价"), (self.unit_2.number, 13000)], "2#楼").errors)
        self.assertEqual(self._prices(scheme), {self.unit_2.code: 13000})

    def test_import_errors(self):
        """INV-4: every error in a sentence with sheet and cell; nothing is written, the present list stays."""
        scheme = self._scheme([{"kind": "base", "amount": 10000}])
        scheme.action_compute()
        before = self._prices(scheme)
        self.units.write({"floor_unit_price": 9000})
        codes = self.units.mapped("code")
        rows = [("房源编码", "新单价"), ("9-999", 10000), (codes[0], "待定"), (codes[1], 8000), (codes[2], 11000)]
        wizard = self._import(scheme, [*rows, (codes[2], 11500)])
        errors = wizard.errors.splitlines()
        self.assertEqual(wizard.error_count, 4)
        for sentence, cell in zip(errors, ("A2", "B3", "B4", "A6"), strict=True):
            self.assertTrue(sentence.startswith(f"Sheet “1#”, {cell}:"), sentence)
        self.assertEqual(self._prices(scheme), before)

    def test_import_scope_and_deals(self):
        """INV-4: a unit out of the scheme's scope is an error, one with a live deal is left alone and said so."""
        scheme = self._scheme([], building_ids=[Command.link(self.building.id)])
        self._subscribe(self.units[0])
        rows = [("房源编码", "新单价"), *((unit.code, 12000) for unit in self.units[:2])]
        self.assertIn("not in the buildings", self._import(scheme, [*rows, (self.unit_2.code, 12000)]).errors)
        self.assertFalse(self._import(scheme, rows).errors)
        self.assertEqual(self._prices(scheme), {self.units[1].code: 12000})
        self.assertIn(self.units[0].name, scheme.message_ids[0].body)

    def test_import_no_list(self):
        """A workbook without prices, and a scheme that is no draft, are refused."""
        scheme = self._scheme([{"kind": "base", "amount": 10000}])
        self.assertIn("No price list", self._import(scheme, [("你好",)]).errors)
        scheme.action_compute()
        scheme.action_submit()
        with self.assertRaises(UserError):
            self._import(scheme, [("房源编码", "新单价"), (self.units[0].code, 12000)])
        with self.assertRaises(AccessError):
            self._import(scheme, [("房源编码", "新单价")], user=self.manager)

    def test_averages_before_and_after(self):
        """INV-4: the graph has two bars a building: the average before and after."""
        self.units.write({"list_unit_price": 10000})
        scheme = self._scheme([{"kind": "percent", "amount": 10}], building_ids=[Command.link(self.building.id)])
        scheme.action_compute()
        averages = self.env["realestate.price.scheme.average"].search(scheme.action_view_averages()["domain"])
        self.assertEqual(averages.mapped("moment"), ["1_before", "2_after"])
        self.assertEqual(averages.mapped("average"), [10000, 11000])
