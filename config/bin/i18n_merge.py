"""Merge each addon's template of terms with its Chinese: i18n_merge.py ADDONS_DIR ADDON..."""

import sys
from pathlib import Path

import polib

import odoo.addons

# Labels and helps of the fields that every model inherits: Odoo's own Chinese is taken for these
# and for nothing else; a word like "Channel" means something else in mail than in a sales office.
GENERIC = {
    "Action Needed",
    "Active",
    "Activities",
    "Activity Exception Decoration",
    "Activity State",
    "Activity Type Icon",
    "Archived",
    "Attachment Count",
    "Company",
    "Created by",
    "Created on",
    "Currency",
    "Display Name",
    "Followers",
    "Followers (Partners)",
    "Font awesome icon e.g. fa-tasks",
    "Has Message",
    "ID",
    "Icon",
    "Icon to indicate an exception activity.",
    "If checked, new messages require your attention.",
    "If checked, some messages have a delivery error.",
    "Is Follower",
    "Last Updated by",
    "Last Updated on",
    "Message Delivery error",
    "Messages",
    "My Activity Deadline",
    "Name",
    "Next Activity Calendar Event",
    "Next Activity Deadline",
    "Next Activity Summary",
    "Next Activity Type",
    "Number of Actions",
    "Number of errors",
    "Number of messages requiring action",
    "Number of messages with delivery error",
    "Parent Path",
    "Ratings",
    "Responsible User",
    "SMS Delivery error",
    "Sequence",
    "Website Messages",
    "Website communication history",
    "Type of the exception activity on record.",
    (
        "Status based on activities\nOverdue: Due date is already passed\nToday: Activity date is today\n"
        "Planned: Future activities."
    ),
}
CORE = ("mail", "base", "web", "rating", "sms", "portal")


def core_terms():
    """Return {English: Chinese} of Odoo's own generic terms, the first module winning."""
    terms = {}
    for path in (Path(folder) / name / "i18n/zh_CN.po" for name in CORE for folder in _addon_folders()):
        if path.exists():
            for entry in polib.pofile(str(path)):
                if entry.msgid in GENERIC and entry.msgstr and "fuzzy" not in entry.flags:
                    terms.setdefault(entry.msgid, entry.msgstr)
    return terms


def _addon_folders():
    base = Path(next(iter(odoo.addons.__path__)))
    return {base, base.parent / "addons", base.parent.parent / "addons", *map(Path, odoo.addons.__path__)}


def merge(addon, core):
    """Rewrite the addon's zh_CN.po from its template; return the terms without Chinese."""
    folder = addon / "i18n"
    template = polib.pofile(str(folder / f"{addon.name}.pot"))
    target = folder / "zh_CN.po"
    known = {}
    if target.exists():
        known = {e.msgid: e.msgstr for e in polib.pofile(str(target)) if e.msgstr and "fuzzy" not in e.flags}
    # a date in the header would make every export a change
    for stale in ("POT-Creation-Date", "PO-Revision-Date"):
        template.metadata.pop(stale, None)
    template.save()
    template.metadata |= {"Language": "zh_CN", "Plural-Forms": "nplurals=1; plural=0;"}
    missing = []
    for entry in template:
        entry.msgstr = known.get(entry.msgid) or core.get(entry.msgid, "")
        if not entry.msgstr:
            missing.append(entry.msgid)
    template.save(str(target))
    return missing


def main():
    root, core = Path(sys.argv[1]), core_terms()
    lacking = {name: merge(root / name, core) for name in sys.argv[2:]}
    for name, terms in lacking.items():
        for term in terms:
            print(f"{name}: {term!r}")
    return any(lacking.values())


if __name__ == "__main__":
    sys.exit(main())
