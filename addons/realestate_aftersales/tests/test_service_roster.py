from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AftersalesCommon


@tagged("post_install", "-at_install")
class TestServiceRoster(AftersalesCommon):
    """HR-4: who is on duty at the service desk gets the files that nobody has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project.user_ids += cls.officer_2

    def _duty(self, user, days=0, by=None):
        values = {"project_id": self.project.id, "day": self.today + timedelta(days=days), "user_id": user.id}
        return self.env["realestate.service.roster"].with_user(by or self.service_manager).create(values)

    def test_on_duty_takes(self):
        """HR-4: of several officers the one on duty today has a new file; not yesterday's, not tomorrow's."""
        deal = self._signed_deal()
        self.assertFalse(deal.service_user_id)
        self._duty(self.officer, days=-1)
        self._duty(self.officer, days=1)
        service = self._new_service(deal, user=self.service_manager)
        self.assertFalse(service._who_takes(service.step_id) & (self.officer | self.officer_2))
        self._duty(self.officer_2)
        service.user_id = False
        self.assertEqual(service._who_takes(service.step_id), self.officer_2)

    def test_two_on_duty(self):
        """HR-4: with two on duty nobody is chosen; who has the file keeps it."""
        service = self._new_service(user=self.service_manager)
        self._duty(self.officer)
        self._duty(self.officer_2)
        service.user_id = False
        self.assertFalse(service._who_takes(service.step_id))
        service.user_id = self.officer
        self.assertEqual(service._who_takes(service.step_id), self.officer)

    def test_the_deals_officer_goes_first(self):
        """HR-4: the deal's own officer has its files, whoever is on duty."""
        deal = self._signed_deal()
        deal.sudo().service_user_id = self.officer
        self._duty(self.officer_2)
        service = self._new_service(deal, user=self.service_manager)
        self.assertEqual(service.user_id, self.officer)

    def test_who_may(self):
        """HR-4, ACCESS-1: planned by the service manager, of those who work the project, once a day each."""
        with self.assertRaises(AccessError):
            self._duty(self.officer, by=self.officer)
        with self.assertRaisesRegex(ValidationError, "does not work the files"):
            self._duty(self.consultant)
        self._duty(self.officer)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._duty(self.officer)
