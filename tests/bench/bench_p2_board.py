"""P2: the data of a sales board of 5,000 units, with 10,000 and with 1,000,000 units in the database.

Measured against the same rows by one SQL query plus JSON encoding, in the same run. Reached: at most 2 times,
and the same with 100 times as many units. --small: 10,000 units, correctness only.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from board_rows import PROJECT_UNITS, new_project, sell

ROOT = Path(__file__).resolve().parents[2]
DB = "bench_p2"
RUNS = 15


def prepare():
    subprocess.run([ROOT / "config/bin/newdb.sh", DB], check=True)
    install = ["-d", DB, "-i", "realestate_sales", "--stop-after-init", "--no-http", "--log-level=error"]
    subprocess.run([ROOT / "config/bin/odoo", *install], check=True)


def open_registry():
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(["-d", DB, "--log-level=error", "--no-http"])
    return Registry(DB)


def bare_rows(cr, project):
    """The same rows, by one SQL query written by hand."""
    cr.execute(
        """
        SELECT u.id, u.building_id, u.section, u.floor, u.floor_label, u.number, u.board_column, u.property_type,
               u.layout_id, u.orientation, COALESCE(NULLIF(u.area_gross_final, 0), u.area_gross_presale, 0),
               COALESCE(NULLIF(u.area_inner_final, 0), u.area_inner_presale, 0), u.list_unit_price, u.list_price,
               u.state, u.not_for_sale, p.name,
               CASE WHEN d.id IS NULL THEN to_char(h.expires_on AT TIME ZONE 'UTC' AT TIME ZONE j.tz, 'YYYY-MM-DD HH24:MI')
                    WHEN d.state = 'subscribed' THEN to_char(d.sign_deadline, 'YYYY-MM-DD') END
          FROM realestate_unit u
          JOIN realestate_project j ON j.id = u.project_id
          LEFT JOIN realestate_deal d ON d.id = u.live_deal_id
          LEFT JOIN realestate_hold h ON h.id = u.live_hold_id
          LEFT JOIN res_users w ON w.id = COALESCE(d.user_id, h.user_id)
          LEFT JOIN res_partner p ON p.id = w.partner_id
         WHERE u.project_id = %s
         ORDER BY u.building_sequence, u.building_id, u.section, u.floor DESC, u.board_column, u.id
        """,
        [project.id],
    )
    return cr.fetchall()


def timed(work):
    started = time.perf_counter()
    result = work()
    return (time.perf_counter() - started) * 1000, result


def measure(env, project, runs):
    """Return the median ms of the bare query and of the board, taken in turn, with what they returned."""
    bare, board = [], []
    for _run in range(runs):
        env.invalidate_all()
        took, rows = timed(lambda: json.dumps(bare_rows(env.cr, project), default=str))
        bare.append(took)
        env.invalidate_all()
        took, data = timed(lambda: json.dumps(project.board_data(), default=str))
        board.append(took)
    return statistics.median(bare), statistics.median(board), rows, data


def check_same(rows, data):
    units = json.loads(data)["units"]
    assert [list(row) for row in zip(*units.values(), strict=True)] == json.loads(rows), "the rows differ"


def plan(env, project):
    """Return the plan of the board's own query; it must not read the whole table."""
    query = env["realestate.unit"]._search([("project_id", "=", project.id)])
    env.cr.execute("EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) " + env.cr.mogrify(query.select()).decode())
    lines = [line for (line,) in env.cr.fetchall() if "on realestate_unit" in line or "Time" in line]
    assert not any("Seq Scan on realestate_unit" in line for line in lines), "\n".join(lines)
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    small = parser.parse_args().small
    prepare()
    failed = False
    with open_registry().cursor() as cr:
        from odoo import api

        env = api.Environment(cr, 1, {})
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "login": "bench",
                    "name": "Bench",
                    "group_ids": [(4, env.ref("realestate_sales.realestate_sales_group_consultant").id)],
                }
            )
        )
        project = new_project(env, "P2", "P2")
        project.user_ids = user
        buyer = env["res.partner"].create({"name": "Never on the board"})
        sell(env, project, buyer, user)
        filled, lines = 1, []
        print(
            f"{'units in database':>18} {'on the board':>13} {'SQL + JSON ms':>14} {'board ms':>9} {'ratio':>6} {'MB peak':>8}"
        )
        for projects in (2,) if small else (2, 200):
            fill(env, filled, projects)
            filled = projects
            mine = project.with_user(user)
            bare, board, rows, data = measure(mine.env, mine, 3 if small else RUNS)
            check_same(rows, data)
            assert buyer.name not in data, "a buyer is on the board"
            lines = plan(mine.env, mine)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{projects * PROJECT_UNITS:>18,} {PROJECT_UNITS:>13,} {bare:>14.1f} {board:>9.1f} {board / bare:>6.2f} {peak:>8}"
            )
            failed |= not small and board / bare > 2
        print("\n".join(["", *lines]))
    return failed


def fill(env, done, projects):
    for number in range(done, projects):
        new_project(env, f"Filler {number}", f"F{number}")
    env.cr.commit()
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE realestate_unit")
    env.cr.execute("ANALYZE realestate_deal")
    env.cr._cnx.autocommit = False


if __name__ == "__main__":
    sys.exit(main())
