import io

import xlsxwriter


class DayReportWorkbook:
    """The report of the day as a workbook, with the figures that the screen shows.

    :param env: for translations
    :param dict data: what ``realestate.project.day_report`` returned; nothing else is read
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
            self.count = book.add_format({"num_format": "#,##0"})
            self.amount = book.add_format({"num_format": "#,##0.00"})
            sheet = book.add_worksheet(self._("Report of the Day"))
            sheet.set_column(0, 0, 24)
            sheet.set_column(1, 9, 14)
            sheet.write(0, 0, f"{self.data['project']['name']} {self._('Report of the Day')}", self.title)
            sheet.write(1, 0, self.data["day"])
            row = self._write_sections(sheet, 3)
            for table in self.data["tables"]:
                row = self._write_table(sheet, row, table)
        return output.getvalue()

    def _write_sections(self, sheet, row):
        for section in self.data["sections"]:
            sheet.write(row, 0, section["title"], self.head)
            for row_number, figure in enumerate(section["figures"], row + 1):
                sheet.write_string(row_number, 0, figure["label"])
                self._write_figure(sheet, row_number, 1, figure)
            row += len(section["figures"]) + 2
        return row

    def _write_table(self, sheet, row, table):
        sheet.write_row(row, 0, [table["title"], *table["columns"]], self.head)
        for row_number, line in enumerate(table["rows"], row + 1):
            sheet.write_string(row_number, 0, line["name"])
            for column, figure in enumerate(line["figures"], 1):
                self._write_figure(sheet, row_number, column, figure)
        return row + len(table["rows"]) + 2

    def _write_figure(self, sheet, row, column, figure):
        sheet.write_number(row, column, figure["value"], self.amount if figure["is_amount"] else self.count)
