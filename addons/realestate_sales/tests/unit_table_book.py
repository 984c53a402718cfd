"""Workbooks for the tests of the unit table import, built with openpyxl: every trap is made, none is shipped."""

import base64
import io

import openpyxl

TOP = (
    "序号",
    "楼栋",
    "单元",
    "楼层",
    "房号",
    "户型",
    "朝向",
    "预测面积",
    None,
    None,
    "公摊率",
    "底价",
    None,
    "面价",
    None,
    "备注",
)
LOW = (None,) * 7 + ("建筑面积", "套内面积", "公摊面积", None, "单价", "总价", "单价", "总价", None)
MERGED_HEADS = ("H3:J3", "L3:M3", "N3:O3", *(f"{letter}3:{letter}4" for letter in "ABCDEFGKP"))


class Book:
    """A workbook being written; sheets of the three kinds developers keep."""

    def __init__(self):
        self.book = openpyxl.Workbook()
        self.book.remove(self.book.active)

    def sheet(self, name, rows=(), merged=()):
        """Add a sheet with ``rows`` and merge what ``merged`` says; return it for changes."""
        sheet = self.book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
        return sheet

    def homes(self, name="2#楼", floors=2, sections=2):
        """A home sheet: title, two heading rows, floor and section merged, subtotals, note; 2 homes a floor."""
        rows = [(f"测试花园 {name} 楼盘表",), ("编制单位：营销部　单位：平方米、元",), TOP, LOW]
        merged = ["A1:P1", *MERGED_HEADS]
        for section in range(1, sections + 1):
            first = len(rows) + 1
            for floor in range(1, floors + 1):
                merged.append(f"D{len(rows) + 1}:D{len(rows) + 2}")
                for door in (1, 2):
                    rows.append(self.home(section, floor, door, len(rows) == 4, len(rows) + 1 == first))
            merged.append(f"C{first}:C{len(rows)}")
            rows.append(("小计", *(None,) * 6, f"=SUM(H{first}:H{len(rows)})"))
        rows += [("合计",), ("注：以上面积为预测面积，以实测为准。",)]
        return self.sheet(name, rows, merged)

    @staticmethod
    def home(section, floor, door, says_building, says_section):
        """One home of 100 ㎡ gross and 80 ㎡ inner; building, section and floor only where they begin."""
        return (
            1, "2#楼" if says_building else None, f"{section}单元" if says_section else None,
            f"{floor}层" if door == 1 else None, f"{section}-{floor}0{door}", "3室2厅2卫", "南", 100, 80, 20, "20.00%",
            9000, 900000, 10000, 1000000, None,
        )  # fmt: skip

    def spaces(self, count=3, name="地下车位"):
        """A parking sheet: headings in the first row, the price in 万元."""
        rows = [("车位编号", "区域", "类型", "尺寸(米)", "面积（㎡）", "售价（万元）", "备注")]
        rows += [(f"B1-{n:03}", "A区", "标准", "2.5×5.3", 13.25, 11.8, None) for n in range(1, count + 1)]
        return self.sheet(name, rows)

    def shops(self, name="商业"):
        """A shop sheet: no merges, floors like 1-2F."""
        rows = [
            ("测试花园底商价格表",),
            ("铺号", "层", "层高(m)", "建筑面积(㎡)", "套内面积(㎡)", "销售单价（元/㎡）", "总价（元）", "是否可餐饮"),
            ("S01", "1F", 5.1, 100, 86, 30000, 3000000, "是"),
            ("S02", "1-2F", 5.1, 50, 43, 20000, 1000000, "否"),
        ]
        return self.sheet(name, rows)

    def data(self):
        """Return the file."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def base64(self):
        """Return the file as a binary field takes it."""
        return base64.b64encode(self.data())
