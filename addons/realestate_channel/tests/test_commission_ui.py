from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common_commission import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionUi(CommissionCommon, HttpCase):
    """CH-7: a policy is approved, and a partner's commission becomes a bill, as each role clicks it through."""

    def test_approve_a_policy(self):
        """CH-7: the director tries an example and approves."""
        policy = self._policy([{"role": "consultant", "rate": 0.3}], approve=False, name="Tour policy")
        policy.with_user(self.channel_manager).action_submit()
        self.start_tour("/odoo", "realestate_commission_approve", login=self.director.login)
        self.assertEqual((policy.state, policy.approval_note), ("approved", "Agreed in the meeting"))

    def test_settle_a_partner_to_a_bill(self):
        """CH-7: settled by the channel's manager, approved by the director, billed by the accountant."""
        self._policy([{"role": "partner", "rate": 1.0}])
        day = self.today.replace(day=1) - timedelta(days=1)
        self._sell(lead=self._new_brought(module="partner", partner=self.partner), day=day)
        self.start_tour("/odoo", "realestate_commission_settle", login=self.channel_manager.login)
        self.start_tour("/odoo", "realestate_commission_decide", login=self.director.login)
        self.start_tour("/odoo", "realestate_commission_bill", login=self.accountant.login)
        settlement = self.env["realestate.commission.settlement"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual((settlement.state, settlement.bill_id.amount_total), ("billed", 10_000.0))
