from odoo.tests import HttpCase, tagged

from .common_money import RealestateMoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyUi(RealestateMoneyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the tours read the screen
        cls.env["res.lang"]._activate_lang("en_US")
        (cls.accountant | cls.administrator).write({"lang": "en_US", "tz": cls.project.tz})

    def test_late_fee(self):
        """DEAL-9: the accountant computes the late fee through today and invoices it, in the browser."""
        deal = self._new_deal(amounts=(200000.0,))
        self.start_tour(
            "/odoo/action-realestate_sales.realestate_late_fee_run_action",
            "realestate_late_fee",
            login=self.accountant.login,
        )
        # ten days late: 200,000 × 0.05% × 10
        self.assertEqual((deal.late_fee_ids.amount_total, deal.late_fee_ids.state), (1000.0, "invoiced"))

    def test_area_settlement(self):
        """DEAL-10: the administrator settles a building with a preview of every unit, in the browser."""
        deal = self._new_deal()
        deal.with_user(self.administrator).action_sign()
        self.unit.area_gross_final = 103.4
        self.start_tour(
            "/odoo/action-realestate_sales.realestate_area_settle_action",
            "realestate_area_settlement",
            login=self.administrator.login,
        )
        settlement = self.env["realestate.area.settlement"].search([("deal_id", "=", deal.id)])
        self.assertEqual((settlement.amount, settlement.may_withdraw), (30000.0, True))
