from odoo.tests import HttpCase, tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestBoardUnit(HttpCase):
    def test_hoot(self):
        """INV-9: the board's model and screen, unit by unit in the browser."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=realestate_sales",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
