import io

import xlsxwriter


class CommissionWorkbook:
    """The payroll workbook of a settlement: totals by person, then a sheet a month with its lines (CH-7).

    :param env: for translations
    :param dict data: what ``realestate.commission.settlement._payroll_data`` returned; nothing else is read
    """

    def __init__(self, env, data):
        self._ = env._
        self.data = data

    def build(self):
        """Return the workbook's bytes."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
            self.title = book.add_format({"bold": True, "font_size": 16})
            self.head = book.add_format({"bold": True, "bottom": 1})
            self.bold = book.add_format({"bold": True, "top": 1, "num_format": "#,##0.00"})
            self.amount = book.add_format({"num_format": "#,##0.00"})
            self.day = book.add_format({"num_format": "yyyy-mm-dd"})
            self._write_people(book.add_worksheet(self._("Totals")))
            for month, lines in sorted(self.data["months"].items()):
                self._write_month(book.add_worksheet(month), lines)
        return output.getvalue()

    def _write_people(self, sheet):
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 2, 16)
        sheet.write_string(0, 0, self._("Commission %s", self.data["title"]), self.title)
        sheet.write_string(1, 0, self.data["period"])
        sheet.write_row(3, 0, [self._("Earned by"), self._("Number of Lines"), self._("Amount")], self.head)
        row = 4
        for name, count, amount in self.data["people"]:
            sheet.write_string(row, 0, name or "")
            sheet.write_number(row, 1, count)
            sheet.write_number(row, 2, amount, self.amount)
            row += 1
        sheet.write_string(row, 0, self._("Total"), self.bold)
        sheet.write_number(row, 1, sum(count for _name, count, _amount in self.data["people"]), self.bold)
        sheet.write_number(row, 2, round(sum(amount for _n, _c, amount in self.data["people"]), 2), self.bold)

    def _write_month(self, sheet, lines):
        columns = {
            "earner": (self._("Earned by"), 14),
            "day": (self._("Earned on"), 12),
            "role": (self._("Role"), 14),
            "project": (self._("Project"), 16),
            "deal": (self._("Deal"), 18),
            "unit": (self._("Unit"), 14),
            "event": (self._("Earned at"), 22),
            "kind": (self._("Kind"), 10),
            "amount": (self._("Amount"), 14),
            "why": (self._("Why"), 90),
        }
        for column, (label, width) in enumerate(columns.values()):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, label, self.head)
        sheet.freeze_panes(1, 0)
        for row, line in enumerate(sorted(lines, key=lambda line: (line["earner"] or "", line["day"])), 1):
            for column, name in enumerate(columns):
                if name == "amount":
                    sheet.write_number(row, column, line[name], self.amount)
                elif name == "day":
                    sheet.write_datetime(row, column, line[name], self.day)
                else:
                    sheet.write_string(row, column, line[name] or "")
        total = len(lines) + 1
        sheet.write_string(total, 0, self._("Total"), self.bold)
        sheet.write_number(total, list(columns).index("amount"), round(sum(x["amount"] for x in lines), 2), self.bold)
