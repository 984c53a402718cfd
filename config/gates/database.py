"""Databases of the gates.

database.py NAME [TEMPLATE] prints the name of a database: `all` is kept, with all addons
installed; any other is a fresh copy of it, or of TEMPLATE. database.py --drop removes all.
"""

import contextlib
import sys

from common import PREFIX, drop_databases, installed, new_database, query

if sys.argv[1] == "--drop":
    names = query(
        "postgres", "SELECT datname FROM pg_database WHERE datname LIKE %s", PREFIX.replace("_", r"\_") + r"\_%"
    )
    drop_databases(*(name[len(PREFIX) + 1 :] for (name,) in names))
    sys.exit()

name, template = (*sys.argv[1:], "all")[:2]
with contextlib.redirect_stdout(sys.stderr):
    full = installed(template)
    if name != template:
        full = new_database(name, template)
print(full)
