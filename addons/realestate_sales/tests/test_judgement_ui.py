from odoo.tests import HttpCase, tagged

from .common_judgement import JudgementCommon


@tagged("post_install", "-at_install")
class TestJudgementUi(JudgementCommon, HttpCase):
    def test_tours(self):
        """CUS-7: a consultant claims, the system proposes, the manager confirms, the shares follow; in the browser."""
        lead = self._customer(self.buyer)
        self._register(lead, self.consultant, -5)
        self._register(lead, self.consultant_2, -2)
        deal = self._sell(self.consultant_2, lead=lead)
        self.start_tour(
            "/odoo/action-realestate_sales.realestate_claim_submit_action",
            "realestate_judgement_claim",
            login=self.consultant.login,
        )
        claim = deal.claim_ids
        self.assertEqual((claim.claimant_id, claim.state), (self.consultant, "proposed"))
        self.start_tour("/odoo/realestate-claims", "realestate_judgement", login=self.manager.login)
        self.assertEqual((claim.state, claim.confirmed_by_id), ("confirmed", self.manager))
        self.assertEqual(self._shares(deal), {self.consultant: (100.0, deal.price)})
