from odoo import http
from odoo.http import content_disposition, request

from ..report.realestate_appraisal_xlsx import AppraisalWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RealestateAppraisalController(http.Controller):
    @http.route("/realestate/appraisal/<int:period_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def appraisal_xlsx(self, period_id):
        """Return the appraisals of a period as a workbook: those that the reader sees, no others.

        :raises NotFound: there is no such period, or none of its appraisals is the reader's to see
        """
        period = request.env["realestate.appraisal.period"].search([("id", "=", period_id)])
        appraisals = request.env["realestate.appraisal"].search([("period_id", "=", period.id)])
        if not appraisals:
            raise request.not_found()
        content = AppraisalWorkbook(appraisals).build()
        return request.make_response(
            content,
            [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{period.name}.xlsx"))],
        )
