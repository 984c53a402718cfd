from odoo import api, models


class DayReport(models.AbstractModel):
    """The report of the day as PDF."""

    _name = "report.realestate_sales.report_day_report"
    _description = "Report of the Day"

    @api.model
    def _get_report_values(self, docids, data=None):
        data = data or {}
        project = self.env["realestate.project"].browse(int(data.get("project_id") or docids[0]))
        return {"doc_ids": project.ids, "docs": project, "report": project.day_report(data.get("day"))}
