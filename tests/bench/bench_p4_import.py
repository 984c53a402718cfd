#!/usr/bin/env python3
"""P4: a unit table of 10,000 rows, read, validated and imported, against Odoo's own load() of the same rows.

Each runs in a process of its own on the same database, in a transaction that is rolled back; only the ratio counts.
It is taken of the processor time of Odoo's process and its PostgreSQL backend together, which neighbours on the
machine do not change; the seconds on the clock stand beside it. The import starts from the bytes of the workbook;
load() gets its rows ready made, which is in its favour.

    bench_p4_import.py [-d DATABASE] [--rows 10000] [--small]
"""

import argparse
import base64
import contextlib
import io
import json
import subprocess
import sys

from frame import Stopwatch, finish, new_database, open_env, peak_memory, say

TO_REACH = 5.0
PHASES = {
    "load": "Odoo load()",
    "load_untracked": "Odoo load(), no chatter",
    "import": "unit table import",
    "again": "the same again, all prices changed",
}
HEADINGS = ("楼栋", "单元", "楼层", "房号", "户型", "朝向", "建筑面积",
            "套内面积", "底价单价", "底价总价", "面价单价", "面价总价", "备注")  # fmt: skip
FIELDS = ["code", "building_id", "section", "floor", "number", "layout_id", "orientation", "area_gross_presale",
          "area_inner_presale", "floor_unit_price", "floor_price", "list_unit_price", "list_price", "note"]  # fmt: skip
LAYOUTS = ("4室2厅2卫", "3室2厅2卫", "3室2厅1卫", "2室2厅1卫")


def make_rows(size, raise_price=0):
    """Return ``size`` homes of towers with 2 sections of 33 floors and 4 doors, as the columns of HEADINGS."""
    rows = []
    for index in range(size):
        building, rest = divmod(index, 264)
        section, rest = divmod(rest, 132)
        floor, door = divmod(rest, 4)
        price = 10000 + 20 * floor + raise_price
        rows.append((f"{building + 1}#楼", f"{section + 1}单元", floor + 1, f"{floor + 1}{door + 1:02}", LAYOUTS[door], "南",
                     100.5, 80.25, price - 800, round((price - 800) * 100.5), price, round(price * 100.5), "毛坯"))  # fmt: skip
    return rows


def make_workbook(rows):
    """Return an .xlsx of the rows, a sheet a building, with a title and a subtotal each."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheets = {}
    for row in rows:
        sheets.setdefault(row[0], []).append(row)
    for name, part in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.write(0, 0, f"测试项目 {name} 楼盘表")
        for number, row in enumerate((HEADINGS, *part), 1):
            sheet.write_row(number, 0, row)
        sheet.write(len(part) + 2, 0, "小计")
    book.close()
    return out.getvalue()


def make_project(env, rows):
    project = env["realestate.project"].create({"name": "P4", "code": "P4-BENCH"})
    names = dict.fromkeys(row[0] for row in rows)
    env["realestate.building"].create(
        [{"name": name, "code": name.removesuffix("#楼"), "project_id": project.id} for name in names]
    )
    env["realestate.layout"].create([{"name": name, "project_id": project.id} for name in LAYOUTS])
    env.flush_all()
    return project


def run_load(env, project, rows, context):
    codes = [f"{r[0].removesuffix('#楼')}-{r[1].removesuffix('单元')}-{r[3]}" for r in rows]
    data = [[code, *map(str, row)] for code, row in zip(codes, rows, strict=True)]
    watch = Stopwatch(env)
    result = env["realestate.unit"].with_context(**context).load(FIELDS, data)
    finish(env)
    seconds = watch.stop()
    assert result["ids"], result["messages"][:3]
    return seconds


def run_import(env, project, rows):
    data = base64.b64encode(make_workbook(rows))
    watch = Stopwatch(env)
    wizard = env["realestate.unit.import"].create({"project_id": project.id, "file": data, "filename": "p4.xlsx"})
    assert not wizard.error_count, wizard.error_ids[:3].mapped("reason")
    wizard.action_import()
    finish(env)
    return watch.stop()


def check(env, project, rows):
    """The figures in the database are those of the workbook."""
    [(count, total)] = env["realestate.unit"]._read_group(
        [("project_id", "=", project.id)], [], ["__count", "list_price:sum"]
    )
    assert count == len(rows), (count, len(rows))
    assert abs(total - sum(row[11] for row in rows)) < 0.01, total


def run_phase(database, phase, size):
    """Run one phase in this process; return its seconds (clock, python, database, cpu) and peak memory (MB)."""
    env = open_env(database)
    with env.cr:
        rows = make_rows(size)
        project = make_project(env, rows)
        if phase == "import":
            seconds = run_import(env, project, rows)
        elif phase == "again":
            run_import(env, project, rows)
            rows = make_rows(size, raise_price=100)
            seconds = run_import(env, project, rows)
        else:
            context = {"tracking_disable": True} if phase == "load_untracked" else {}
            seconds = run_load(env, project, rows, context)
        check(env, project, rows)
        env.cr.rollback()
    return {**seconds, "memory": peak_memory()}


def run(size, database):
    """Measure all phases, each in a process of its own.

    :return: phase → seconds (clock, python, database, cpu), memory (MB)
    """
    found = {}
    for phase in PHASES:
        command = [sys.executable, __file__, "-d", database, "--rows", str(size), "--phase", phase]
        out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        found[phase] = json.loads(out.splitlines()[-1])
    return found


def report(found, size):
    base = found["load"]
    say(f"P4  import of a unit table, {size} rows; seconds of the processor")
    say(f"{'':38}{'python':>8}{'database':>10}{'together':>10}{'load() is':>11}{'clock':>8}{'peak MB':>9}")
    for phase, label in PHASES.items():
        seconds = found[phase]
        ratio = f"× {base['cpu'] / seconds['cpu']:.1f}"
        say(
            f"{label:38}{seconds['python']:8.2f}{seconds['database']:10.2f}{seconds['cpu']:10.2f}{ratio:>11}"
            f"{seconds['clock']:8.1f}{seconds['memory']:9.0f}"
        )
    ratio = base["cpu"] / found["import"]["cpu"]
    say(f"to reach {TO_REACH:.0f}: {'reached' if ratio >= TO_REACH else 'NOT reached'} ({ratio:.1f})")
    return ratio


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-d", "--database", help="has realestate_sales installed; nothing stays in it")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--small", action="store_true", help="300 rows, for the correctness alone")
    parser.add_argument("--phase", choices=PHASES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    size = 300 if args.small else args.rows
    if args.phase:
        say(json.dumps(run_phase(args.database, args.phase, size)))
        return 0
    with contextlib.nullcontext(args.database) if args.database else new_database("bench_p4") as database:
        ratio = report(run(size, database), size)
    return 0 if args.small or ratio >= TO_REACH else 1


if __name__ == "__main__":
    sys.exit(main())
