from odoo import http
from odoo.http import content_disposition, request

from ..report.realestate_commission_xlsx import CommissionWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RealestateCommissionController(http.Controller):
    @http.route(
        "/realestate/commission/<int:settlement_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True
    )
    def commission_xlsx(self, settlement_id):
        """Return a settlement as a workbook; the reader finds the lines that he may read (CH-7).

        :raises NotFound: there is no such settlement
        :raises AccessError: it is not the reader's
        """
        settlement = request.env["realestate.commission.settlement"].browse(settlement_id)
        if not settlement.sudo().exists():
            raise request.not_found()
        settlement.check_access("read")
        content = CommissionWorkbook(settlement.env, settlement._payroll_data()).build()
        name = settlement.env._("Commission %s", settlement.name).replace("/", "-")
        return request.make_response(
            content,
            [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name}.xlsx"))],
        )
