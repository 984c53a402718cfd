from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common_partners import PartnerFixtures


@tagged("post_install", "-at_install")
class TestRegistrationUi(PartnerFixtures, HttpCase):
    def test_desk_tour(self):
        """CH-6: the desk sees the registration while it types, confirms the visit, names one of hidden digits."""
        self._new_roster(self.a, self.b, self.c)
        early = self._enter("13800001111") | self._enter("139****2222", self.agency_2, name="李女士")
        self._enter("13700003333")
        early.write({"date": fields.Datetime.now() - timedelta(minutes=45)})
        self.start_tour(
            f"/odoo/reception-desk/{self.project.id}", "realestate_registration_desk", login=self.manager.login
        )
        self.assertEqual(early.mapped("state"), ["visited", "visited"])
        self.assertEqual(early[1].phone_sanitized, "+8613922222222")
