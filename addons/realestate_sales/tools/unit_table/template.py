"""A workbook to start from: the headings the import knows, two example units a sheet."""

import io

import xlsxwriter

_HOMES = (
    (
        "楼栋", "单元", "楼层", "房号", "户型", "朝向", "预测建筑面积(㎡)", "预测套内面积(㎡)", "底价单价(元/㎡)",
        "底价总价(元)", "面价单价(元/㎡)", "面价总价(元)", "备案单价(元/㎡)", "备案总价(元)", "备注",
    ),
    (
        "1#楼", "1单元", "1层", "101", "3室2厅2卫", "南北", 118.5, 94.2, 9600, 1137600, 10000, 1185000, 10800, 1279800,
        None,
    ),
    (
        "1#楼", "1单元", "1层", "102", "2室2厅1卫", "南", 89.3, 70.1, 9500, 848350, 9900, 884070, 10700, 955510,
        "样板间，暂不销售",
    ),
)  # fmt: skip
_SPACES = (
    ("车位编号", "区域", "类型", "面积(㎡)", "售价(元)", "备注"),
    ("B1-001", "A区", "标准", 13.25, 118000, None),
    ("B1-002", "A区", "标准", 13.25, 118000, "人防车位，不可出售"),
)
_SHOPS = (
    ("铺号", "楼层", "建筑面积(㎡)", "套内面积(㎡)", "销售单价(元/㎡)", "总价(元)", "备注"),
    ("S01", "1F", 86.6, 74.5, 30000, 2598000, None),
    ("S02", "1-2F", 110.2, 94.8, 26000, 2865200, None),
)


def template_workbook():
    """Return an .xlsx with a sheet for homes, one for shops and one for parking spaces.

    :rtype: bytes
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"})
    for name, rows in (("1#楼", _HOMES), ("商业", _SHOPS), ("地下车位", _SPACES)):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(rows[0]) - 1, 14)
        sheet.write_row(0, 0, rows[0], head)
        for number, row in enumerate(rows[1:], 1):
            sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()
