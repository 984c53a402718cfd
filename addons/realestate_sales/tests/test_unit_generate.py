from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestUnitGenerate(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.building = cls.env["realestate.building"].create({"name": "5#", "code": "5", "project_id": cls.project.id})

    def _wizard(self, **values):
        return (
            self.env["realestate.unit.generate"]
            .with_user(self.administrator)
            .create({"building_id": self.building.id, "floor_from": 1, "floor_to": 2, "units_per_floor": 2, **values})
        )

    def _generate(self, **values):
        self._wizard(**values).action_generate()
        return self.building.unit_ids

    def test_floor_and_number(self):
        """INV-2: floor + number, in every section, code by the shared rule."""
        units = self._generate(sections="A，B", floor_from=-1)
        self.assertEqual(len(units), 12)  # there is no floor 0
        section_a = units.filtered(lambda unit: unit.section == "A").sorted("number")
        self.assertEqual(section_a.mapped("number"), ["101", "102", "201", "202", "B101", "B102"])
        self.assertIn("5-A-B101", units.mapped("code"))
        self.assertEqual(units.filtered(lambda u: u.code == "5-B-201").floor, 2)

    def test_section_floor_and_number(self):
        """INV-2: section + floor + number."""
        units = self._generate(numbering="section", sections="Section 1, Section 2", floor_from=12, floor_to=12)
        self.assertEqual(sorted(units.mapped("number")), ["1-1201", "1-1202", "2-1201", "2-1202"])

    def test_number_runs_through(self):
        """INV-2: number alone, as for parking spaces."""
        units = self._generate(numbering="number", digits=3, floor_from=-2, floor_to=-1, skip_numbers="4")
        self.assertEqual(units.sorted("number").mapped("number"), ["001", "002", "003", "005"])
        self.assertEqual(units.sorted("number").mapped("floor"), [-2, -2, -1, -1])

    def test_skipped_floors_and_numbers(self):
        """INV-2: floors and numbers that do not exist; the next number takes the place."""
        units = self._generate(floor_from=3, floor_to=15, units_per_floor=4, skip_floors="4, 13-14", skip_numbers="4")
        self.assertEqual(set(units.mapped("floor")), {3, 5, 6, 7, 8, 9, 10, 11, 12, 15})
        self.assertEqual(
            units.filtered(lambda u: u.floor == 3).sorted("number").mapped("number"), ["301", "302", "303", "305"]
        )

    def test_template_and_prices(self):
        """INV-2: what a position has in common; prices by unit price."""
        layout = self.env["realestate.layout"].create({"name": "2 rooms", "project_id": self.project.id})
        wizard = self._wizard(list_unit_price=10000, floor_unit_price=9000)
        self.assertEqual(wizard.line_ids.mapped("position"), [1, 2])
        wizard.line_ids[0].write({"area_gross": 90, "area_inner": 70, "layout_id": layout.id, "orientation": "South"})
        wizard.line_ids[1].write({"area_gross": 120, "area_inner": 95, "list_unit_price": 11000})
        wizard.action_generate()
        one, two = self.building.unit_ids.filtered(lambda u: u.floor == 1).sorted("number")
        self.assertEqual((one.layout_id, one.orientation, one.list_price), (layout, "South", 900000))
        self.assertEqual((two.list_price, two.floor_price), (1320000, 1080000))
        self.assertEqual(one.price_history_ids.mapped("source"), ["generate"] * 2)

    def test_preview_and_duplicates(self):
        """INV-2: count and first numbers before anything is made; what exists already is refused by name."""
        wizard = self._wizard()
        self.assertEqual((wizard.unit_count, wizard.preview), (4, "101, 102, 201, 202"))
        self.assertFalse(wizard.problem)
        wizard.action_generate()
        again = self._wizard(floor_from=2, floor_to=3)
        self.assertIn("5-201", again.problem)
        with self.assertRaisesRegex(UserError, "5-201"):
            again.action_generate()
        self.assertEqual(len(self.building.unit_ids), 4)

    def test_nonsense_is_refused(self):
        """INV-2: one clear sentence."""
        for values, said in (
            ({"skip_floors": "four"}, "four"),
            ({"skip_floors": "1-2"}, "No unit is left"),
            ({"floor_to": 3000}, "at most"),
        ):
            with self.subTest(values):
                wizard = self._wizard(**values)
                self.assertIn(said, wizard.problem)
                with self.assertRaisesRegex(UserError, said):
                    wizard.action_generate()

    def test_roles(self):
        """ACCESS-1: who may not make units may not generate them."""
        for role in ("consultant", "manager", "accountant"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.env["realestate.unit.generate"].with_user(self.users[role]).create(
                    {"building_id": self.building.id}
                )

    def test_queries_do_not_grow(self):
        """INV-2: one create for all."""
        wizard = self._wizard(floor_to=50, units_per_floor=4)
        with self.assertQueryCount(80):
            wizard.action_generate()
            self.env.flush_all()
        self.assertEqual(len(self.building.unit_ids), 200)
