"""A list of new prices: unit code, or building and number, with a unit price or a total (INV-4)."""

import re

from .headings import PRICE_TARGETS, WAN, guess_heading
from .layout import SEARCHED_ROWS, guess_factor, guess_layout
from .rows import read_rows
from .text import as_text, normalise

KEY_TARGETS = ("building", "section", "number", "code")
_NEW_PRICE = re.compile(r"(新|调整?后|调价后|变更后).*价")
_UNIT_PRICE = re.compile(r"单价|均价|元/|/m2|每平")


def read_price_list(sheet, kind):
    """Read the new prices of a sheet.

    Columns that call themselves new (新单价, 调整后总价) are taken, else those of the kind of price, else those
    that only say 单价 or 总价.

    :param SheetData sheet:
    :param str kind: price that is adjusted: floor, list or filed
    :return: (building of the sheet, Rows that are units, their prices as ``unit_price`` and ``price`` in ¥);
        ``None`` where the sheet holds no price list
    """
    layout = guess_layout(sheet, _find_header(sheet))
    prices = _price_columns(sheet, layout, kind)
    keys = {column: (target, 1.0) for column, (target, _factor) in layout.columns.items() if target in KEY_TARGETS}
    if not prices or not {"number", "code"} & {target for target, _factor in keys.values()}:
        return None
    columns = {**keys, **{column: (f"list_{what}", factor) for what, (column, factor) in prices.items()}}
    rows = [
        _as_price(row)
        for row in read_rows(sheet, layout.header, columns, layout.property_type, layout.headings)
        if row.kind == "unit"
    ]
    return layout.building, rows


def _as_price(row):
    for what in ("unit_price", "price"):
        if f"list_{what}" in row.values:
            row.values[what] = row.values.pop(f"list_{what}")
    if row.values.get("code"):  # a code alone is enough
        row.problems = [problem for problem in row.problems if problem.code != "no_number"]
    return row


def _find_header(sheet):
    """Return the row that names units and a new price, ``None`` to guess as for a unit table."""
    for row, cells in enumerate(sheet.rows[:SEARCHED_ROWS], 1):
        texts = [normalise(cell) for cell in cells if isinstance(cell, str) and len(as_text(cell)) <= 30]
        targets = {guess_heading(text)[0] for text in texts}
        priced = any(_NEW_PRICE.search(text) for text in texts) or targets & {*PRICE_TARGETS}
        if priced and targets & {"number", "code"}:
            return row, row
    return None


def _price_columns(sheet, layout, kind):
    """Return what (unit_price, price) → (column, factor)."""
    found = {}
    for column, heading in layout.headings.items():
        if _NEW_PRICE.search(normalise(heading)):
            what = "unit_price" if _UNIT_PRICE.search(normalise(heading)) else "price"
            stated = WAN if "万" in heading else 1.0 if "元" in heading else None
            found.setdefault(what, (column, stated or guess_factor(sheet, layout, column, f"list_{what}")))
    for source in (kind, "list"):
        for column, (target, factor) in layout.columns.items() if not found else ():
            if target in (f"{source}_unit_price", f"{source}_price"):
                found.setdefault(target.removeprefix(f"{source}_"), (column, factor))
    return found
