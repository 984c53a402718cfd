from odoo import http
from odoo.http import content_disposition, request

from ..tools import unit_table


class UnitTableController(http.Controller):
    @http.route("/realestate_sales/unit_table_template", type="http", auth="user", readonly=True)
    def unit_table_template(self):
        """Download the workbook to start a unit table from (INV-2)."""
        request.env["realestate.unit.import"].check_access("create")
        name = request.env._("unit-table-template.xlsx")
        return request.make_response(
            unit_table.template_workbook(),
            headers=[
                ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
