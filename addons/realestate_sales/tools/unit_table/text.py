"""Values of cells as people type them: full-width digits, units, Chinese numerals."""

import datetime
import re
import unicodedata
from functools import lru_cache

NOTHING = {"", "-", "--", "---", "—", "——", "/", "\\", "无", "n/a", "N/A"}
CN_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CN = "零〇一二两三四五六七八九十"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\u2060"), None)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|[+-]?\.\d+")
_CURRENCY = re.compile(r"^(¥|rmb|cny|人民币)|(元?/(m2|平方米|平米|平|个|套)|元整?|m2|平方米|平米|m\^2)$", re.IGNORECASE)
_FLOOR_UNIT = r"(?:层|楼|f)?"
_BUILDING_UNIT = re.compile(r"(号楼|#楼|#|号|楼|栋|幢|座)$")


def as_text(value):
    """Return what is in the cell as one line of text, punctuation untouched."""
    if isinstance(value, str):
        return _one_line(value)
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


@lru_cache(maxsize=4096)  # a column repeats its values
def _one_line(text):
    return " ".join(text.translate(_INVISIBLE).split())


def normalise(value):
    """Return the text for comparing: half-width, without any white space."""
    return _squeeze(value) if isinstance(value, str) else as_text(value)


@lru_cache(maxsize=4096)
def _squeeze(text):
    return "".join(unicodedata.normalize("NFKC", _one_line(text)).split())


def is_nothing(value):
    """Say whether the cell is empty or only holds a dash meaning so."""
    if value is None:
        return True
    return isinstance(value, str) and _squeeze(value) in NOTHING


def parse_number(value):
    """Return the number in a cell, ``None`` where there is none; 万 multiplies by 10,000.

    :return: ``(number, says_wan)``: whether the text itself says 万
    :raises ValueError: something is there and it is no number
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value, False
    if is_nothing(value):
        return None, False
    if isinstance(value, datetime.date | datetime.time):
        raise ValueError(value)
    text = _CURRENCY.sub("", _CURRENCY.sub("", normalise(value)))
    says_wan = text.endswith("万")
    text = text.removesuffix("万")
    if not _NUMBER.fullmatch(text):
        raise ValueError(value)
    number = float(text.replace(",", ""))
    return (round(number * 10000, 2), True) if says_wan else (number, False)


def cn_number(text):
    """Return the integer that digits or Chinese numerals up to 99 say, else ``None``."""
    if re.fullmatch(r"\d+", text):
        return int(text)
    if not text or set(text) - set(_CN):
        return None
    if "十" not in text:
        return int("".join(str(CN_DIGITS[char]) for char in text))
    tens, _sep, ones = text.partition("十")
    return (CN_DIGITS.get(tens, 1) if len(tens) < 2 else 0) * 10 + CN_DIGITS.get(ones, 0)


def _one_floor(text):
    """Return the floor that one part of a floor cell says, else ``None``."""
    if text in ("首层", "底层", "大堂"):
        return 1
    if match := re.fullmatch(rf"b(\d+){_FLOOR_UNIT}", text):
        return -int(match[1])
    if match := re.fullmatch(rf"(?:地下|负|-)([\d{_CN}]*){_FLOOR_UNIT}", text):
        return -(cn_number(match[1]) or 1)
    if match := re.fullmatch(rf"(\d+)a{_FLOOR_UNIT}", text):  # 3A stands for 4, 12A for 13
        return int(match[1]) + 1
    if match := re.fullmatch(rf"(?:地上|第|f)?([\d{_CN}]+){_FLOOR_UNIT}", text):
        return cn_number(match[1])
    if match := re.fullmatch(rf"([\d{_CN}]*){_FLOOR_UNIT}(?:夹层|\.5层?)", text):
        return cn_number(match[1]) or 1
    return None


@lru_cache(maxsize=1024, typed=True)
def parse_floor(value):
    """Return ``(floor, label)``; the label is the text where it says more than the number: 1-2F, B1.

    :raises ValueError: no floor can be read from it
    """
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(value)
    text = normalise(value).lower()
    floor = _one_floor(text)
    if floor is not None:
        plain = re.fullmatch(rf"(第|f)?[\d{_CN}]+{_FLOOR_UNIT}|-\d+|首层", text)
        return floor, None if plain else as_text(value)
    parts = [_one_floor(part) for part in re.split(r"(?<=.)[-~—至到、,+及和]", text) if part]
    if len(parts) < 2 or None in parts:
        raise ValueError(value)
    return min(parts), as_text(value)


def floor_of_number(number, underground):
    """Return the floor a room number implies: 1203 → 12, B1-001 → -1; ``None`` where it implies none."""
    if match := re.match(r"[Bb](\d)(?!\d)", number):
        return -int(match[1])
    if underground:
        return None
    if match := re.search(r"(\d+)[Aa](\d\d)$", number):
        return int(match[1]) + 1
    match = re.search(r"(\d{3,4})$", number)
    return int(match[1][:-2]) if match else None


def parse_layout(text):
    """Return ``(rooms, halls, baths)`` of 4室2厅2卫, 三房两厅一卫, 3+1室…; zeros where it says none."""
    text = normalise(text)

    def count(units):
        match = re.search(rf"(?:(\d+)\+)?([\d{_CN}]+)[{units}]", text)
        return (cn_number(match[2]) or 0) + int(match[1] or 0) if match else 0

    return count("室房"), count("厅"), count("卫浴")


@lru_cache(maxsize=1024, typed=True)
def building_key(text):
    """Return what tells buildings apart: 1#楼, 1号楼, 01栋 and 一幢 are all "1"."""
    text = normalise(text).upper()
    key = _BUILDING_UNIT.sub("", text)
    if cn_number(key) is not None:
        return str(cn_number(key))
    return key if re.fullmatch(r"[A-Z0-9期区\-]+", key) else text


@lru_cache(maxsize=1024, typed=True)
def section_key(text):
    """Return what tells sections apart: 1单元, 一单元 and 1 are all "1"."""
    text = normalise(text).upper()
    key = re.sub(r"(单元|门栋|梯|区)$", "", text) or text
    return str(cn_number(key)) if cn_number(key) is not None else key


def column_letter(index):
    """Return the letters of a column counted from 1: 28 → AB."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
