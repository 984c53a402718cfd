import json

from werkzeug.exceptions import BadRequest

from odoo import fields, http
from odoo.fields import Domain
from odoo.http import content_disposition, request

from ..report.realestate_reception_xlsx import ReceptionWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RealestateReceptionController(http.Controller):
    @http.route("/realestate/reception/xlsx", type="http", auth="user", methods=["GET"])
    def reception_xlsx(self, domain="[]", full=False):
        """Return registrations that the reader may read as a workbook (CUS-1).

        Numbers are masked as on the screen; those that are given in full are logged (ACCESS-3).

        :param str domain: JSON, of realestate.reception
        :param full: numbers in full, for managers
        :raises BadRequest: the domain is none
        """
        try:
            domain = Domain(json.loads(domain))
            lines = request.env["realestate.reception"].search(domain)
        except ValueError as error:
            raise BadRequest(request.env._("The registrations asked for cannot be found.")) from error
        in_full = lines._disclose_for_export(wanted=bool(full))
        name = request.env._("Registrations %s", fields.Date.context_today(lines))
        return request.make_response(
            ReceptionWorkbook(lines, in_full.ids).build(),
            [("Content-Type", XLSX), ("Content-Disposition", content_disposition(f"{name}.xlsx"))],
        )
