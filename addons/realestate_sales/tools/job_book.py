"""Job descriptions as a workbook: which sheets and columns, and what a cell may hold. Plain Python without ORM.

Three sheets: one row a job, one a duty, one a qualification. A row of the second and third sheet belongs to the
job that its first column names.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    """A column: the field it is read into, and what it may hold (``text``, ``number``, ``choice``, ``link``)."""

    name: str
    kind: str = "text"
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its key, and its columns in order; ``job`` is always the first."""

    key: str
    columns: tuple


SHEETS = (
    Sheet(
        "jobs",
        (
            Column("job_id", required=True), Column("department_id", "link"), Column("number"),
            Column("category_id", "link"), Column("headcount", "number"), Column("superior_job_id", "job"),
            Column("substitute_job_id", "job"), Column("purpose"), Column("internal_contacts"),
            Column("external_contacts"), Column("documents"), Column("work_place"), Column("work_hours"),
            Column("tools"), Column("physique"),
        ),
    ),
    Sheet(
        "duties",
        (
            Column("job_id", required=True), Column("name", required=True), Column("goal"), Column("content"),
            Column("weight", "number", required=True), Column("measure_id", "link"), Column("target", "number"),
            Column("criterion"), Column("authority", "choice"), Column("authority_extent", "choice"),
        ),
    ),
    Sheet(
        "qualifications",
        (Column("job_id", required=True), Column("kind", "choice", required=True), Column("basic"), Column("extended")),
    ),
)  # fmt: skip


@dataclass
class Problem:
    """What is wrong in a cell: ``code`` says what, ``params`` with what."""

    sheet: str
    row: int
    column: str
    code: str
    params: dict = field(default_factory=dict)


@dataclass
class Row:
    """A row as read: its number as people count, and field → value."""

    number: int
    values: dict


def clean(value):
    """Return a cell's value as a text without blanks around it; a whole number loses its decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n").strip()


def as_number(text):
    """Return the number that a cell holds, a percent sign left aside.

    :raises ValueError: no number
    """
    return float(text.replace("%", "").replace("％", "").replace(",", ""))


def read_rows(sheet, titles, data):
    """Read the rows of ``data`` (a SheetData) whose first row names the columns.

    :param Sheet sheet: what to read
    :param dict titles: field → the titles it may stand under
    :return: (rows, problems)
    """
    problems = []
    heads = [clean(cell) for cell in (data.rows[0] if data.rows else ())]
    places = {}
    for column in sheet.columns:
        found = next((place for place, head in enumerate(heads) if head in titles[column.name]), None)
        if found is not None:
            places[column.name] = found
        elif column.required:
            problems.append(Problem(data.name, 1, titles[column.name][0], "missing_column"))
    rows = []
    for number, cells in enumerate(data.rows[1:], 2):
        values = {name: clean(cells[place]) if place < len(cells) else "" for name, place in places.items()}
        if any(values.values()):
            rows.append(Row(number, values))
    return rows, problems
