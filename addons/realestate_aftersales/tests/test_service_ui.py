from odoo.tests import HttpCase, tagged

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestServiceUi(AftersalesCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind.start_on = "signed"

    def test_day(self):
        """SRV-1: an officer's day: papers in, a step on, a step back with its reason, on again."""
        self._add_material()
        service = self._signed_deal(days_ago=8).service_ids
        self.assertEqual(service.user_id, self.officer)
        self.start_tour(
            "/odoo/action-realestate_aftersales.realestate_service_action_day",
            "realestate_service",
            login=self.officer.login,
        )
        self.assertEqual(service.stage_id, self.submit.stage_id)
        self.assertEqual(service.step_ids[0].sent_back_count, 1)
        self.assertEqual(service.step_ids[0].done_by_id, self.officer)

    def test_board(self):
        """SRV-1: a card dragged on finishes the step, dragged back it asks for the reason."""
        service = self._signed_deal(days_ago=8).service_ids
        self.start_tour(
            "/odoo/action-realestate_aftersales.realestate_service_kind_action_overview",
            "realestate_service_board",
            login=self.officer.login,
        )
        self.assertEqual(service.stage_id, self.papers.stage_id)
        self.assertEqual(service.sent_back_reason, "Wrong form")
