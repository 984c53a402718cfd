# ruff: noqa: F821
"""Run by `odoo shell`: ten projects with a consultant, a manager and a director who look at their customers."""

from odoo import Command


def new_user(login, role):
    group = env.ref(f"realestate_sales.realestate_sales_group_{role}")
    values = {"name": login, "login": login, "password": login, "group_ids": [Command.set(group.ids)]}
    return env["res.users"].with_context(no_reset_password=True).create(values)


seen = new_user("consultant", "consultant") | new_user("manager", "manager") | new_user("director", "director")
others = env["res.users"].union(*(new_user(f"other{number}", "consultant") for number in range(20)))
for number in range(10):
    # the consultant and the manager belong to the first one
    staff = others[2 * number : 2 * number + 2] | (seen if number == 0 else seen[2])
    env["realestate.project"].create(
        {"name": f"Project {number}", "code": f"P{number}", "user_ids": [Command.set(staff.ids)]}
    )
env["realestate.township"].create([{"name": f"Township {number}"} for number in range(12)])
env.cr.commit()
