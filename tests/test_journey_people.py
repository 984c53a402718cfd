from odoo.tests import Form, tagged

from odoo.addons.realestate_aftersales.tests.common_back_office import BackOfficeCommon


@tagged("post_install", "-at_install")
class TestMonthOfPeople(BackOfficeCommon):
    """Issue 6, «done when»: HR opens the back-office manager's description, prints it, generates last month's
    appraisals for all, every measured figure opens the records behind it; the manager objects, HR decides and locks
    (HR-1, HR-2, HR-3)."""

    def _as(self, user, record):
        self.env.invalidate_all()
        return record.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def _description(self):
        description = self._as(self.hr, self.env["realestate.job.description"]).search([("job_id", "=", self.job.id)])
        self.assertEqual(description.duty_ids.mapped("weight"), [50.0, 20.0, 20.0, 10.0])
        reports = self.env["ir.actions.report"].search([("model", "=", description._name)])
        self.assertTrue(reports)
        for report in reports:
            html = report.with_user(self.hr)._render_qweb_html(report.report_name, description.ids)[0].decode()
            self.assertIn("Satisfaction at handover", html)

    def _generate(self):
        form = Form(self._as(self.hr, self.env["realestate.appraisal.period"]))
        self.assertEqual((form.date_from, form.date_to), (self.first, self.last))
        period = form.save()
        period.action_generate()
        return period

    def _open_records(self, appraisal, user):
        """Press every button behind every measured figure as ``user``; return how many records were opened."""
        opened = 0
        for line in self._as(user, appraisal.line_ids):
            for button in ("action_base", "action_met", "action_missed"):
                action = getattr(line, button)()
                opened += self._as(user, self.env[action["res_model"]]).search_count(action["domain"])
        return opened

    def _say(self, appraisal, user, button, reason):
        action = getattr(self._as(user, appraisal), button)()
        window = self._as(user, self.env[action["res_model"]]).with_context(**action["context"])
        window.create({"reason": reason}).action_done()

    def test_month(self):
        self._description()
        period = self._generate()
        appraisal = period.sudo().appraisal_ids
        self.assertEqual(appraisal.employee_id, self.employee)
        # 4 loans, 4 debts, 2 certificates, 2 handovers: each is in the base, and either met or missed
        self.assertEqual(self._open_records(appraisal, self.hr), 2 * (4 + 4 + 2 + 2))
        period.action_start()
        self.assertEqual(self._open_records(appraisal, self.service_manager), 2 * (4 + 4 + 2 + 2))
        # she has no superior: HR hands it on in its place
        self._as(self.service_manager, appraisal).action_hand_on()
        self._as(self.hr, appraisal).action_scored()
        self._say(appraisal, self.service_manager, "action_object", "The fourth loan waited for the bank")
        self._say(appraisal, self.hr, "action_uphold", "The day counts, whoever was late")
        period.action_lock()
        self.assertEqual((appraisal.state, appraisal.total, period.state), ("locked", 61.75, "done"))
        report = "realestate_sales.report_realestate_appraisal"
        html = self.env["ir.actions.report"].with_user(self.service_manager)._render_qweb_html(report, appraisal.ids)[0]
        for words in ("61.75", "3 / 4 = 75%", "The fourth loan waited for the bank"):
            self.assertIn(words, html.decode())
