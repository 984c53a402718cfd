import io
import math

import openpyxl

from odoo.tests import BaseCase, tagged

from odoo.addons.realestate_sales.tools.unit_table import WorkbookError

from ..tools.call_list import guess_layout, read_list_file, read_persons, split_numbers


def read(rows, area_code=""):
    """Return (row, name, place, note, numbers in full) of each person on a sheet of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    [sheet] = read_list_file(out.getvalue(), "list.xlsx")
    return persons(sheet, area_code)


def persons(sheet, area_code=""):
    return [
        (person.row, person.name, person.place, person.note, [n.sanitized for n in person.numbers])
        for person in read_persons(sheet, guess_layout(sheet), area_code)
    ]


@tagged("post_install", "-at_install")
class TestCallListParser(BaseCase):
    def _numbers(self, value, area_code=""):
        return [number.sanitized or number.error for number in split_numbers(value, area_code)]

    def test_one_number(self):
        """CH-3: a number is the same however the cell has it: text, figure, blanks, +86, full width."""
        for value in (
            "13800001234", 13800001234, 13800001234.0, " 138 0000 1234 ", "+86 138-0000-1234", "008613800001234",
            "１３８００００１２３４", "手机：13800001234", "王先生13800001234(微信同号)", "'13800001234",
        ):  # fmt: skip
            with self.subTest(value=value):
                self.assertEqual(self._numbers(value), ["+8613800001234"])
        self.assertFalse(split_numbers("13800001234")[0].cleaned)
        self.assertTrue(split_numbers("138 0000 1234")[0].cleaned)

    def test_landline(self):
        """CH-3: a landline with its extension; without area code it takes the list's, or is invalid."""
        self.assertEqual(self._numbers("0571-88886666"), ["+8657188886666"])
        self.assertEqual(self._numbers("0571-88886666转801"), ["+8657188886666;ext=801"])
        self.assertEqual(self._numbers("88886666"), ["area"])
        self.assertEqual(self._numbers(88886666, "0571"), ["+8657188886666"])

    def test_several_in_a_cell(self):
        """CH-3: several numbers in a cell are one person's."""
        both = ["+8613800001234", "+8613900005678"]
        for value in (
            "13800001234/13900005678", "13800001234、13900005678", "13800001234 13900005678",
            "13800001234\n13900005678", "1380000123413900005678", "13800001234，妻13900005678", "13800001234或13900005678",
        ):  # fmt: skip
            with self.subTest(value=value):
                self.assertEqual(self._numbers(value), both)
        self.assertEqual(self._numbers("0571-88886666/88887777"), ["+8657188886666", "+8657188887777"])
        self.assertEqual(self._numbers("13800001234/1390000567"), ["+8613800001234", "digits"])

    def test_invalid(self):
        """CH-3: what is no number says why: digits lost by Excel, one digit too few."""
        self.assertEqual(self._numbers("1.38E+10"), ["scientific"])
        self.assertEqual(self._numbers("1380000123"), ["digits"])
        self.assertEqual(self._numbers("暂无"), ["digits"])
        self.assertEqual(self._numbers(math.inf), ["digits"])
        for nothing in (None, "", "  ", "-", "无"):
            self.assertEqual(self._numbers(nothing), [])

    def test_any_order_of_columns(self):
        """CH-3: columns in any order under a title; unknown ones stay in the note with their heading."""
        rows = [
            ["锦绣小区业主名单"],
            [],
            ["序号", "备注", "所在小区", "联系电话", "业主姓名", "备用手机", "楼号"],
            [1, "有意向", "锦绣家园", "138 0000 1234", "王建国", 13900005678, "3幢"],
            [2, None, "锦绣家园", None, "李秀英", None, None],
            [3, None, "锦绣家园", "1380000", "赵六", None, None],
        ]
        self.assertEqual(
            read(rows),
            [
                (4, "王建国", "锦绣家园", "有意向; 楼号: 3幢", ["+8613800001234", "+8613900005678"]),
                (6, "赵六", "锦绣家园", "", [None]),
            ],
        )

    def test_without_headings(self):
        """CH-3: a list without headings is told by what stands in its columns."""
        rows = [["13800001234", "王建国", "滨江花园3幢"], ["13900005678", "李秀英", "滨江花园5幢"]]
        self.assertEqual(read(rows)[1], (2, "李秀英", "", "滨江花园5幢", ["+8613900005678"]))
        self.assertEqual(read([["13800001234"], [13900005678]])[0][4], ["+8613800001234"])

    def test_csv(self):
        """CH-3: CSV in UTF-8 and in the encoding of Chinese Windows, by comma, tabulator or a number a line."""
        text = "手机,姓名,小区\n13800001234,王建国,锦绣家园\n"
        for data in (
            text.encode(), text.encode("utf-8-sig"), text.encode("gb18030"), text.replace(",", "\t").encode("utf-16"),
        ):  # fmt: skip
            [sheet] = read_list_file(data, "list.csv")
            self.assertEqual(persons(sheet), [(2, "王建国", "锦绣家园", "", ["+8613800001234"])])
        [sheet] = read_list_file(b"13800001234\r\n13900005678\r\n", "list.txt")
        self.assertEqual(len(persons(sheet)), 2)

    def test_no_list(self):
        """CH-3: a picture is refused; a sheet without numbers has no phone column."""
        with self.assertRaises(WorkbookError):
            read_list_file(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.png")
        [sheet] = read_list_file("姓名,小区\n王建国,锦绣\n".encode(), "list.csv")
        self.assertNotIn("phone", guess_layout(sheet).columns.values())

    def test_headings_repeated(self):
        """CH-3: two lists put under each other: the second headings are no person."""
        rows = [["姓名", "电话"], ["王建国", "13800001234"], ["姓名", "电话"], ["李秀英", "13900005678"]]
        self.assertEqual([person[0] for person in read(rows)], [2, 4])
