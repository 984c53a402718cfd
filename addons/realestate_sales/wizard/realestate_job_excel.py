import base64
import io

import xlsxwriter

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools import unit_table
from ..tools.job_book import SHEETS, Problem, as_number, read_rows
from .unit_import_messages import FILE_ERRORS

MODELS = {
    "jobs": "realestate.job.description",
    "duties": "realestate.job.duty",
    "qualifications": "realestate.job.qualification",
}
SHOWN_ERRORS = 100


class RealestateJobExcel(models.TransientModel):
    """Job descriptions to and from a workbook: all of it is taken, or nothing (HR-1)."""

    _name = "realestate.job.excel"
    _description = "Job Descriptions in Excel"

    file = fields.Binary(string="Job Workbook", attachment=False)
    filename = fields.Char()
    errors = fields.Text(readonly=True, help="One sentence each: where in the workbook, what is wrong, what to do.")
    error_count = fields.Integer(readonly=True)

    # ------------------------------------------------------------------
    # titles: what people read, in their language; the English ones are understood as well
    # ------------------------------------------------------------------
    def _sheet_titles(self, env=None):
        env = env or self.env
        return {"jobs": env._("Jobs"), "duties": env._("Duties"), "qualifications": env._("Qualifications")}

    def _titles(self, sheet):
        """Return field → the titles its column may stand under, the reader's own first."""
        model = self.env[MODELS[sheet.key]]
        english = model.with_context(lang="en_US")
        names = [column.name for column in sheet.columns]
        own, other = (m.fields_get(names, ["string"]) for m in (model, english))
        job = [
            m.env["realestate.job.description"].fields_get(["job_id"], ["string"])["job_id"]["string"]
            for m in (model, english)
        ]
        return {name: job if name == "job_id" else [own[name]["string"], other[name]["string"]] for name in names}

    # ------------------------------------------------------------------
    # to Excel
    # ------------------------------------------------------------------
    def action_export(self):
        """Give the current descriptions as a workbook: drafts, those going round, and the valid ones."""
        self.ensure_one()
        descriptions = self.env["realestate.job.description"].search(
            [("state", "!=", "replaced")], order="number, version"
        )
        current = {description.job_id: description for description in descriptions}
        self.write(
            {
                "file": base64.b64encode(self._build(current.values())),
                "filename": f"{self.env._('Job Descriptions')}.xlsx",
            }
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?filename_field=filename&download=true",
        }

    def _build(self, descriptions):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False}) as book:
            head = book.add_format({"bold": True, "bg_color": "#DDDDDD", "border": 1, "text_wrap": True})
            cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
            for sheet in SHEETS:
                page = book.add_worksheet(self._sheet_titles()[sheet.key])
                titles = self._titles(sheet)
                page.freeze_panes(1, 1)
                page.set_column(0, len(sheet.columns) - 1, 20)
                page.write_row(0, 0, [titles[column.name][0] for column in sheet.columns], head)
                for number, values in enumerate(self._sheet_rows(sheet, descriptions), 1):
                    page.write_row(number, 0, values, cell)
        return output.getvalue()

    def _sheet_rows(self, sheet, descriptions):
        for description in descriptions:
            lines = {
                "jobs": description,
                "duties": description.duty_ids,
                "qualifications": description.qualification_ids,
            }[sheet.key]
            for line in lines:
                values = [self._export_value(line, column) for column in sheet.columns[1:]]
                yield [description.job_id.name, *values]

    def _export_value(self, line, column):
        value = line[column.name]
        if column.kind in ("link", "job"):
            return value.name or ""
        if column.kind == "choice":
            return dict(line._fields[column.name]._description_selection(self.env)).get(value, "")
        return value if column.kind == "number" else value or ""

    # ------------------------------------------------------------------
    # from Excel
    # ------------------------------------------------------------------
    def action_import(self):
        """Make a draft for each job of the workbook, or change the draft it has; nothing if anything is wrong.

        :return: the action that shows the drafts, or what is wrong
        :raises UserError: no file
        """
        self.ensure_one()
        if not self.file:
            raise UserError(self.env._("Choose the workbook with the job descriptions first."))
        rows, problems = self._read()
        drafts = self._check_jobs(rows, problems) if not problems else {}
        if problems:
            sentences = [problem if isinstance(problem, str) else self._sentence(problem) for problem in problems]
            self.write({"errors": "\n".join(sentences[:SHOWN_ERRORS]), "error_count": len(sentences)})
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Job Descriptions in Excel"),
                "res_model": self._name,
                "res_id": self.id,
                "views": [(False, "form")],
                "target": "new",
            }
        written = self._write_drafts(rows, drafts)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Imported Job Descriptions"),
            "res_model": "realestate.job.description",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", written.ids)],
        }

    def _read(self):
        """Return sheet key → rows with values ready to be written, and all that is wrong."""
        try:
            book = {
                data.name.strip(): data
                for data in unit_table.read_workbook(base64.b64decode(self.file), self.filename or "")
            }
        except unit_table.WorkbookError as error:
            return {}, [self.env._(FILE_ERRORS[error.code]) % error.params]
        rows, problems = {}, []
        english = self._sheet_titles(self.with_context(lang="en_US").env)
        for sheet in SHEETS:
            title = self._sheet_titles()[sheet.key]
            data = book.get(title) or book.get(english[sheet.key])
            if not data:
                problems.append(self.env._("The workbook has no sheet “%s”: export one to see how it looks.", title))
                continue
            titles = self._titles(sheet)
            found, wrong = read_rows(sheet, titles, data)
            problems += wrong
            lookups = {c.name: self._lookup(sheet, c) for c in sheet.columns if c.kind in ("link", "choice")}
            for row in found:
                problems += self._check_row(sheet, data.name, row, titles, lookups)
            rows[sheet.key] = (data.name, found)
        return rows, problems

    def _lookup(self, sheet, column):
        """Return text → value for what may stand in a column."""
        field = self.env[MODELS[sheet.key]]._fields[column.name]
        if column.kind == "choice":
            english = field._description_selection(self.with_context(lang="en_US").env)
            return {label: value for value, label in [*english, *field._description_selection(self.env)]}
        records = self.env[field.comodel_name].search([("id", "!=", 0)])
        return {record.name: record.id for record in records}

    def _check_row(self, sheet, page, row, titles, lookups):
        """Turn the texts of a row into values; return what is wrong in it."""
        problems = []
        for column in sheet.columns:
            if column.name not in row.values:
                continue
            text, title = row.values[column.name], titles[column.name][0]
            if not text:
                row.values[column.name] = False
                if column.required:
                    problems.append(Problem(page, row.number, title, "empty"))
            elif column.kind == "number":
                try:
                    row.values[column.name] = as_number(text)
                except ValueError:
                    problems.append(Problem(page, row.number, title, "number", {"value": text}))
            elif column.kind in ("link", "choice"):
                known = lookups[column.name]
                if text not in known:
                    names = "、".join(list(known)[:12])
                    problems.append(Problem(page, row.number, title, "unknown", {"value": text, "known": names}))
                row.values[column.name] = known.get(text)
        weight = row.values.get("weight")
        if sheet.key == "duties" and isinstance(weight, float) and not 0 < weight <= 100:
            title = titles["weight"][0]
            problems.append(Problem(page, row.number, title, "weight", {"value": f"{weight:g}"}))
        return problems

    def _check_jobs(self, rows, problems):
        """Check what rows say of each other: jobs named once, known superiors, weights of 100, no one going round.

        :return: job name → the draft it has, or False
        """
        page, jobs = rows["jobs"]
        label = self._titles(SHEETS[0])
        names = [row.values["job_id"] for row in jobs]
        known = {job.name: job for job in self.env["hr.job"].search([("active", "=", True)])}
        open_ones = self.env["realestate.job.description"].search([("state", "in", ("draft", "confirming"))])
        drafts = {description.job_id.name: description for description in open_ones}
        for row in jobs:
            name = row.values["job_id"]
            if names.count(name) > 1:
                problems.append(Problem(page, row.number, label["job_id"][0], "twice", {"value": name}))
            if name in drafts and drafts[name].state == "confirming":
                problems.append(Problem(page, row.number, label["job_id"][0], "confirming", {"value": name}))
            for column in ("superior_job_id", "substitute_job_id"):
                other = row.values.get(column)
                if other and other not in known and other not in names:
                    problems.append(Problem(page, row.number, label[column][0], "unknown_job", {"value": other}))
        totals = dict.fromkeys(names, 0.0)
        for sheet in SHEETS[1:]:
            page_of, lines = rows[sheet.key]
            for row in lines:
                name = row.values["job_id"]
                if name not in totals:
                    title = label["job_id"][0]
                    problems.append(Problem(page_of, row.number, title, "not_listed", {"value": name, "sheet": page}))
                elif sheet.key == "duties":
                    totals[name] += row.values["weight"]
        problems += self._check_qualifications(*rows["qualifications"])
        for row in jobs:
            total = round(totals[row.values["job_id"]], 2)
            if total != 100.0:
                params = {"value": row.values["job_id"], "total": f"{total:g}"}
                problems.append(Problem(page, row.number, label["job_id"][0], "total", params))
        return drafts

    def _check_qualifications(self, page, lines):
        """Return a problem for each row that names a kind of qualification a job has in a row above."""
        title = self._titles(SHEETS[2])["kind"][0]
        labels = dict(self.env["realestate.job.qualification"]._fields["kind"]._description_selection(self.env))
        seen, problems = {}, []
        for row in lines:
            key = row.values["job_id"], row.values["kind"]
            if key in seen:
                params = {"value": key[0], "kind": labels[key[1]], "first": seen[key]}
                problems.append(Problem(page, row.number, title, "qualification_twice", params))
            seen.setdefault(key, row.number)
        return problems

    def _sentence(self, problem):
        """Return where something is wrong, what, and what to do."""
        given = {"value": "", "known": "", "sheet": "", "total": "", "kind": "", "first": "", **problem.params}
        reasons = {
            "missing_column": self.env._("there is no such column: add it."),
            "empty": self.env._("it is empty: fill it in."),
            "number": self.env._("“%(value)s” is no number: write digits.", **given),
            "unknown": self.env._("“%(value)s” is not known: use one of %(known)s.", **given),
            "weight": self.env._("the weight %(value)s does not lie above 0 and up to 100.", **given),
            "twice": self.env._("the job “%(value)s” stands twice: keep one row.", **given),
            "confirming": self.env._("“%(value)s” is being confirmed: wait, or have it sent back.", **given),
            "unknown_job": self.env._("there is no job “%(value)s”: add it or correct the name.", **given),
            "not_listed": self.env._("the job “%(value)s” is not on the sheet “%(sheet)s”: add it there.", **given),
            "qualification_twice": self.env._(
                "“%(value)s” has “%(kind)s” in row %(first)s already: join the two rows in one.", **given
            ),
            "total": self.env._("the weights of “%(value)s” add up to %(total)s, not to 100.", **given),
        }
        return self.env._(
            "Sheet “%(sheet)s”, row %(row)s, column “%(column)s”: %(reason)s",
            sheet=problem.sheet, row=problem.row, column=problem.column, reason=reasons[problem.code],
        )  # fmt: skip

    def _write_drafts(self, rows, drafts):
        """Write the drafts; jobs that are new are created with them."""
        job_model = self.env["hr.job"]
        known = {job.name: job for job in job_model.search([("active", "=", True)])}
        for row in rows["jobs"][1]:
            name = row.values["job_id"]
            if name not in known:
                department = row.values.get("department_id")
                known[name] = job_model.create({"name": name, "department_id": department, "no_of_recruitment": 0})
        written = self.env["realestate.job.description"]
        for row in rows["jobs"][1]:
            name = row.values["job_id"]
            vals = {field: value for field, value in row.values.items() if field not in ("job_id", "department_id")}
            for field in ("superior_job_id", "substitute_job_id"):
                if field in vals:
                    vals[field] = known[vals[field]].id if vals[field] else False
            vals["headcount"] = int(vals.get("headcount") or 0)
            for field, key in (("duty_ids", "duties"), ("qualification_ids", "qualifications")):
                lines = [line.values for line in rows[key][1] if line.values["job_id"] == name]
                commands = [
                    Command.create({"sequence": 10 * number, **self._line_vals(line)})
                    for number, line in enumerate(lines, 1)
                ]
                vals[field] = [Command.clear(), *commands]
            draft = drafts.get(name)
            if draft:
                draft.write(vals)
            else:
                draft = written.create({**vals, "job_id": known[name].id})
            written |= draft
        return written

    def _line_vals(self, values):
        """Return the values of a duty or qualification; what is blank and has a default is left to it."""
        optional = ("authority", "authority_extent", "target")
        return {
            name: value for name, value in values.items() if name != "job_id" and not (name in optional and not value)
        }
