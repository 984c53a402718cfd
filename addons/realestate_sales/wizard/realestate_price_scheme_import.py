import base64

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ..tools import unit_table
from .unit_import_messages import FILE_ERRORS

_lt = LazyTranslate(__name__)
SHOWN_ERRORS = 100
PRICE_REASONS = {
    "scope": _lt("Unit %(unit)s is not in the buildings and types of this price scheme. Remove the row."),
    "below": _lt("The list price is below the floor price %(floor)s. Raise it or lower the floor price first."),
}


class RealestatePriceSchemeImport(models.TransientModel):
    """Take the prices of a scheme from a list in Excel: all of it or nothing (INV-4)."""

    _name = "realestate.price.scheme.import"
    _description = "Import a Price List"
    _inherit = ["realestate.unit.list.mixin"]

    scheme_id = fields.Many2one("realestate.price.scheme", required=True, readonly=True, ondelete="cascade")
    file = fields.Binary(string="Workbook", attachment=False)
    filename = fields.Char()
    errors = fields.Text(readonly=True, help="One sentence each: where in the workbook, what is wrong, what to do.")
    error_count = fields.Integer(readonly=True)

    def action_import(self):
        """Replace the prices of the scheme by those of the workbook; units with a live deal are left alone.

        :return: action that closes the dialog, or shows what is wrong; then nothing has been written
        :raises UserError: no file, or the scheme is no draft any more
        """
        self.ensure_one()
        self.scheme_id.check_access("write")
        self.scheme_id._check_draft()
        if not self.file:
            raise UserError(self.env._("Choose the workbook with the new prices first."))
        vals_list, sold, errors = self._read()
        if not errors and not vals_list:
            errors = [
                self.env._(
                    "No price list was found in this workbook. It needs a heading for the unit (房源编码 or 房号) "
                    "and one for the new price (新单价 or 新总价)."
                )
            ]
        if errors:
            self.write({"errors": "\n".join(errors[:SHOWN_ERRORS]), "error_count": len(errors)})
            return self.scheme_id.action_import_prices(self)
        self.scheme_id.line_ids.unlink()
        self.env["realestate.price.scheme.line"].create(vals_list)
        self.scheme_id._message_log(body=self._report(vals_list, sold))
        return {"type": "ir.actions.act_window_close"}

    def _report(self, vals_list, sold):
        report = self.env._(
            "%(count)s prices imported from “%(file)s”.", count=len(vals_list), file=self.filename or ""
        )
        if sold:
            report += " " + self.env._(
                "Left out because of a live deal: %(units)s.", units=", ".join(unit.name for unit in sold)
            )
        return report

    def _read(self):
        """Return (values of lines, units with a live deal, sentences of what is wrong)."""
        try:
            sheets = unit_table.read_workbook(base64.b64decode(self.file), self.filename or "")
        except unit_table.WorkbookError as error:
            return [], [], [self.env._(FILE_ERRORS[error.code]) % error.params]
        by_code, by_door = self._known_units(self.scheme_id.project_id)
        in_scope = set(self.scheme_id._scope_units().ids)
        vals_list, sold, errors, seen = [], [], [], {}
        for sheet in sheets:
            building, rows = unit_table.read_price_list(sheet, self.scheme_id.kind) or ("", ())
            for row in rows:
                unit = self._find(row, building, by_code, by_door)
                if unit and unit.live_deal_id:
                    sold.append(unit)
                elif unit and {"unit_price", "price"} & row.values.keys():
                    vals_list.append(self._check_row(row, unit, seen, in_scope))
                errors += [self._sentence(problem) for problem in row.problems]
        return vals_list, sold, errors

    def _check_row(self, row, unit, seen, in_scope):
        """Return the values of the unit's line; complain about what the scheme would refuse."""
        vals = {"scheme_id": self.scheme_id.id, "unit_id": unit.id}
        vals |= {name: row.values[name] for name in ("unit_price", "price") if name in row.values}
        target = "list_price" if "price" in vals else "list_unit_price"
        first = seen.setdefault(unit.id, row)
        if first is not row:
            row.complain("number", "twice", unit=unit.name, sheet=first.sheet, row=first.number)
        if unit.id not in in_scope:
            row.complain("number", "scope", unit=unit.name)
        try:
            self.env["realestate.price.scheme.line"]._complete(vals, unit)
        except ValidationError as error:
            row.complain(target, "rule", value=vals.get("price"), message=error.args[0])
        if self.scheme_id.kind == "list" and (vals.get("price") or unit.floor_price) < unit.floor_price:
            row.complain(target, "below", value=vals["price"], floor=f"{unit.floor_price:.10g}")
        vals["explanation"] = self.env._("imported, %(sheet)s row %(row)s", sheet=row.sheet, row=row.number)
        return vals

    def _reasons(self):
        return super()._reasons() | PRICE_REASONS
