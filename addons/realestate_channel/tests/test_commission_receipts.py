from odoo.tests import tagged

from odoo.addons.realestate_sales.tests.common_money import RealestateMoneyCommon

from .common_commission import CommissionCommon

RATE = {"role": "consultant", "rate": 0.3}
PARTS = (("subscribed", 20.0), ("receipts", 30.0, 30.0), ("loan", 50.0))


@tagged("post_install", "-at_install")
class TestCommissionReceipts(RealestateMoneyCommon):
    """CH-7: parts that are earned by what accounting received, of a deal of ¥1,000,000 at 0.3%: ¥3,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls.users["director"]
        CommissionCommon._policy.__func__(cls, [RATE], parts=PARTS, company_id=cls.company.id)

    def _plan(self, amounts, loan=None):
        """Return a deal of ¥1,000,000 and the invoices of its instalments; ``loan`` is the number of the loan's."""
        deal = self._new_deal(amounts=amounts)
        deal._log_subscription()
        self.assertEqual(deal.price, 1_000_000.0)
        if loan is not None:
            deal.sudo().installment_ids[loan].write({"kind": "commercial_loan"})
        deal.sudo().installment_ids._invoice()
        return deal, deal.sudo().installment_ids.mapped("move_ids")

    def _earned(self, deal):
        """Compute, and return what stands by part, ¥."""
        self.env.flush_all()
        deal._earn_commission()
        lines = self.env["realestate.commission.line"].search([("deal_id", "=", deal.id)], order="id")
        return {
            event: sum(lines.filtered(lambda line, event=event: line.event == event).mapped("amount"))
            for event in ("subscribed", "receipts", "loan")
        }

    def test_share_of_the_price_received(self):
        """CH-7: of ¥299,999.99 the part of 30% received is not earned, of ¥300,000.00 it is, on the last payment's day."""
        deal, invoices = self._plan((400_000.0, 600_000.0), loan=1)
        self._pay(invoices[0], 299_999.99)
        self.assertEqual(self._earned(deal), {"subscribed": 600.0, "receipts": 0.0, "loan": 0.0})
        self._pay(invoices[0], 0.01)
        self.assertEqual(self._earned(deal), {"subscribed": 600.0, "receipts": 900.0, "loan": 0.0})
        line = self.env["realestate.commission.line"].search([("deal_id", "=", deal.id), ("event", "=", "receipts")])
        self.assertEqual(line.day, self.today)

    def test_loan_received(self):
        """CH-7: the loan's part is earned when the whole loan has come, and not by what the buyer paid himself."""
        deal, invoices = self._plan((400_000.0, 600_000.0), loan=1)
        self._pay(invoices[0], 400_000.0)
        self._pay(invoices[1], 599_999.99)
        self.assertEqual(self._earned(deal), {"subscribed": 600.0, "receipts": 900.0, "loan": 0.0})
        self._pay(invoices[1], 0.01)
        self.assertEqual(self._earned(deal), {"subscribed": 600.0, "receipts": 900.0, "loan": 1500.0})

    def test_without_a_loan(self):
        """CH-7: a deal that is paid without a loan earns the loan's part when all is received."""
        deal, invoices = self._plan((400_000.0, 600_000.0))
        self._pay(invoices[0], 400_000.0)
        self._pay(invoices[1], 599_999.99)
        self.assertEqual(self._earned(deal)["loan"], 0.0)
        self._pay(invoices[1], 0.01)
        self.assertEqual(self._earned(deal)["loan"], 1500.0)

    def test_payment_taken_back(self):
        """CH-7: a payment that the bank takes back takes its part back; paid again, it is earned again, once."""
        deal, invoices = self._plan((400_000.0, 600_000.0), loan=1)
        payment = self._pay(invoices[0], 400_000.0)
        self.assertEqual(self._earned(deal)["receipts"], 900.0)
        # reset to draft it is being corrected, and Odoo keeps the invoice paid; cancelled it is gone
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(self._earned(deal)["receipts"], 0.0)
        lines = self.env["realestate.commission.line"].search([("deal_id", "=", deal.id), ("event", "=", "receipts")])
        self.assertEqual(sorted(lines.mapped("amount")), [-900.0, 900.0])
        self._pay(invoices[0], 400_000.0)
        self.assertEqual(self._earned(deal)["receipts"], 900.0)
        self.assertEqual(self._earned(deal)["receipts"], 900.0)
