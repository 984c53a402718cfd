# ruff: noqa: F821
"""Run by `odoo shell`: a project on opening day, SIZE units on sale, eight consultants and their customers.

``SIZE`` is set in front of it, see ``opening_day`` in office.py.
"""

from datetime import date

from odoo import Command

group = env.ref("realestate_sales.realestate_sales_group_consultant")
users = env["res.users"].create(
    [
        {
            "name": f"Consultant {n}",
            "login": f"bench{n}",
            "password": f"bench{n}",
            "group_ids": [Command.set(group.ids)],
        }
        for n in range(8)
    ]
)
project = env["realestate.project"].create({"name": "Opening", "code": "OP", "user_ids": [Command.set(users.ids)]})
buildings = env["realestate.building"].create(
    [{"name": f"{n}#", "code": str(n), "project_id": project.id} for n in range(1, 9)]
)
permit = env["realestate.permit"].create(
    {
        "name": "2026-1",
        "date": date(2026, 1, 1),
        "project_id": project.id,
        "building_ids": [Command.set(buildings.ids)],
    }
)
release = env["realestate.release"].create(
    {"name": "First", "project_id": project.id, "date": date(2026, 1, 1), "permit_id": permit.id}
)
env["realestate.unit"].with_context(tracking_disable=True).create(
    [
        {
            "code": f"{n % 8 + 1}-{n}",
            "building_id": buildings[n % 8].id,
            "floor": n // 32 + 1,
            "number": str(n),
            "area_gross_presale": 100,
            "list_unit_price": 10000,
            "release_id": release.id,
        }
        for n in range(SIZE)
    ]
)
release.action_open()
for user in users:
    env["res.partner"].with_user(user).create(
        {"name": f"Customer of {user.name}", "user_id": user.id, "realestate_customer": True}
    )
env.cr.commit()
