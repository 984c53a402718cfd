"""Reading unit tables (楼盘表) as developers keep them in Excel (INV-2).

Plain Python without ORM: a workbook goes in, rows of values and what is wrong with them come out.
Texts for the user are not made here: a problem is a code with its parameters.
"""

from .checks import check_row, pricing_area
from .headings import AREA_TARGETS, EXTRA, IGNORE, PRICE_TARGETS, TARGETS, WAN, guess_heading
from .layout import SheetLayout, guess_layout
from .marked import mark_errors
from .price_list import read_price_list
from .rows import Problem, Row, read_rows
from .survey import read_survey
from .template import template_workbook
from .text import as_text, building_key, column_letter, normalise, parse_layout, section_key
from .workbook import SheetData, WorkbookError, pack_sheets, read_workbook, unpack_sheets
