"""Every term that Odoo exports from an addon is in its zh_CN.po, and no other. `make i18n`
mends what this finds, but for the translation itself."""

import tempfile
from pathlib import Path

import polib
from common import ROOT, addons, drop_databases, installed, new_database, odoo

installed("all")
database = new_database("terms", "all")
problems = []


def ids(catalogue):
    return {(term.msgctxt, term.msgid) for term in catalogue if not term.obsolete}


for addon in addons():
    with tempfile.TemporaryDirectory() as scratch:
        exported = Path(scratch) / f"{addon}.pot"
        odoo(f"export the terms of {addon}", "i18n", "export", "-d", database, "-l", "pot", "-o", str(exported), addon)
        terms = ids(polib.pofile(str(exported)))
    for name in (f"{addon}.pot", "zh_CN.po"):
        path = ROOT / "addons" / addon / "i18n" / name
        known = ids(polib.pofile(str(path))) if path.exists() else set()
        problems += [f"{addon}/i18n/{name} lacks {term[1]!r}" for term in sorted(terms - known, key=str)]
        problems += [f"{addon}/i18n/{name} has {term[1]!r}, which is gone" for term in sorted(known - terms, key=str)]

drop_databases("terms")
if problems:
    raise SystemExit("\n".join(problems) + "\nRun `make i18n`.")
