from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestFeeRate(RealestateMoneyCommon):
    """DEAL-6: the unit has 100 ㎡ and costs 1,090,000, 1,000,000 without tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit.list_price = 1090000
        cls.deal = cls._subscribe().with_env(cls.env)
        cls.deal.sudo().price = 1090000

    def _fees(self, area=100.0, **values):
        self.unit.area_gross_presale = area
        self.deal.sudo().write({"date_signed": date(2026, 1, 15), **values})
        self.deal.action_compute_fees()
        fees = self.deal.installment_ids.filtered(lambda i: i.kind == "fee").sorted("sequence")
        return {fee.fee_rate_id.kind: fee for fee in fees}

    def test_deed_tax_table(self):
        """DEAL-6: deed tax by area and home, on the price without tax, cut at 140.00 ㎡."""
        for area, order, percent in (
            (100, "first", 1),
            (140.00, "first", 1),
            (140.01, "first", 1.5),
            (140.00, "second", 1),
            (140.01, "second", 2),
            (90, "other", 3),
            (200, "other", 3),
        ):
            with self.subTest(area=area, order=order):
                fee = self._fees(area, home_order=order)["deed_tax"]
                self.assertEqual(fee.amount, 10000 * percent)
                self.assertIn(f"{percent:g}%", fee.fee_explanation)

    def test_maintenance_fund_by_building(self):
        """DEAL-6: ¥ per ㎡ by kind of building, with how it was computed."""
        fee = self._fees(88.88)["maintenance"]
        self.assertEqual(fee.amount, 17776)
        self.assertIn("88.88 ㎡", fee.fee_explanation)
        self.building.has_lift = False
        self.assertEqual(self._fees(88.88)["maintenance"].amount, 8888)

    def test_parking_space(self):
        """DEAL-6: other property pays 3% and its own registration fee, no maintenance fund."""
        self.unit.property_type = "parking"
        fees = self._fees(12)
        self.assertEqual(fees["deed_tax"].amount, 30000)
        self.assertEqual(fees["registration"].amount, 80)
        self.assertNotIn("maintenance", fees)

    def test_registration_fee(self):
        self.assertEqual(self._fees()["registration"].amount, 80)
        self.unit.property_type = "shop"
        self.assertEqual(self._fees()["registration"].amount, 550)

    def test_day_before_the_table(self):
        """DEAL-6: the last day before the table is refused with a sentence, its first day is not."""
        with self.assertRaisesRegex(UserError, "Deed tax"):
            self._fees(date_signed=date(2024, 11, 30))
        self.assertFalse(self.deal.installment_ids.filtered(lambda i: i.kind == "fee"))
        self.assertEqual(self._fees(date_signed=date(2024, 12, 1))["deed_tax"].amount, 10000)

    def test_later_rate_and_project_rate(self):
        """DEAL-6: a later line replaces the earlier from its day on; the project's own comes before all."""
        old = self.env.ref("realestate_sales.realestate_fee_rate_deed_tax_first_small")
        old.copy({"date_from": date(2026, 1, 15), "rate": 1.2})
        self.assertEqual(self._fees(date_signed=date(2026, 1, 14))["deed_tax"].amount, 10000)
        self.assertEqual(self._fees()["deed_tax"].amount, 12000)
        old.copy({"project_id": self.project.id, "rate": 0.5})
        self.assertEqual(self._fees()["deed_tax"].amount, 5000)

    def test_invoiced_fee_stays(self):
        """DEAL-6: computing again leaves an invoiced fee, makes the others anew and the price's plan untouched."""
        fees = self._fees()
        fees["deed_tax"]._invoice()
        again = self._fees(home_order="other")
        self.assertEqual(again["deed_tax"], fees["deed_tax"])
        self.assertEqual(len(again), 3)
        self.assertEqual(self.deal.fee_amount, 10000 + 20000 + 80)
        self.assertEqual(self.deal.residual_amount, 1090000)

    # -- what cannot be computed ---------------------------------------
    def test_examples_are_told(self):
        """DEAL-6: the maintenance fund's examples are marked, and who computes by one is told until it is confirmed."""
        self._fees()
        message = self.deal.action_compute_fees()["params"]["message"]
        self.assertIn("example", message)
        self.deal.installment_ids.fee_rate_id.filtered(lambda r: r.kind == "maintenance").to_confirm = False
        self.assertIs(self.deal.action_compute_fees(), True)

    def test_no_rate_is_told(self):
        """DEAL-6: a fee without any rate is named instead of being 0 in silence; a parking space has no fund."""
        rates = self.env["realestate.fee.rate"].search([])
        rates.to_confirm = False
        rates.filtered(lambda r: r.kind == "maintenance").active = False
        self._fees()
        self.assertIn("Maintenance fund", self.deal.action_compute_fees()["params"]["message"])
        self.unit.property_type = "parking"
        self.assertIs(self.deal.action_compute_fees(), True)

    def test_no_area_is_told(self):
        """DEAL-6: without an area the maintenance fund cannot be computed."""
        self.env["realestate.fee.rate"].search([]).to_confirm = False
        self._fees(area=0.0)
        self.assertIn("Maintenance fund", self.deal.action_compute_fees()["params"]["message"])
