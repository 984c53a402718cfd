#!/usr/bin/env python3
"""P8, judgement: the rulings of 10,000 claims proposed, against one SQL query that reads the same rows.

The query reads what a judgement reads: who the customer is, by buyers, numbers and households, and what each side's
registrations, follow-ups and protection events are. Beside it stands a query that takes the customer's opportunity
for granted and reads the three books alone, which is no judgement but shows what the rest costs.

Both run in one transaction of one process that is rolled back; the ratio is taken of the processor time of the
process and its PostgreSQL backend together, each the best of three runs. That the queries do not grow with the claims
is counted on a tenth of them.

    bench_p8_judgement.py [-d DATABASE] [--claims 10000] [--small]
"""

import sys

from frame import Bench, best, count_queries, multiply, open_env, say_ratio, say_table

TO_REACH = 5.0
BOOKS = """
    SELECT claim.id, line.* FROM realestate_claim claim JOIN realestate_deal deal ON deal.id = claim.deal_id
      JOIN (SELECT lead_id, date, day, user_id, kind, TRUE AS is_effective FROM realestate_reception
             UNION ALL SELECT lead_id, date, day, user_id, means, is_effective FROM realestate_followup
             UNION ALL SELECT lead_id, date, day, user_id, kind, FALSE FROM realestate_protection_event) AS line
        ON line.lead_id = deal.lead_id
     WHERE claim.id = ANY(%s)
"""
# of each claim: what the timeline of its two sides has
FOLLOWUPS, EVENTS = 6, 4


def make_users(env):
    group = env.ref("realestate_sales.realestate_sales_group_consultant")
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create([{"name": name, "login": f"p8_{name}", "group_ids": [(4, group.id)]} for name in ("first", "second")])
    )


def make_source(env):
    """Return one claim with everything behind it, made as the office makes it."""
    first, second = make_users(env)
    project = env["realestate.project"].create({"name": "P8", "code": "P8-BENCH"})
    today = project._today()
    building = env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
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
    partner = env["res.partner"].create({"name": "p8", "phone": "13900000000"})
    lead = env["crm.lead"].create(
        {"name": "p8", "partner_id": partner.id, "phone": "13900000000", "realestate_project_id": project.id}
    )
    line = {"project_id": project.id, "day": today, "name": "p8", "phone": "13900000000", "source": "visit",
            "lead_id": lead.id}  # fmt: skip
    result = env.ref("realestate_sales.realestate_followup_result_interested")
    deal = env["realestate.deal"].create(
        {"unit_id": unit.id, "partner_id": partner.id, "lead_id": lead.id, "user_id": second.id}
    )
    return {
        "unit": unit,
        "partner": partner,
        "lead": lead,
        "reception": env["realestate.reception"].create({**line, "number": 1, "user_id": first.id}),
        "followup": env["realestate.followup"].create(
            {"lead_id": lead.id, "user_id": first.id, "result_id": result.id}
        ),
        "event": env["realestate.protection.event"].create(
            {"lead_id": lead.id, "project_id": project.id, "company_id": project.company_id.id, "day": today,
             "kind": "renewed", "user_id": first.id}
        ),
        "deal": deal,
        "claim": env["realestate.claim"].create({"deal_id": deal.id, "claimant_id": first.id, "grounds": "p8"}),
        "users": (first, second),
    }  # fmt: skip


def make_claims(env, count):
    """Make ``count`` claims: A registered 20 days ago and followed up, B 3 days ago and sold today.

    Of every second claim A's last follow-up is 7 days older than B's registration, of the others 8.
    """
    source = make_source(env)
    first, second = (user.id for user in source["users"])
    phone = "'+861390' || lpad(g::text, 7, '0')"
    units = multiply(env, source["unit"], count, code="'p8-' || g", number="'p8-' || g")
    partners = multiply(env, source["partner"], count, phone=phone, phone_sanitized=phone)
    leads = multiply(
        env, source["lead"], count, partner_id=f"{partners[0] - 1} + g", phone=phone, phone_sanitized=phone
    )
    deals = multiply(env, source["deal"], count, unit_id=f"{units[0] - 1} + g", partner_id=f"{partners[0] - 1} + g",
                     lead_id=f"{leads[0] - 1} + g", name="'p8-' || g")  # fmt: skip
    env.cr.execute("UPDATE realestate_unit SET live_deal_id = NULL WHERE id = ANY(%s)", (units,))
    ago = "(now() AT TIME ZONE 'UTC' - make_interval(days => {0}))"
    for user, days, offset in ((first, 20, 1), (second, 3, count + 1)):
        multiply(env, source["reception"], count, lead_id=f"{leads[0] - 1} + g", user_id=user, number=f"{offset} + g",
                 date=ago.format(days), day=f"{ago.format(days)}::date", phone=phone, phone_sanitized=phone)  # fmt: skip
    for index in range(FOLLOWUPS):
        days = f"({10 + index} + g %% 2)"
        multiply(env, source["followup"], count, lead_id=f"{leads[0] - 1} + g", date=ago.format(days),
                 day=f"{ago.format(days)}::date")  # fmt: skip
    for index in range(EVENTS):
        multiply(env, source["event"], count, lead_id=f"{leads[0] - 1} + g", date=ago.format(10 + index),
                 day=f"{ago.format(10 + index)}::date")  # fmt: skip
    claims = multiply(
        env, source["claim"], count, deal_id=f"{deals[0] - 1} + g", name="'p8-' || g", unit_id=f"{units[0] - 1} + g"
    )
    env.cr.execute(
        "INSERT INTO realestate_claim_party_rel (claim_id, user_id) SELECT unnest(%s), unnest(%s) ",
        (claims * 2, [first] * count + [second] * count),
    )
    env.cr.execute("ANALYZE")
    env.invalidate_all()
    return env["realestate.claim"].browse(claims)


def check(env, claims):
    """Half of the claims are the claimant's, half stay with who closed, each with its whole evidence."""
    [(count, total)] = env.execute_query(
        _sql(
            "SELECT count(*) FILTER (WHERE ruling = 'claimant'), count(*) FROM realestate_claim WHERE id = ANY(%s)",
            claims.ids,
        )
    )
    assert (count, total) == (len(claims) // 2, len(claims)), (count, total)
    [(lines,)] = env.execute_query(
        _sql("SELECT count(*) FROM realestate_claim_evidence WHERE claim_id = ANY(%s)", claims.ids)
    )
    assert lines == len(claims) * (2 + FOLLOWUPS + EVENTS), lines


def _sql(code, ids):
    from odoo.tools import SQL

    return SQL(code, ids)


def measure(database, size):
    """Return the seconds of each phase, the queries for a tenth and for all, and the rows of evidence."""
    env = open_env(database)
    with env.cr:
        claims = make_claims(env, size)
        rows = []

        def read():
            rows[:] = env.execute_query(claims._evidence_sql())

        def read_books():
            env.cr.execute(BOOKS, (claims.ids,))
            env.cr.fetchall()

        base, books = best(env, read), best(env, read_books)
        judged = best(env, claims._propose)
        check(env, claims)
        found = {
            "books": books,
            "read": base,
            "judge": judged,
            "rows": len(rows),
            "queries": [count_queries(env, some._propose) for some in (claims[: size // 10], claims)],
        }
        env.cr.rollback()
    return found


def report(found, size):
    say_table(
        f"P8  judgement of {size} claims, {found['rows']} rows of evidence",
        found,
        {
            "books": "the three books alone, by opportunity",
            "read": "one SQL query reads the same rows",
            "judge": "rulings and evidence written",
        },
    )
    return say_ratio(found, "judge", "read", TO_REACH)


if __name__ == "__main__":
    bench = Bench(__file__, measure, report, size=10_000, small=200, option="claims", at_most=TO_REACH)
    sys.exit(bench.main(__doc__))
