from odoo import Command
from odoo.tests import tagged

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestDealChangeMoney(RealestateMoneyCommon):
    def _paid_deal(self, amount):
        deal = self._new_deal()
        self.env["realestate.receipt"].create({"deal_id": deal.id, "amount": amount}).action_confirm()
        return deal

    def _done(self, deal, kind, **values):
        """Let a request go its whole way; return it."""
        changes = self.env["realestate.deal.change"].with_user(self.consultant)
        change = changes.create({"deal_id": deal.id, "kind": kind, "reason": "客户要求", **values})
        change.action_submit()
        change.with_user(self.director).action_approve("同意")
        change.with_user(self.administrator).action_apply()
        return change.sudo()

    def test_withdrawal_with_forfeit(self):
        """DEAL-7: what the request says is refunded is what the accounts owe the buyer, to the cent."""
        deal = self._paid_deal(250000.55)
        deal.deposit_amount = 50000
        change = self._done(deal, "withdrawal", settle_by="forfeit")
        self.assertEqual((change.paid_amount, change.forfeit_amount), (250000.55, 50000))
        self.assertEqual(change.refund_amount, 200000.55)
        self.assertEqual(deal.credit_amount, change.refund_amount)
        self.assertEqual(deal.unit_id.state, "held")

    def test_exchange_carries_the_money(self):
        """DEAL-7: what was paid on the old deal is paid on the new one."""
        deal = self._paid_deal(100000)
        free = self.units.filtered(lambda unit: unit.state == "available")[0]
        new = self._done(deal, "exchange", new_unit_id=free.id).new_deal_id
        self.assertEqual(deal._paid_amount(), 0)
        self.assertEqual(new._paid_amount(), 100000)

    def test_new_first_buyer_carries_the_money(self):
        """DEAL-7: another invoiced buyer has what the first one paid."""
        deal = self._paid_deal(100000)
        buyers = [Command.create({"partner_id": self.buyer_2.id, "share": 100})]
        new = self._done(deal, "buyers", buyer_ids=buyers).new_deal_id
        self.assertEqual(new.partner_id, self.buyer_2)
        self.assertEqual((deal._paid_amount(), new._paid_amount()), (0, 100000))
