"""Updating all addons is silent and leaves the database's structure as it was."""

from common import addons, drop_databases, installed, new_database, odoo, schema

for name in ("all", "demo"):
    installed(name)
    database = new_database("update", name)
    before = schema(database)
    odoo(f"update of all, {name}", "-d", database, "-u", ",".join(addons()), "--no-http", "--stop-after-init")
    changed = before ^ schema(database)
    drop_databases("update")
    if changed:
        raise SystemExit("an update changes the structure again: " + ", ".join(sorted(changed)))
