from odoo import models
from odoo.fields import Domain

from odoo.addons.realestate_sales.models.people.realestate_measure import MeasureSource


class RealestateMeasure(models.Model):
    _inherit = "realestate.measure"

    def _measure_funds_on_time(self, date_from, date_to):
        """Loans whose funds came by their due date, of those due in the period (MOR-2)."""
        return MeasureSource(
            model="realestate.mortgage",
            base=Domain("funds_due", ">=", date_from)
            & Domain("funds_due", "<=", date_to)
            & Domain("state", "in", ("running", "funded")),
            met=Domain("funds_on_time", "=", True),
            subjects={"user": "deal_id.service_user_id", "project": "project_id"},
            reference="deal_id.name",
            day="funds_due",
        )
