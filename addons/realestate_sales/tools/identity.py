"""Numbers of identity documents: normalised, and checked as far as their standard allows (ACCESS-3)."""

import re
import unicodedata
from datetime import date

ID_CARD_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CARD_CHECK = "10X98765432"
LICENCE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LICENCE_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def normalize(number):
    """Return ``number`` as it is stored: half-width, upper case, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper() if number else False


def id_card_error(number, today):
    """Say what is wrong with an 18-digit identity card number, by GB 11643-1999.

    :param str number: normalised
    :param date today: nobody is born after it
    :return: ``"length"``, ``"characters"``, ``"birthday"``, ``"checksum"`` or None
    """
    if len(number) != 18:
        return "length"
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return "characters"
    try:
        birthday = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "birthday"
    if birthday > today or birthday.year < 1850:
        return "birthday"
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], ID_CARD_WEIGHTS, strict=True))
    return None if ID_CARD_CHECK[total % 11] == number[17] else "checksum"


def licence_error(number):
    """Say what is wrong with a unified social credit code, by GB 32100-2015.

    :param str number: normalised
    :return: ``"length"``, ``"characters"``, ``"checksum"`` or None
    """
    if len(number) != 18:
        return "length"
    if not set(number) <= set(LICENCE_ALPHABET):
        return "characters"
    total = sum(LICENCE_ALPHABET.index(char) * weight for char, weight in zip(number, LICENCE_WEIGHTS, strict=False))
    return None if LICENCE_ALPHABET[-total % 31] == number[17] else "checksum"
