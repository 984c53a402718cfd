"""Workbook files into plain cells, with limits: a file is somebody else's and may be anything."""

import datetime
import io
import json
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import islice

import openpyxl
import xlrd

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_ROWS = 60_000
MAX_COLUMNS = 120
_UNSAVED = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


class WorkbookError(Exception):
    """The file cannot be read: ``code`` says why, ``params`` with what."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass
class SheetData:
    """One sheet as read; rows and columns count from 1 in everything that people see."""

    name: str
    rows: list
    merged: list = field(default_factory=list)  # (first row, first column, last row, last column), from 1
    hidden: bool = False
    unsaved: set = field(default_factory=set)  # (row, column) of formulas stored without their value

    def cell(self, row, column):
        """Return the value at ``row``, ``column`` (from 1), ``None`` outside."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else None

    @property
    def width(self):
        return max((len(cells) for cells in self.rows[:200]), default=0)


def read_workbook(data, filename=""):
    """Read an .xlsx, .xlsm or .xls file; formulas give the values saved with them, nothing is evaluated.

    :param bytes data: the file
    :return: list of SheetData, as ordered in the workbook
    :raises WorkbookError: too large, of another kind, damaged
    """
    if not data:
        raise WorkbookError("empty_file")
    if len(data) > MAX_BYTES:
        raise WorkbookError("too_large", size=len(data) // 1024 // 1024, limit=MAX_BYTES // 1024 // 1024)
    if data.startswith(b"PK"):
        return _read_xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _read_xls(data)
    raise WorkbookError("wrong_type", name=filename or "?")


def _read_xlsx(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive)
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            return [_xlsx_sheet(sheet, archive) for sheet in book.worksheets]
    except WorkbookError:
        raise
    except Exception as error:  # whatever a damaged file makes the library stumble over
        raise WorkbookError("corrupt") from error


def _check_archive(archive):
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise WorkbookError("wrong_type", name="zip")
    if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
        raise WorkbookError(
            "too_large", size=">" + str(MAX_UNPACKED // 1024 // 1024), limit=MAX_UNPACKED // 1024 // 1024
        )
    for name in names:
        if name.endswith(".xml"):
            with archive.open(name) as part:
                if b"<!DOCTYPE" in part.read(2048):
                    raise WorkbookError("corrupt")


def _unsaved_formulas(xml):
    """Return the cells whose formula has no saved value, as programs other than Excel write them."""
    if b"<f" not in xml:
        return set()
    return {(int(row), _column_number(letters.decode())) for letters, row in _UNSAVED.findall(xml)}


def _merged_cells(xml):
    """Return (first row, first column, last row, last column) of each merge."""
    return [
        (int(top), _column_number(left.decode()), int(bottom), _column_number(right.decode()))
        for left, top, right, bottom in _MERGE.findall(xml, xml.rfind(b"</sheetData>"))
    ]


def _column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _xlsx_sheet(sheet, archive):
    # read as a stream the sheet is half the work, but tells nothing of merges
    xml = archive.read(sheet._worksheet_path)
    merged = _merged_cells(xml)
    declared = sheet.max_row or 0
    sheet.reset_dimensions()  # some programs write a size that is not the sheet's
    rows = [list(cells[:MAX_COLUMNS]) for cells in islice(sheet.iter_rows(values_only=True), MAX_ROWS + 1)]
    if len(rows) > MAX_ROWS:
        raise WorkbookError("too_many_rows", sheet=sheet.title, rows=max(declared, len(rows)), limit=MAX_ROWS)
    _empty_covered(rows, merged)
    return SheetData(
        name=sheet.title,
        rows=rows,
        merged=merged,
        hidden=sheet.sheet_state != "visible",
        unsaved=_unsaved_formulas(xml),
    )


def _empty_covered(rows, merged):
    """A merge shows its first cell alone, whatever the covered ones still hold."""
    for top, left, bottom, right in merged:
        for number, cells in enumerate(rows[top - 1 : bottom], top):
            first = left if number > top else left + 1
            covered = range(first - 1, min(right, len(cells)))
            for index in covered:
                cells[index] = None


def _read_xls(data):
    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True)
        return [_xls_sheet(book, sheet) for sheet in book.sheets()]
    except WorkbookError:
        raise
    except Exception as error:  # as above
        raise WorkbookError("corrupt") from error


def _xls_sheet(book, sheet):
    def value(cell):
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return None
        return xlrd.error_text_from_code.get(cell.value, "#?") if cell.ctype == xlrd.XL_CELL_ERROR else cell.value

    return SheetData(
        name=sheet.name,
        rows=[[value(cell) for cell in sheet.row(row)[:MAX_COLUMNS]] for row in range(sheet.nrows)],
        merged=[
            (top + 1, left + 1, bottom, min(right, MAX_COLUMNS)) for top, bottom, left, right in sheet.merged_cells
        ],
        hidden=bool(sheet.visibility),
    )


def pack_sheets(sheets):
    """Return the sheets as bytes that ``unpack_sheets`` reads many times faster than the workbook."""
    plain = [(s.name, s.rows, s.merged, s.hidden, sorted(s.unsaved)) for s in sheets]
    return zlib.compress(json.dumps(plain, default=_pack_value).encode(), level=1)


def _pack_value(value):
    """A date stays recognisable as one; anything else that JSON has no word for is its text."""
    return {"date": str(value)} if isinstance(value, datetime.date) else str(value)


def _unpack_value(value):
    return datetime.datetime.fromisoformat(value["date"]) if isinstance(value, dict) else value


def unpack_sheets(data):
    """Return the list of SheetData that ``pack_sheets`` packed."""
    return [
        SheetData(
            name=name,
            rows=[
                [_unpack_value(cell) for cell in cells] if any(isinstance(cell, dict) for cell in cells) else cells
                for cells in rows
            ],
            merged=[tuple(cells) for cells in merged],
            hidden=hidden,
            unsaved={tuple(cell) for cell in unsaved},
        )
        for name, rows, merged, hidden, unsaved in json.loads(zlib.decompress(data))
    ]
