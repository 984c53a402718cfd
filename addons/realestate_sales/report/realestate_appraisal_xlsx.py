import io

import xlsxwriter


class AppraisalWorkbook:
    """Appraisals as a workbook: a sheet with a line a person, one with a line a duty (HR-3).

    :param appraisals: ``realestate.appraisal`` as the reader may see them
    """

    def __init__(self, appraisals):
        self.appraisals = appraisals
        self._ = appraisals.env._
        self.states = dict(appraisals._fields["state"]._description_selection(appraisals.env))

    def build(self):
        """Return the workbook's bytes."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
            self.head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F2F4F7", "text_wrap": True})
            self.number = book.add_format({"num_format": "0.00"})
            self.day = book.add_format({"num_format": "yyyy-mm-dd"})
            self._write_sheet(book, self._("Appraisals"), self._people_columns(), self.appraisals)
            self._write_sheet(book, self._("Duties"), self._duty_columns(), self.appraisals.line_ids)
        return output.getvalue()

    def _write_sheet(self, book, name, columns, records):
        sheet = book.add_worksheet(name)
        for column, (label, width, _read) in enumerate(columns):
            sheet.write(0, column, label, self.head)
            sheet.set_column(column, column, width)
        for row, record in enumerate(records, 1):
            for column, (_label, _width, read) in enumerate(columns):
                self._write(sheet, row, column, read(record))
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(records), 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _write(self, sheet, row, column, value):
        if value is None or value is False:
            sheet.write_blank(row, column, None)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value, self.number if isinstance(value, float) else None)
        elif hasattr(value, "isoformat"):
            sheet.write_datetime(row, column, value, self.day)
        else:
            sheet.write_string(row, column, value)

    def _people_columns(self):
        return [
            (self._("Employee"), 12, lambda a: a.sudo().employee_id.name),
            (self._("Job"), 16, lambda a: a.sudo().job_id.name),
            (self._("Department"), 16, lambda a: a.sudo().department_id.name or ""),
            (self._("Superior"), 12, lambda a: a.sudo().superior_id.name or ""),
            (self._("From"), 12, lambda a: a.date_from),
            (self._("Through"), 12, lambda a: a.date_to),
            (self._("Days"), 8, lambda a: a.days),
            (self._("Score of Duties"), 12, lambda a: a.score),
            (self._("Rewards and Violations"), 12, lambda a: a.reward_points),
            (self._("Total Score"), 10, lambda a: a.total),
            (self._("Grade"), 10, lambda a: a.grade_id.name or ""),
            (self._("State"), 14, lambda a: self.states[a.state]),
        ]

    def _duty_columns(self):
        return [
            (self._("Employee"), 12, lambda line: line.sudo().employee_id.name),
            (self._("Job"), 16, lambda line: line.sudo().job_id.name),
            (self._("Duty"), 26, lambda line: line.name),
            (self._("Weight %"), 9, lambda line: line.weight),
            (self._("Target"), 12, lambda line: line.target_text),
            (self._("Numerator"), 14, lambda line: line.numerator if line.has_base else None),
            (self._("Out of"), 14, lambda line: line.denominator or None),
            (self._("Figure"), 14, lambda line: line.value if line.has_base else None),
            (self._("Self Score"), 10, lambda line: line.self_score if line.is_self_scored else None),
            (self._("Superior's Score"), 10, lambda line: line.superior_score if line.is_superior_scored else None),
            (self._("Score"), 10, lambda line: None if line.is_open else line.score),
            (self._("Counted %"), 9, lambda line: line.effective_weight),
            (self._("Weighted Score"), 9, lambda line: line.points),
            (self._("How It Was Scored"), 60, lambda line: line.basis),
            (self._("Comment"), 30, lambda line: line.comment or ""),
        ]
