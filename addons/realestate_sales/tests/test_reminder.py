from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestReminder(RealestateCommon):
    """Reminders are automation rules: users change days, texts and conditions."""

    def _summaries(self, deal, day):
        """Run the time-based rules as the scheduler does on ``day``; return what they put on the deal."""
        before = deal.activity_ids
        self.env["base.automation"].search([]).last_run = day - timedelta(days=1)
        cron = self.env.ref("base_automation.ir_cron_data_base_automation_check")
        with freeze_time(f"{day} 12:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        return (deal.activity_ids - before).mapped("user_id.name"), (deal.activity_ids - before).mapped("summary")

    def test_signing_deadline(self):
        """DEAL-8: the consultant is warned the day before the signing deadline, not two days before."""
        deal = self._subscribe()
        self.assertEqual(self._summaries(deal, deal.sign_deadline - timedelta(days=2)), ([], []))
        names, _summaries = self._summaries(deal, deal.sign_deadline - timedelta(days=1))
        self.assertEqual(names, [self.consultant.name])

    def test_filing_due(self):
        """DEAL-4: seven days before a signed contract must be filed, somebody is reminded."""
        deal = self._subscribe()
        deal.sudo().write({"state": "signed", "date_signed": deal.date_subscribed})
        names, _summaries = self._summaries(deal, deal.filing_due - timedelta(days=7))
        self.assertEqual(names, [self.consultant.name])

    def test_instalment_due(self):
        """DEAL-6: three days before an instalment is due its amount is on the consultant's list."""
        deal = self._subscribe()
        due = deal.date_subscribed + timedelta(days=20)
        self.env["realestate.installment"].create(
            [
                {"deal_id": deal.id, "name": "First", "amount": 300000, "date_due": due},
                {"deal_id": deal.id, "name": "Second", "amount": 700000, "date_due": due + timedelta(days=30)},
            ]
        )
        names, summaries = self._summaries(deal, due - timedelta(days=3))
        self.assertEqual(names, [self.consultant.name])
        self.assertIn("300,000", summaries[0])

    def test_tuned_by_users(self):
        """DEAL-8: a rule that was changed to three days is obeyed."""
        deal = self._subscribe()
        self.env.ref("realestate_sales.realestate_deal_automation_sign").trg_date_range = 3
        names, _summaries = self._summaries(deal, deal.sign_deadline - timedelta(days=3))
        self.assertEqual(names, [self.consultant.name])

    def test_in_the_language_of_who_is_reminded(self):
        """DEAL-4, DEAL-6, DEAL-8: a robot reminds, in the consultant's own language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.consultant.lang = "zh_CN"
        deal = self._subscribe()
        _names, summaries = self._summaries(deal, deal.sign_deadline - timedelta(days=1))
        self.assertEqual(len(summaries), 1)
        self.assertNotRegex(summaries[0], "[A-Za-z]{4}")
