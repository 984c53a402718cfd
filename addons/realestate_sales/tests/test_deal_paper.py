from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.realestate_sales.tools.chinese_amount import chinese_amount

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestDealPaper(RealestateCommon):
    def _html(self, deal, kind, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.consultant)
        content, _type = report._render_qweb_html(f"realestate_sales.report_paper_{kind}", deal.ids)
        return content.decode()

    def test_amounts_in_chinese(self):
        """DEAL-11: amounts stand in Chinese figures, zeros where a reader expects them."""
        cases = {
            0: "零元整",
            0.05: "伍分",
            0.5: "伍角整",
            1.05: "壹元零伍分",
            10: "壹拾元整",
            105: "壹佰零伍元整",
            1000: "壹仟元整",
            10005: "壹万零伍元整",
            100500: "壹拾万零伍佰元整",
            1010000: "壹佰零壹万元整",
            1234567.89: "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分",
            100000000: "壹亿元整",
            100010000: "壹亿零壹万元整",
            -3.2: "负叁元贰角整",
        }
        self.assertEqual({amount: chinese_amount(amount) for amount in cases}, cases)

    def test_agreement_shows_current_figures(self):
        """DEAL-11: a paper is printed with the figures of the moment, not of the first printing."""
        deal = self._subscribe(deposit_amount=20000)
        self.assertIn("贰万元整", self._html(deal, "agreement"))
        deal.deposit_amount = 30000
        self.assertIn("叁万元整", self._html(deal, "agreement"))
        self.assertIn("壹佰万元整", self._html(deal, "agreement"))

    def test_wording_of_the_project_goes_first(self):
        """DEAL-11: users edit the wording, for one project or for all; placeholders are filled in."""
        deal = self._subscribe()
        template = self.env.ref("realestate_sales.realestate_paper_template_price_sheet")
        template.copy({"project_id": self.project.id, "opening": '<p>For <t t-out="object.unit_id.number"/> only</p>'})
        self.assertIn("For 101 only", self._html(deal, "price_sheet"))

    def test_full_numbers_are_logged(self):
        """ACCESS-3: the agreement names the buyers in full, and who printed it is on record."""
        self.buyer.write({"identity_type": "id_card", "identity_number": "110101199003074514"})
        deal = self._subscribe()
        deal._ensure_parties()
        self.env.flush_all()
        log = self.env["realestate.access.log"]
        before = log.search_count([("how", "=", "print")])
        self.assertIn("110101199003074514", self._html(deal, "agreement", self.manager))
        self.assertEqual(log.search_count([("how", "=", "print")]), before + 1)
        self.assertNotIn("110101199003074514", self._html(deal, "price_sheet", self.manager))

    def test_no_paper_of_another_consultants_deal(self):
        """ACCESS-1: a report is no road to another consultant's buyer."""
        deal = self._subscribe()
        with self.assertRaises(AccessError):
            self._html(deal, "price_sheet", self.consultant_2)

    def test_notice_names_what_is_late(self):
        """DEAL-11: the payment notice asks for what is open and due, to the cent."""
        deal = self._subscribe()
        self.env["realestate.installment"].create(
            [
                {"deal_id": deal.id, "name": "Late", "amount": 123456.78, "date_due": "2026-01-31"},
                {"deal_id": deal.id, "name": "Far", "amount": 876543.22, "date_due": "2099-01-31"},
            ]
        )
        html = self._html(deal, "payment_notice")
        self.assertIn("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", html)
        self.assertNotIn("Far", html)
