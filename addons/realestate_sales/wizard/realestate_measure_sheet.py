from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class RealestateMeasureSheet(models.TransientModel):
    """The figures of all computed measures for a period, each with the records behind it (HR-2)."""

    _name = "realestate.measure.sheet"
    _description = "Figures of a Period"

    date_from = fields.Date(string="From", required=True, default=lambda self: self._default_from())
    date_to = fields.Date(
        string="Through", required=True, default=lambda self: self._default_from() + relativedelta(months=1, days=-1)
    )
    by = fields.Selection([("total", "All Together"), ("project", "By Project"), ("user", "By Person")], required=True,
        default="total", string="Shown")  # fmt: skip
    line_ids = fields.One2many(
        "realestate.measure.sheet.line", "sheet_id", compute="_compute_line_ids", store=True, readonly=True
    )

    @api.model
    def _default_from(self):
        return self.env.company._realestate_today().replace(day=1)

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for sheet in self:
            sheet.display_name = f"{format_date(self.env, sheet.date_from)} – {format_date(self.env, sheet.date_to)}"

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for sheet in self:
            if sheet.date_to < sheet.date_from:
                raise ValidationError(self.env._("The period ends before it begins: choose a later last day."))

    @api.depends("date_from", "date_to", "by")
    def _compute_line_ids(self):
        for sheet in self:
            lines = sheet._line_vals() if sheet.date_from and sheet.date_to else []
            sheet.line_ids = [fields.Command.clear(), *map(fields.Command.create, lines)]

    @api.model
    def action_open(self):
        """Open the figures of this month; they are kept, so that each can be opened."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Figures of a Period"),
            "res_model": self._name,
            "res_id": self.create({}).id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _line_vals(self):
        """Return the values of a line a measure and subject: of the projects that the user belongs to."""
        projects = self.env["realestate.project"].search([("active", "=", True)])
        return [
            {
                "measure_id": measure.id,
                "user_id": subject if self.by == "user" else False,
                "project_id": subject if self.by == "project" else False,
                "is_reached": bool(measure._is_reached(figure["value"])),
                **{name: figure[name] or 0.0 for name in ("numerator", "denominator", "value")},
            }
            for measure in self.env["realestate.measure"].search([("code", "!=", False)])
            for subject, figure in measure._figures(
                self.date_from,
                self.date_to,
                by=None if self.by == "total" else self.by,
                domain=[(measure._source(self.date_from, self.date_to).subjects["project"], "in", projects.ids)],
            ).items()
            if figure["value"] is not None
        ]
