from odoo import fields, models


class RealestateMeasureSheetLine(models.TransientModel):
    _name = "realestate.measure.sheet.line"
    _description = "Figure of a Period"

    sheet_id = fields.Many2one("realestate.measure.sheet", required=True, index=True, ondelete="cascade")
    measure_id = fields.Many2one("realestate.measure", required=True, ondelete="cascade")
    definition = fields.Text(related="measure_id.definition")
    unit = fields.Selection(related="measure_id.unit", string="Unit of Measure")
    target = fields.Float(related="measure_id.target")
    user_id = fields.Many2one("res.users", string="Person")
    project_id = fields.Many2one("realestate.project", ondelete="cascade")
    numerator = fields.Float(digits=(16, 2))
    denominator = fields.Float(string="Out of", digits=(16, 2))
    value = fields.Float(digits=(16, 2))
    is_reached = fields.Boolean(string="Target Reached")

    def action_met(self):
        """Open the records of the numerator."""
        return self._open("numerator")

    def action_base(self):
        """Open the records of the denominator."""
        return self._open("denominator")

    def action_missed(self):
        """Open the records that keep the figure from 100%."""
        return self._open("missed")

    def _open(self, which):
        self.ensure_one()
        by = self.sheet_id.by
        subject = {"user": self.user_id, "project": self.project_id}.get(by)
        return self.measure_id._records_action(
            self.sheet_id.date_from,
            self.sheet_id.date_to,
            by=None if by == "total" else by,
            subject_id=subject.id if subject else False,
            which=which,
        )
