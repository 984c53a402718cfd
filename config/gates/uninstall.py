"""Each addon can be uninstalled, with data in it, and leaves nothing behind."""

from common import addons, drop_databases, installed, new_database, odoo, query, schema

# Where rows may stay. Odoo adds some by itself while it runs, and keeps books of its own that
# no addon can clear: names that mail, portal and others gave to parts of our models, foreign
# keys on other addons' tables, the log of a record that stays.
ODOOS_OWN = {
    "bus_bus",
    "ir_attachment",
    "ir_config_parameter",
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_model_constraint",
    "ir_model_data",
    "mail_message",
    "mail_tracking_value",
    "res_users_log",
}
# Odoo first deletes the records that have a name, demo data among them, in its own order and
# logs what the database refuses; most goes with the tables that are dropped afterwards.
REFUSED = (
    r"bad query: b'DELETE FROM \"\w+\" WHERE id IN|"
    r"^ERROR: update or delete on table \"\w+\" violates foreign key constraint|"
    r"^DETAIL: +Key \(id\)=\(\d+\) is still referenced from table"
)
problems = []


def rows(database):
    tables = [t for (t,) in query(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    return {t: query(database, f'SELECT count(*) FROM "{t}"')[0][0] for t in tables}


def uninstall(database, *modules, known="(?!)"):
    odoo(
        f"uninstall {', '.join(modules)} in {database}", "module", "uninstall", "-d", database, *modules, known=REFUSED
    )
    for model, name in query(
        database, "SELECT model, module || '.' || name FROM ir_model_data WHERE module = ANY(%s)", list(modules)
    ):
        problems.append(f"{database}: {model} {name} is left")


ours = addons()
base, *others = ours
clean = new_database("clean")
schema_before, rows_before = schema(clean), rows(clean)

for kind in ("all", "demo"):
    installed(kind)
    database = new_database("uninstall", kind)
    known = REFUSED if kind == "demo" else "(?!)"
    # One at a time, those that build on others first: what stays still works.
    for addon in reversed(others):
        uninstall(database, addon, known=known)
        odoo("the others still start", "-d", database, "-u", base, "--no-http", "--stop-after-init")
    uninstall(database, base, known=known)
    left = schema(database) - schema_before
    problems += [f"{database}: {thing} is left" for thing in sorted(left)]
    problems += [f"{database}: {thing} is lost" for thing in sorted(schema_before - schema(database))]
    if kind == "all":
        after = rows(database)
        problems += [
            f"{database}: {table} has {after[table] - count} rows more than before"
            for table, count in sorted(rows_before.items())
            if table not in ODOOS_OWN and not table.startswith("orm_signaling_") and after.get(table, 0) > count
        ]

# All at once, through the one that they depend on.
database = new_database("uninstall", "all")
uninstall(database, base)
problems += [f"all at once: {thing} is left" for thing in sorted(schema(database) - schema_before)]
drop_databases("clean", "uninstall")

if problems:
    raise SystemExit("\n".join(problems))
