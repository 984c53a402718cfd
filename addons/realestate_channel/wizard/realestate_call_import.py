import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.realestate_sales.tools import phone, unit_table

from ..tools import call_list
from .call_import_messages import FILE_ERRORS

SHOWN = 12  # persons in the preview
SHOWN_INVALID = 30


class RealestateCallImport(models.TransientModel):
    """Import a call list from the file as it came: read and shown as soon as it is there, taken on demand (CH-3)."""

    _name = "realestate.call.import"
    _description = "Import a Call List"

    list_id = fields.Many2one(
        "realestate.call.list", string="Into List", ondelete="cascade", help="Empty: the file becomes a new list."
    )
    name = fields.Char(string="Name of the List")
    project_id = fields.Many2one(
        "realestate.project",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env["realestate.project"]._only_one(),
    )
    team_id = fields.Many2one(
        "realestate.channel.team",
        ondelete="cascade",
        domain=[("module", "=", "call")],
        default=lambda self: self.env["realestate.channel.team"]._of_user(self.env.user, "call"),
    )
    origin = fields.Char(string="Where it is from")
    area_code = fields.Char(help="Of landlines that come without one, e.g. 0571.")
    file = fields.Binary(attachment=False)
    filename = fields.Char()
    packed = fields.Binary(attachment=False, readonly=True, help="What was read from the file, to read it only once.")
    file_error = fields.Char(readonly=True)
    state = fields.Selection([("upload", "Choose the File"), ("review", "Check")], default="upload", readonly=True)
    column_ids = fields.One2many("realestate.call.import.column", "import_id", string="Columns")
    line_ids = fields.One2many("realestate.call.import.line", "import_id", string="Preview", readonly=True)
    person_count = fields.Integer(string="People", readonly=True)
    number_count = fields.Integer(string="Numbers", readonly=True)
    cleaned_count = fields.Integer(string="Cleaned", readonly=True)
    in_file_count = fields.Integer(string="Twice in the File", readonly=True)
    invalid_count = fields.Integer(string="Invalid", readonly=True)

    @api.depends("filename")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.filename or self.env._("Import a Call List")

    @api.onchange("list_id")
    def _onchange_list_id(self):
        if self.list_id:
            self.project_id, self.team_id = self.list_id.project_id, self.list_id.team_id

    # ------------------------------------------------------------------
    # crud: what the user changes is read at once
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards.filtered("file"):
            wizard._read_file()
        return wizards

    def write(self, vals):
        result = super().write(vals)
        if "file" in vals:
            for wizard in self:
                wizard._read_file()
        elif {"column_ids", "area_code"} & vals.keys():
            for wizard in self.filtered(lambda wizard: wizard.state == "review"):
                wizard._show()
        return result

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_check(self):
        """Read the file again with the columns as they are set now; the form shows it."""
        self.ensure_one()
        return True

    def action_template(self):
        """Download a workbook to start from."""
        return {"type": "ir.actions.act_url", "url": "/realestate_channel/call_list/template", "target": "download"}

    def action_import(self):
        """Put the numbers of the file in line for the import and open the list, which goes on by itself.

        :raises UserError: there is no file, no number in it, or it is not said which list it becomes
        """
        self.ensure_one()
        if self.file_error or not self.packed:
            raise UserError(self.file_error or self.env._("Choose the file with the numbers first."))
        if not self.number_count - self.invalid_count:
            raise UserError(self.env._("No phone number was found: say which column has the numbers."))
        if not self.list_id:
            self.list_id = self.env["realestate.call.list"].create(self._prepare_list_vals())
        self.list_id.check_access("write")
        self.list_id._add_rows(self._persons())
        self.list_id._import_batch()
        self.write({"packed": False, "file": False})
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.call.list",
            "res_id": self.list_id.id,
            "views": [(False, "form")],
        }

    def _prepare_list_vals(self):
        if not self.team_id:
            raise UserError(self.env._("Say which team calls the list."))
        name = self.name or (self.filename or "").rpartition(".")[0] or self.env._("Call List")
        return {
            "name": name,
            "project_id": self.project_id.id,
            "team_id": self.team_id.id,
            "origin": self.origin,
        }

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _sheets(self):
        return unit_table.unpack_sheets(base64.b64decode(self.packed))

    def _read_file(self):
        """Guess what the columns mean and show it; what is wrong with the file goes into ``file_error``."""
        self.ensure_one()
        self.column_ids.unlink()
        self.write({"state": "upload", "file_error": False})
        if not self.file:
            self.line_ids.unlink()
            return
        try:
            sheets = call_list.read_list_file(base64.b64decode(self.file), self.filename or "")
        except unit_table.WorkbookError as error:
            self.line_ids.unlink()
            self.file_error = self.env._(FILE_ERRORS[error.code]) % error.params
            return
        self.packed = base64.b64encode(unit_table.pack_sheets(sheets))
        commands = []
        for number, sheet in enumerate(sheets):
            layout = call_list.guess_layout(sheet)
            if sheet.rows and not sheet.hidden and "phone" in layout.columns.values():
                commands += [
                    Command.create(vals)
                    for vals in self.env["realestate.call.import.column"]._prepare_columns(number, sheet, layout)
                ]
        if not commands and sheets:
            layout = call_list.guess_layout(sheets[0])
            commands = [
                Command.create(vals)
                for vals in self.env["realestate.call.import.column"]._prepare_columns(0, sheets[0], layout)
            ]
        self.write({"column_ids": commands, "state": "review"})
        self._show(sheets)

    def _persons(self, sheets=None):
        """Yield (sheet name, person) of all sheets, by the columns as they are set."""
        sheets = sheets or self._sheets()
        for number, columns in self.column_ids.grouped("sheet_number").items():
            layout = call_list.ListLayout(
                header=columns[0].header,
                headings={column.number: column.heading or "" for column in columns},
                columns={column.number: column.target for column in columns},
            )
            for person in call_list.read_persons(sheets[number], layout, self.area_code or ""):
                yield sheets[number].name, person

    def _show(self, sheets=None):
        """Show what was recognised: the first persons, the first invalid numbers, and how many of all."""
        counts = dict.fromkeys(("person_count", "number_count", "cleaned_count", "in_file_count", "invalid_count"), 0)
        seen, shown, invalid = set(), [], []
        for sheet, person in self._persons(sheets):
            counts["person_count"] += 1
            if len(shown) < SHOWN:
                shown.append((sheet, person))
            for number in person.numbers:
                counts["number_count"] += 1
                counts["cleaned_count"] += number.cleaned
                counts["invalid_count"] += not number.sanitized
                counts["in_file_count"] += number.sanitized in seen
                if number.sanitized:
                    seen.add(number.sanitized)
                elif len(invalid) < SHOWN_INVALID:
                    invalid.append((sheet, person))
        lines = [self._prepare_line_vals(sheet, person) for sheet, person in shown]
        lines += [self._prepare_line_vals(sheet, person) for sheet, person in invalid if (sheet, person) not in shown]
        self.line_ids.unlink()
        self.write({**counts, "line_ids": [Command.create(vals) for vals in lines]})

    def _prepare_line_vals(self, sheet, person):
        texts = self.env["realestate.call.row"]._why_texts()
        return {
            "sheet": sheet,
            "row": person.row,
            "name": person.name,
            "numbers": ", ".join(
                phone.shown(number.sanitized) if number.sanitized else number.raw for number in person.numbers
            ),
            "place": person.place,
            "note": person.note,
            "problem": next((texts[number.error] for number in person.numbers if number.error), False),
        }
