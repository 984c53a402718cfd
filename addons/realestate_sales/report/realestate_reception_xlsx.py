import io
from zoneinfo import ZoneInfo

import xlsxwriter


class ReceptionWorkbook:
    """The registration books as a workbook, a line a registration, in the order of the books (CUS-1).

    :param lines: ``realestate.reception`` as the reader may see them: numbers masked where he does
    :param in_full: ids of lines whose number is written in full; their disclosure is logged by the caller
    """

    def __init__(self, lines, in_full=()):
        self.lines = lines.sorted(lambda line: (line.day, line.kind == "call", line.project_id.id, line.number))
        self.in_full = set(in_full)
        self._ = lines.env._

    def build(self):
        """Return the workbook's bytes."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
            sheet = book.add_worksheet(self._("Registrations"))
            head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F4F7"})
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            time = book.add_format({"num_format": "hh:mm"})
            for column, (label, width) in enumerate(self._columns()):
                sheet.write(0, column, label, head)
                sheet.set_column(column, column, width)
            for row, line in enumerate(self.lines, 1):
                self._write_line(sheet, row, line, day, time)
            sheet.freeze_panes(1, 0)
            if self.lines:
                sheet.autofilter(0, 0, len(self.lines), len(self._columns()) - 1)
            sheet.set_landscape()
            sheet.set_paper(9)
            sheet.fit_to_pages(1, 0)
        return output.getvalue()

    def _columns(self):
        return [
            (self._("Project"), 14),
            (self._("Book"), 8),
            (self._("Date"), 12),
            (self._("Number in the Book"), 6),
            (self._("Time"), 8),
            (self._("Visitor"), 12),
            (self._("Phone"), 16),
            (self._("Source"), 10),
            (self._("How They Heard of Us"), 16),
            (self._("First Time"), 10),
            (self._("Received by"), 12),
            (self._("Customer of"), 12),
            (self._("For a Colleague"), 10),
            (self._("Why This Consultant"), 60),
        ]

    def _write_line(self, sheet, row, line, day, time):
        kinds = dict(line._fields["kind"]._description_selection(line.env))
        sources = dict(line._fields["source"]._description_selection(line.env))
        utc = line.date.replace(tzinfo=ZoneInfo("UTC"))
        moment = utc.astimezone(ZoneInfo(line.sudo().project_id.tz)).replace(tzinfo=None)
        yes = self._("Yes")
        sheet.write_string(row, 0, line.sudo().project_id.name)
        sheet.write_string(row, 1, kinds[line.kind])
        sheet.write_datetime(row, 2, moment, day)
        sheet.write_number(row, 3, line.number)
        sheet.write_datetime(row, 4, moment, time)
        sheet.write_string(row, 5, line.name)
        sheet.write_string(row, 6, (line.sudo() if line.id in self.in_full else line).phone)
        sheet.write_string(row, 7, sources[line.source])
        sheet.write_string(row, 8, line.sudo().medium_id.name or "")
        sheet.write_string(row, 9, yes if line.is_first else "")
        sheet.write_string(row, 10, line.sudo().user_id.name or "")
        sheet.write_string(row, 11, line.sudo().holder_id.name or "")
        sheet.write_string(row, 12, yes if line.is_duty else "")
        sheet.write_string(row, 13, line.reason or "")
