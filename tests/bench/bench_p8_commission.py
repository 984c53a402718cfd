#!/usr/bin/env python3
"""P8, commission: the commission of 10,000 deals computed, against one SQL query that reads the same rows.

The query reads what the computation reads: deals with unit, project and lineage, performance shares, the channel's
source, who referred the customer, instalments with their loans, receipts by day, and the lines that stand. The deals
lie in one month and in one tier of every consultant, each part sold by a consultant, managed, and brought by a
partner; subscription and a third of the price received earn two parts, so that each deal makes six lines.

Beside the first computation stands what PostgreSQL alone needs to insert the same lines, with their indexes and
foreign keys, and a second computation, which finds that nothing has changed: what an hourly run costs.
All run in one transaction of one process that is rolled back; the ratio is taken of the processor time of the process
and its PostgreSQL backend together, the reading the best of three runs. That the queries do not grow with the deals
is counted on a tenth of them.

    bench_p8_commission.py [-d DATABASE] [--deals 10000] [--small]
"""

import sys

from frame import Bench, best, count_queries, multiply, once, open_env, say_ratio, say_table

TO_REACH = 5.0
CONSULTANTS = 20
LINES_A_DEAL = 6
ROWS = """
    SELECT deal.id, deal.company_id, deal.project_id, unit.property_type, deal.price, deal.state, deal.parent_id,
           next.id, deal.date_subscribed, deal.date_signed, deal.date_delivered, deal.date_cancelled,
           project.commission_day, origin.date_subscribed, origin.date_signed, share.user_id, share.percent,
           share.amount, source.realestate_channel_user_id, source.realestate_channel_team_id,
           source.realestate_channel_partner_id, reception.referrer_id, part.kind, part.amount, credit.date,
           partial.amount, standing.role, standing.user_id, standing.partner_id, standing.part, standing.slice,
           standing.amount, standing.sequence
      FROM realestate_deal deal
      JOIN realestate_unit unit ON unit.id = deal.unit_id
      JOIN realestate_project project ON project.id = deal.project_id
 LEFT JOIN realestate_deal next ON next.origin_deal_id = deal.id
 LEFT JOIN realestate_deal origin ON origin.id = deal.origin_deal_id
 LEFT JOIN realestate_performance_line share ON share.deal_id = deal.id
 LEFT JOIN crm_lead source ON source.id = deal.realestate_channel_lead_id
 LEFT JOIN realestate_reception reception ON reception.lead_id = deal.lead_id AND reception.referrer_id IS NOT NULL
 LEFT JOIN realestate_installment part ON part.deal_id = deal.id
 LEFT JOIN account_move invoice ON invoice.realestate_installment_id = part.id AND invoice.state = 'posted'
 LEFT JOIN account_move_line debit ON debit.move_id = invoice.id
 LEFT JOIN account_partial_reconcile partial ON partial.debit_move_id = debit.id
 LEFT JOIN account_move_line credit ON credit.id = partial.credit_move_id
 LEFT JOIN account_move payment ON payment.id = credit.move_id
 LEFT JOIN realestate_commission_line standing ON standing.deal_id = deal.id
     WHERE deal.id = ANY(%s)
"""


def make_source(env):
    """Return one deal with everything behind it, made as the office makes it: brought, sold, invoiced, paid."""
    from odoo.addons.realestate_sales.models.realestate_installment_plan import PLAN_EDIT

    group = env.ref("realestate_sales.realestate_sales_group_consultant")
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create([{"name": f"p8 {n}", "login": f"p8c_{n}", "group_ids": [(4, group.id)]} for n in range(CONSULTANTS)])
    )
    project = env["realestate.project"].create({"name": "P8", "code": "P8-COMM"})
    project.user_ids = users + env.user + env.ref("base.user_admin")
    building = env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
    permit = env["realestate.permit"].create(
        {"name": "P8", "date": project._today(), "project_id": project.id, "building_ids": [(4, building.id)]}
    )
    release = env["realestate.release"].create(
        {"name": "P8", "project_id": project.id, "date": project._today(), "permit_id": permit.id}
    )
    unit = env["realestate.unit"].create(
        {"code": "p8", "building_id": building.id, "floor": 1, "number": "p8", "area_gross_presale": 100.0,
         "floor_unit_price": 9000.0, "list_unit_price": 10000.0, "release_id": release.id}
    )  # fmt: skip
    release.action_open()
    agency = env["res.partner"].create({"name": "p8 agency", "is_company": True})
    buyer = env["res.partner"].create({"name": "p8"})
    lead = env["crm.lead"].create({"name": "p8", "partner_id": buyer.id, "realestate_project_id": project.id})
    lead._realestate_set_channel_source("partner", partner=agency)
    deal = env["realestate.deal"].create(
        {"unit_id": unit.id, "partner_id": buyer.id, "lead_id": lead.id, "user_id": users[0].id}
    )
    deal._log_subscription()
    part = env["realestate.installment"].with_context(realestate_plan_edit=PLAN_EDIT).create(
        {"deal_id": deal.id, "name": "p8", "amount": 400000.0, "kind": "down_payment", "date_due": project._today()}
    )  # fmt: skip
    part._invoice()
    invoice = part.move_ids
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
    payment = wizard.create({"amount": 400000.0, "payment_date": project._today()})._create_payments()
    debit = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    credit = payment.move_id.line_ids.filtered(lambda line: line.account_id == debit.account_id)
    partial = debit.matched_debit_ids | debit.matched_credit_ids
    return {
        "unit": unit, "lead": lead, "deal": deal, "sheet": deal.performance_ids,
        "share": deal.performance_ids.line_ids, "part": part, "invoice": invoice, "debit": debit,
        "payment": payment.move_id, "credit": credit, "partial": partial, "users": users, "project": project,
    }  # fmt: skip


def make_policy(env):
    policy = env["realestate.commission.policy"].create(
        {
            "name": "P8",
            "date_from": "2020-01-01",
            "line_ids": [
                (0, 0, {"role": "consultant", "rate": 0.2, "tier_basis": "count",
                        "tier_ids": [(0, 0, {"start": 10, "rate": 0.3})]}),
                (0, 0, {"role": "manager", "rate": 0.05}),
                (0, 0, {"role": "partner", "rate": 1.0}),
            ],
            "part_ids": [
                (0, 0, {"event": "subscribed", "percent": 40}),
                (0, 0, {"event": "receipts", "threshold": 30, "percent": 60, "sequence": 20}),
            ],
        }
    )  # fmt: skip
    policy.action_approve()


def make_deals(env, count):
    """Return ``count`` deals that share the tiers of the consultants, each with its receipts."""
    source = make_source(env)
    make_policy(env)
    user = f"{source['users'].ids[0]} + g %% {CONSULTANTS}"
    units = multiply(env, source["unit"], count, code="'p8c-' || g", number="'p8c-' || g")
    leads = multiply(env, source["lead"], count, name="'p8 ' || g")
    deals = multiply(env, source["deal"], count, unit_id=f"{units[0] - 1} + g", lead_id=f"{leads[0] - 1} + g",
                     realestate_channel_lead_id=f"{leads[0] - 1} + g", name="'p8c-' || g", user_id=user)  # fmt: skip
    env.cr.execute("UPDATE realestate_unit SET live_deal_id = NULL WHERE id = ANY(%s)", (units,))
    deal = f"{deals[0] - 1} + g"
    sheets = multiply(env, source["sheet"], count, deal_id=deal)
    multiply(env, source["share"], count, deal_id=deal, performance_id=f"{sheets[0] - 1} + g", user_id=user)
    parts = multiply(env, source["part"], count, deal_id=deal)
    invoices = multiply(env, source["invoice"], count, name="'P8I/' || g", realestate_deal_id=deal,
                        realestate_installment_id=f"{parts[0] - 1} + g")  # fmt: skip
    debits = multiply(env, source["debit"], count, move_id=f"{invoices[0] - 1} + g", realestate_deal_id=deal)
    payments = multiply(env, source["payment"], count, name="'P8P/' || g", realestate_deal_id=deal)
    credits = multiply(env, source["credit"], count, move_id=f"{payments[0] - 1} + g", realestate_deal_id=deal)
    multiply(env, source["partial"], count, debit_move_id=f"{debits[0] - 1} + g",
             credit_move_id=f"{credits[0] - 1} + g")  # fmt: skip
    env.cr.execute("ANALYZE")
    env.invalidate_all()
    return env["realestate.deal"].browse(deals)


def check(env, deals):
    """Each deal has earned its six lines, once, and they add up to what the policy says."""
    env.cr.execute(
        "SELECT count(*), sum(amount), count(DISTINCT (deal_id, role, part)) FROM realestate_commission_line"
        " WHERE deal_id = ANY(%s)",
        (deals.ids,),
    )
    lines, total, keys = env.cr.fetchone()
    rate = 0.003 if len(deals) >= 10 * CONSULTANTS else 0.002
    assert lines == keys == LINES_A_DEAL * len(deals), (lines, keys)
    assert round(float(total), 2) == round(len(deals) * 1_000_000 * (rate + 0.0005 + 0.01), 2), total


def insert_bare(env):
    """Insert the lines that stand once more, ready made, into their table."""
    env.cr.execute(
        """CREATE TEMP TABLE ready ON COMMIT DROP AS SELECT * FROM realestate_commission_line;
           TRUNCATE realestate_commission_line"""
    )
    return once(env, lambda: env.cr.execute("INSERT INTO realestate_commission_line SELECT * FROM ready"))


def measure(database, size):
    """Return the seconds of reading, of the first and of a second computation, and queries."""
    env = open_env(database)
    with env.cr:
        deals = make_deals(env, size)

        def read():
            env.cr.execute(ROWS, (deals.ids,))
            env.cr.fetchall()

        def read_now():
            found.append(best(env, read))

        found = []
        read_now()
        first = once(env, deals._earn_commission)
        check(env, deals)
        bare = insert_bare(env)
        env.cr.execute("ANALYZE realestate_commission_line")
        read_now()
        again = best(env, deals._earn_commission)
        check(env, deals)
        figures = {
            "read": found[0],
            "earn": first,
            "bare": bare,
            "read_again": found[1],
            "again": again,
            "queries": [count_queries(env, some._earn_commission) for some in (deals[: size // 10], deals)],
        }
        env.cr.rollback()
    return figures


def report(found, size):
    """Print the table; return the ratio of the first computation."""
    say_table(
        f"P8  commission of {size} deals, {LINES_A_DEAL * size} lines",
        found,
        {
            "read": "one SQL query reads the same rows",
            "earn": "computed for the first time, lines written",
            "bare": "the same lines inserted ready made",
            "read_again": "the query, with the lines that stand",
            "again": "computed again, nothing has changed",
        },
    )
    say_ratio(found, "again", "read_again", TO_REACH, "again, ")
    return say_ratio(found, "earn", "read", TO_REACH, "first, ")


if __name__ == "__main__":
    bench = Bench(
        __file__, measure, report, size=10_000, small=400, option="deals", addon="realestate_channel", at_most=TO_REACH
    )
    sys.exit(bench.main(__doc__))
