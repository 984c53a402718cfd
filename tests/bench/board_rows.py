"""Rows for the benchmarks of the sales board, written by SQL: 5,000 units a project, as a developer really has them."""

STATES = ("unreleased", "available", "held", "subscribed", "contracted", "filed", "delivered")
# (property type, buildings, sections, floors, units a floor): 5,000 together
SHAPES = (
    ("residential", 14, 2, 34, 4),
    ("office", 1, 1, 25, 20),
    ("shop", 1, 1, 2, 46),
    ("parking", 1, 4, 1, 150),
)
PROJECT_UNITS = sum(count * sections * floors * units for _type, count, sections, floors, units in SHAPES)


def new_project(env, name, code):
    """Create a project with its buildings, layouts and an open release; return it.

    :rtype: realestate.project
    """
    project = env["realestate.project"].create({"name": name, "code": code})
    env["realestate.layout"].create(
        [
            {"name": label, "project_id": project.id, "room_count": rooms, "sequence": rooms}
            for label, rooms in (("两室两厅一卫", 2), ("三室两厅两卫", 3), ("四室两厅两卫", 4))
        ]
    )
    buildings = env["realestate.building"].create(
        [
            {
                "name": {"parking": "地下车库", "shop": "商业街", "office": "写字楼"}.get(type_, f"{number + 1}#"),
                "code": f"{type_[:1].upper()}{number + 1}",
                "sequence": 100 * at + number,
                "project_id": project.id,
                "property_type": type_,
                "completion_date": "2026-01-05",
            }
            for at, (type_, count, _sections, _floors, _units) in enumerate(SHAPES)
            for number in range(count)
        ]
    )
    release = env["realestate.release"].create({"name": "首开", "project_id": project.id, "date": "2026-01-10"})
    env.flush_all()
    for type_, _count, sections, floors, units in SHAPES:
        own = buildings.filtered(lambda b, type_=type_: b.property_type == type_)
        _insert_units(env.cr, release, own.ids, (type_, sections, floors, units))
    env.cr.execute("UPDATE realestate_release SET state = 'open', finished_property = TRUE WHERE id = %s", [release.id])
    env.invalidate_all()
    return project


def _insert_units(cr, release, building_ids, shape):
    type_, sections, floors, units = shape
    cr.execute(
        """
        INSERT INTO realestate_unit (
            name, code, building_id, building_sequence, project_id, company_id, section, floor, floor_label, number,
            board_column, property_type, layout_id, orientation, area_gross_presale, area_inner_presale, price_basis,
            area, list_unit_price, list_price, floor_unit_price, floor_price, price_confirmed, not_for_sale,
            release_id, state, create_uid, write_uid, create_date, write_date)
        SELECT b.name || ' ' || x.section || ' ' || x.number, b.code || '-' || x.section || '-' || x.number, b.id,
               b.sequence, b.project_id, b.company_id, x.section, x.floor, x.floor_label, x.number,
               CASE WHEN %(type)s = 'parking' THEN right(x.number, 2) ELSE lpad(x.unit::text, 2, '0') END, %(type)s,
               CASE WHEN %(type)s = 'residential' THEN x.layouts[1 + x.unit %% 3] END,
               (ARRAY['南', '南北', '东南', '西'])[1 + x.unit %% 4], x.area, round(x.area * 0.78, 2),
               CASE WHEN %(type)s = 'parking' THEN 'unit' ELSE 'gross' END,
               CASE WHEN %(type)s = 'parking' THEN 1 ELSE x.area END, x.price,
               round(x.price * CASE WHEN %(type)s = 'parking' THEN 1 ELSE x.area END),
               0, 0, TRUE, x.seed %% 97 = 0, %(release)s,
               CASE WHEN x.seed %% 97 = 0 THEN 'held'
                    WHEN x.seed %% 11 = 0 THEN 'unreleased' ELSE 'available' END,
               1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
          FROM realestate_building b
         CROSS JOIN LATERAL (
            SELECT u AS unit, f AS floor,
                   CASE WHEN %(type)s = 'parking' THEN chr(64 + s) || '区' ELSE s || '单元' END AS section,
                   CASE WHEN %(type)s = 'parking' THEN 'B1' END AS floor_label,
                   CASE WHEN %(type)s = 'parking' THEN chr(64 + s) || lpad(u::text, 3, '0')
                        ELSE f || lpad(u::text, 2, '0') END AS number,
                   CASE WHEN %(type)s = 'parking' THEN 12.5 ELSE 78.35 + u * 10.5 END AS area,
                   CASE WHEN %(type)s = 'parking' THEN 120000 ELSE 11000 + f * 50 END AS price,
                   (b.id * 7919 + s * 613 + f * 31 + u * 7) AS seed,
                   (SELECT array_agg(id ORDER BY id) FROM realestate_layout WHERE project_id = b.project_id) AS layouts
              FROM generate_series(1, %(sections)s) s, generate_series(1, %(floors)s) f,
                   generate_series(1, %(units)s) u) x
         WHERE b.id = ANY(%(buildings)s)
        """,
        {
            "type": type_,
            "sections": sections,
            "floors": floors,
            "units": units,
            "release": release.id,
            "buildings": building_ids,
        },
    )


def sell(env, project, partner, users, share=45):
    """Sell ``share`` percent of the project's available units to ``partner``, in all stages of a deal.

    :return: how many were sold
    """
    env.cr.execute(
        """
        WITH sold AS (
            INSERT INTO realestate_deal (name, unit_id, project_id, building_id, company_id, partner_id, user_id, state,
                                         date_subscribed, sign_deadline, area, list_unit_price, list_price, price,
                                         create_uid, write_uid, create_date, write_date)
            SELECT 'B' || u.id, u.id, u.project_id, u.building_id, u.company_id, %(partner)s,
                   (%(users)s)[1 + u.id %% %(count)s],
                   (ARRAY['subscribed', 'signed', 'filed', 'filed', 'delivered'])[1 + u.id %% 5],
                   current_date, current_date + 7, u.area, u.list_unit_price, u.list_price, u.list_price,
                   1, 1, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM realestate_unit u
             WHERE u.project_id = %(project)s AND u.state = 'available' AND (u.id * 7919) %% 100 < %(share)s
            RETURNING id, unit_id, state)
        UPDATE realestate_unit u
           SET live_deal_id = sold.id,
               state = CASE sold.state WHEN 'signed' THEN 'contracted' ELSE sold.state END
          FROM sold WHERE sold.unit_id = u.id
        """,
        {
            "partner": partner.id,
            "users": users.ids,
            "count": len(users),
            "project": project.id,
            "share": share,
        },
    )
    sold = env.cr.rowcount
    env.invalidate_all()
    return sold
