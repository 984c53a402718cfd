from odoo import fields, http
from odoo.http import content_disposition, request

from ..report.realestate_day_report_xlsx import DayReportWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RealestateDayReportController(http.Controller):
    @http.route(
        "/realestate/day-report/<int:project_id>/<string:day>/xlsx",
        type="http", auth="user", methods=["GET"], readonly=True,
    )  # fmt: skip
    def day_report_xlsx(self, project_id, day):
        """Return the report of the day as a workbook, with the figures that the screen shows.

        :raises NotFound: there is no such project, or no such day
        :raises AccessError: the project, or the report, is not the reader's
        """
        project = request.env["realestate.project"].browse(project_id)
        try:
            fields.Date.to_date(day)
        except ValueError:
            raise request.not_found() from None
        if not project.sudo().exists():
            raise request.not_found()
        content = DayReportWorkbook(project.env, project.day_report(day)).build()
        name = project.env._("Report of the Day %(project)s %(day)s", project=project.name, day=day)
        return request.make_response(
            content,
            [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name}.xlsx"))],
        )
