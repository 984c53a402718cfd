"""Phone numbers as partners register them: in full, or with the middle hidden 前三后四 (CH-6)."""

import re

from odoo.addons.realestate_sales.tools import phone
from odoo.addons.realestate_sales.tools.masking import mask_value

_MOBILE = re.compile(r"^\+86(1[3-9]\d)\d{4}(\d{4})$")
# 138****1234, 138xxxx1234, 138…1234, 138 1234: the first three digits and the last four
_HIDDEN = re.compile(r"^(1[3-9]\d)(?:[*xX×＊·.…_-]+)?(\d{4})$")


def read(typed):
    """Return ``(sanitized, key)`` of a number as a partner types it.

    :param str typed: 13800001234, +86 138 0000 1234, 138****1234, 1381234, 0571-88886666
    :return: ``sanitized`` is E.164, or False where the middle is hidden; ``key`` is what all may see of it,
        138****1234; both are False where it is no number
    """
    text = re.sub(r"\s", "", phone.clean(typed))
    if hidden := _HIDDEN.match(text):
        return False, f"{hidden[1]}****{hidden[2]}"
    sanitized = phone.sanitize(typed or "")
    return (sanitized, key(sanitized)) if sanitized else (False, False)


def key(sanitized):
    """Return what a masked registration of the number ``sanitized`` would say: 138****1234."""
    if mobile := _MOBILE.match(sanitized or ""):
        return f"{mobile[1]}****{mobile[2]}"
    return mask_value(sanitized, "phone")


def pattern(masked):
    """Return the LIKE pattern of the sanitized numbers that ``masked`` (138****1234) may stand for."""
    return f"+86{masked[:3]}____{masked[-4:]}"
