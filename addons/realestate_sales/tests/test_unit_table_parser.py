import io
import re
import zipfile

import xlwt

from odoo.tests import BaseCase, tagged

from ..tools import unit_table
from ..tools.unit_table.text import cn_number, floor_of_number, parse_floor, parse_number
from .unit_table_book import Book


def read(book, number=0):
    """Return (layout, rows) of a sheet of the book."""
    sheet = unit_table.read_workbook(book.data())[number]
    layout = unit_table.guess_layout(sheet)
    rows = unit_table.read_rows(sheet, layout.header, layout.columns, layout.property_type, layout.headings)
    return layout, list(rows)


def units(rows):
    return [row for row in rows if row.kind == "unit"]


@tagged("post_install", "-at_install")
class TestUnitTableParser(BaseCase):
    """INV-2: what is read from the cells, without any database."""

    def test_numbers(self):
        """Thousands separators, full width, currency and 万 are understood; anything else is refused."""
        for text, number in (
            ("11,888", 11888), ("１２３．５", 123.5), (" 1 234 ", 1234), ("¥9,606.50元", 9606.5), ("128.36㎡", 128.36),
            ("10000元/㎡", 10000), ("12.8万", 128000), ("12.8万元", 128000), ("-5", -5), (7, 7), ("—", None), (None, None),
            ("\u200b", None), ("/", None),
        ):  # fmt: skip
            self.assertEqual(parse_number(text)[0], number, text)
        for text in ("待定", "11,88", "1.2.3", "12%", "=A1", "#REF!", "1e5", "nan"):
            with self.assertRaises(ValueError, msg=text):
                parse_number(text)

    def test_floors(self):
        """The label is kept where it says more than the number."""
        for text, floor, label in (
            ("1层", 1, None), ("12F", 12, None), (3, 3, None), (3.0, 3, None), ("１８层", 18, None), ("第5层", 5, None),
            ("十二层", 12, None), ("首层", 1, None), ("1-2F", 1, "1-2F"), ("1~3层", 1, "1~3层"), ("B1", -1, "B1"),
            ("-2", -2, None), ("负一层", -1, "负一层"), ("地下二层", -2, "地下二层"), ("3A", 4, "3A"), ("12A层", 13, "12A层"),
        ):  # fmt: skip
            self.assertEqual(parse_floor(text), (floor, label), text)
        for text in ("顶", "abc", 1.5, "层"):
            with self.assertRaises(ValueError, msg=text):
                parse_floor(text)

    def test_floor_of_number(self):
        """Where no column says the floor the number does."""
        self.assertEqual(floor_of_number("1-1203", False), 12)
        self.assertEqual(floor_of_number("101", False), 1)
        self.assertEqual(floor_of_number("B2-311", True), -2)
        self.assertEqual(floor_of_number("12A01", False), 13)
        self.assertIsNone(floor_of_number("S01", False))

    def test_layouts(self):
        self.assertEqual(unit_table.parse_layout("4室2厅2卫"), (4, 2, 2))
        self.assertEqual(unit_table.parse_layout("三房两厅一厨一卫"), (3, 2, 1))
        self.assertEqual(unit_table.parse_layout("3+1室2厅2卫"), (4, 2, 2))
        self.assertEqual(unit_table.parse_layout("标准"), (0, 0, 0))
        self.assertEqual(cn_number("二十一"), 21)

    def test_building_and_section_keys(self):
        """One building written in several ways is one building."""
        for text in ("1#楼", "1号楼", "01#", "一栋", "１幢", "1"):
            self.assertEqual(unit_table.building_key(text), "1", text)
        self.assertEqual(unit_table.building_key("A座"), "A")
        self.assertEqual(unit_table.building_key("临江商街"), "临江商街")
        self.assertEqual(unit_table.section_key("一单元"), "1")

    def test_headings(self):
        """Synonyms, units in brackets, and what is not to be taken for a price or area."""
        for heading, target in (
            ("房间号", "number"), ("铺号", "number"), ("车位编号", "number"), ("幢号", "building"), ("所在层", "floor"),
            ("层高(m)", "extra"), ("总层数", "extra"), ("实测面积/套内面积", "area_inner_final"), ("建筑面积(㎡)", "area_gross_presale"),
            ("分摊面积", "area_shared"), ("赠送面积", "extra"), ("备案价/单价", "filed_unit_price"), ("销售单价（元/㎡）", "list_unit_price"),
            ("售价（万元）", "list_price"), ("底价/总价", "floor_price"), ("成交总价", "ignore"), ("契税金额", "ignore"),
            ("房 型", "layout"), ("备注", "note"), ("序号", "ignore"), ("售价", "list?"),
        ):  # fmt: skip
            self.assertEqual(unit_table.guess_heading(heading)[0], target, heading)
        self.assertEqual(unit_table.guess_heading("售价（万元）")[1], 10000)
        self.assertEqual(unit_table.guess_heading("类型", "parking")[0], "layout")
        self.assertEqual(unit_table.guess_heading("区域", "parking")[0], "section")

    def test_home_sheet(self):
        """Two heading rows, cells to fill down, subtotals and notes of a sheet of homes."""
        book = Book()
        book.homes()
        layout, rows = read(book)
        self.assertEqual((layout.header, layout.property_type, layout.price_basis), ((3, 4), "residential", "gross"))
        self.assertEqual(layout.headings[8], "预测面积/建筑面积")
        self.assertEqual(
            [(row.number, row.kind) for row in rows if row.kind != "unit"],
            [(1, "title"), (2, "title"), (3, "heading"), (4, "heading"), (9, "subtotal"), (14, "subtotal"),
             (15, "subtotal"), (16, "note")],
        )  # fmt: skip
        found = units(rows)
        self.assertEqual(len(found), 8)
        self.assertFalse([row.problems for row in found if row.problems])
        self.assertEqual({row.values["building"] for row in found}, {"2#楼"})
        self.assertEqual([row.values["section"] for row in found], ["1单元"] * 4 + ["2单元"] * 4)
        self.assertEqual([row.values["floor"] for row in found], [1, 1, 2, 2] * 2)

    def test_space_sheet(self):
        """万元, zones, kinds of spaces, and the floor from the number; the basis is the space."""
        book = Book()
        book.spaces()["G2"] = "人防车位，不可出售"
        layout, rows = read(book)
        self.assertEqual((layout.header, layout.property_type, layout.price_basis), ((1, 1), "parking", "unit"))
        values = units(rows)[0].values
        self.assertEqual((values["list_price"], values["floor"], values["layout"]), (118000, -1, "标准"))
        self.assertTrue(values["not_for_sale"])
        self.assertEqual(values["not_for_sale_reason"], "人防车位，不可出售")
        self.assertTrue(values["note"].startswith("人防车位，不可出售"))
        self.assertFalse(units(rows)[1].values.get("not_for_sale"))

    def test_shop_sheet(self):
        """Floors like 1-2F keep their label; what has no field is kept in the remark."""
        book = Book()
        book.shops()
        layout, rows = read(book)
        self.assertEqual(layout.property_type, "shop")
        values = units(rows)[1].values
        self.assertEqual((values["floor"], values["floor_label"]), (1, "1-2F"))
        self.assertEqual(values["note"], "层高(m)：5.1；是否可餐饮：否")

    def test_not_for_sale(self):
        """Remarks that keep a unit from sale, and some that do not."""
        book = Book()
        sheet = book.homes()
        remarks = ("样板间，暂不销售", "样板间，可对外销售", "精装修", "公司自持", "不可售")
        for row, remark in zip((5, 6, 7, 8, 10), remarks, strict=True):
            sheet.cell(row, 16, remark)
        found = [row.values.get("not_for_sale") for row in units(read(book)[1])][:5]
        self.assertEqual(found, [True, False, False, True, True])

    def test_inner_basis(self):
        """Totals that are the unit price times the inner area say so."""
        book = Book()
        rows = [("房号", "建筑面积", "套内面积", "面价单价", "面价总价")]
        rows += [(f"{floor}01", 100, 80, 10000, 800000) for floor in range(1, 5)]
        book.sheet("5#楼", rows)
        self.assertEqual(read(book)[0].price_basis, "inner")

    def test_units_of_price(self):
        """万元 stated in the title or only visible from the figures; 元 a ㎡ beside it stays 元."""
        for title in ("单位：万元", "价格表"):
            book = Book()
            rows = [(title,), ("房号", "建筑面积", "单价", "总价")]
            rows += [(f"{floor}01", 100, 10000, 100) for floor in range(1, 5)]
            book.sheet("5#楼", rows)
            values = units(read(book)[1])[0].values
            self.assertEqual((values["list_unit_price"], values["list_price"]), (10000, 1000000), title)

    def test_centred_groups_and_repeated_headings(self):
        """Group names centred without merging, and the headings printed again on the next page."""
        book = Book()
        heads = [("房号", "预测面积", None, "面价", None), (None, "建筑面积", "套内面积", "单价", "总价")]
        body = [(f"{floor}01", 100, 80, 10000, 1000000) for floor in range(1, 4)]
        book.sheet("5#楼", [*heads, *body, *heads, ("401", 100, 80, 10000, 1000000)])
        layout, rows = read(book)
        self.assertEqual(layout.headings[5], "面价/总价")
        self.assertEqual(len(units(rows)), 4)
        self.assertEqual([row.number for row in rows if row.kind == "heading"], [1, 2, 6, 7])

    def test_section_lines(self):
        """A line that only says the section holds for the rows below it."""
        book = Book()
        book.sheet("5#楼", [("房号", "建筑面积"), ("1单元",), ("101", 90), ("2单元",), ("101", 90)])
        self.assertEqual([row.values["section"] for row in units(read(book)[1])], ["1单元", "2单元"])

    def test_problems(self):
        """Each trap in a cell is named with its row and column."""
        book = Book()
        sheet = book.homes(sections=1)
        sheet["E5"] = None
        sheet["H6"] = "约100"
        sheet["O7"] = -1
        sheet["N8"] = "=L8+1000"
        found = [(p.row, p.column, p.code) for row in read(book)[1] for p in row.problems]
        self.assertEqual(
            found, [(5, 5, "no_number"), (6, 8, "bad_number"), (7, 15, "negative"), (8, 14, "formula_unsaved")]
        )

    def test_checks(self):
        """Inner above gross, price that does not multiply, list below floor (INV-3, INV-4)."""
        book = Book()
        sheet = book.homes(sections=1)
        sheet["I5"], sheet["J5"] = 100.01, None
        sheet["O6"] = 1000100
        sheet["N7"], sheet["O7"] = 8999, 899900
        sheet["O8"] = 1000001  # within the rounding
        found = []
        for row in units(read(book)[1]):
            unit_table.check_row(row, "gross", 1.0)
            found += [(p.row, p.column, p.code) for p in row.problems]
        self.assertEqual(found, [(5, 9, "inner_above_gross"), (6, 15, "price_mismatch"), (7, 15, "list_below_floor")])

    def test_old_excel(self):
        """An .xls is read as well, merges included."""
        book = xlwt.Workbook()
        sheet = book.add_sheet("6#楼")
        for column, heading in enumerate(("楼层", "房号", "建筑面积")):
            sheet.write(0, column, heading)
        sheet.write_merge(1, 2, 0, 0, "1层")
        for row, number in ((1, 101), (2, 102)):
            sheet.write(row, 1, number)
            sheet.write(row, 2, 88.5)
        out = io.BytesIO()
        book.save(out)
        [data] = unit_table.read_workbook(out.getvalue())
        layout = unit_table.guess_layout(data)
        rows = units(unit_table.read_rows(data, layout.header, layout.columns, "residential"))
        self.assertEqual([(r.values["number"], r.values["floor"]) for r in rows], [("101", 1), ("102", 1)])

    def test_files_refused(self):
        """What is no workbook is refused with a reason, whatever it is."""
        zipped = io.BytesIO()
        with zipfile.ZipFile(zipped, "w") as archive:
            archive.writestr("a.txt", "x")
        book = Book()
        book.spaces()
        for data, code in (
            (b"", "empty_file"), (b"a,b\n1,2", "wrong_type"), (zipped.getvalue(), "wrong_type"),
            (book.data()[:2000], "corrupt"), (b"\xd0\xcf\x11\xe0junk", "corrupt"),
            (b"PK" + b"0" * (21 * 1024 * 1024), "too_large"),
        ):  # fmt: skip
            with self.assertRaises(unit_table.WorkbookError) as refused:
                unit_table.read_workbook(data, "x.csv")
            self.assertEqual(refused.exception.code, code)

    def test_ghost_rows(self):
        """A sheet formatted down to its last row is refused, not read for minutes."""
        book = Book()
        book.spaces().cell(1_000_000, 1, " ")
        with self.assertRaises(unit_table.WorkbookError) as refused:
            unit_table.read_workbook(book.data())
        self.assertEqual(refused.exception.code, "too_many_rows")

    def test_size_not_the_sheets(self):
        """The size a program wrote into the file is not believed: every row is read."""
        book = Book()
        book.spaces(count=3)
        wrong = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book.data())) as old, zipfile.ZipFile(wrong, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    data = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', data)
                new.writestr(name, data)
        [sheet] = unit_table.read_workbook(wrong.getvalue())
        self.assertEqual(len(sheet.rows), 4)

    def test_values_under_a_merge(self):
        """What is still stored under a merge is not shown by Excel, so it is not read."""
        book = Book()
        book.sheet("5#楼", [("楼层", "房号", "建筑面积"), ("1层", "101", 90), ("9层", "102", 90)])
        hidden = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(book.data())) as old, zipfile.ZipFile(hidden, "w") as new:
            for name in old.namelist():
                data = old.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    data = data.replace(
                        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
                    )
                new.writestr(name, data)
        [sheet] = unit_table.read_workbook(hidden.getvalue())
        self.assertEqual((sheet.merged, sheet.cell(2, 1), sheet.cell(3, 1)), ([(2, 1, 3, 1)], "1层", None))

    def test_template(self):
        """The template is read by the import that offers it."""
        sheets = unit_table.read_workbook(unit_table.template_workbook())
        for sheet in sheets:
            layout = unit_table.guess_layout(sheet)
            rows = list(unit_table.read_rows(sheet, layout.header, layout.columns, layout.property_type))
            for row in units(rows):
                unit_table.check_row(row, layout.price_basis or "gross", 1.0)
            self.assertEqual(len(units(rows)), 2, sheet.name)
            self.assertFalse([row.problems for row in rows if row.problems])
