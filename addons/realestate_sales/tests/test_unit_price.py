from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestUnitPrice(RealestateCommon):
    def test_unit_price_makes_total_to_the_yuan(self):
        """INV-4: total = unit price × area, rounded half up as the project does."""
        self.unit.write({"area_gross_presale": 99.99, "list_unit_price": 12345.67})
        self.assertEqual(self.unit.list_price, 1234444)  # 1234443.54…
        self.unit.write({"area_gross_presale": 100.05, "list_unit_price": 10010})
        self.assertEqual(self.unit.list_price, 1001501)  # 1001500.5 goes up

    def test_unit_price_makes_total_to_the_cent(self):
        """INV-4: a project may keep the cents."""
        self.project.price_rounding = "0.01"
        self.unit.write({"area_gross_presale": 99.99, "list_unit_price": 12345.67})
        self.assertEqual(self.unit.list_price, 1234443.54)

    def test_total_makes_unit_price(self):
        """INV-4: a total given alone makes the unit price, to the cent, and stays as it was given."""
        self.unit.write({"area_gross_presale": 89.37, "list_price": 1100000})
        self.assertEqual(self.unit.list_unit_price, 12308.38)
        self.assertEqual(self.unit.list_price, 1100000)

    def test_both_given(self):
        """INV-4: both are kept where they agree within the rounding, refused where they do not."""
        self.unit.write({"area_gross_presale": 89.37, "list_unit_price": 12308.38, "list_price": 1100000})
        self.assertEqual(self.unit.list_price, 1100000)
        with self.assertRaises(ValidationError) as refused:
            self.unit.write({"list_unit_price": 12308.38, "list_price": 1100100})
        self.assertIn("1100100", refused.exception.args[0])

    def test_basis_inner_and_unit(self):
        """INV-3: the basis says which area counts; per unit, unit price and total are the same."""
        inner = self._new_units(1, code="I", price_basis="inner")
        self.assertEqual(inner.area, 80)
        self.assertEqual(inner.list_price, 800000)
        parking = self._new_units(
            1, code="P", price_basis="unit", property_type="parking", list_unit_price=120000, floor_unit_price=100000
        )
        self.assertEqual((parking.area, parking.list_price, parking.floor_price), (1, 120000, 100000))
        self.project.price_basis = "inner"
        self.assertEqual(self._new_units(1, code="J").price_basis, "inner", "a new unit takes its project's basis")
        self.building.price_basis = "gross"
        self.assertEqual(self._new_units(1, code="K").price_basis, "gross", "its building's, where it has its own")

    def test_area_change_moves_totals(self):
        """INV-3: the final survey replaces the presale survey; totals follow the unit prices."""
        self.unit.area_gross_final = 101.5
        self.assertEqual((self.unit.area, self.unit.list_price, self.unit.floor_price), (101.5, 1015000, 913500))
        self.unit.price_basis = "inner"
        self.assertEqual((self.unit.area, self.unit.list_price), (80, 800000))

    def test_emptied_total_empties_unit_price(self):
        self.unit.write({"floor_price": 0, "list_price": 0})
        self.assertEqual((self.unit.list_unit_price, self.unit.list_price), (0, 0))

    def test_form_shows_the_other_price_at_once(self):
        """INV-4: whoever types one of unit price and total sees the other before saving."""
        with Form(self.unit) as form:
            form.list_unit_price = 11000
            self.assertEqual(form.list_price, 1100000)
            form.list_price = 1100005
            self.assertEqual(form.list_unit_price, 11000.05)
            self.assertEqual(form.list_price, 1100005)
            form.area_gross_presale = 101
            self.assertEqual(form.list_price, 1111005)
        self.assertEqual(self.unit.list_price, 1111005)

    def _assert_refused_by_database(self, values):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.unit.write(values)
            self.env.flush_all()

    def test_database_refuses(self):
        """INV-3, INV-4: list below floor, inner above gross, negative areas and prices."""
        self.unit.write({"list_unit_price": 9000})  # equal to the floor is allowed
        self.env.flush_all()
        for values in (
            {"list_unit_price": 8999.99},
            {"floor_unit_price": 9001},
            {"area_inner_presale": 100.01},
            {"area_gross_final": 80, "area_inner_final": 80.01},
            {"area_gross_presale": -1},
        ):
            with self.subTest(values):
                self._assert_refused_by_database(values)

    def test_area_decimals_are_settable(self):
        """INV-3: 2 decimals, by the decimal precision record."""
        precision = self.env.ref("realestate_sales.decimal_precision_area")
        self.assertEqual(precision.digits, 2)
        self.assertEqual(self.unit._fields["area_gross_presale"].get_digits(self.env)[1], 2)
        precision.digits = 3
        self.assertEqual(self.unit._fields["area_gross_presale"].get_digits(self.env)[1], 3)

    def test_same_prices_for_many_units_is_few_queries(self):
        """INV-4: the number of queries does not grow with the units."""
        units = self._new_units(60, section="Q")
        self.env.flush_all()
        counts = []
        for price, some in ((11000, units[:20]), (11500, units)):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.write({"list_unit_price": price})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(set(units.mapped("list_price")), {1150000})
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_different_prices_for_many_units_is_few_queries(self):
        """INV-4: units of different areas are written together too."""
        units = self._new_units(60, section="Q")
        units._write_prices({unit.id: {"area_gross_presale": 100 + i} for i, unit in enumerate(units)})
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            units.write({"list_unit_price": 11000})
            self.env.flush_all()
        self.assertEqual(units[59].list_price, 159 * 11000)

    def test_history_of_every_change(self):
        """INV-4: by hand, with what it was and who changed it; nothing where nothing changed."""
        first = self.unit.price_history_ids
        self.assertEqual(sorted(first.mapped("kind")), ["floor", "list"], "the first prices are in it")
        self.unit.with_user(self.administrator).list_unit_price = 10500
        entry = self.unit.price_history_ids - first
        self.assertRecordValues(
            entry,
            [
                {
                    "kind": "list",
                    "unit_price_before": 10000,
                    "unit_price": 10500,
                    "price_before": 1000000,
                    "price": 1050000,
                    "change": 50000,
                    "source": "manual",
                    "user_id": self.administrator.id,
                    "project_id": self.project.id,
                }
            ],
        )
        self.unit.list_unit_price = 10500
        self.unit.note = "nothing to do with prices"
        self.assertEqual(self.unit.price_history_ids, first + entry)

    def test_history_tells_its_source(self):
        self.unit.with_context(realestate_price_source="import").filed_price = 1100000
        self.assertEqual(self.unit.price_history_ids[0].source, "import")

    def test_nobody_changes_the_history(self):
        """INV-4, ACCESS-1: readable in own projects, changed by no role."""
        entry = self.unit.price_history_ids[0]
        self.assertEqual(entry.with_user(self.consultant).price, entry.price)
        for role in ("administrator", "director", "general_manager", "configurator"):
            with self.subTest(role), self.assertRaises(AccessError):
                entry.with_user(self.users[role]).check_access("write")
        self.project.user_ids -= self.consultant
        with self.assertRaises(AccessError):
            entry.with_user(self.consultant).read(["price"])

    def test_only_a_director_confirms_a_price(self):
        """DEAL-7: a unit freed by a withdrawal is for sale again when its price has been confirmed."""
        self.unit.price_confirmed = False
        self.assertEqual(self.unit.state, "held")
        self.assertIn("confirmed", self.unit.why_unavailable())
        for role in ("consultant", "manager", "administrator"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.unit.with_user(self.users[role]).action_confirm_price()
        self.unit.with_user(self.director).action_confirm_price()
        self.assertEqual(self.unit.state, "available")
