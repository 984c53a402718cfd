from odoo import http
from odoo.http import content_disposition, request

from ..report.realestate_board_xlsx import BoardWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RealestateBoardController(http.Controller):
    @http.route("/realestate/board/<int:project_id>/xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def board_xlsx(self, project_id):
        """Return the sales board of a project as a workbook, with the figures that the screen shows (INV-9).

        :raises NotFound: there is no such project
        :raises AccessError: the project is not the reader's
        """
        project = request.env["realestate.project"].browse(project_id)
        if not project.sudo().exists():
            raise request.not_found()
        content = BoardWorkbook(project.env, project.board_data()).build()
        name = project.env._("Sales Board %(project)s %(day)s", project=project.name, day=project._today())
        return request.make_response(
            content,
            [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name}.xlsx"))],
        )
