#!/usr/bin/env python3
"""P8, appraisal: the figures, scores and totals of 500 people, against one SQL query that reads the same rows.

Each person has a share of contracts, events of protection, first visits and rewards in the month; his four duties are
measured by them. The query reads the rows that the figures are made of. Filled in are figures, scores, weights,
rewards, totals and grades of all appraisals, which are written. Making the appraisals and their lines, once a month,
stands beside it.

Both run in one transaction of one process that is rolled back; the ratio is taken of the processor time of the
process and its PostgreSQL backend together, each the best of three runs. That the queries do not grow with the people
is counted on a tenth of them.

    bench_p8_appraisal.py [-d DATABASE] [--people 500] [--small]
"""

import datetime
import sys

from frame import Bench, Stopwatch, best, count_queries, multiply, open_env, say_ratio, say_table

TO_REACH = 5.0
MONTH = (datetime.date(2026, 10, 1), datetime.date(2026, 10, 31))
# of each person, a month's work
SHARES, EVENTS, VISITS = 20, 120, 60
ROWS = """
    SELECT user_id, amount, percent, day_signed FROM realestate_performance_line
     WHERE user_id = ANY(%(users)s) AND day_signed BETWEEN %(first)s AND %(last)s
"""
MORE = (
    """SELECT user_id, lead_id, kind, day FROM realestate_protection_event
        WHERE user_id = ANY(%(users)s) AND day BETWEEN %(first)s AND %(last)s""",
    """SELECT holder_id, lead_id, kind, day FROM realestate_reception
        WHERE holder_id = ANY(%(users)s) AND day BETWEEN %(first)s AND %(last)s""",
    """SELECT user_id, net_points, kind, day FROM realestate_reward
        WHERE user_id = ANY(%(users)s) AND day BETWEEN %(first)s AND %(last)s AND state = 'approved'""",
)


def make_people(env, count):
    """Return ``count`` users, each an employee with the same job since January, and the job."""
    department = env["hr.department"].create({"name": "P8"})
    job = env["hr.job"].create({"name": "P8", "department_id": department.id})
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create([{"name": f"P8 {number}", "login": f"p8_{number}"} for number in range(count)])
    )
    env["hr.employee"].create(
        [
            {"name": user.name, "user_id": user.id, "job_id": job.id, "department_id": department.id,
             "date_version": "2026-01-01"}
            for user in users
        ]
    )  # fmt: skip
    codes = ("amount_signed", "units_signed", "followed_in_time", "visit_to_deal")
    env["realestate.job.description"].create(
        {
            "job_id": job.id,
            "date_from": "2026-01-01",
            "duty_ids": [
                (0, 0, {"name": code, "weight": 25.0,
                        "measure_id": env.ref(f"realestate_sales.realestate_measure_{code}").id})
                for code in codes
            ],
        }
    )._make_valid()  # fmt: skip
    return users, job


def make_work(env, users):
    """Write a month's work of each of ``users``: shares of contracts, events, visits and a reward."""
    count, first = len(users), users.ids[0]
    project = env["realestate.project"].create({"name": "P8", "code": "P8-BENCH"})
    day = f"(DATE '{MONTH[0]}' + g %% 31)"
    user = f"{first} + (g - 1) %% {count}"
    lead = env["crm.lead"].create({"name": "p8", "realestate_project_id": project.id})
    leads = multiply(env, lead, count * 20, name="'p8 ' || g")
    event = env["realestate.protection.event"].create(
        {"lead_id": lead.id, "project_id": project.id, "company_id": env.company.id, "day": MONTH[0],
         "kind": "renewed"}
    )  # fmt: skip
    # each person's own customers
    own = f"{leads[0]} + ((g - 1) %% {count}) * 20 + (g / {count}) %% 20"
    multiply(env, event, count * EVENTS, user_id=user, lead_id=own, day=day)
    visit = env["realestate.reception"].create(
        {"project_id": project.id, "kind": "visit", "day": MONTH[0], "number": 1, "name": "p8", "is_first": True,
         "phone": "13900000000", "source": "visit", "lead_id": lead.id}
    )  # fmt: skip
    multiply(env, visit, count * VISITS, holder_id=user, lead_id=own, day=day, number="g + 1")
    make_shares(env, project, count, user, day)
    kind = env["realestate.reward.type"].create({"name": "p8", "kind": "reward", "points": 1})
    reward = env["realestate.reward"].create(
        {"user_id": env.uid, "day": MONTH[0], "type_id": kind.id, "reason": "x", "project_id": project.id}
    )
    env.flush_all()
    env.cr.execute("UPDATE realestate_reward SET state = 'approved' WHERE id = %s", (reward.id,))
    multiply(env, reward, count, user_id=user, day=day)
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def make_shares(env, project, count, user, day):
    building = env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
    today = project._today()
    permit = env["realestate.permit"].create(
        {"name": "P8", "date": today, "project_id": project.id, "building_ids": [(4, building.id)]}
    )
    release = env["realestate.release"].create(
        {"name": "P8", "project_id": project.id, "date": today, "permit_id": permit.id}
    )
    unit = env["realestate.unit"].create(
        {"code": "p8", "building_id": building.id, "floor": 1, "number": "p8", "area_gross_presale": 100.0,
         "floor_unit_price": 9000.0, "list_unit_price": 10000.0, "release_id": release.id}
    )  # fmt: skip
    release.action_open()
    deal = env["realestate.deal"].create(
        {"unit_id": unit.id, "partner_id": env["res.partner"].create({"name": "p8"}).id}
    )
    sheet = env["realestate.performance"].create({"deal_id": deal.id, "day": MONTH[0], "amount": 1000000.0})
    line = env["realestate.performance.line"].create(
        {"performance_id": sheet.id, "user_id": env.uid, "day": MONTH[0], "percent": 0.0, "amount": 10000.0,
         "kind": "closer"}
    )  # fmt: skip
    multiply(env, line, count * SHARES, user_id=user, day=day, day_signed=day)


def read_rows(env, users):
    """Read what the figures are made of, as one query that gives the rows of the four books."""
    values = {"users": users.ids, "first": MONTH[0], "last": MONTH[1]}
    as_text = " UNION ALL ".join(
        f"SELECT * FROM (SELECT a::text, b::text, c::text, d::text FROM ({query}) AS book(a, b, c, d)) AS line"
        for query in (ROWS, *MORE)
    )
    env.cr.execute(as_text, values)
    return env.cr.fetchall()


def check(appraisals):
    """Everybody has figures of all his rows: 20 shares of 10,000, 20 customers held, and a reward."""
    first = appraisals[0]
    signed, _units, held, visited = first.line_ids
    assert signed.value == SHARES * 10000.0, signed.value
    assert (held.numerator, held.denominator, held.score) == (20, 20, 100.0), held.read()
    assert visited.denominator == 20, visited.denominator
    assert set(appraisals.mapped("reward_points")) == {1.0}
    assert len(set(appraisals.mapped("total"))) == 1, set(appraisals.mapped("total"))


def measure(database, size):
    """Return the seconds of reading, filling in and making, queries for a tenth and for all, and the rows read."""
    env = open_env(database)
    with env.cr:
        users, job = make_people(env, size)
        make_work(env, users)
        period = env["realestate.appraisal.period"].create({"kind": "month", "date_from": MONTH[0], "job_ids": job.ids})
        watch = Stopwatch(env)
        period._generate()
        env.flush_all()
        made = watch.stop()
        appraisals = period.appraisal_ids
        assert len(appraisals) == size, len(appraisals)
        rows = []

        def read():
            rows[:] = read_rows(env, users)

        def fill_in():
            env.invalidate_all()
            appraisals.browse(appraisals.ids)._fill_in()

        found = {
            "read": best(env, read),
            "fill": best(env, fill_in),
            "made": made,
            "rows": len(rows),
            "queries": [
                count_queries(env, some.browse(some.ids)._fill_in) for some in (appraisals[: size // 10], appraisals)
            ],
        }
        check(appraisals)
        env.cr.rollback()
    return found


def report(found, size):
    say_table(
        f"P8  appraisal of {size} people, {found['rows']} rows behind their figures",
        found,
        {
            "read": "one SQL query reads the same rows",
            "fill": "figures, scores, totals written",
            "made": "appraisals made, once a month",
        },
    )
    return say_ratio(found, "fill", "read", TO_REACH)


if __name__ == "__main__":
    sys.exit(Bench(__file__, measure, report, size=500, small=20, option="people", at_most=TO_REACH).main(__doc__))
