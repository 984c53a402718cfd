from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..tools.text_compare import compare, compare_whole

PLAIN_FIELDS = (
    "number", "category_id", "headcount", "superior_job_id", "substitute_job_id", "purpose", "internal_contacts",
    "external_contacts", "documents", "work_place", "work_hours", "tools", "physique",
)  # fmt: skip
DUTY_FIELDS = (
    "name",
    "goal",
    "content",
    "weight",
    "measure_id",
    "target",
    "criterion",
    "authority",
    "authority_extent",
)


class RealestateJobCompare(models.TransientModel):
    """Two versions of a job's description side by side, what differs marked (HR-1)."""

    _name = "realestate.job.compare"
    _description = "Compare Job Descriptions"

    left_id = fields.Many2one("realestate.job.description", string="Older Version", required=True, ondelete="cascade")
    right_id = fields.Many2one("realestate.job.description", string="Newer Version", required=True, ondelete="cascade")
    only_changes = fields.Boolean(default=True, help="Leave out what is the same in both.")
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.constrains("left_id", "right_id")
    def _check_two(self):
        for wizard in self:
            if wizard.left_id == wizard.right_id:
                raise ValidationError(self.env._("Choose two different versions to compare."))

    @api.depends("left_id", "right_id", "only_changes")
    def _compute_comparison(self):
        for wizard in self:
            sections = wizard._sections() if wizard.left_id and wizard.right_id else []
            if wizard.only_changes:
                sections = [
                    (title, [row for row in rows if row["differs"]])
                    for title, rows in sections
                    if any(row["differs"] for row in rows)
                ]
            wizard.comparison = self.env["ir.qweb"]._render(
                "realestate_sales.job_comparison",
                {"left": wizard.left_id, "right": wizard.right_id, "sections": sections},
            )

    def _sections(self):
        """Return (title, rows) in the order of the paper; a row has a label and the pieces of both sides."""
        left, right = self.left_id, self.right_id
        sections = [(self.env._("The Job"), self._rows(left, right, PLAIN_FIELDS))]
        for before, after in self._pair(left.duty_ids, right.duty_ids, "name"):
            title = self.env._("Duty: %s", (after or before).name)
            sections.append((title, self._rows(before, after, DUTY_FIELDS)))
        rows = []
        for before, after in self._pair(left.qualification_ids, right.qualification_ids, "kind"):
            kind = self._text(after or before, "kind")
            for row in self._rows(before, after, ("basic", "extended")):
                rows.append({**row, "label": f"{kind} · {row['label']}"})
        return [*sections, (self.env._("Qualifications"), rows)]

    @api.model
    def _pair(self, before, after, key):
        """Return the lines of both sides that belong together by ``key``; what one side lacks is empty."""
        known = {line[key]: line for line in before}
        pairs = [(known.pop(line[key], before.browse()), line) for line in after]
        return pairs + [(line, after.browse()) for line in known.values()]

    @api.model
    def _rows(self, before, after, names):
        rows = []
        for name in names:
            texts = [self._text(side, name) for side in (before, after)]
            if any(texts):
                is_text = before._fields[name].type in ("char", "text")
                pieces = compare(*texts) if is_text else compare_whole(*texts)
                label = before._fields[name].get_description(self.env, ["string"])["string"]
                differs = texts[0] != texts[1]
                rows.append({"label": label, "left": pieces[0], "right": pieces[1], "differs": differs})
        return rows

    @api.model
    def _text(self, record, name):
        """Return what the reader sees of a field, as text."""
        if not record:
            return ""
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            return value.sudo().display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return format_date(self.env, value) if value else ""
        if field.type in ("float", "integer"):
            return f"{value:g}"
        return value or ""
