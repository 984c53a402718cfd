import base64
import io
from contextlib import closing

import openpyxl

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import RealestateCommon
from .unit_table_book import Book


@tagged("post_install", "-at_install")
class TestUnitImport(RealestateCommon):
    """INV-2: from the workbook to the units, all or nothing."""

    def _import(self, book, user=None, **values):
        wizard = self.env["realestate.unit.import"].with_user(user or self.administrator)
        return wizard.create(
            {"project_id": self.project.id, "file": book.base64(), "filename": "楼盘表.xlsx", **values}
        )

    def _units(self):
        return self.env["realestate.unit"].search([("project_id", "=", self.project.id)]) - self.units

    def _whole_book(self):
        book = Book()
        book.homes()
        book.shops()
        book.spaces()["G4"] = "人防车位，不可出售"
        return book

    def test_whole_workbook(self):
        """Three kinds of sheets in one step; buildings, layouts and sections come into being."""
        wizard = self._import(self._whole_book())
        self.assertEqual(wizard.state, "review")
        self.assertFalse(wizard.error_ids)
        self.assertEqual((wizard.create_count, wizard.left_out_count), (13, 4))
        self.assertFalse(self._units(), "nothing is written before the user says so")
        wizard.action_import()
        units = self._units()
        self.assertEqual(len(units), 13)
        self.assertEqual(wizard.state, "done")
        home = units.filtered(lambda u: u.code == "2-2-201")
        self.assertEqual((home.building_id.name, home.section, home.floor, home.number), ("2#楼", "2单元", 2, "2-201"))
        self.assertEqual((home.layout_id.room_count, home.layout_id.hall_count, home.layout_id.bath_count), (3, 2, 2))
        self.assertEqual((home.floor_price, home.list_unit_price, home.list_price), (900000, 10000, 1000000))
        self.assertEqual(home.state, "unreleased")
        space = units.filtered(lambda u: u.number == "B1-003")
        self.assertEqual((space.price_basis, space.list_price, space.floor), ("unit", 118000, -1))
        self.assertTrue(space.not_for_sale)
        self.assertEqual(space.not_for_sale_reason, "人防车位，不可出售")
        self.assertEqual(units.filtered(lambda u: u.number == "S02").floor_label, "1-2F")

    def test_left_out_rows_listed(self):
        """Title, subtotal and note rows are listed with the reason."""
        wizard = self._import(self._whole_book())
        listed = {(issue.sheet, issue.row): issue.reason for issue in wizard.left_out_ids}
        self.assertEqual(listed["2#楼", 9], "Subtotal")
        self.assertEqual(listed["2#楼", 15], "Subtotal")
        self.assertEqual(listed["2#楼", 16], "Note, no unit")
        self.assertEqual(listed["商业", 1], "Title")

    def test_existing_building(self):
        """1号楼 in the workbook is the project's 1#."""
        book = Book()
        book.sheet("1号楼", [("房号", "建筑面积"), ("901", 90)])
        self._import(book).action_import()
        self.assertEqual(self._units().building_id, self.building)
        self.assertEqual(self._units().code, "1-901")

    def test_same_as_typed_in(self):
        """A unit inserted in bulk has every stored value that the same unit created by hand has (INV-2)."""
        book = Book()
        rows = [("单元", "楼层", "房号", "户型", "朝向", "建筑面积", "套内面积", "底价总价", "面价单价", "备注")]
        book.sheet(
            "1号楼", [*rows, ("2单元", 9, "903", "3室2厅", "南", 100.5, 80.25, 900000, 10000, "样板间，暂不销售")]
        )
        release = self.env["realestate.release"].create(
            {"name": "Second", "project_id": self.project.id, "date": "2026-03-01"}
        )
        self._import(book, release_id=release.id).action_import()
        unit = self._units()
        skipped = {*models.MAGIC_COLUMNS, "display_name"}
        stored = [n for n, field in unit._fields.items() if field.store and field.column_type and n not in skipped]
        [imported] = unit.read(stored, load=None)
        given = [name for name in stored if not unit._fields[name].compute]
        vals = {name: imported[name] for name in given}
        history = unit.price_history_ids.mapped(lambda line: (line.kind, line.unit_price, line.price, line.change))
        unit.unlink()
        by_hand = self.env["realestate.unit"].create(vals)
        self.env.flush_all()
        self.env.invalidate_all()
        [typed] = by_hand.read(stored, load=None)
        self.assertEqual({**imported, "id": 0}, {**typed, "id": 0})
        self.assertEqual(
            history,
            by_hand.price_history_ids.mapped(lambda line: (line.kind, line.unit_price, line.price, line.change)),
        )

    def test_prices_add_up_in_groups(self):
        """Lists and pivots add up prices with their currency."""
        [group] = self.env["realestate.unit"].formatted_read_group(
            [("id", "in", self.units.ids)],
            ["project_id"],
            ["list_price:sum_currency", "currency_id:array_agg_distinct"],
        )
        self.assertEqual(group["currency_id:array_agg_distinct"], [self.company.currency_id.id])

    def test_computed_at_creation(self):
        """What a new unit is completed with is what its computes say (INV-2)."""
        book = self._whole_book()
        self._import(book).action_import()
        units = self._units()
        names = [name for name, field in units._fields.items() if field.store and field.compute and field.precompute]
        before = units.read(names, load=None)
        for name in names:
            self.env.add_to_compute(units._fields[name], units)
        units.flush_recordset()
        self.env.invalidate_all()
        self.assertEqual(units.read(names, load=None), before)

    def test_release(self):
        """New units may go into a release being prepared."""
        release = self.env["realestate.release"].create(
            {"name": "Second", "project_id": self.project.id, "date": "2026-03-01"}
        )
        self._import(self._whole_book(), release_id=release.id).action_import()
        self.assertEqual(release.unit_ids, self._units())

    def test_all_or_nothing(self):
        """One bad cell among three sheets: nothing is written, no building and no layout either."""
        book = self._whole_book()
        book.book["2#楼"]["O5"] = 1234567
        counts = {
            m: self.env[m].search_count([]) for m in ("realestate.building", "realestate.layout", "realestate.unit")
        }
        wizard = self._import(book)
        self.assertEqual(wizard.error_count, 1)
        wizard.action_import()
        self.assertEqual(wizard.state, "review")
        for model, count in counts.items():
            self.assertEqual(self.env[model].search_count([]), count, model)

    def test_error_workbook(self):
        """The user's own workbook comes back: cell filled and commented, errors listed on a sheet in front."""
        book = self._whole_book()
        book.book["2#楼"]["O5"] = 1234567
        book.book["地下车位"]["F3"] = "面议"
        wizard = self._import(book)
        back = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.error_file)))
        self.assertEqual(back.sheetnames, ["Errors", "2#楼", "商业", "地下车位"])
        rows = list(back["Errors"].iter_rows(values_only=True))
        self.assertEqual(rows[0], ("Sheet", "Row", "Column", "Value", "Reason"))
        self.assertEqual(rows[1][:4], ("2#楼", 5, "O", "1234567.0"[: len(rows[1][3])]))
        self.assertIn("10000 × 100 makes 1000000.00", rows[1][4])
        self.assertEqual(rows[2][:4], ("地下车位", 3, "F", "面议"))
        cell = back["2#楼"]["O5"]
        self.assertEqual(cell.value, 1234567)
        self.assertEqual(cell.fill.fgColor.rgb, "FFFF9999")
        self.assertIn("1000000.00", cell.comment.text)
        self.assertEqual(back["2#楼"]["H9"].value, "=SUM(H5:H8)", "formulas are kept")
        self.assertFalse(back["2#楼"]["O6"].comment)

    def test_corrected_workbook(self):
        """The corrected file takes the place of the wrong one in the same form."""
        book = self._whole_book()
        book.book["2#楼"]["O5"] = 1
        wizard = self._import(book)
        self.assertTrue(wizard.error_ids)
        book.book["2#楼"]["O5"] = 1000000
        wizard.file = book.base64()
        self.assertFalse(wizard.error_ids)
        self.assertFalse(wizard.error_file)
        wizard.action_import()
        self.assertEqual(len(self._units()), 13)

    def test_duplicates_in_file(self):
        """The second row of the same unit is an error that names the first."""
        book = Book()
        book.homes()["E6"] = "1-101"
        wizard = self._import(book)
        [error] = wizard.error_ids
        self.assertEqual((error.row, error.column, error.value), (6, "E", "1-101"))
        self.assertIn("row 5", error.reason)

    def test_zones_with_the_same_numbers(self):
        """Spaces numbered anew in each zone are told apart by the zone."""
        book = Book()
        sheet = book.spaces(count=2)
        sheet["A3"], sheet["B3"] = "B1-001", "B区"
        wizard = self._import(book)
        self.assertFalse(wizard.error_ids)
        wizard.action_import()
        self.assertEqual(sorted(self._units().mapped("code")), ["地下车位-A-B1-001", "地下车位-B-B1-001"])

    def test_list_below_stored_floor(self):
        """A new list price is held against the floor price the unit already has."""
        self._import(self._whole_book()).action_import()
        book = Book()
        book.sheet("2#楼", [("单元", "房号", "面价单价"), ("1单元", "1-101", 8999)])
        wizard = self._import(book)
        self.assertEqual(wizard.error_ids.mapped("row"), [2])
        self.assertIn("floor price", wizard.error_ids.reason)

    def test_import_again(self):
        """Importing again updates by unit code and creates nothing twice; blank cells erase nothing."""
        self._import(self._whole_book()).action_import()
        before = self._units()
        again = self._import(self._whole_book())
        self.assertEqual((again.create_count, again.update_count, again.unchanged_count), (0, 0, 13))
        with self.assertRaises(UserError):
            again.action_import()
        book = self._whole_book()
        sheet = book.book["2#楼"]
        sheet["N5"], sheet["O5"], sheet["G6"] = 11000, 1100000, None
        again = self._import(book)
        self.assertEqual((again.create_count, again.update_count, again.unchanged_count), (0, 1, 12))
        self.assertIn("1100000", again.row_ids.filtered("changes").changes)
        again.action_import()
        self.assertEqual(self._units(), before)
        changed = before.filtered(lambda u: u.code == "2-1-101")
        self.assertEqual((changed.list_unit_price, changed.list_price), (11000, 1100000))
        self.assertEqual(before.filtered(lambda u: u.code == "2-1-102").orientation, "南")

    def test_live_deal_never_touched(self):
        """A unit with a live deal is listed as skipped and keeps every value; its neighbours are updated."""
        book = Book()
        rows = [("房号", "楼层", "建筑面积", "套内面积", "面价单价", "面价总价")]
        rows += [(f"{floor}01", floor, 100, 80, 12000, 1200000) for floor in (1, 2)]
        book.sheet("1#楼", rows)
        self.units[:2].write({"property_type": "residential"})
        self._subscribe(self.units[0])
        before = self.units[0].read()[0]
        wizard = self._import(book)
        self.assertEqual(wizard.live_ids.mapped("value"), ["1-101"])
        self.assertEqual((wizard.live_count, wizard.update_count, wizard.create_count), (1, 1, 0))
        wizard.action_import()
        self.env.invalidate_all()
        self.assertEqual(self.units[0].read()[0], before)
        self.assertEqual(self.units[1].list_price, 1200000)

    def test_mapping_corrected(self):
        """What was guessed wrong can be set right; two columns of one meaning are refused."""
        book = Book()
        book.sheet("7#楼", [("房号", "建筑面积", "甲", "乙"), ("101", 100, 9000, 900000)])
        wizard = self._import(book)
        columns = wizard.sheet_ids.column_ids
        self.assertEqual(columns.mapped("target"), ["number", "area_gross_presale", "ignore", "ignore"])
        sheet = wizard.sheet_ids
        with self.assertRaises(UserError):
            wizard.sheet_ids = [(1, sheet.id, {"column_ids": [(1, columns[2].id, {"target": "number"})]})]
        columns[2].target = "ignore"
        wizard.sheet_ids = [(1, sheet.id, {"column_ids": [(1, columns[3].id, {"target": "list_price"})]})]
        wizard.action_import()
        self.assertEqual(self._units().list_price, 900000)
        self.assertEqual(self._units().list_unit_price, 9000)

    def test_price_unit_of_sheet(self):
        """万元 or 元 can be set for all prices of a sheet at once."""
        book = Book()
        book.sheet("7#楼", [("房号", "建筑面积", "总价"), ("101", 100, 90)])
        wizard = self._import(book)
        self.assertEqual(wizard.sheet_ids.price_unit, "wan")
        wizard.sheet_ids = [(1, wizard.sheet_ids.id, {"price_unit": "yuan"})]
        self.assertEqual(wizard.row_ids.list_price, 90)

    def test_sheet_left_out(self):
        """A sheet that is switched off is not imported; a hidden one is off from the start."""
        book = self._whole_book()
        book.book["商业"].sheet_state = "hidden"
        book.sheet("说明", [("本表仅供内部使用",)])
        wizard = self._import(book)
        included = {sheet.name: sheet.include for sheet in wizard.sheet_ids}
        self.assertEqual(included, {"2#楼": True, "商业": False, "地下车位": True, "说明": False})
        wizard.action_import()
        self.assertFalse(self._units().filtered(lambda u: u.property_type == "shop"))

    def test_bad_files(self):
        """A file that is no unit table is answered in one sentence, and nothing can be imported from it."""
        empty = Book()
        empty.sheet("Sheet1", [("你好",)])
        for data in (b"a,b", empty.data()):
            wizard = self.env["realestate.unit.import"].create(
                {"project_id": self.project.id, "file": base64.b64encode(data), "filename": "x.csv"}
            )
            self.assertTrue(wizard.file_error)
            self.assertEqual(wizard.state, "upload")
            with self.assertRaises(UserError):
                wizard.action_import()

    def test_rights(self):
        """ACCESS-1: a consultant or manager cannot import; nobody reads another's import."""
        for user in (self.consultant, self.manager, self.director, self.accountant):
            with self.assertRaises(AccessError):
                self._import(self._whole_book(), user=user)
        wizard = self._import(self._whole_book())
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["configurator"]).sheet_ids.mapped("name")
        self._import(self._whole_book(), user=self.users["configurator"]).action_import()
        self.assertEqual(len(self._units()), 13)

    def test_other_projects(self):
        """An administrator imports into own projects only."""
        other = self.env["realestate.project"].create({"name": "Other", "code": "OT", "user_ids": False})
        with self.assertRaises(AccessError):
            self._import(self._whole_book(), project_id=other.id).action_import()
        self.assertFalse(self.env["realestate.unit"].search([("project_id", "=", other.id)]))

    def test_queries_do_not_grow(self):
        """Checking, creating and updating need as many queries for 8 units as for 96 (the ORM inserts 100 at once)."""
        sizes = (4, 8, 96)
        # all before the first count: a new project empties the memory of who works where
        projects = [
            self.project.copy({"name": f"P{size}", "code": f"P{size}", "user_ids": self.project.user_ids.ids})
            for size in sizes
        ]
        counts = [
            [self._count_queries(project, size, price) for price in (10000, 11000)]
            for project, size in zip(projects, sizes, strict=True)
        ]
        self.assertEqual(counts[1], counts[2], "the first run only warmed the caches")

    def _count_queries(self, project, size, price):
        book = Book()
        rows = [("单元", "楼层", "房号", "户型", "建筑面积", "面价单价")]
        rows += [
            ("1单元", n // 4 + 1, f"{n // 4 + 1}0{n % 4 + 1}", "3室2厅1卫", 90 + n / 100, price) for n in range(size)
        ]
        book.sheet("8#楼", rows)
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        wizard = self._import(book, project_id=project.id)
        wizard.action_import()
        self.env.flush_all()
        self.assertEqual(wizard.create_count + wizard.update_count, size)
        return self.cr.sql_log_count - start


@tagged("post_install", "-at_install")
class TestUnitImportTemplate(HttpCase, RealestateCommon):
    def test_template_download(self):
        """INV-2: who may import can download the template, a consultant cannot."""
        for user, status in ((self.administrator, 200), (self.consultant, 403)):
            user.password = user.login
            self.authenticate(user.login, user.login)
            with closing(self.url_open("/realestate_sales/unit_table_template")) as response:
                self.assertEqual(response.status_code, status)
