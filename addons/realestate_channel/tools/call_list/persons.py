"""The rows of a list: a person each, with one number or several."""

from typing import NamedTuple

from odoo.addons.realestate_sales.tools.unit_table import as_text

from .layout import EXTRA
from .numbers import split_numbers

MAX_NOTE = 500


class Person(NamedTuple):
    row: int  # of the sheet, from 1
    name: str
    place: str
    note: str
    numbers: list


def read_persons(sheet, layout, area_code=""):
    """Yield who is on a sheet; blank rows, repeated headings and rows without any number are left out.

    :param SheetData sheet:
    :param ListLayout layout: its columns as guessed, or as the user set them
    :param str area_code: of landlines that come without one
    """
    by_target = {}
    for column, target in layout.columns.items():
        by_target.setdefault(target, []).append(column - 1)
    phones = by_target.get("phone", [])
    for row, cells in enumerate(sheet.rows[layout.header :], layout.header + 1):
        width = len(cells)
        numbers = [number for column in phones if column < width for number in split_numbers(cells[column], area_code)]
        if not numbers or _is_heading(numbers, cells, layout):
            continue
        yield Person(
            row,
            _joined(cells, by_target.get("name", ())),
            _joined(cells, by_target.get("place", ())),
            _note(cells, by_target, layout.headings),
            numbers,
        )


def _is_heading(numbers, cells, layout):
    """The headings once more, as where two lists were put under each other."""
    return not any(number.sanitized for number in numbers) and any(
        as_text(cells[column - 1]) == heading
        for column, heading in layout.headings.items()
        if heading and column <= len(cells) and layout.columns[column] == "phone"
    )


def _joined(cells, columns):
    return " ".join(text for column in columns if column < len(cells) and (text := as_text(cells[column])))


def _note(cells, by_target, headings):
    parts = [_joined(cells, by_target.get("note", ()))]
    for column in by_target.get(EXTRA, ()):
        text = as_text(cells[column]) if column < len(cells) else ""
        if text:
            heading = headings.get(column + 1)
            parts.append(f"{heading}: {text}" if heading else text)
    return "; ".join(part for part in parts if part)[:MAX_NOTE]
