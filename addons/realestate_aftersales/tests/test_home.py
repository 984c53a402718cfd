from odoo.tests import TransactionCase, new_test_user, tagged

GROUP = "realestate_aftersales.realestate_aftersales_group_"


@tagged("post_install", "-at_install")
class TestHome(TransactionCase):
    def test_home_of_roles(self):
        """ACCESS-1, SRV-1: customer service begins with the officer's day."""
        day = self.env.ref("realestate_aftersales.realestate_service_action_day")
        for role in ("officer", "manager"):
            with self.subTest(role):
                user = new_test_user(self.env, f"home_{role}", groups=f"{GROUP}{role}")
                self.assertEqual(user._realestate_home_action().id, day.id)
