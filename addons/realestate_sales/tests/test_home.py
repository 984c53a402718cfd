from odoo.tests import HttpCase, new_test_user, tagged

SALES = "realestate_sales.realestate_sales_group_"


@tagged("post_install", "-at_install")
class TestHome(HttpCase):
    """ACCESS-1: the web client opens where a role begins its day."""

    def _user(self, login, *roles):
        return new_test_user(self.env, login, groups=",".join(f"{SALES}{role}" for role in roles), password=login)

    def _home_of(self, login):
        self.authenticate(login, login)
        return self.make_jsonrpc_request("/web/session/get_session_info", {})["home_action_id"]

    def test_home_of_roles(self):
        """ACCESS-1: HR begins with the appraisals, the accountant with receipts, who sells in the first app."""
        periods = self.env.ref("realestate_sales.realestate_appraisal_period_action")
        receipts = self.env.ref("realestate_sales.realestate_receipt_action")
        for role, action in (
            ("hr", periods.id),
            ("accountant", receipts.id),
            ("consultant", False),
            ("director", False),
        ):
            with self.subTest(role):
                self._user(f"home_{role}", role)
                self.assertEqual(self._home_of(f"home_{role}"), action)

    def test_own_choice_holds(self):
        """ACCESS-1: a home action that the user chose stays; who sells beside another role begins with selling."""
        board = self.env.ref("realestate_sales.realestate_unit_action")
        self._user("home_own", "hr").action_id = board.id
        self.assertEqual(self._home_of("home_own"), board.id)
        self._user("home_both", "hr", "administrator")
        self.assertFalse(self._home_of("home_both"))
