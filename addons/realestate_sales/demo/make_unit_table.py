#!/usr/bin/env python3
"""Write unit_table_demo.xlsx: the unit table of the demo project 滨江府, 400 units kept as developers keep it.

Five sheets of three kinds with other columns than each other: groups of headings in two rows, merged and
filled-down cells, subtotals, notes, 元 beside 万元, numbers typed as text.

    python make_unit_table.py
"""

import datetime
import pathlib

import xlsxwriter

OUT = pathlib.Path(__file__).with_name("unit_table_demo.xlsx")
NOTE = "注：1、以上面积为预测面积，以实测为准；2、本表价格以备案为准，最终解释权归开发商所有。"
# (layout, orientation, gross ㎡, inner ㎡) of the doors of a floor
TOWER = (("3室2厅2卫", "南北", 118.62, 93.71), ("2室2厅1卫", "南", 88.45, 69.88), ("3室2厅2卫", "南北", 121.30, 95.83))
SLAB = (("4室2厅2卫", "南北", 142.88, 114.30), ("3室2厅2卫", "南", 108.94, 87.15), ("3室2厅1卫", "南", 96.20, 76.96),
        ("4室2厅2卫", "南北", 139.56, 111.65))  # fmt: skip
GARDEN = (("4室2厅3卫", "南北", 168.20, 141.29), ("4室2厅3卫", "南北", 165.74, 139.22))


class Sheet:
    """A worksheet with the formats of the workbook."""

    def __init__(self, book, name, title, width):
        self.sheet = book.add_worksheet(name)
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center", "valign": "vcenter"}
        )
        self.cell = book.add_format({"border": 1, "align": "center", "valign": "vcenter"})
        self.total = book.add_format({"border": 1, "bold": True, "bg_color": "#F2F2F2"})
        self.sheet.merge_range(0, 0, 0, width - 1, title, self.title)
        self.sheet.set_column(0, width - 1, 11)
        self.width = width

    def headings(self, row, groups):
        """Two rows: a group is (name, [names below]) or (name, None) merged over both."""
        column = 0
        for name, below in groups:
            if not below:
                self.sheet.merge_range(row, column, row + 1, column, name, self.head)
                column += 1
                continue
            self.sheet.merge_range(row, column, row, column + len(below) - 1, name, self.head)
            self.sheet.write_row(row + 1, column, below, self.head)
            column += len(below)

    def merged(self, first, last, column, text):
        if last > first:
            self.sheet.merge_range(first, column, last, column, text, self.cell)
        else:
            self.sheet.write(first, column, text, self.cell)

    def subtotal(self, row, label, first, columns, values):
        """A row of sums over the rows from ``first``, each with the value Excel would have saved."""
        for column in range(self.width):
            self.sheet.write_blank(row, column, None, self.total)
        self.sheet.write(row, 0, label, self.total)
        for column in columns:
            letter = chr(65 + column)
            total = sum(line[column] for line in values)
            self.sheet.write_formula(row, column, f"=SUM({letter}{first + 1}:{letter}{row})", self.total, total)


def tower(book):
    """1号楼, 108 homes: the total in 万元, the unit price in 元; columns start with the floor."""
    sheet = Sheet(book, "1号楼", "滨江府 1号楼 一房一价表", 12)
    sheet.sheet.write(1, 0, "制表：滨江置业营销管理部　　面积单位：㎡")
    sheet.headings(2, [("楼层", None), ("单元", None), ("房间号", None), ("房型", None), ("朝向", None),
                       ("预售面积(㎡)", ["建筑", "套内", "分摊面积"]), ("底价(元/㎡)", None),
                       ("表价", ["单价(元/㎡)", "总价(万元)"]), ("备注", None)])  # fmt: skip
    row = 4
    for section in (1, 2):
        first, lines = row, []
        for floor in range(1, 19):
            sheet.merged(row, row + 2, 0, f"{floor}F")
            for door, (layout, orientation, gross, inner) in enumerate(TOWER, 1):
                price = 12800 + 35 * floor + (180 if orientation == "南北" else 0)
                total = round(price * gross / 10000, 4)
                note = "样板房，暂不销售" if (section, floor) == (1, 6) and door < 3 else None
                shown = f"{price:,}" if door == 2 and floor % 5 == 0 else price
                line = [None, None, f"{floor}{door:02}", layout, orientation, gross, inner, round(gross - inner, 2),
                        price - 900, shown, total, note]  # fmt: skip
                lines.append(line)
                sheet.sheet.write_row(row, 2, line[2:], sheet.cell)
                row += 1
        sheet.merged(first, row - 1, 1, f"{section}单元")
        sheet.subtotal(row, f"{section}单元小计", first, (5, 10), lines)
        row += 1
    sheet.sheet.write(row, 0, "合计：108套", sheet.total)
    sheet.sheet.merge_range(row + 1, 0, row + 1, 11, NOTE, sheet.cell)


def slab(book):
    """2号楼, 104 homes: headings in one row, with the filed prices; no column says the building."""
    sheet = Sheet(book, "2号楼", "滨江府 2号楼 价格备案表", 13)
    names = ("序号", "房号", "所在层", "户型", "朝向", "建筑面积（㎡）", "套内建筑面积（㎡）", "备案单价（元/㎡）",
             "备案总价（元）", "面价单价（元/㎡）", "面价总价（元）", "底价总价（元）", "备注")  # fmt: skip
    sheet.sheet.write_row(1, 0, names, sheet.head)
    lines, row = [], 2
    for floor in range(1, 27):
        for door, (layout, orientation, gross, inner) in enumerate(SLAB, 1):
            price = 13600 + 40 * floor + (220 if door in (1, 4) else 0)
            number = f"{floor}{door:02}" if floor != 13 else f"12A{door:02}"
            line = [row - 1, number, floor, layout, orientation, gross if door != 3 else f"{gross:.2f}", inner, price + 800,
                    round((price + 800) * gross), price, round(price * gross), round((price - 1000) * gross), None]  # fmt: skip
            lines.append([0 if isinstance(value, str) or value is None else value for value in line])
            sheet.sheet.write_row(row, 0, line, sheet.cell)
            row += 1
    sheet.subtotal(row, "合计", 2, (8, 10), lines)
    sheet.sheet.write(row + 1, 0, "备注：本楼栋价格经物价部门备案，一房一价。")


def garden(book):
    """3号楼, 44 homes: the building and section are said once and hold for the rows below."""
    sheet = Sheet(book, "3号楼（洋房）", "滨江府三期 3#楼 楼盘表", 13)
    sheet.sheet.write(1, 0, "单位：平方米、元")
    sheet.headings(2, [("楼栋", None), ("单元", None), ("层", None), ("室号", None), ("户型", None), ("朝向", None),
                       ("景观", None), ("预测面积", ["建筑面积", "套内面积"]), ("底价", ["单价", "总价"]),
                       ("面价", ["单价", "总价"])])  # fmt: skip
    row = 4
    for section in (1, 2):
        first, lines = row, []
        for floor in range(1, 12):
            for door, (layout, orientation, gross, inner) in enumerate(GARDEN, 1):
                price = 16800 + 60 * floor
                line = ["3#楼" if row == 4 else None, f"{section}单元" if row == first else None,
                        f"{floor}层" if door == 1 else None, f"{section}-{floor}{door:02}", layout, orientation,
                        "江景" if floor > 5 else "园景", gross, inner, price - 1500, round((price - 1500) * gross), price,
                        round(price * gross)]  # fmt: skip
                lines.append([value if isinstance(value, int | float) else 0 for value in line])
                sheet.sheet.write_row(row, 0, line, sheet.cell)
                row += 1
        sheet.subtotal(row, "小计", first, (7, 10, 12), lines)
        row += 1
    sheet.sheet.write(row, 0, "总计", sheet.total)


def shops(book):
    """临江商街, 24 shops: the total first, two floors in one shop."""
    sheet = Sheet(book, "临江商街", "滨江府 临江商街销售价格表", 8)
    names = (
        "商铺编号",
        "总价（万元）",
        "销售单价（元/㎡）",
        "面积(㎡)",
        "套内(㎡)",
        "楼层",
        "开间进深(m)",
        "是否可餐饮",
    )
    sheet.sheet.write_row(1, 0, names, sheet.head)
    for index in range(24):
        gross = round(52.4 + index * 7 % 61 + index * 0.17, 2)
        price = 31000 - index % 6 * 700
        line = (f"S{index + 1:02}", round(price * gross / 10000, 4), price, gross, round(gross * 0.86, 2),
                "1-2F" if index % 3 else "1F", "5.1×14.2", "是" if index % 4 == 0 else "否")  # fmt: skip
        sheet.sheet.write_row(2 + index, 0, line, sheet.cell)
    sheet.sheet.write(26, 0, "说明：餐饮铺位须自行办理排污许可。")


def parking(book):
    """地下车库, 120 spaces: no title, the price as text with thousands separators."""
    sheet = book.add_worksheet("地下车库")
    sheet.write_row(0, 0, ("车位号", "分区", "车位类型", "产权面积（㎡）", "一口价（元）", "备注"))
    for index in range(120):
        level, number = (1, index + 1) if index < 60 else (2, index - 59)
        kind, price = (("子母车位", 168000), ("标准车位", 128000), ("标准车位", 128000), ("微型车位", 98000))[index % 4]
        defence = level == 2 and index % 15 == 0
        line = (f"B{level}-{number:03}", f"{'ABCD'[index // 15 % 4]}区", kind, 13.25 if kind != "子母车位" else 21.6,
                f"{price:,}" if index % 7 == 0 else price, "人防车位，不可出售" if defence else None)  # fmt: skip
        sheet.write_row(1 + index, 0, line)
    sheet.set_column(0, 5, 16)


def main():
    book = xlsxwriter.Workbook(str(OUT))
    book.set_properties({"title": "滨江府楼盘表", "created": datetime.datetime(2026, 1, 5)})
    for write in (tower, slab, garden, shops, parking):
        write(book)
    book.close()


if __name__ == "__main__":
    main()
