from dataclasses import replace

from odoo import models
from odoo.fields import Domain

from ..people.realestate_measure import MeasureSource


class RealestateMeasure(models.Model):
    _inherit = "realestate.measure"

    def _measure_target_attained(self, date_from, date_to):
        """¥ credited of contracts signed, of the ¥ that the targets of the period's months ask for (REP-1, HR-2)."""
        goals = MeasureSource(
            model="realestate.target.line",
            base=Domain("month", ">=", date_from.replace(day=1))
            & Domain("month", "<=", date_to)
            & Domain("is_leaf", "=", True)
            & Domain("state", "=", "confirmed"),
            subjects={"user": "user_id", "project": "project_id"},
            aggregate="amount_signed:sum",
            reference="target_id.display_name",
            day="month",
        )
        return replace(self._measure_amount_signed(date_from, date_to), of=goals)
