#!/usr/bin/env python3
"""CH-3: a call list of 50,000 lines, read, cleaned, compared with customers, older lists and do-not-call, and taken.

The file is made as such lists are: blanks, +86, figures, several numbers in a cell, numbers twice, numbers of customers.
The whole runs in one process and one transaction that is rolled back; what was counted is checked. Beside it stands
what PostgreSQL alone needs to insert the same rows.

    bench_ch3_calls.py [-d DATABASE] [--rows 50000] [--small]
"""

import base64
import io
import json
import sys

from frame import Bench, finish, once, open_env, say, say_table

CUSTOMERS = 0.02  # of the numbers
OLDER = 0.02
REFUSED = 0.01
INVALID = 0.01
TWICE = 0.03


def number_of(index):
    return f"13{index // 1_000_000 % 10}{index % 100_000_000:08}"


def make_rows(size):
    """Return ``size`` lines (name, phone, place, note) and how many of each outcome are to come of them."""
    expected = dict.fromkeys(("in_file", "invalid", "customer", "older", "do_not_call", "cleaned"), 0)
    rows = []
    for index in range(size):
        number, share = number_of(index), index % 100 / 100
        if share < INVALID:
            number, kind = number[:8], "invalid"
        elif share < INVALID + TWICE and index >= 100:
            number, kind = number_of(index - 50), "in_file"
        elif share < INVALID + TWICE + CUSTOMERS:
            kind = "customer"
        elif share < INVALID + TWICE + CUSTOMERS + OLDER:
            kind = "older"
        elif share < INVALID + TWICE + CUSTOMERS + OLDER + REFUSED:
            kind = "do_not_call"
        else:
            kind = "taken"
        if kind != "taken":
            expected[kind] += 1
        elif index % 7 == 3:
            number, expected["cleaned"] = f"{number[:3]} {number[3:7]} {number[7:]}", expected["cleaned"] + 1
        elif index % 7 == 5:
            number, expected["cleaned"] = f"+86 {number}", expected["cleaned"] + 1
        rows.append((f"客户{index}", number, f"小区{index % 40}", "备注" if index % 3 else None, kind))
    expected["taken"] = size - sum(count for kind, count in expected.items() if kind != "cleaned")
    return rows, expected


def make_workbook(rows):
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("名单")
    sheet.write(0, 0, "业主名单")
    sheet.write_row(1, 0, ("序号", "业主姓名", "联系电话", "小区", "备注"))
    for number, row in enumerate(rows, 2):
        sheet.write_row(number, 0, (number - 1, *row[:4]))
    book.close()
    return out.getvalue()


def prepare(env, rows):
    """The project with its customers, an older list and refusals; return (project, team)."""
    project = env["realestate.project"].create({"name": "CH3", "code": "CH3-BENCH"})
    team = env["realestate.channel.team"].create({"name": "CH3", "module": "call"})
    by_kind = {}
    for row in rows:
        by_kind.setdefault(row[4], []).append(row[1])
    env["crm.lead"].with_context(realestate_same_checked=True, tracking_disable=True).create(
        [
            {"name": number, "phone": number, "realestate_project_id": project.id, "user_id": False}
            for number in by_kind.get("customer", ())
        ]
    )
    env["realestate.do.not.call"].create([{"phone": number} for number in by_kind.get("do_not_call", ())])
    older = "\n".join(["手机", *by_kind.get("older", ())]).encode()
    run_import(env, project, team, older, "older.csv")
    return project, team


def run_import(env, project, team, data, filename):
    """Import a file to its end, in batches, as the open form does; return the list."""
    wizard = env["realestate.call.import"].create(
        {
            "project_id": project.id,
            "team_id": team.id,
            "name": filename,
            "filename": filename,
            "file": base64.b64encode(data),
        }
    )
    call_list = env["realestate.call.list"].browse(wizard.action_import()["res_id"])
    while call_list._import_batch():
        pass
    return call_list


def check(call_list, expected):
    """What was counted is what was put in."""
    call_list.invalidate_recordset()
    for kind, count in expected.items():
        assert call_list[f"{kind}_count"] == count, (kind, call_list[f"{kind}_count"], count)
    assert not call_list.import_pending


def run_bare(env, call_list):
    """Insert the rows of the list once more into a table without rules but with the same indexes."""
    env.cr.execute(
        """CREATE TEMP TABLE bare (LIKE realestate_call_number INCLUDING ALL);
           CREATE TEMP TABLE source AS SELECT * FROM realestate_call_number WHERE list_id = %s""",
        [call_list.id],
    )
    return once(env, lambda: env.cr.execute("INSERT INTO bare SELECT * FROM source"))


def measure(database, size):
    """Return the seconds of taking, of giving out and of the bare insert, and how many lines met which fate."""
    env = open_env(database)
    with env.cr:
        rows, expected = make_rows(size)
        data = make_workbook(rows)
        project, team = prepare(env, rows)
        finish(env)
        lists, lots = [], []

        def take():
            lists.append(run_import(env, project, team, data, "list.xlsx"))
            finish(env)

        def give_out():
            people = zip(env["res.users"].browse([2, 1]), (expected["taken"] // 2, size), strict=True)
            numbers = env["realestate.call.number"]
            lots.append(numbers._deal_out(lists[0], list(people), project._today(), ["new"]))
            finish(env)

        found = {"import": once(env, take), "expected": expected}
        check(lists[0], expected)
        env.flush_all()
        found["deal"] = once(env, give_out)
        assert sum(lots[0].mapped("size")) == expected["taken"]
        found["bare"] = run_bare(env, lists[0])
        env.cr.rollback()
    return found


def report(found, size):
    say_table(
        f"CH-3  call list of {size} lines",
        found,
        {
            "import": "read, clean, compare, take",
            "deal": "give out in two lots",
            "bare": "bare insert of what was taken",
        },
    )
    say(json.dumps(found["expected"]))


if __name__ == "__main__":
    bench = Bench(__file__, measure, report, size=50_000, small=1_000, option="rows", addon="realestate_channel")
    sys.exit(bench.main(__doc__))
