"""The user's own workbook, given back with the bad cells marked."""

import io

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from .text import column_letter

_MARK = PatternFill("solid", fgColor="FFFF9999")
_HEAD = PatternFill("solid", fgColor="FFD9D9D9")
MARKED_CELLS = 5000


def mark_errors(data, sheets, errors, title, headings, author):
    """Return the workbook with each bad cell filled and commented, and a sheet that lists the errors first.

    :param bytes data: the file as it came; an .xls is rebuilt from ``sheets``, as its format cannot be kept
    :param list sheets: SheetData of the file
    :param list errors: (sheet, row, column, value, reason) each
    :param str title: name of the sheet that lists them
    :param list headings: of its columns
    :param str author: of the comments
    :rtype: bytes
    """
    book = openpyxl.load_workbook(io.BytesIO(data)) if data.startswith(b"PK") else _rebuild(sheets)
    reasons = {}
    for sheet, row, column, _value, reason in errors:
        reasons.setdefault((sheet, row, column), []).append(reason)
    for (sheet, row, column), texts in list(reasons.items())[:MARKED_CELLS]:
        cell = _writable(book[sheet], row, column)
        cell.fill = _MARK
        cell.comment = Comment("\n".join(texts), author, width=320, height=120)
    _list_errors(book, errors, title, headings)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _rebuild(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for data in sheets:
        sheet = book.create_sheet(data.name)
        for cells in data.rows:
            sheet.append(cells)
    return book


def _writable(sheet, row, column):
    """Return the cell, or the one that holds the value of the merge it belongs to."""
    cell = sheet.cell(row, column)
    if isinstance(cell, openpyxl.cell.MergedCell):
        for merge in sheet.merged_cells.ranges:
            if cell.coordinate in merge:
                return sheet.cell(merge.min_row, merge.min_col)
    return cell


def _list_errors(book, errors, title, headings):
    sheet = book.create_sheet(title, 0)
    book.active = 0
    sheet.append(headings)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for name, row, column, value, reason in errors:
        sheet.append([name, row, column_letter(column), None, reason])
        shown = sheet.cell(sheet.max_row, 4, str(value))
        shown.data_type = "s"  # what looks like a formula stays a text
        quoted = name.replace("'", "''")
        sheet.cell(sheet.max_row, 3).hyperlink = f"#'{quoted}'!{column_letter(column)}{row}"
    for letter, width in zip("ABCDE", (16, 8, 8, 24, 90), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:E{max(len(errors) + 1, 2)}"
