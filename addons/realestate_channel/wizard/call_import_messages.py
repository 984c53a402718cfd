"""The sentences of the call list's import, by the codes that the reading of files gives."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

FILE_ERRORS = {
    "empty_file": _lt("The file is empty. Choose the workbook or CSV with the numbers."),
    "too_large": _lt("The file has %(size)s MB; at most %(limit)s MB can be read. Split it."),
    "wrong_type": _lt("“%(name)s” is no Excel workbook, CSV or text. Save the list as .xlsx or .csv and drop it here."),
    "corrupt": _lt("The workbook is damaged or protected by a password. Open it in Excel and save it anew."),
    "too_many_rows": _lt("“%(sheet)s” has %(rows)s rows; at most %(limit)s can be read at a time. Split the file."),
}
