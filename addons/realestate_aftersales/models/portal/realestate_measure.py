from odoo import models
from odoo.fields import Domain

from odoo.addons.realestate_sales.models.people.realestate_measure import MeasureSource

from .realestate_handover import SATISFIED


class RealestateMeasure(models.Model):
    _inherit = "realestate.measure"

    def _measure_handover_satisfaction(self, date_from, date_to):
        """Handovers rated 4 or 5 of 5, of those rated in the period (HND-1, HR-3)."""
        return MeasureSource(
            model="realestate.handover",
            base=Domain("date_rated", ">=", date_from) & Domain("date_rated", "<=", date_to),
            met=Domain("satisfaction", ">=", SATISFIED),
            subjects={"user": "deal_id.service_user_id", "project": "project_id"},
            reference="deal_id.name",
            day="date_rated",
        )
