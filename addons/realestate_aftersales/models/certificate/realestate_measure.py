from odoo import models
from odoo.fields import Domain

from odoo.addons.realestate_sales.models.people.realestate_measure import MeasureSource


class RealestateMeasure(models.Model):
    _inherit = "realestate.measure"

    def _measure_certificates_on_time(self, date_from, date_to):
        """Certificates issued by their due date, of those due in the period (CERT-1)."""
        return MeasureSource(
            model="realestate.certificate",
            base=Domain("date_due", ">=", date_from)
            & Domain("date_due", "<=", date_to)
            & Domain("state", "in", ("running", "done")),
            met=Domain("on_time", "=", True),
            subjects={"user": "deal_id.service_user_id", "project": "project_id"},
            reference="deal_id.name",
            day="date_due",
        )
