from odoo.tests import HttpCase, tagged

from .common_portal import PortalCommon


@tagged("post_install", "-at_install")
class TestPortalUi(PortalCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_home(self):
        """PORTAL-1, HND-1: on a phone: open the home, send a paper, see the officer's answer waits, book, change, cancel."""
        self.start_tour("/my", "realestate_portal_home", login=self.buyer_user.login)
        self.assertEqual(self.material.portal_state, "to_check")
        self.assertEqual(self.handover.booked_by, False)
        self.assertEqual(sum(self.plan.slot_ids.mapped("booked")), 0)
        self.assertEqual(self.service.activity_ids.user_id, self.officer)
