import io
import re
from collections import defaultdict

import xlsxwriter

# no floors to stand on: drawn as a compact grid
COMPACT_TYPES = ("parking", "storage")
COMPACT_COLUMNS = 20
# what Excel does not take in a sheet's name
SHEET_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def natural(text):
    """Sort key that puts 2 before 10."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", text or "")]


def text_color(color):
    """Return black or white, whichever has the better contrast on ``color`` (#RRGGBB, WCAG 2 luminance)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (luminance + 0.05) ** 2 > 0.05 * 1.05 else "#FFFFFF"


class BoardWorkbook:
    """The sales board as a workbook: a sheet of totals, then a sheet for each building as on the wall (INV-9).

    :param env: for translations
    :param dict data: what ``realestate.project.board_data`` returned; nothing else is read
    """

    def __init__(self, env, data):
        self._ = env._
        self.data = data
        self.units = [dict(zip(data["units"], row, strict=True)) for row in zip(*data["units"].values(), strict=True)]
        self.layouts = {layout["id"]: layout["name"] for layout in data["layouts"]}
        self.signs = {state["value"]: state["sign"] for state in data["states"]}
        self.by_building = defaultdict(list)
        for unit in self.units:
            self.by_building[unit["building_id"]].append(unit)

    def build(self):
        """Return the workbook's bytes."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
            self._make_formats(book)
            self._write_totals(book.add_worksheet(self._("Totals")))
            taken = {self._("Totals").lower()}
            for building in self.data["buildings"]:
                if units := self.by_building.get(building["id"]):
                    sheet = book.add_worksheet(self._sheet_name(building["name"], taken))
                    self._write_building(sheet, building, units)
        return output.getvalue()

    def _make_formats(self, book):
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.head = book.add_format({"bold": True, "bottom": 1, "align": "center", "valign": "vcenter"})
        self.label = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "font_color": "#475467"})
        self.amount = book.add_format({"num_format": "#,##0.00"})
        self.count = book.add_format({"num_format": "#,##0"})
        self.cells = {
            state["value"]: book.add_format(
                {
                    "bg_color": state["color"],
                    "font_color": text_color(state["color"]),
                    "border": 1,
                    "border_color": "#FFFFFF",
                    "align": "center",
                    "valign": "vcenter",
                    "text_wrap": True,
                    "font_size": 9,
                }
            )
            for state in self.data["states"]
        }

    @staticmethod
    def _sheet_name(name, taken):
        base = SHEET_FORBIDDEN.sub("-", name)[:28] or "-"
        candidate, number = base, 1
        while candidate.lower() in taken:
            number += 1
            candidate = f"{base[:25]} {number}"
        taken.add(candidate.lower())
        return candidate

    # ------------------------------------------------------------------
    # totals
    # ------------------------------------------------------------------
    def _write_totals(self, sheet):
        sheet.write(0, 0, self._("Sales Board of %s", self.data["project"]["name"]), self.title)
        sheet.write_row(
            2, 0, (self._("State"), self._("Units"), self._("Gross Area (㎡)"), self._("Total List Price")), self.head
        )
        row = self._write_states(sheet, 3, self.units)
        self._write_line(sheet, row, self._("Total"), self.units, self.label)
        row += 2
        labels = [state["label"] for state in self.data["states"]]
        sheet.write_row(row, 0, [self._("Building"), self._("Units"), *labels], self.head)
        for building in self.data["buildings"]:
            row += 1
            units = self.by_building.get(building["id"], [])
            sheet.write(row, 0, building["name"], self.label)
            sheet.write_number(row, 1, len(units), self.count)
            for column, state in enumerate(self.data["states"], 2):
                sheet.write_number(row, column, sum(u["state"] == state["value"] for u in units), self.count)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 9, 14)
        sheet.set_landscape()
        sheet.set_paper(9)

    def _write_states(self, sheet, row, units):
        """Write the legend with counts; return the row after it."""
        for state in self.data["states"]:
            chosen = [unit for unit in units if unit["state"] == state["value"]]
            label = f"{state['sign']} {state['label']}"
            self._write_line(sheet, row, label, chosen, self.cells[state["value"]])
            row += 1
        return row

    def _write_line(self, sheet, row, label, units, style):
        sheet.write(row, 0, label, style)
        sheet.write_number(row, 1, len(units), self.count)
        sheet.write_number(row, 2, round(sum(unit["area_gross"] for unit in units), 2), self.amount)
        sheet.write_number(row, 3, round(sum(unit["price"] for unit in units), 2), self.amount)

    # ------------------------------------------------------------------
    # one building
    # ------------------------------------------------------------------
    def _write_building(self, sheet, building, units):
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.fit_to_pages(1, 1)
        sheet.write(0, 0, f"{self.data['project']['name']} {building['name']}", self.title)
        column = 1
        for state in self.data["states"]:
            count = sum(unit["state"] == state["value"] for unit in units)
            sheet.write(1, column, f"{state['sign']} {state['label']} {count}", self.cells[state["value"]])
            column += 1
        row = self._write_storeys(sheet, 3, [u for u in units if u["property_type"] not in COMPACT_TYPES])
        width = self._write_areas(sheet, row, [u for u in units if u["property_type"] in COMPACT_TYPES])
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, max(width, column, 30), 15)

    def _write_storeys(self, sheet, row, units):
        """Draw floors from the top down, sections side by side; return the row after them."""
        if not units:
            return row
        positions, placed = self._place(units)
        for section, columns in positions.items():
            first, last = min(columns.values()), max(columns.values())
            if first == last:
                sheet.write(row, first, section, self.head)
            else:
                sheet.merge_range(row, first, row, last, section, self.head)
        floors = sorted({unit["floor"] for unit in units}, reverse=True)
        rows = {floor: row + 1 + index for index, floor in enumerate(floors)}
        for floor, its_row in rows.items():
            sheet.set_row(its_row, 44)
            sheet.write(its_row, 0, self._floor_name(floor, [u for u in units if u["floor"] == floor]), self.label)
        for unit, section, key in placed:
            self._write_unit(sheet, rows[unit["floor"]], positions[section][key], unit)
        return row + len(floors) + 2

    def _place(self, units):
        """Give every unit a column of its section; two of the same column on one floor stand side by side.

        :return: ``{section: {column key: sheet column}}`` and ``[(unit, section, column key)]``
        """
        placed, seen, keys = [], defaultdict(int), defaultdict(set)
        for unit in sorted(units, key=lambda u: natural(u["number"])):
            section, column = unit["section"] or "", unit["column"] or unit["number"]
            key = (column, seen[section, unit["floor"], column])
            seen[section, unit["floor"], column] += 1
            keys[section].add(key)
            placed.append((unit, section, key))
        positions, at = {}, 1
        for section in sorted(keys, key=natural):
            ordered = sorted(keys[section], key=lambda key: (natural(key[0]), key[1]))
            positions[section] = {key: at + index for index, key in enumerate(ordered)}
            at += len(ordered) + 1
        return positions, placed

    def _write_areas(self, sheet, row, units):
        """Draw parking and storage as compact grids, a block for each zone; return the last column."""
        zones = defaultdict(list)
        for unit in units:
            zones[unit["section"] or "", unit["floor"]].append(unit)
        for (section, floor), zone in sorted(zones.items(), key=lambda item: (natural(item[0][0]), -item[0][1])):
            sheet.write(row, 1, " ".join(filter(None, (section, self._floor_name(floor, zone)))), self.label)
            zone.sort(key=lambda unit: natural(unit["number"]))
            for index, unit in enumerate(zone):
                line, column = divmod(index, COMPACT_COLUMNS)
                self._write_unit(sheet, row + 1 + line, column + 1, unit)
                sheet.set_row(row + 1 + line, 44)
            row += 2 + (len(zone) - 1) // COMPACT_COLUMNS + 1
        return COMPACT_COLUMNS if units else 1

    def _write_unit(self, sheet, row, column, unit):
        facts = f"{unit['area_gross']:.2f}㎡ {self.layouts.get(unit['layout_id'], '')}".strip()
        price = f"{unit['price']:,.2f}" if unit["price"] else ""
        lines = (f"{unit['number']} {self.signs[unit['state']]}", facts if unit["area_gross"] else "", price)
        sheet.write_string(row, column, "\n".join(filter(None, lines)), self.cells[unit["state"]])

    @staticmethod
    def _floor_name(floor, units):
        labels = {unit["floor_label"] for unit in units}
        if len(labels) == 1 and (label := labels.pop()):
            return label
        return f"{floor}F" if floor > 0 else f"B{-floor}" if floor else "G"
