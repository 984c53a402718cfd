"""A final survey (实测): unit code, or building and number, with its areas (DEAL-10)."""

from .layout import guess_layout
from .price_list import KEY_TARGETS
from .rows import read_rows


def read_survey(sheet):
    """Read the final areas of a sheet.

    Columns that say final (实测) are taken; where none does, the areas as they are called.

    :param SheetData sheet:
    :return: (building of the sheet, Rows that are units, their areas as ``gross`` and ``inner`` in ㎡);
        ``None`` where the sheet holds no survey
    """
    layout = guess_layout(sheet)
    columns = {column: (target, factor) for column, (target, factor) in layout.columns.items() if target in KEY_TARGETS}
    areas = _area_columns(layout)
    if not areas or not {"number", "code"} & {target for target, _factor in columns.values()}:
        return None
    columns |= {column: (f"area_{kind}_final", 1.0) for kind, column in areas.items()}
    rows = [
        _as_survey(row)
        for row in read_rows(sheet, layout.header, columns, layout.property_type, layout.headings)
        if row.kind == "unit"
    ]
    return layout.building, rows


def _area_columns(layout):
    """Return kind (gross, inner) → column."""
    for survey in ("final", "presale"):
        found = {}
        for column, (target, _factor) in layout.columns.items():
            for kind in ("gross", "inner"):
                if target == f"area_{kind}_{survey}":
                    found.setdefault(kind, column)
        if found:
            return found
    return {}


def _as_survey(row):
    for kind in ("gross", "inner"):
        if f"area_{kind}_final" in row.values:
            row.values[kind] = row.values.pop(f"area_{kind}_final")
    if row.values.get("code"):  # a code alone is enough
        row.problems = [problem for problem in row.problems if problem.code != "no_number"]
    return row
