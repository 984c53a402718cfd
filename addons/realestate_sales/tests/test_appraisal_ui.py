from datetime import date

from odoo.tests import HttpCase, tagged

from .common_appraisal import AppraisalCommon


@tagged("post_install", "-at_install")
class TestAppraisalUi(AppraisalCommon, HttpCase):
    def test_from_period_to_locked(self):
        """HR-3: HR opens October, each takes his turn, HR locks; every figure opens its records, in the browser."""
        self._describe(self.job, [{"weight": 60.0, "measure_id": self.measure.id, "target": 1e6}, {"weight": 40.0}])
        self._deal_signed(self.units[0], self.consultant_2, date(2026, 10, 8), 1200000.0)
        self.start_tour("/odoo/appraisal-periods", "realestate_appraisal_open", login=self.hr.login)
        period = self.env["realestate.appraisal.period"].search([("date_from", "=", "2026-10-01")])
        appraisal = self._of(period, self.holder_2)
        self.assertEqual((len(period.appraisal_ids), appraisal.state), (2, "self"))
        self.start_tour("/odoo/my-appraisal", "realestate_appraisal_self", login=self.consultant_2.login)
        self.start_tour(f"/odoo/appraisals/{appraisal.id}", "realestate_appraisal_score", login=self.manager.login)
        # 120% attained: 60% of 120 points, and 40% of the 80 typed
        self.assertEqual((appraisal.state, appraisal.total), ("confirm", 104.0))
        self.start_tour("/odoo/my-appraisal", "realestate_appraisal_agree", login=self.consultant_2.login)
        self.start_tour("/odoo/appraisal-periods", "realestate_appraisal_lock", login=self.hr.login)
        self.assertEqual((appraisal.state, appraisal.locked_by_id), ("locked", self.hr))
