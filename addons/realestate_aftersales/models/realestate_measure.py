from odoo import models
from odoo.fields import Domain

from odoo.addons.realestate_sales.models.people.realestate_measure import MeasureSource


class RealestateMeasure(models.Model):
    _inherit = "realestate.measure"

    def _measure_files_late(self, date_from, date_to):
        """Files that were late on some day of the period, of those that ran in it (SRV-1).

        A file is late in a step from the day after the step's due day until the step is done; days to come are
        nobody's delay, each project's today is its own.
        """
        projects = self.env["realestate.project"]
        overdue = projects._by_own_day(lambda today: Domain("date_due", "<", min(date_to, today)))
        return MeasureSource(
            model="realestate.service.step",
            base=Domain("state", "in", ("current", "done"))
            & Domain("date_start", "<=", date_to)
            & (Domain("date_done", "=", False) | Domain("date_done", ">=", date_from))
            & Domain("service_id.state", "!=", "cancelled"),
            met=overdue & (Domain("date_done", "=", False) | Domain("days_late", ">", 0)),
            subjects={"user": "service_id.user_id", "project": "project_id"},
            aggregate="service_id:count_distinct",
        )
