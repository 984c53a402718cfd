from odoo import models
from odoo.fields import Domain

from odoo.addons.realestate_sales.models.people.realestate_measure import MeasureSource


class RealestateMeasure(models.Model):
    _inherit = "realestate.measure"

    def _measure_customers_overdue(self, date_from, date_to):
        """Customers who had not paid by the end of the period what fell due in it, of those with amounts due (ARR-1)."""
        return MeasureSource(
            model="realestate.installment",
            base=Domain("date_due", ">=", date_from)
            & Domain("date_due", "<=", date_to)
            & Domain("amount", ">", 0)
            & Domain("deal_id.state", "!=", "cancelled"),
            met=Domain("date_paid", "=", False) | Domain("date_paid", ">", date_to),
            subjects={"user": "deal_id.service_user_id", "project": "project_id"},
            aggregate="partner_id:count_distinct",
            reference="deal_id.name",
            day="date_due",
        )
