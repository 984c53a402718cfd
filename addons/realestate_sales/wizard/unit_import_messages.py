"""The sentences of the unit table import, by the codes that ``tools.unit_table`` gives."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

FILE_ERRORS = {
    "empty_file": _lt("The file is empty. Choose the workbook with the unit table."),
    "too_large": _lt("The file has %(size)s MB; at most %(limit)s MB can be read. Remove pictures or split it."),
    "wrong_type": _lt("“%(name)s” is no Excel workbook. Save the unit table as .xlsx and drop that file here."),
    "corrupt": _lt(
        "The workbook is damaged or protected by a password. Open it in Excel, save it anew and drop it here."
    ),
    "too_many_rows": _lt(
        "Sheet “%(sheet)s” has %(rows)s rows; at most %(limit)s can be read. Delete the empty rows below the table."
    ),
    "no_units": _lt(
        "No unit table was found in this workbook: no sheet has a heading such as 房号, 铺号 or 车位编号. "
        "Check the headings, or start from the template."
    ),
}
PROBLEMS = {
    "no_number": _lt("The room number is missing. Fill it in, or clear the row's areas and prices."),
    "duplicate": _lt("Unit %(code)s is already in sheet “%(sheet)s”, row %(row)s. Keep one of the two rows."),
    "bad_number": _lt("“%(value)s” is not a number. Write digits only, or leave the cell empty."),
    "negative": _lt("A value below zero is not possible here. Correct it."),
    "bad_floor": _lt("“%(value)s” is not a floor. Write it like 3, 3层, 1-2F or B1."),
    "date_cell": _lt("Excel has turned this number into a date. Format the cell as text and type the number again."),
    "formula_unsaved": _lt("The formula has no saved result. Open the file in Excel and save it, or type the value."),
    "inner_above_gross": _lt("The inner area is larger than the gross area %(gross)s ㎡. Correct one of the two."),
    "shared_mismatch": _lt(
        "Gross area minus inner area makes %(expected)s ㎡, not this shared area. Correct one of them."
    ),
    "price_mismatch": _lt(
        "Unit price %(unit_price)s × %(area)s makes %(computed)s, not this total. Correct one of the two."
    ),
    "list_below_floor": _lt("The list price is below the floor price %(floor)s. Raise it or lower the floor price."),
    "no_building": _lt("It is not said which building this unit is in. Enter the building of the sheet."),
    "rule": _lt("%(message)s"),
}
LEFT_OUT = {
    "title": _lt("Title"),
    "heading": _lt("Heading"),
    "subtotal": _lt("Subtotal"),
    "note": _lt("Note, no unit"),
}
SHEET_NOTES = {
    "no_table": _lt("No unit table on this sheet"),
    "hidden": _lt("Hidden sheet"),
    "no_number": _lt("No column holds the room number: choose it"),
    "twice": _lt("Two columns have the same meaning: %s"),
}
LIVE_DEAL = _lt("Has a live deal: nothing of it is changed")
COLUMN_NAMES = (_lt("Sheet"), _lt("Row"), _lt("Column"), _lt("Value"), _lt("Reason"))
ERROR_SHEET = _lt("Errors")
