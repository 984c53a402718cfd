"""What the gates share: databases, Odoo's command line, its log."""

import ast
import contextlib
import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "config" / "bin"
LOGS = Path(os.environ["ODOO_DATA_DIR"]).parent / "log"
# Two work trees may run their gates on one cluster.
PREFIX = "gate_" + re.sub(r"\W", "_", ROOT.name)

# What Odoo itself logs on a bare database, and what is not ours to mend.
KNOWN = re.compile(
    "|".join(
        line.strip()
        for line in (ROOT / "config/allowed_log_lines.txt").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    )
    or "(?!)"
)


def addons():
    """The project's addons, each after those it depends on."""
    depends = {
        path.parent.name: ast.literal_eval(path.read_text())["depends"]
        for path in sorted((ROOT / "addons").glob("*/__manifest__.py"))
    }
    ordered = []

    def visit(name):
        for other in depends[name]:
            if other in depends and other not in ordered:
                visit(other)
        if name not in ordered:
            ordered.append(name)

    for name in depends:
        visit(name)
    return ordered


def new_database(name, template="tmpl_deps", demo=False):
    """A fresh copy of the template; `name` without the prefix. Returns the full name.

    :param demo: what is installed in it brings its demo data
    """
    full = f"{PREFIX}_{name}"
    source = template if template == "tmpl_deps" else f"{PREFIX}_{template}"
    subprocess.run([BIN / "newdb.sh", *(["--demo"] if demo else []), full, source], check=True)
    return full


def drop_databases(*names):
    for name in names:
        subprocess.run(["dropdb", "--if-exists", "--force", f"{PREFIX}_{name}"], check=True, stderr=subprocess.DEVNULL)


def query(database, sql, *params):
    with contextlib.closing(psycopg2.connect(dbname=database)) as connection, connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def odoo(what, *args, known="(?!)"):
    """Run Odoo's command line; every line it logs at WARNING or above fails the gate.

    :param what: one sentence of what this run shows, printed and used when it fails
    :param known: regular expression of log lines that are expected of this run
    """
    print(f"-- {what}", flush=True)
    log = LOGS / f"gate-run-{os.getpid()}.log"
    log.unlink(missing_ok=True)
    env = os.environ | {"ODOO_LOG_LEVEL": "warn", "ODOO_LOGFILE": str(log)}
    done = subprocess.run([BIN / "odoo", *args], capture_output=True, text=True, check=False, env=env)
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    bad = [line for line in lines if line.strip() and not KNOWN.search(line) and not re.search(known, line)]
    if done.returncode or bad:
        print("\n".join(bad) or done.stdout + done.stderr)
        sys.exit(f"FAILED: {what}")


def install(database, *modules, options=()):
    what = f"install {', '.join(modules)} in {database} {' '.join(options)}"
    odoo(what, "-d", database, "-i", ",".join(modules), "--no-http", "--stop-after-init", *options)


def installed(name="all"):
    """The database with all addons, made when it is not there: `all`, or `demo` with demo data.

    Gates that run beside each other copy it: none works in it, or the others could not.
    """
    full = f"{PREFIX}_{name}"
    with open(LOGS / f"gate-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not query("postgres", "SELECT 1 FROM pg_database WHERE datname = %s", full):
            new_database(f"{name}_new", demo=name == "demo")
            install(f"{full}_new", *addons())
            subprocess.run(["psql", "-Xqc", f'ALTER DATABASE "{full}_new" RENAME TO "{full}"', "postgres"], check=True)
    return full


# Everything in the database that an addon's models leave behind.
SCHEMA = """
SELECT 'column', table_name || '.' || column_name || ' ' || data_type
  FROM information_schema.columns WHERE table_schema = 'public'
UNION SELECT 'constraint', conrelid::regclass || '.' || conname FROM pg_constraint
 WHERE connamespace = 'public'::regnamespace
UNION SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'public'
UNION SELECT 'sequence', sequence_name FROM information_schema.sequences WHERE sequence_schema = 'public'
UNION SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
"""


def schema(database):
    return {f"{kind} {name}" for kind, name in query(database, SCHEMA)}
