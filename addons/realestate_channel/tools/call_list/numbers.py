"""The numbers of one cell: text or figure, with blanks, +86, several of them, or none at all."""

import datetime
import re
from typing import NamedTuple

from odoo.addons.realestate_sales.tools import phone
from odoo.addons.realestate_sales.tools.unit_table.text import as_text, is_nothing

INVALID = ("area", "digits", "scientific")
_PLAIN = re.compile(r"1[3-9]\d{9}", re.ASCII)
_SEPARATOR = re.compile(r"[/,;、|，；\n]|或|和")
_BLANKS = re.compile(r"\s{2,}|(?<=\d{7})\s+(?=[1+0])")
_RUN = re.compile(r"(?:1[3-9]\d{9}){2,}")
_MOBILES = re.compile(r"(?<!\d)(?:(?:\+|00)?86)?(1[3-9]\d{9})(?!\d)", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+?\d{1,2}", re.IGNORECASE)
_AREA = re.compile(r"\(?(0\d{2,3})\)?[\s-]")
_AREA_JOINED = re.compile(r"(010|02\d|0[3-9]\d{2})\d{7,8}$")
_LOCAL = re.compile(r"[2-8]\d{6,7}")


class Number(NamedTuple):
    """A number as it stood in the file."""

    raw: str
    sanitized: str | None  # E.164, as tools.phone gives it
    error: str | None = None  # a code of INVALID
    cleaned: bool = False  # it was written in another way than numbers are


def split_numbers(value, area_code=""):
    """Return the numbers of a cell, the invalid ones too; of an empty cell none.

    :param value: str, int, float or whatever a workbook holds
    :param str area_code: of landlines that come without one: 0571
    """
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return [Number(value, f"+86{value}")]
    if value is None or is_nothing(value) or isinstance(value, bool | datetime.date | datetime.time):
        return [] if value is None or is_nothing(value) else [Number(str(value), None, "digits")]
    text = as_text(value)
    if one := _one(text, area_code, figure=not isinstance(value, str)):
        return [one]
    parts = _parts(text)
    if len(parts) > 1:
        return _several(parts, area_code)
    # a number among words: 王先生13800001234(微信同号)
    found = _MOBILES.findall(text)
    if found:
        return [Number(mobile, f"+86{mobile}", cleaned=True) for mobile in dict.fromkeys(found)]
    return [Number(text, None, _why(text))]


def _one(text, area_code, figure=False):
    if sanitized := phone.sanitize(text):
        # a figure with one decimal place or a text with blanks is the same number, cleaned
        return Number(text, sanitized, cleaned=figure or text != phone.shown(sanitized))
    local = re.sub(r"[\s-]", "", text)
    if area_code and _LOCAL.fullmatch(local) and (sanitized := phone.sanitize(f"{area_code}-{local}")):
        return Number(text, sanitized, cleaned=True)
    return None


def _parts(text):
    parts = [part.strip() for part in _SEPARATOR.split(text)]
    parts = [piece.strip() for part in parts for piece in _BLANKS.split(part)]
    runs = [re.findall(r"1[3-9]\d{9}", part) if _RUN.fullmatch(part) else [part] for part in parts]
    return [part for run in runs for part in run if part]


def _several(parts, area_code):
    """Return the numbers of a cell with several; a landline's area code holds for those that follow it."""
    numbers = []
    for part in parts:
        if (match := _AREA.match(part)) or (match := re.match(r"(010|02\d|0[3-9]\d{2})\d{7,8}$", part)):
            area_code = match[1]
        number = _one(part, area_code)
        if number:
            numbers.append(number._replace(cleaned=True))
        elif re.search(r"\d{5}", part):
            mobiles = _MOBILES.findall(part)
            numbers += [Number(mobile, f"+86{mobile}", cleaned=True) for mobile in mobiles]
            if not mobiles:
                numbers.append(Number(part, None, _why(part)))
    return numbers or [Number("/".join(parts), None, "digits")]


def _why(text):
    if _SCIENTIFIC.fullmatch(text):
        return "scientific"
    return "area" if phone.error(text) == "area" else "digits"
