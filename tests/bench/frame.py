"""What the benchmarks of one process share: their database, watch, rows, table and command line.

They run in a process of their own, whose peak memory is theirs, in a transaction that is rolled back. Ratios are taken
of the processor time of that process and its PostgreSQL backend together, which neighbours on the machine do not
change; the seconds on the clock stand beside it.
"""

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(__file__).resolve().parents[2] / "config" / "bin"


def say(text):
    sys.stdout.write(text + "\n")


# ----------------------------------------------------------------------
# the database
# ----------------------------------------------------------------------
@contextlib.contextmanager
def new_database(name, addon="realestate_sales"):
    """A database of the benchmark's own with ``addon``, dropped at the end."""
    subprocess.run([BIN / "newdb.sh", name], check=True)
    try:
        install = ["-d", name, "-i", addon, "--stop-after-init", "--no-http", "--log-level=warn"]
        subprocess.run([BIN / "odoo", *install], check=True)
        yield name
    finally:
        subprocess.run(["dropdb", "--if-exists", "--force", name], check=True)


def open_env(database):
    """Return an environment on ``database`` whose transaction is never committed."""
    import odoo
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-d", database, "--no-http", "--log-level=warn"], setup_logging=True)
    registry = Registry(database)
    return odoo.api.Environment(registry.cursor(), odoo.api.SUPERUSER_ID, {"lang": "zh_CN"})


def finish(env):
    """Do what a commit would, without committing: flush, and write what waits for the end of the transaction."""
    env.flush_all()
    env.cr.precommit.run()
    env.flush_all()


def multiply(env, record, count, **columns):
    """Copy a record's row ``count`` times by SQL.

    :param columns: SQL of the columns that differ; ``g`` is the number of the copy
    :return: ids of the copies, in order
    """
    env.flush_all()
    table = record._table
    pairs = ", ".join(f"'{name}', {value}" for name, value in columns.items())
    env.cr.execute(
        f"""
        INSERT INTO {table}
        SELECT copy.*
          FROM {table} pattern_row, generate_series(1, %s) AS g,
               LATERAL jsonb_populate_record(
                   NULL::{table},
                   to_jsonb(pattern_row) || jsonb_build_object('id', nextval('{table}_id_seq'), {pairs})) AS copy
         WHERE pattern_row.id = %s
        RETURNING id
        """,
        (count, record.id),
    )
    return sorted(row[0] for row in env.cr.fetchall())


# ----------------------------------------------------------------------
# the watch
# ----------------------------------------------------------------------
class Stopwatch:
    """Seconds on the clock, and of processor time in this process and its database backend."""

    def __init__(self, env):
        env.cr.execute("SELECT pg_backend_pid()")
        self.backend = Path("/proc", str(env.cr.fetchone()[0]), "stat")
        self.start = self._now()

    def _now(self):
        # fields 14 and 15 of stat, after the name in brackets: user and system time in ticks
        ticks = self.backend.read_text().rpartition(")")[2].split()[11:13]
        return time.perf_counter(), time.process_time(), sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """Return clock, python and database seconds since the start."""
        clock, python, database = (now - then for now, then in zip(self._now(), self.start, strict=True))
        return {"clock": clock, "python": python, "database": database, "cpu": python + database}


def once(env, function):
    """Return the seconds of one run."""
    env.cr.flush()
    watch = Stopwatch(env)
    function()
    return watch.stop()


def best(env, function):
    """Return the seconds of that of three runs which took the least processor time."""
    return min((once(env, function) for _run in range(3)), key=lambda seconds: seconds["cpu"])


def count_queries(env, function):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    function()
    return env.cr.sql_log_count - before


def peak_memory():
    """Return the most this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


# ----------------------------------------------------------------------
# the table
# ----------------------------------------------------------------------
def say_table(title, found, labels):
    """Print the seconds of the phases that ``labels`` names."""
    say(f"{title}; seconds of the processor")
    say(f"{'':46}{'python':>8}{'database':>10}{'together':>10}{'clock':>8}")
    for phase, label in labels.items():
        cell = found[phase]
        say(f"{label:46}{cell['python']:8.2f}{cell['database']:10.2f}{cell['cpu']:10.2f}{cell['clock']:8.1f}")


def say_ratio(found, work, base, at_most, label=""):
    """Print and return how many times the processor time of ``base`` the ``work`` took."""
    ratio = found[work]["cpu"] / (found[base]["cpu"] or 0.01)
    say(f"{label}at most {at_most:.0f} times: {'reached' if ratio <= at_most else 'NOT reached'} ({ratio:.1f})")
    return ratio


# ----------------------------------------------------------------------
# the command line
# ----------------------------------------------------------------------
class Bench:
    """A benchmark of one phase: ``measure(database, size)`` in a process of its own, ``report(found, size)`` here.

    ``found`` has the seconds of each phase and, where queries are counted, ``queries`` for a tenth and for all.
    """

    def __init__(self, script, measure, report, *, size, small, option, addon="realestate_sales", at_most=None):
        self.script, self.measure, self.report = Path(script), measure, report
        self.size, self.small, self.option, self.addon, self.at_most = size, small, option, addon, at_most

    def main(self, doc):
        """Run what the command line asks for; return the exit code: 1 where the goal is missed or queries grow."""
        parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("-d", "--database", help=f"has {self.addon} installed; nothing stays in it")
        parser.add_argument(f"--{self.option}", dest="size", type=int, default=self.size)
        parser.add_argument("--small", action="store_true", help=f"{self.small} {self.option}, for correctness alone")
        parser.add_argument("--phase", action="store_true", help=argparse.SUPPRESS)
        args = parser.parse_args()
        size = self.small if args.small else args.size
        if args.phase:
            say(json.dumps({**self.measure(args.database, size), "memory": peak_memory()}))
            return 0
        name = "_".join(self.script.stem.split("_")[:3])
        with contextlib.nullcontext(args.database) if args.database else new_database(name, self.addon) as database:
            found = self._in_process(database, size)
        ratio = self.report(found, size)
        if "queries" in found:
            few, many = found["queries"]
            say(f"queries for {size // 10} {self.option}: {few}, for {size}: {many}")
        say(f"peak memory {found['memory']:.0f} MB")
        same = len(set(found.get("queries", ()))) <= 1
        return 0 if same and (args.small or self.at_most is None or ratio <= self.at_most) else 1

    def _in_process(self, database, size):
        command = [sys.executable, str(self.script), "-d", database, f"--{self.option}", str(size), "--phase"]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        return json.loads(out.splitlines()[-1])
