"""Which column holds what: from its heading, and where there is none from what stands in it."""

import re
from dataclasses import dataclass, field

from odoo.addons.realestate_sales.tools.unit_table import as_text, normalise

from .numbers import split_numbers

EXTRA = "extra"  # kept in the note together with its heading
IGNORE = "ignore"
TARGETS = ("phone", "name", "place", "note", EXTRA, IGNORE)
SEARCHED_ROWS = 20
SAMPLE_ROWS = 60
_HEADINGS = (
    (r"^(序号|编号|no\.?|id|#)$", IGNORE),
    (r"手机|电话|号码|联系方式|联络方式|座机|固话|^tel|phone|mobile", "phone"),
    (r"姓名|名字|联系人|业主|客户(名称)?$|称呼|^name$|^contact$", "name"),
    (r"小区|楼盘|社区|地址|住址|片区|区域|单位|公司|商圈|^address$|community", "place"),
    (r"备注|说明|附注|^remarks?$|^notes?$", "note"),
)
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,4}(先生|女士|小姐|总|老师)?|[A-Za-z][A-Za-z .]{1,30}")


@dataclass
class ListLayout:
    """What was guessed of a sheet; rows and columns count from 1."""

    header: int = 0  # row of the headings, 0 where there is none
    headings: dict = field(default_factory=dict)  # column → heading
    columns: dict = field(default_factory=dict)  # column → target


def guess_layout(sheet):
    """Find the headings and what the columns hold; without any phone column the sheet is no list.

    :param SheetData sheet:
    :rtype: ListLayout
    """
    layout = ListLayout(header=_find_header(sheet))
    for column in range(1, sheet.width + 1):
        heading = as_text(sheet.cell(layout.header, column)) if layout.header else ""
        layout.headings[column] = heading
        layout.columns[column] = guess_heading(heading) if heading else _guess_content(sheet, layout, column)
    if "phone" not in layout.columns.values():
        _settle_by_content(sheet, layout)
    _keep_one(layout, "name")
    return layout


def guess_heading(heading):
    """Return the target of a heading; one that is not known is kept in the note."""
    text = re.sub(r"\(.*?\)|\[.*?\]", "", normalise(heading).lower())
    for pattern, target in _HEADINGS:
        if re.search(pattern, text):
            return target
    return EXTRA


def _find_header(sheet):
    """Return the row that names the columns: texts without numbers, one of which means a phone."""
    for row in range(1, min(len(sheet.rows), SEARCHED_ROWS) + 1):
        texts = [as_text(cell) for cell in sheet.rows[row - 1] if cell is not None]
        texts = [text for text in texts if text]
        if len(texts) == 1 and len(sheet.rows[row - 1]) > 1 and sheet.width > 1:
            continue  # a title
        if any(re.search(r"\d{5}", text) for text in texts):
            return 0
        if any(len(text) <= 20 and guess_heading(text) == "phone" for text in texts):
            return row
    return 0


def _cells(sheet, layout, column):
    rows = range(layout.header + 1, min(len(sheet.rows), layout.header + SAMPLE_ROWS) + 1)
    return [text for row in rows if (text := as_text(sheet.cell(row, column)))]


def _share(cells, matches):
    return sum(bool(matches(cell)) for cell in cells) / len(cells) if cells else 0


def _holds_phones(cells):
    return _share(cells, lambda cell: any(number.sanitized for number in split_numbers(cell))) >= 0.5


def _guess_content(sheet, layout, column):
    cells = _cells(sheet, layout, column)
    if not cells:
        return IGNORE
    if _holds_phones(cells):
        return "phone"
    if _share(cells, lambda cell: cell.isdigit() and len(cell) < 6) > 0.8:
        return IGNORE
    if _share(cells, _NAME.fullmatch) >= 0.6:
        return "name"
    return "note"


def _settle_by_content(sheet, layout):
    """No heading says phone: the column with numbers in it is one."""
    for column in layout.columns:
        if _holds_phones(_cells(sheet, layout, column)):
            layout.columns[column] = "phone"
            return


def _keep_one(layout, target):
    """Of several columns with one meaning the first is it, the others go into the note."""
    found = [column for column, meaning in layout.columns.items() if meaning == target]
    for column in found[1:]:
        layout.columns[column] = EXTRA
