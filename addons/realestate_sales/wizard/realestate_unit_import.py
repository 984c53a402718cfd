import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import unit_table
from .unit_import_messages import COLUMN_NAMES, ERROR_SHEET, FILE_ERRORS, LEFT_OUT, LIVE_DEAL, PROBLEMS
from .unit_import_plan import UnitImportPlan

PREVIEW_ROWS = 8  # new units shown of a sheet
SHOWN_ISSUES = 500


class RealestateUnitImport(models.TransientModel):
    """Import a unit table (楼盘表) from the workbook as the developer keeps it (INV-2).

    The file is read and checked as soon as it is there; nothing is written to the project before
    ``action_import``, and then all of it or nothing.
    """

    _name = "realestate.unit.import"
    _description = "Import a Unit Table"

    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["realestate.project"]._only_one(),
    )
    currency_id = fields.Many2one(related="project_id.currency_id")
    release_id = fields.Many2one(
        "realestate.release",
        string="Put into Release",
        ondelete="set null",
        domain="[('project_id', '=', project_id), ('state', '=', 'draft')]",
        help="New units are added to this release; without one they stay unreleased.",
    )
    file = fields.Binary(string="Workbook", attachment=False)
    filename = fields.Char()
    packed = fields.Binary(
        attachment=False, readonly=True, help="What was read from the workbook, to read it only once."
    )
    file_error = fields.Char(readonly=True)
    state = fields.Selection(
        [("upload", "Choose the File"), ("review", "Check"), ("done", "Imported")], default="upload", readonly=True
    )
    sheet_ids = fields.One2many("realestate.unit.import.sheet", "import_id", string="Sheets")
    row_ids = fields.One2many("realestate.unit.import.row", "import_id", string="Preview", readonly=True)
    issue_ids = fields.One2many("realestate.unit.import.issue", "import_id", string="Issues", readonly=True)
    error_ids = fields.One2many(
        "realestate.unit.import.issue", "import_id", domain=[("kind", "=", "error")], readonly=True, string="Errors"
    )
    left_out_ids = fields.One2many(
        "realestate.unit.import.issue",
        "import_id",
        domain=[("kind", "=", "left_out")],
        readonly=True,
    )
    live_ids = fields.One2many(
        "realestate.unit.import.issue", "import_id", domain=[("kind", "=", "live_deal")], readonly=True,
        string="With Live Deal",
    )  # fmt: skip
    create_count = fields.Integer(compute="_compute_counts", string="New")
    update_count = fields.Integer(compute="_compute_counts", string="Updated")
    unchanged_count = fields.Integer(compute="_compute_counts", string="Unchanged")
    live_count = fields.Integer(compute="_compute_counts", string="With Live Deal (count)")
    left_out_count = fields.Integer(compute="_compute_counts", string="Left Out (count)")
    error_count = fields.Integer(compute="_compute_counts", string="Errors (count)")
    new_buildings = fields.Char(string="Buildings to be Created", readonly=True)
    new_layouts = fields.Char(string="Layouts to be Created", readonly=True)
    error_file = fields.Binary(string="Workbook with Errors", attachment=False, readonly=True)
    error_filename = fields.Char(compute="_compute_error_filename")
    imported_ids = fields.Json(readonly=True)

    @api.depends("filename")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.filename or self.env._("Import a Unit Table")

    @api.depends("sheet_ids.create_count", "sheet_ids.error_count", "sheet_ids.include")
    def _compute_counts(self):
        names = ("create", "update", "unchanged", "live", "left_out", "error")
        for wizard in self:
            for name in names:
                wizard[f"{name}_count"] = sum(wizard.sheet_ids.mapped(f"{name}_count"))

    @api.depends("filename")
    def _compute_error_filename(self):
        for wizard in self:
            stem = (wizard.filename or "units.xlsx").rpartition(".")[0]
            wizard.error_filename = f"{stem}-{self.env._(ERROR_SHEET)}.xlsx"

    # ------------------------------------------------------------------
    # crud: what the user changes is read and checked at once
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard, vals in zip(wizards, vals_list, strict=True):
            if vals.get("file"):
                wizard._read_file()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        if "file" in vals:
            for wizard in self:
                wizard._read_file()
        elif {"sheet_ids", "project_id", "release_id"} & vals.keys():
            for wizard in self.filtered(lambda w: w.state == "review"):
                wizard._check()
        return result

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_check(self):
        """Check the workbook again with the columns as they are set now."""
        self.ensure_one()
        self._check()
        return True

    def action_reset_headings(self):
        """Guess the columns again, keeping the heading rows the user gave."""
        self.ensure_one()
        for data, sheet in self._pairs(self._workbook()):
            header = (sheet.header_first, sheet.header_last) if sheet.header_first else None
            sheet.column_ids.unlink()
            vals = sheet._prepare_sheet_vals(data, sheet.sequence, header)
            sheet.write(
                {"column_ids": vals["column_ids"], "guess_note": vals["guess_note"], "include": vals["include"]}
            )
        self._check()
        return True

    def action_import(self):
        """Import all units of the chosen sheets, or nothing.

        :return: ``True``: the form shows what was imported, or the errors that stand against it
        :raises UserError: there is no file, or nothing in it to import
        """
        self.ensure_one()
        if self.file_error or not self.file:
            raise UserError(self.file_error or self.env._("Choose the workbook with the unit table first."))
        plan = self._plan(self._workbook())
        if plan.problems:
            self._check()
            return True
        self._show_counts(plan)
        if not (plan.creates or plan.updates):
            raise UserError(self.env._("There is nothing to import: all units are in the project as in the workbook."))
        units = plan.apply()
        self.write({"state": "done", "imported_ids": units.ids})
        return True

    def action_view_units(self):
        """Open the units of the project."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_unit_action")
        return {**action, "domain": [("project_id", "=", self.project_id.id)], "context": {}}

    def action_view_project(self):
        """Go back to the project, which says what it needs next."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_project_action")
        return {**action, "views": [(False, "form")], "res_id": self.project_id.id, "target": "main"}

    def action_template(self):
        """Download a workbook to start from: headings the import knows, with examples."""
        return {"type": "ir.actions.act_url", "url": "/realestate_sales/unit_table_template", "target": "download"}

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _workbook(self):
        """Return the sheets of the file as they were read."""
        return unit_table.unpack_sheets(base64.b64decode(self.packed))

    def _read_file(self):
        """Guess what is on the sheets and check it; what is wrong with the file itself goes into ``file_error``."""
        self.ensure_one()
        self.sheet_ids.unlink()
        self.write({"state": "upload", "file_error": False, "error_file": False})
        if not self.file:
            self._show_nothing()
            return
        try:
            sheets = unit_table.read_workbook(base64.b64decode(self.file), self.filename or "")
            self.packed = base64.b64encode(unit_table.pack_sheets(sheets))
            self.sheet_ids = [
                fields.Command.create(self.env["realestate.unit.import.sheet"]._prepare_sheet_vals(data, number))
                for number, data in enumerate(sheets, 1)
            ]
            if not any(sheet.header_first for sheet in self.sheet_ids):
                raise unit_table.WorkbookError("no_units")
        except unit_table.WorkbookError as error:
            self.sheet_ids.unlink()
            self._show_nothing()
            self.file_error = self.env._(FILE_ERRORS[error.code]) % error.params
            return
        self.state = "review"
        self._check(sheets)

    def _show_nothing(self):
        self.row_ids.unlink()
        self.issue_ids.unlink()

    def _pairs(self, sheets):
        by_name = {sheet.name: sheet for sheet in self.sheet_ids}
        return [(data, by_name[data.name]) for data in sheets if data.name in by_name]

    def _plan(self, sheets):
        """Return what the import would do.

        :raises UserError: the meanings of the columns contradict each other
        :rtype: UnitImportPlan
        """
        if wrong := self.sheet_ids.filtered(lambda s: s.include and s._mapping_error())[:1]:
            raise UserError(self.env._("Sheet “%(sheet)s”: %(error)s", sheet=wrong.name, error=wrong._mapping_error()))
        return UnitImportPlan(self, sheets)

    def _check(self, sheets=None):
        """Work out what the import would do and show it; write nothing to the project.

        :rtype: UnitImportPlan
        """
        self.ensure_one()
        sheets = sheets or self._workbook()
        plan = self._plan(sheets)
        self._show_nothing()
        errors = self._describe_problems(plan)
        self._show_counts(plan)
        self._show_issues(plan, errors)
        self._show_rows(plan)
        self.write(
            {
                "new_buildings": ", ".join(vals["name"] for vals in plan.new_buildings.values()),
                "new_layouts": ", ".join(vals["name"] for vals in plan.new_layouts.values()),
                "error_file": self._error_workbook(sheets, errors) if errors else False,
            }
        )
        return plan

    def _describe_problems(self, plan):
        """Return (sheet, row, column, value, reason) of each problem, in the user's language."""
        sentences = {code: self.env._(sentence) for code, sentence in PROBLEMS.items()}
        return [
            (p.sheet, p.row, p.column, p.value, sentences[p.code] % {"value": p.value, **p.params})
            for p in plan.problems
        ]

    def _show_counts(self, plan):
        errors = {}
        for problem in plan.problems:
            errors[problem.sheet] = errors.get(problem.sheet, 0) + 1
        for sheet in self.sheet_ids:
            counts = plan.counts[sheet.name]
            values = {f"{name}_count": counts[name] for name in ("create", "update", "unchanged", "live", "left_out")}
            sheet.write({**values, "error_count": errors.get(sheet.name, 0)})

    def _show_issues(self, plan, errors):
        letter = unit_table.column_letter
        rows = [
            {"kind": "error", "sheet": sheet, "row": row, "column": letter(column), "value": value, "reason": reason}
            for sheet, row, column, value, reason in errors[:SHOWN_ISSUES]
        ]
        rows += [
            {"kind": "left_out", "sheet": row.sheet, "row": row.number, "value": row.text,
             "reason": self.env._(LEFT_OUT[row.kind])}
            for row in plan.left_out[:SHOWN_ISSUES]
        ]  # fmt: skip
        rows += [
            {"kind": "live_deal", "sheet": row.sheet, "row": row.number, "value": vals["code"],
             "reason": self.env._(LIVE_DEAL)}
            for row, vals in plan.live[:SHOWN_ISSUES]
        ]  # fmt: skip
        self.env["realestate.unit.import.issue"].create([{**row, "import_id": self.id} for row in rows])

    def _show_rows(self, plan):
        shown, vals_list = {}, []
        for row, vals in plan.creates:
            shown[row.sheet] = shown.get(row.sheet, 0) + 1
            if shown[row.sheet] <= PREVIEW_ROWS:
                vals_list.append({**self._prepare_row_vals(row, vals), "action": "create"})
        for row, unit, changes in plan.updates[:SHOWN_ISSUES]:
            vals = {**self._prepare_row_vals(row, row.values), "action": "update", "code": unit.code}
            vals_list.append({**vals, "changes": self._describe_changes(unit, changes)})
        self.env["realestate.unit.import.row"].create(vals_list)

    def _prepare_row_vals(self, row, vals):
        same = ("section", "number", "property_type", "area_gross_presale", "area_inner_presale", "floor_price",
                "list_unit_price", "list_price", "note", "not_for_sale")  # fmt: skip
        return {
            **{name: vals.get(name) for name in same},
            "import_id": self.id,
            "sheet": row.sheet,
            "row": row.number,
            "code": vals.get("code"),
            "building": row.values.get("building") or self._building_name(row.sheet),
            "floor": vals.get("floor_label") or vals.get("floor"),
            "layout": row.values.get("layout"),
        }

    def _building_name(self, sheet_name):
        return self.sheet_ids.filtered(lambda sheet: sheet.name == sheet_name)[:1].building

    def _describe_changes(self, unit, changes):
        """Return what an update changes, before → after."""
        described = []
        for name, value in changes.items():
            field = unit._fields[name]
            before = unit[name].display_name if field.relational else unit[name]
            label = field.get_description(self.env, ["string"])["string"]
            described.append(f"{label} {before or '—'} → {value or '—'}")
        return "; ".join(described)[:500]

    def _error_workbook(self, sheets, errors):
        headings = [self.env._(name) for name in COLUMN_NAMES]
        data = base64.b64decode(self.file)
        title = self.env._(ERROR_SHEET)
        return base64.b64encode(unit_table.mark_errors(data, sheets, errors, title, headings, self.env.user.name))
