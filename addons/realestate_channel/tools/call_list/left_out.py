"""The lines that were left out, as a workbook with the reasons, one sheet to filter."""

import io

import xlsxwriter

_WIDTHS = (10, 8, 14, 22, 22, 28, 18, 60)


def left_out_workbook(title, headings, rows):
    """Return an .xlsx; whatever looks like a formula stays a text.

    :param str title: of the sheet
    :param list headings: of the columns
    :param rows: iterable of rows, as wide as the headings
    :rtype: bytes
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    sheet = book.add_worksheet(title[:31])
    sheet.write_row(0, 0, headings, head)
    for column, width in zip(range(len(headings)), _WIDTHS, strict=False):
        sheet.set_column(column, column, width)
    last = 0
    for last, row in enumerate(rows, 1):
        sheet.write_row(last, 0, row)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(headings) - 1)
    book.close()
    return out.getvalue()
