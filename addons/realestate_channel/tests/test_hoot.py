from odoo.tests import HttpCase, tagged


@tagged("post_install", "-at_install")
class TestChannelHoot(HttpCase):
    def test_hoot(self):
        """CH-3, CH-4: the call screen's and the zone map's models, unit by unit in the browser."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=realestate_channel",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )
