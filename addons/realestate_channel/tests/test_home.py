from odoo.tests import TransactionCase, new_test_user, tagged

CHANNEL = "realestate_channel.realestate_channel_"


@tagged("post_install", "-at_install")
class TestHome(TransactionCase):
    def test_home_of_roles(self):
        """ACCESS-1: a leader begins with the day's grid, a specialist with his results, a centre with its duties."""
        for role, action in (
            ("manager", "grid"),
            ("supervisor", "grid"),
            ("specialist", "result"),
            ("marketer", "duty_task"),
            ("centre_manager", "duty_task"),
        ):
            with self.subTest(role):
                user = new_test_user(self.env, f"home_{role}", groups=f"{CHANNEL}group_{role}")
                self.assertEqual(user._realestate_home_action().id, self.env.ref(f"{CHANNEL}{action}_action").id)
