"""A file into plain cells: workbooks as the unit table reads them, and CSV in the encodings of China."""

import csv
import io

from odoo.addons.realestate_sales.tools.unit_table import SheetData, WorkbookError, read_workbook

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
# what Excel writes, what Chinese Windows writes
ENCODINGS = ("utf-8-sig", "gb18030")
_WORKBOOK = (b"PK", b"\xd0\xcf\x11\xe0")


def read_list_file(data, filename=""):
    """Read a workbook, a CSV or a plain text with a number a line.

    :param bytes data: the file
    :return: list of SheetData; of a CSV one without name
    :raises WorkbookError: too large, of another kind, damaged
    """
    if not data or data.startswith(_WORKBOOK):
        return read_workbook(data, filename)
    if len(data) > MAX_BYTES:
        raise WorkbookError("too_large", size=len(data) // 1024 // 1024, limit=MAX_BYTES // 1024 // 1024)
    text = _decode(data, filename)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    if len(rows) > MAX_ROWS:
        raise WorkbookError("too_many_rows", sheet=filename or "CSV", rows=len(rows), limit=MAX_ROWS)
    return [SheetData(name="", rows=[[cell or None for cell in row] for row in rows])]


def _decode(data, filename):
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WorkbookError("wrong_type", name=filename or "?")
    encodings = ("utf-16", *ENCODINGS) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WorkbookError("wrong_type", name=filename or "?")


def _delimiter(text):
    """Return what separates the columns: the sign that is on most of the first lines."""
    lines = text.splitlines()[:20]
    return max(",\t;", key=lambda sign: sum(sign in line for line in lines))
