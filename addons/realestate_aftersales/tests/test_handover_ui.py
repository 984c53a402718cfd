from odoo.tests import HttpCase, tagged

from .common_handover import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverUi(HandoverCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the tours read the screen
        cls.env["res.lang"]._activate_lang("en_US")
        cls.officer.write({"lang": "en_US", "tz": cls.project.tz})

    def test_day(self):
        """HND-1: a handover on its day in the browser: queue, papers, money, defect, keys, signature, delivered."""
        self._pay_all(self.deals[0])
        self.start_tour(
            "/odoo/action-realestate_aftersales.realestate_handover_action",
            "realestate_handover",
            login=self.officer.login,
        )
        self.assertEqual((self.handover.state, self.handover.key_count), ("delivered", 3))
        self.assertEqual(self.handover.defect_ids.description, "The drain is slow")
        self.assertEqual(self._balance(self.deals[0], self.advance), 0)
