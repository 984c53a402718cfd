"""How phone and identity numbers show to those who do not work the file (ACCESS-3).

A mask is a list of (pattern, replacement) applied in order. The same list is run by Python on values and
by PostgreSQL on columns, so that whatever is searched, sorted or grouped is what is shown; keep the
patterns to the syntax both understand.
"""

import re

from odoo.tools import SQL

# 138****1234; digits only, without the country code of a Chinese mobile number
PHONE_MASK = (
    (r"\D", ""),
    (r"^(00)?86(?=1\d{10}$)", ""),
    (r"^\d{1,7}$", "****"),
    (r"^(\d{3})\d+(\d{4})$", r"\1****\2"),
)
# 3501**********1234; shorter documents keep the first and the last two characters
IDENTITY_MASK = (
    (r"\s", ""),
    (r"^(.{4}).{7,}(.{4})$", r"\1**********\2"),
    (r"^([^*]).{2,11}([^*]{2})$", r"\1******\2"),
    (r"^[^*]{1,4}$", "****"),
)
MASKS = {"phone": PHONE_MASK, "identity": IDENTITY_MASK}
_MASKED = re.compile(r"[^*]*\*{4,}[^*]*")


def is_masked(value):
    """Return whether ``value`` is a masked number and not a number."""
    return isinstance(value, str) and bool(_MASKED.fullmatch(value))


def mask_value(value, kind):
    """Return ``value`` as those see it who do not work the file.

    :param str value: a number, or what is a mask already
    :param str kind: a key of ``MASKS``
    """
    if not value or is_masked(value):
        return value
    for pattern, replacement in MASKS[kind]:
        value = re.sub(pattern, replacement, value)
    return value


def mask_sql(sql, kind):
    """Return the SQL expression that masks the SQL expression ``sql`` as :func:`mask_value` does."""
    for pattern, replacement in MASKS[kind]:
        sql = SQL("regexp_replace(%s, %s, %s, 'g')", sql, pattern, replacement)
    return sql
