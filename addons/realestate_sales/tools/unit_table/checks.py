"""What must hold between the values of one row."""

# the shared area is rounded on its own
SHARED_TOLERANCE = 0.02


def pricing_area(values, basis):
    """Return the ㎡ the unit price is multiplied with: final survey where known, else presale survey."""
    if basis == "unit":
        return 1.0
    return values.get(f"area_{basis}_final") or values.get(f"area_{basis}_presale") or 0.0


def check_row(row, basis, rounding):
    """Complain about values of a unit that contradict each other (INV-3, INV-4).

    :param Row row:
    :param str basis: what its unit prices are multiplied with: gross, inner, unit
    :param float rounding: ¥ to which totals are rounded
    """
    _check_areas(row)
    area = pricing_area(row.values, basis)
    for kind in ("floor", "list", "filed"):
        _check_total(row, kind, area, rounding)
    _check_floor_price(row)


def _check_areas(row):
    for survey in ("presale", "final"):
        gross, inner = row.values.get(f"area_gross_{survey}"), row.values.get(f"area_inner_{survey}")
        if gross and inner and inner > gross:
            row.complain(f"area_inner_{survey}", "inner_above_gross", gross=gross)
            return
    gross, inner = row.values.get("area_gross_presale"), row.values.get("area_inner_presale")
    shared = row.values.get("area_shared")
    if gross and inner and shared and abs(gross - inner - shared) > SHARED_TOLERANCE:
        row.complain("area_shared", "shared_mismatch", expected=f"{gross - inner:.2f}")


def _check_total(row, kind, area, rounding):
    unit_price, total = row.values.get(f"{kind}_unit_price"), row.values.get(f"{kind}_price")
    if not unit_price or not total or not area:
        return
    # a unit price derived from a total is off by at most half a cent a ㎡
    if abs(unit_price * area - total) > rounding + area * 0.005 + 1e-6:
        row.complain(
            f"{kind}_price",
            "price_mismatch",
            unit_price=f"{unit_price:.10g}",
            area=f"{area:.10g}",
            computed=f"{unit_price * area:.2f}",
        )


def _check_floor_price(row):
    for what in ("price", "unit_price"):
        listed, floor = row.values.get(f"list_{what}"), row.values.get(f"floor_{what}")
        if listed and floor and listed < floor:
            row.complain(f"list_{what}", "list_below_floor", floor=f"{floor:.10g}")
            return
