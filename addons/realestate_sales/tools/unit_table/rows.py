"""Rows of a unit table: units with their values and problems, and what was left out with the reason."""

import datetime
import re
from dataclasses import dataclass, field

from .headings import AREA_TARGETS, EXTRA, IGNORE, PRICE_TARGETS
from .layout import TYPE_WORDS
from .text import (
    as_text,
    floor_of_number,
    is_nothing,
    normalise,
    parse_floor,
    parse_number,
)

FILLED_DOWN = ("building", "section", "floor")
# a number or a total merged over several units would be one unit's only
NEVER_SPREAD = ("number", "code", "floor_price", "list_price", "filed_price")
_SUBTOTAL = re.compile(
    r"^.{0,10}?(小计|合计|总计|共计|累计|平均)(\d+(套|户|间|个))?[:：]?.{0,20}$|^(sub)?total", re.IGNORECASE
)
_NOTE = re.compile(
    r"^(注|备注|说明|附注|特别说明|编制|制表|填表|审核|复核|审批|批准|日期|单位|打印)(\d|[:：、.]|人|单位|日期)"
)
_CONTEXT = (
    ("section", re.compile(r"[0-9A-Za-z一二三四五六七八九十]{1,3}单元")),
    ("building", re.compile(r"[0-9A-Za-z一二三四五六七八九十]{1,4}(#楼|号楼|#|栋|幢|座)")),
)
_NOT_FOR_SALE = re.compile(
    r"不(可|对外|能|予|得)?(对外)?(出|销)?售|暂(不|缓)|停售|禁售|非卖|非售|自持|自留|保留|预留|人防|样板[间房]"
    r"|回迁|安置|抵押|查封|已售|物业用房|配套用房"
)
_FOR_SALE = re.compile(r"(?<!不)(可以?|正常)(对外)?(出|销)?售")
_YES_NO = {"是": True, "可售": True, "可": True, "y": True, "yes": True, "√": True, "在售": True,
           "否": False, "不可售": False, "不可": False, "n": False, "no": False, "×": False, "x": False}  # fmt: skip


@dataclass
class Problem:
    """One cell that cannot be imported: where it is, what it holds, why (a code with parameters)."""

    sheet: str
    row: int
    column: int
    value: str
    code: str
    params: dict = field(default_factory=dict)


@dataclass
class Row:
    """One row: ``kind`` is unit, or what it was left out as: title, subtotal, note, heading."""

    sheet: str
    number: int
    kind: str
    text: str = ""
    values: dict = field(default_factory=dict)
    columns: dict = field(default_factory=dict)  # target → column it came from
    problems: list = field(default_factory=list)

    def complain(self, target, code, /, value=None, **params):
        """Record a problem with the cell of ``target`` (the number's where it has no column)."""
        column = self.columns.get(target) or self.columns.get("number") or 1
        shown = self.values.get(target) if value is None else value
        self.problems.append(Problem(self.sheet, self.number, column, as_text(shown), code, params))


class _Table:
    """The body of one sheet while it is read from top to bottom."""

    def __init__(self, sheet, header, columns, property_type, headings=None):
        self.sheet = sheet
        self.headings = headings or {}
        self.header = header
        self.property_type = property_type
        self.columns = [(column, *spec) for column, spec in sorted(columns.items()) if spec[0] != IGNORE]
        self.by_target = {target: column for column, target, _factor in self.columns}
        self.key_columns = [self.by_target[name] for name in ("number", "code") if name in self.by_target]
        self.current = {}  # what building, section and floor are filled down with
        self.spread = self._spread_merges()
        self.heading_texts = self._row_texts(header[1]) | self._row_texts(header[0])

    def _spread_merges(self):
        spreadable = {column for column, target, _factor in self.columns if target not in NEVER_SPREAD}
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self.sheet.merged
            if left == right and left in spreadable and top > self.header[1]
            for row in range(top + 1, bottom + 1)
            for column in (left,)
        }

    def _row_texts(self, row):
        return {normalise(cell) for cell in self.sheet.rows[row - 1] if cell is not None} - {""}

    def classify(self):
        for row in range(1, self.header[0]):
            if text := self._joined(row):
                yield Row(self.sheet.name, row, "title", text)
        for row in range(self.header[0], self.header[1] + 1):
            yield Row(self.sheet.name, row, "heading", self._joined(row))
        for row in range(self.header[1] + 1, len(self.sheet.rows) + 1):
            cells = self.sheet.rows[row - 1]
            if any(cell is not None and not (isinstance(cell, str) and not as_text(cell)) for cell in cells):
                yield self._read_row(row, cells)

    def _joined(self, row):
        return " ".join(filter(None, map(as_text, self.sheet.rows[row - 1])))[:200]

    def _read_row(self, number, cells):
        kind = self._kind(number, cells)
        row = Row(self.sheet.name, number, kind, columns=self.by_target)
        if kind != "unit":
            row.text = self._joined(number)
            return row
        for column, target, factor in self.columns:
            value = cells[column - 1] if column <= len(cells) else None
            if value is None and (anchor := self.spread.get((number, column))):
                value = self.sheet.cell(*anchor)
            if (number, column) in self.sheet.unsaved:
                row.complain(target, "formula_unsaved", value="=")
            elif target == EXTRA:
                _read_extra(row, self.headings.get(column, ""), value)
            else:
                _READERS.get(target, _read_text)(row, target, value, factor)
        self._fill_down(row)
        _finish(row, self.property_type, self.sheet.name)
        return row

    def _kind(self, number, cells):
        """Say what the row is: a unit, or what it is left out as."""
        filled = [cell for cell in cells if not is_nothing(cell)]
        keys = [cells[column - 1] for column in self.key_columns if column <= len(cells)]
        has_key = any(not is_nothing(key) for key in keys)
        first = next((normalise(cell) for cell in filled if isinstance(cell, str)), "")
        if context := self._context(filled):
            self.current[context[0]] = context[1]
            return "title"
        if _NOTE.match(first) and len(filled) <= 3:
            return "note"
        texts = [normalise(cell) for cell in filled if isinstance(cell, str)]
        if any(_SUBTOTAL.match(text) for text in texts[:3]) and (
            not has_key or any(_SUBTOTAL.match(normalise(key)) for key in keys)
        ):
            return "subtotal"
        if len(texts) == len(filled) > 1 and self.heading_texts.issuperset(texts):
            return "heading"
        if has_key:
            return "note" if len(filled) == 1 and len(first) > 12 else "unit"
        return "unit" if self._holds_figures(number, cells) else "note"

    def _holds_figures(self, number, cells):
        """A row without number is a unit that lost it if it has an area or a price, else a text."""
        figures = {*AREA_TARGETS, *PRICE_TARGETS}
        return any(
            target in figures
            and column <= len(cells)
            and (not is_nothing(cells[column - 1]) or (number, column) in self.sheet.unsaved)
            for column, target, _factor in self.columns
        )

    def _context(self, filled):
        """Return (target, name) where a line only says which section or building the next units are in."""
        text = normalise(filled[0]) if len(filled) == 1 else ""
        for target, pattern in _CONTEXT:
            if target not in self.by_target and pattern.fullmatch(text):
                return target, as_text(filled[0])
        return None

    def _fill_down(self, row):
        values = row.values
        if values.get("building") and values["building"] != self.current.get("building"):
            self.current = {}
        for target in FILLED_DOWN:
            if target in values:
                self.current[target] = values[target]
                if target == "floor":
                    self.current["floor_label"] = values.get("floor_label")
            elif target in self.current:
                values[target] = self.current[target]
                if target == "floor" and self.current.get("floor_label"):
                    values["floor_label"] = self.current["floor_label"]


# ---------------------------------------------------------------- readers: one cell into row.values
def _read_text(row, target, value, _factor):
    if not is_nothing(value):
        row.values[target] = as_text(value)


def _read_key(row, target, value, _factor):
    if isinstance(value, datetime.date | datetime.time):
        row.complain(target, "date_cell", value=value)
    elif not is_nothing(value):
        row.values[target] = normalise(value)


def _read_figure(row, target, value, factor):
    try:
        number, says_wan = parse_number(value)
    except ValueError:
        row.complain(target, "bad_number", value=value)
        return
    if number is None:
        return
    if number < 0:
        row.complain(target, "negative", value=value)
        return
    row.values[target] = round(number if says_wan else number * factor, 2)


def _read_floor(row, target, value, _factor):
    if is_nothing(value):
        return
    try:
        row.values["floor"], label = parse_floor(value)
    except ValueError:
        row.complain(target, "bad_floor", value=value)
        return
    if label:
        row.values["floor_label"] = label


def _read_property_type(row, target, value, _factor):
    text = normalise(value)
    for property_type, words in TYPE_WORDS:
        if re.search(words, text):
            row.values[target] = property_type
            return


def _read_for_sale(row, target, value, _factor):
    if not is_nothing(value):
        row.values[target] = _YES_NO.get(normalise(value).lower(), "不" not in normalise(value))


def _read_extra(row, heading, value):
    """What has no field of its own stays with the unit, in its remark: 层高(m)：5.1."""
    if not is_nothing(value):
        row.values.setdefault(EXTRA, []).append(f"{heading}：{as_text(value)}")


_READERS = {
    **dict.fromkeys((*AREA_TARGETS, *PRICE_TARGETS, "area_shared"), _read_figure),
    "number": _read_key,
    "code": _read_key,
    "floor": _read_floor,
    "property_type": _read_property_type,
    "for_sale": _read_for_sale,
}


def _finish(row, property_type, sheet_name):
    """Complete what the row implies: type, floor, whether it is for sale."""
    values = row.values
    kind = values.setdefault("property_type", property_type)
    number = values.get("number")
    if number is None and not any(problem.code == "date_cell" for problem in row.problems):
        row.complain("number", "no_number", value="")
    if number and "floor" not in values and not any(problem.code == "bad_floor" for problem in row.problems):
        underground = kind in ("parking", "storage")
        floor = floor_of_number(number, underground)
        values["floor"] = floor if floor is not None else -1 if underground and "地下" in sheet_name else 1
    note = values.get("note", "")
    reason = normalise(note)
    if values.get("for_sale") is False or (_NOT_FOR_SALE.search(reason) and not _FOR_SALE.search(reason)):
        values["not_for_sale"], values["not_for_sale_reason"] = True, note
    elif note or values.get("for_sale"):
        values["not_for_sale"], values["not_for_sale_reason"] = False, False
    if extra := values.pop(EXTRA, None):
        values["note"] = "；".join(filter(None, [note, *extra]))
    values.pop("for_sale", None)


def read_rows(sheet, header, columns, property_type, headings=None):
    """Read the rows of a sheet, from its title to its last note.

    :param SheetData sheet:
    :param tuple header: first and last heading row, from 1
    :param dict columns: column (from 1) → (target, price factor)
    :param str property_type: of the units whose row says none
    :param dict headings: column → heading, for what is kept in the remark
    :return: iterator of Row; blank rows are passed over
    """
    return _Table(sheet, header, columns, property_type, headings).classify()
