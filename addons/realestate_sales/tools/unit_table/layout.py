"""Where the table is on a sheet and what its columns hold."""

import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from .headings import EXTRA, IGNORE, PRICE_TARGETS, WAN, guess_heading
from .text import as_text, normalise, parse_number

SEARCHED_ROWS = 40
TYPE_WORDS = (
    ("parking", r"车位|车库|泊位|停车"),
    ("storage", r"储藏|储物|仓储"),
    ("office", r"办公|写字楼"),
    ("shop", r"商业|商铺|底商|店铺|铺位|铺号|街铺"),
    ("residential", r"住宅|公寓|洋房|别墅|高层"),
)
_BUILDING = re.compile(r"([0-9A-Za-z]{1,4}|[一二三四五六七八九十]{1,3})(号楼|#楼|#|栋|幢|座|号楼座|楼(?!盘|层))")


@dataclass
class SheetLayout:
    """What was guessed for a sheet; columns map a column number (from 1) to (target, price factor)."""

    header: tuple = (0, 0)  # first and last heading row, from 1; (0, 0): no table found
    headings: dict = field(default_factory=dict)  # column → heading
    columns: dict = field(default_factory=dict)
    building: str = ""
    property_type: str = "residential"
    price_basis: str = ""  # empty: as the building or project says


def guess_property_type(*texts):
    """Return the first property type that one of the texts names, else residential."""
    for text in texts:
        for property_type, words in TYPE_WORDS:
            if re.search(words, text):
                return property_type
    return "residential"


def guess_layout(sheet, header=None):
    """Find the table of a sheet and guess what is in it.

    :param SheetData sheet:
    :param header: (first, last) heading rows where the user has said so
    :rtype: SheetLayout
    """
    layout = SheetLayout()
    merged = _merged_anchors(sheet)
    layout.header = header or _find_header(sheet)
    if not layout.header[0]:
        return layout
    layout.headings = _compose_headings(sheet, merged, *layout.header)
    title = " ".join(as_text(cell) for row in sheet.rows[: layout.header[0] - 1] for cell in row if cell is not None)
    headings = " ".join(normalise(text) for text in layout.headings.values())
    layout.property_type = guess_property_type(normalise(sheet.name), normalise(title), headings)
    layout.building = _guess_building(sheet.name, title)
    layout.columns = _guess_columns(sheet, layout, title)
    layout.price_basis = _guess_basis(sheet, layout)
    return layout


# ---------------------------------------------------------------- headings
def _merged_anchors(sheet):
    """Return the cells covered by a merge of several → the cell that holds its value."""
    return {
        (row, column): (top, left)
        for top, left, bottom, right in sheet.merged
        if top <= SEARCHED_ROWS + 4
        for row in range(top, min(bottom, SEARCHED_ROWS + 4) + 1)
        for column in range(left, right + 1)
    }


def _find_header(sheet):
    """Return (first, last) row of the headings, (0, 0) where the sheet holds no unit table."""
    best, best_row = 0, 0
    for row in range(1, min(len(sheet.rows), SEARCHED_ROWS) + 1):
        score = _heading_score(sheet, row)
        if score > best:
            best, best_row = score, row
    if not best:
        return 0, 0
    first = last = best_row
    while first > 1 and _continues_upwards(sheet, first - 1, first):
        first -= 1
    while last - first < 3 and last < len(sheet.rows) and _continues_downwards(sheet, first, last + 1):
        last += 1
    return first, last


def _heading_score(sheet, row):
    """Count the meanings found in a row; 0 where it cannot be a heading of units."""
    texts = [normalise(cell) for cell in sheet.rows[row - 1] if isinstance(cell, str) and len(as_text(cell)) <= 30]
    targets = {guess_heading(text)[0] for text in texts} - {IGNORE}
    if targets & {"number", "code"}:
        return len(targets) if len(targets) >= 2 else 0
    return len(targets) if len(targets) >= 4 else 0


def _texts(sheet, row):
    return {column: cell for column, cell in enumerate(sheet.rows[row - 1], 1) if cell is not None and as_text(cell)}


def _continues_upwards(sheet, above, row):
    """A row of group names over the headings: several short texts, one of them above several columns."""
    cells = _texts(sheet, above)
    if len(cells) < 2 or any(not isinstance(cell, str) or len(cell) > 20 for cell in cells.values()):
        return False
    return any(guess_heading(cell)[0] != IGNORE or re.search("面积|价", cell) for cell in cells.values())


def _continues_downwards(sheet, first, row):
    """A second heading row: only texts, reached by merges from the row above or naming areas and prices."""
    cells = _texts(sheet, row)
    if not cells or any(not isinstance(cell, str) or re.search(r"\d{2}", cell) for cell in cells.values()):
        return False
    if any(top <= row - 1 and bottom >= row and top >= first for top, _left, bottom, _right in sheet.merged):
        return True
    return sum(bool(re.search(r"面积|单价|总价|建筑|套内|公摊|元|㎡", cell)) for cell in cells.values()) >= 2


def _compose_headings(sheet, merged, first, last):
    """Return column → heading, rows joined from top to bottom: 预测面积/建筑面积."""
    headings = {}
    for column in range(1, sheet.width + 1):
        parts = []
        for row in range(first, last + 1):
            text = as_text(sheet.cell(*merged.get((row, column), (row, column))))
            if not text and row < last and (row, column) not in merged:
                text = _group_name(sheet, merged, row, column, last)
            if text and text not in parts:
                parts.append(text)
        headings[column] = "/".join(parts)
    return headings


def _group_name(sheet, merged, row, column, last):
    """Return the group's name left of an empty cell where it was centred over columns instead of merged."""
    if not as_text(sheet.cell(last, column)):
        return ""
    for left in range(column - 1, 0, -1):
        if (row, left) in merged or not as_text(sheet.cell(last, left)):
            return ""
        if text := as_text(sheet.cell(row, left)):
            return text
    return ""


# ---------------------------------------------------------------- columns
def _guess_building(sheet_name, title):
    for text in (sheet_name, title):
        if match := _BUILDING.search(text):
            return match[0]
    return as_text(sheet_name)


def _guess_columns(sheet, layout, title):
    columns, taken = {}, set()
    stated = WAN if re.search(r"单位[:：].*万", title) else None
    for column, heading in layout.headings.items():
        target, factor = guess_heading(heading, layout.property_type)
        if target.endswith("?"):
            target = _settle_price(target[:-1], factor, _numbers(sheet, layout, column), layout.property_type)
        if target in PRICE_TARGETS:
            factor = factor or _guess_factor(target, _numbers(sheet, layout, column), stated)
        if target in taken and target not in (EXTRA, IGNORE):
            target = IGNORE
        taken.add(target)
        columns[column] = (target, factor or 1.0)
    return columns


def _numbers(sheet, layout, column):
    """Return the first figures of a column, to tell what it holds by their size."""
    found = []
    for row in range(layout.header[1] + 1, min(len(sheet.rows), layout.header[1] + 100) + 1):
        try:
            number, says_wan = parse_number(sheet.cell(row, column))
        except ValueError:
            continue
        if number and not says_wan:
            found.append(number)
    return found


def _settle_price(kind, factor, values, property_type):
    """A heading that only says 底价 or 售价: a unit price or a total, by its unit and its size."""
    by_piece = property_type in ("parking", "storage")
    if factor == WAN or by_piece or (values and median(values) >= 150_000):
        return f"{kind}_price"
    return f"{kind}_unit_price" if values and median(values) > 1000 else f"{kind}_price"


def guess_factor(sheet, layout, column, target):
    """Return what the prices of a column are multiplied with, by their size: 1 or 10,000."""
    return _guess_factor(target, _numbers(sheet, layout, column), None) or 1.0


def _guess_factor(target, values, stated):
    """元 or 万元 where the heading does not say: what the sheet says, if its figures bear it out."""
    if not values:
        return stated
    small = median(values) < (100 if target.endswith("unit_price") else 5000)
    if not small:
        return 1.0
    return stated or (WAN if median(values) < (20 if target.endswith("unit_price") else 3000) else 1.0)


def _guess_basis(sheet, layout):
    """Return the basis the unit prices of the sheet were made with, empty where they do not tell."""
    by_target = {target: column for column, (target, _factor) in layout.columns.items()}
    kinds = [kind for kind in ("list", "floor", "filed") if f"{kind}_price" in by_target]
    both = [kind for kind in kinds if f"{kind}_unit_price" in by_target]
    if not any(f"{kind}_unit_price" in by_target for kind in ("list", "floor", "filed")):
        return "unit" if kinds and layout.property_type in ("parking", "storage") else ""
    votes = Counter()
    for kind in both[:1]:
        for row in range(layout.header[1] + 1, min(len(sheet.rows), layout.header[1] + 100) + 1):
            votes.update(_bases_that_agree(sheet, layout, by_target, kind, row))
    return "inner" if votes["inner"] > votes["gross"] else "gross" if votes["gross"] else ""


def _bases_that_agree(sheet, layout, by_target, kind, row):
    def number(target):
        column = by_target.get(target)
        try:
            return (parse_number(sheet.cell(row, column))[0] or 0) * layout.columns[column][1] if column else 0
        except ValueError:
            return 0

    unit_price, total = number(f"{kind}_unit_price"), number(f"{kind}_price")
    for basis in ("gross", "inner") if unit_price and total else ():
        area = number(f"area_{basis}_final") or number(f"area_{basis}_presale")
        if area and abs(unit_price * area - total) <= 1 + area * 0.005:
            yield basis
