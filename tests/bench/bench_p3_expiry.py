#!/usr/bin/env python3
"""P3: the nightly run over 1,000,000 customers of whom 100,000 are over, against the bare SQL update of the same rows.

Each runs in a process of its own on a fresh copy of the same database. The ratio is taken of the processor time of
Odoo's process and its PostgreSQL backend together, which neighbours on the machine do not change; the seconds on the
clock stand beside it. The bare update changes the same columns and nothing else: no event, no follower, no activity,
no contact, no warning, and one commit instead of fifty.

    bench_p3_expiry.py [--leads 1000000] [--due 100000] [--small]
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from frame import Stopwatch, new_database, open_env, peak_memory, say

BASE = "bench_p3"
AT_MOST = 3.0
PHASES = {"bare": "bare SQL update", "run": "nightly run", "again": "nightly run, nothing due"}

# the customers: 50 consultants, 4 projects; each has his consultant as follower, every third an activity
FILL = """
INSERT INTO crm_lead (name, contact_name, phone, phone_sanitized, type, active, priority, stage_id, user_id, company_id,
                      realestate_project_id, realestate_held_since, realestate_protected_from,
                      realestate_protected_until, partner_id, date_open, day_open, create_date, probability)
SELECT 'Customer ' || n, 'Customer ' || n, '138' || lpad(n::text, 8, '0'), '+86138' || lpad(n::text, 8, '0'),
       'opportunity', TRUE, '0', %(stage)s, (%(users)s)[1 + n %% array_length(%(users)s, 1)], %(company)s,
       (%(projects)s)[1 + n %% array_length(%(projects)s, 1)], %(today)s::date - 10, %(today)s::date - 10,
       %(today)s::date + CASE WHEN n %% %(every)s = 0 THEN -1 ELSE 1 + n %% 6 END,
       CASE WHEN n %% 20 = 0 THEN %(partner)s END, now(), 0, now(), 10
  FROM generate_series(1, %(leads)s) AS n;
INSERT INTO mail_followers (res_model, res_id, partner_id)
SELECT 'crm.lead', lead.id, login.partner_id FROM crm_lead AS lead JOIN res_users AS login ON login.id = lead.user_id;
INSERT INTO mail_activity (res_model, res_model_id, res_id, activity_type_id, user_id, date_deadline, active, res_name)
SELECT 'crm.lead', %(model)s, id, %(kind)s, user_id, %(today)s, TRUE, name FROM crm_lead WHERE id %% 3 = 0;
"""
BARE = """
UPDATE crm_lead
   SET user_id = NULL, date_open = NULL, day_open = NULL, realestate_held_since = NULL,
       realestate_protected_from = NULL, realestate_protected_until = NULL, realestate_extended = FALSE,
       realestate_pool = 'project', realestate_pool_since = realestate_protected_until + 1,
       realestate_last_holder_id = user_id, write_uid = 1, write_date = now()
 WHERE realestate_project_id IN (SELECT id FROM realestate_project) AND realestate_protected_until < %s
"""


def fill(database, leads, due):
    """Make the customers."""
    env = open_env(database)
    with env.cr:
        env = env(context={"no_reset_password": True, "tracking_disable": True})
        group = env.ref("realestate_sales.realestate_sales_group_consultant")
        users = env["res.users"].create(
            [{"name": f"P3 {n}", "login": f"p3_{n}", "group_ids": [(4, group.id)]} for n in range(50)]
        )
        projects = env["realestate.project"].create(
            [{"name": f"P3 {n}", "code": f"P3{n}", "user_ids": [(6, 0, users.ids)]} for n in range(4)]
        )
        partner = env["res.partner"].create({"name": "P3", "user_id": users[0].id})
        env.flush_all()
        env.cr.execute(
            FILL,
            {
                "leads": leads,
                "every": leads // due,
                "stage": env["crm.stage"].search([], limit=1).id,
                "users": users.ids,
                "projects": projects.ids,
                "company": env.company.id,
                "partner": partner.id,
                "model": env["ir.model"]._get_id("crm.lead"),
                "kind": env.ref("realestate_sales.realestate_activity_type_followup").id,
                "today": projects[0]._today(),
            },
        )
        env.cr.commit()


def figures(env):
    """Return how many customers are in the pool, events there are, and rows that lost customers left behind."""
    env.cr.execute(
        """
        SELECT (SELECT count(*) FROM crm_lead WHERE realestate_pool = 'project' AND user_id IS NULL),
               (SELECT count(*) FROM realestate_protection_event WHERE kind = 'expired'),
               (SELECT count(*) FROM mail_followers AS follower JOIN crm_lead AS lead ON lead.id = follower.res_id
                 WHERE follower.res_model = 'crm.lead' AND lead.realestate_pool IS NOT NULL),
               (SELECT count(*) FROM mail_activity AS activity JOIN crm_lead AS lead ON lead.id = activity.res_id
                 WHERE activity.res_model = 'crm.lead' AND lead.realestate_pool IS NOT NULL)
        """
    )
    return env.cr.fetchone()


def run_phase(database, phase, due):
    """Run one phase in this process; return its seconds (clock, python, database, cpu) and memory (MB)."""
    env = open_env(database)
    with env.cr:
        leads = env["crm.lead"]
        today = env["realestate.project"].search([], limit=1)._today()
        env.cr.execute("CHECKPOINT")
        if phase == "again":
            leads._cron_realestate_expire()
        before = peak_memory()
        watch = Stopwatch(env)
        if phase == "bare":
            env.cr.execute(BARE, [today])
            env.cr.commit()
        else:
            leads._cron_realestate_expire()
        seconds = watch.stop()
        found = figures(env)
        expected = (due, 0) if phase == "bare" else (due, due, 0, 0)
        assert found[: len(expected)] == expected, (phase, found, expected)
        after = peak_memory()
    return {**seconds, "memory": after, "grown": after - before}


def run(leads, due):
    """Measure all phases, each on a fresh copy of the database and in a process of its own."""
    found = {}
    subprocess.run(["vacuumdb", "--analyze", "--quiet", BASE], check=True)
    for phase in PHASES:
        copy = f"{BASE}_{phase}"
        subprocess.run(["dropdb", "--if-exists", "--force", copy], check=True)
        subprocess.run(["createdb", "-T", BASE, copy], check=True)
        try:
            command = [sys.executable, __file__, "--phase", phase, "--database", copy, "--due", str(due)]
            out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            found[phase] = json.loads(out.splitlines()[-1])
        finally:
            subprocess.run(["dropdb", "--if-exists", "--force", copy], check=True)
    return found


def report(found, leads, due):
    say(f"P3  nightly run, {due} of {leads} customers over; seconds of the processor")
    say(f"{'':28}{'python':>8}{'database':>10}{'together':>10}{'clock':>8}{'peak MB':>9}{'grown MB':>10}")
    for phase, label in PHASES.items():
        seconds = found[phase]
        say(
            f"{label:28}{seconds['python']:8.2f}{seconds['database']:10.2f}{seconds['cpu']:10.2f}"
            f"{seconds['clock']:8.1f}{seconds['memory']:9.0f}{seconds['grown']:10.1f}"
        )
    ratio = found["run"]["cpu"] / found["bare"]["cpu"]
    clock = found["run"]["clock"] / found["bare"]["clock"]
    verdict = "reached" if ratio <= AT_MOST else "NOT reached"
    say(f"at most × {AT_MOST:.0f} of the bare update: {verdict} (× {ratio:.2f}; on the clock × {clock:.2f})")
    return ratio


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=100_000)
    parser.add_argument("--small", action="store_true", help="6,000 customers, for the correctness alone")
    parser.add_argument("--phase", choices=PHASES, help=argparse.SUPPRESS)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.phase:
        say(json.dumps(run_phase(args.database, args.phase, args.due)))
        return 0
    leads, due = (6_000, 3_000) if args.small else (args.leads, args.due)
    with new_database(BASE):
        # in a process of its own: a database with connections cannot be copied
        fill_command = f"import bench_p3_expiry; bench_p3_expiry.fill({BASE!r}, {leads}, {due})"
        subprocess.run([sys.executable, "-c", fill_command], check=True, cwd=Path(__file__).parent)
        ratio = report(run(leads, due), leads, due)
    return 0 if args.small or ratio <= AT_MOST else 1


if __name__ == "__main__":
    sys.exit(main())
