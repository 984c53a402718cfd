from datetime import timedelta

from odoo.tests import tagged

from .common_back_office import BackOfficeCommon


@tagged("post_install", "-at_install")
class TestBackOfficeAppraisal(BackOfficeCommon):
    """HR-3, the example from practice: a back-office manager's last month, from the records of the files."""

    def test_by_hand(self):
        """HR-3: four duties from the records, worked out by hand.

        Mortgage funds on time: 3 of 4 = 75% against ≥ 90%: 75 / 90 = 83.33 points, of 50%: 41.665.
        Customers overdue: 1 of 4 = 25% against ≤ 5%: 5 / 25 = 20 points, of 20%: 4.
        Certificates on schedule: 1 of 2 = 50% against ≥ 95%: 52.63 points, of 20%: 10.526.
        Satisfaction at handover: 1 of 2 = 50% against ≥ 90%: 55.56 points, of 10%: 5.556.
        Together 61.747, so 61.75: grade C.
        """
        period = (
            self.env["realestate.appraisal.period"]
            .with_user(self.hr)
            .create({"kind": "month", "date_from": self.first, "company_id": self.company.id})
        )
        self.assertEqual((period.date_from, period.date_to), (self.first, self.last))
        with self.subTest("generated for all holders"):
            period.action_generate()
            appraisal = period.appraisal_ids
            self.assertEqual(appraisal.sudo().employee_id, self.employee)
        figures = appraisal.line_ids.mapped(lambda line: (line.numerator, line.denominator, line.value, line.score))
        self.assertEqual(
            figures,
            [(3.0, 4.0, 75.0, 83.33), (1.0, 4.0, 25.0, 20.0), (1.0, 2.0, 50.0, 52.63), (1.0, 2.0, 50.0, 55.56)],
        )
        self.assertEqual((appraisal.score, appraisal.total), (61.75, 61.75))
        self.assertEqual(appraisal.grade_id, self.env.ref("realestate_sales.realestate_appraisal_grade_c"))
        self._check_records(appraisal)
        self._check_hr_sees_them(appraisal)
        self._check_corrected_since(period, appraisal)

    def _check_records(self, appraisal):
        """HR-2: the manager opens the very records behind each figure, with her own rights."""
        appraisal.sudo().state = "self"
        funds, overdue, certificates, handovers = appraisal.line_ids.with_user(self.service_manager)
        for line, which, expected in (
            (funds, "action_base", self.loans),
            (funds, "action_missed", self.loans[3]),
            (overdue, "action_base", self.due),
            (overdue, "action_met", self.due[3]),
            (certificates, "action_missed", self.deals[1].sudo().service_ids.certificate_ids),
            (handovers, "action_met", self.deals[0].sudo().service_ids.handover_ids),
        ):
            with self.subTest(duty=line.name, which=which):
                action = getattr(line, which)()
                found = self.env[action["res_model"]].with_user(self.service_manager).search(action["domain"])
                self.assertEqual(set(found.ids), set(expected.ids))

    def _check_hr_sees_them(self, appraisal):
        """HR-2, section 0: HR opens each figure's records too, by their deals' numbers, without customers."""
        for line in appraisal.line_ids.with_user(self.hr):
            action = line.action_base()
            records = self.env[action["res_model"]].with_user(self.hr).search(action["domain"])
            with self.subTest(duty=line.name):
                self.assertEqual(records._name, "realestate.measure.record")
                self.assertEqual(sum(records.mapped("amount")), line.denominator)
                self.assertEqual(sum(records.filtered("is_met").mapped("amount")), line.numerator)
                self.assertLessEqual(set(records.mapped("reference")), set(self.deals.mapped("name")))

    def _check_corrected_since(self, period, appraisal):
        """HR-3: what is entered later changes the figures until they are locked, and not after."""
        self.loans[3].sudo().date_papers += timedelta(days=1)
        self.env.flush_all()
        period.action_refresh()
        self.assertEqual(appraisal.line_ids[0].value, 100.0)
        appraisal.sudo()._move_to("agreed")
        period.action_lock()
        self.loans[3].sudo().date_papers -= timedelta(days=1)
        self.env.flush_all()
        period.action_refresh()
        self.assertEqual(appraisal.line_ids[0].value, 100.0)
