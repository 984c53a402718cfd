from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestServiceDeal(AftersalesCommon):
    """SRV-1: files start, follow and end with their deals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind.start_on = "signed"
        cls.submit.stage_id.effect = "online"
        cls.review.stage_id.effect = "filed"

    def test_starts_with_the_contract(self):
        """SRV-1: the contract's day is the file's; a deal of before gets its file on demand, once."""
        deal = self._signed_deal(days_ago=8)
        service = deal.service_ids
        self.assertEqual(service.kind_id, self.kind)
        self.assertEqual(service.date_start, self.today - timedelta(days=8))
        self.assertEqual(service.days_late, 3)
        deal.with_user(self.officer).action_start_services()
        self.assertEqual(len(deal.service_ids), 1)

    def test_no_template_holds_up_no_contract(self):
        """DEAL-4: a contract is signed whether or not a template fits."""
        self.template.active = False
        deal = self._signed_deal()
        self.assertEqual(deal.state, "signed")
        self.assertFalse(deal.service_ids)
        self.template.active = True
        deal.with_user(self.officer).action_start_services()
        self.assertTrue(deal.service_ids)

    def test_loans(self):
        """SRV-1: the payment method starts the loan's files, a combination both."""
        self.kind.loan = "commercial_loan"
        fund = self.kind.copy({"name": "Fund", "loan": "provident_loan"})
        stage = self.env["realestate.service.stage"].create({"name": "Only", "kind_id": fund.id})
        self.env["realestate.service.template"].create(
            {"name": "Fund", "kind_id": fund.id, "step_ids": [Command.create({"stage_id": stage.id})]}
        )
        expected = {
            "lump_sum": self.kind.browse(),
            "mortgage": self.kind,
            "provident_fund": fund,
            "combination": self.kind | fund,
        }
        for unit, (kind, kinds) in zip(self.units, expected.items(), strict=True):
            method = self.env["realestate.payment.method"].create(
                {
                    "name": kind,
                    "kind": kind,
                    "line_ids": [
                        Command.create({"name": "All", "kind": "down_payment", "value_type": "remainder"}),
                    ],
                }
            )
            with self.subTest(method=kind):
                deal = self._signed_deal(unit, payment_method_id=method.id)
                self.assertEqual(deal.service_ids.kind_id, kinds)

    def test_file_drives_the_deal(self):
        """DEAL-4: finishing the file's steps records the online contract and the filing on the deal."""
        deal = self._signed_deal()
        service = deal.service_ids.with_user(self.officer)
        service.action_next()
        with self.assertRaisesRegex(UserError, "online contract number"):
            service.action_next()
        service.online_number = "WQ-77"
        service.action_next()
        self.assertEqual((deal.state, deal.online_number), ("online", "WQ-77"))
        service.action_next()
        self.assertEqual((deal.state, deal.date_filed), ("filed", self.today))
        self.assertEqual(service.stage_id, self.close.stage_id)

    def test_file_follows_the_deal(self):
        """DEAL-4: what the administrator records on the deal by hand is done in the file, of that day."""
        deal = self._signed_deal(days_ago=5)
        service = deal.service_ids
        deal.with_user(self.administrator).action_online("WQ-78", self.today - timedelta(days=3))
        self.assertEqual(service.step_ids.mapped("state"), ["skipped", "done", "current", "todo"])
        self.assertEqual(service.step_ids[1].date_done, self.today - timedelta(days=3))
        self.assertEqual(service.date_entered, self.today - timedelta(days=3))
        deal.with_user(self.administrator).action_file()
        self.assertEqual(service.step_ids.mapped("state"), ["skipped", "done", "done", "current"])

    def test_step_taken_back(self):
        """DEAL-7: a step taken back on the deal is done again in the file; without a contract there is no file."""
        deal = self._signed_deal()
        service = deal.service_ids
        by_admin = deal.with_user(self.administrator)
        by_admin.action_online("WQ-79")
        by_admin.action_file()
        service.action_next()
        self.assertEqual(service.state, "done")
        by_admin.action_undo_step("Wrong day")
        self.assertEqual((service.state, service.stage_id), ("running", self.review.stage_id))
        self.assertEqual(service.sent_back_reason, "Wrong day")
        by_admin.action_undo_step("Wrong number")
        self.assertEqual(service.stage_id, self.submit.stage_id)
        by_admin.action_undo_step("Wrong contract")
        self.assertEqual((deal.state, service.state), ("subscribed", "cancelled"))
        by_admin.action_sign()
        self.assertEqual(deal.service_ids.sorted("id").mapped("state"), ["cancelled", "running"])

    def test_ends_with_the_deal(self):
        """DEAL-7: a deal that ends takes its running files along; finished ones stay."""
        deal = self._signed_deal()
        service = deal.service_ids
        deal._cancel()
        self.assertEqual((service.state, service.date_done), ("cancelled", self.today))
        self.assertTrue(service.end_reason)

    def test_reminders(self):
        """SRV-1: who has the file is reminded once when it is due tomorrow or late; the step done ends it."""
        deal = self._signed_deal(days_ago=4)
        service = deal.service_ids
        self.assertEqual(service.date_due, self.today + timedelta(days=1))
        service.user_id = self.officer
        with self.enter_registry_test_mode():
            cron = self.env.ref("realestate_aftersales.realestate_service_cron_remind")
            cron.method_direct_trigger()
            cron.method_direct_trigger()
        self.assertEqual(len(service.activity_ids), 1)
        self.assertEqual(service.activity_ids.user_id, self.officer)
        self.assertEqual(service.activity_ids.date_deadline, service.date_due)
        service.with_user(self.officer).action_next()
        self.assertFalse(service.activity_ids)
