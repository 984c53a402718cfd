"""Identity numbers never appear in logs (ACCESS-3), whoever logs: a failed query brings its values along."""

import logging
import re

from .masking import mask_value

# identity cards of 18 digits and the older ones of 15, standing alone
IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?![0-9A-Za-z])"
)


class IdentityFilter(logging.Filter):
    """Mask the identity numbers in the message and the traceback of a log record."""

    def filter(self, record):
        message = record.getMessage()
        if IDENTITY.search(message):
            record.msg, record.args = self._mask(message), None
        if record.exc_info and not record.exc_text:
            text = logging.Formatter().formatException(record.exc_info)
            if IDENTITY.search(text):
                record.exc_text = self._mask(text)
        return True

    def _mask(self, text):
        return IDENTITY.sub(lambda match: mask_value(match[0], "identity"), text)


def install():
    """Put the filter on every handler of the server, and on the logger that quotes failed queries."""
    root = logging.getLogger()
    for target in (logging.getLogger("odoo.sql_db"), *root.handlers):
        if not any(isinstance(existing, IdentityFilter) for existing in target.filters):
            target.addFilter(IdentityFilter())
