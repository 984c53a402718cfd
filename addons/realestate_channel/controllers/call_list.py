from odoo import http
from odoo.http import content_disposition, request

from ..tools.call_list.left_out import left_out_workbook


class CallListController(http.Controller):
    @http.route("/realestate_channel/call_list/<int:list_id>/left_out", type="http", auth="user", methods=["GET"])
    def left_out(self, list_id):
        """Give the lines of an import that were left out, with the reasons, as a workbook (CH-3)."""
        call_list = request.env["realestate.call.list"].browse(list_id).exists()
        if not call_list:
            raise request.not_found()
        call_list._check_download()
        headings, rows = call_list._left_out_table()
        request.env["realestate.access.log"].sudo()._log(call_list, "export", ["row_ids"])
        name = f"{call_list.name}-{request.env._('Left Out')}.xlsx"
        return request.make_response(
            left_out_workbook(request.env._("Left Out"), headings, rows),
            [
                ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    @http.route("/realestate_channel/call_list/template", type="http", auth="user", methods=["GET"])
    def template(self):
        """Give a workbook to start from: the headings that the import knows."""
        headings = ["姓名", "手机", "小区", "备注"]
        rows = [
            ["王先生", "13800001234", "锦绣家园3幢", "有两套房"],
            ["李女士", "0571-88886666/13900005678", "滨江花园", ""],
        ]
        return request.make_response(
            left_out_workbook("电拓名单", headings, rows),
            [
                ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition("电拓名单模板.xlsx")),
            ],
        )
