from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.realestate_sales.tests.common import RealestateCommon


@tagged("post_install", "-at_install")
class TestCustomerFile(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "realestate_aftersales.realestate_aftersales_group_officer"
        cls.officer = new_test_user(cls.env, "re_officer", groups=group)
        cls.stranger = new_test_user(cls.env, "re_officer_elsewhere", groups=group)
        cls.project.user_ids += cls.officer

    def test_officer_takes_file_once(self):
        """SRV-1: a file is in one officer's hands; a second one cannot take it from him."""
        deal = self._subscribe()
        deal.with_user(self.officer).action_take_file()
        self.assertEqual(deal.service_user_id, self.officer)
        self.project.user_ids += self.stranger
        deal.with_user(self.stranger).action_take_file()
        self.assertEqual(deal.service_user_id, self.officer)

    def test_officer_of_other_project_reaches_nothing(self):
        """ACCESS-1: an officer sees the files of own projects only, and changes no deal."""
        deal = self._subscribe()
        self.assertFalse(self.env["realestate.deal"].with_user(self.stranger).search([("id", "=", deal.id)]))
        with self.assertRaises(AccessError):
            deal.with_user(self.stranger).action_take_file()
        with self.assertRaises(AccessError):
            deal.with_user(self.officer).write({"price": 1})

    def test_officer_reaches_buyers_of_own_projects(self):
        """ACCESS-1: who carries the file reaches its buyer, with the numbers masked (ACCESS-3); others do not."""
        self._subscribe()
        self.assertEqual(self.buyer.with_user(self.officer).name, self.buyer.name)
        self.assertEqual(self.buyer.with_user(self.officer).phone, "138****1234")
        with self.assertRaises(AccessError):
            self.buyer.with_user(self.stranger).read(["name"])
