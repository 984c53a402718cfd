from odoo.tests import HttpCase, tagged

from .common_reception import ReceptionFixtures


@tagged("post_install", "-at_install")
class TestReceptionUnit(HttpCase):
    def test_hoot(self):
        """CUS-6: the desk's model and screen, unit by unit in the browser."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=realestate_sales/reception",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )


@tagged("post_install", "-at_install")
class TestReceptionUi(ReceptionFixtures, HttpCase):
    def test_tour(self):
        """CUS-1, CUS-6: visitors at the desk: a new one, one whose consultant is away, one twice; then a call."""
        self._new_roster(self.a, self.b, self.c)
        self._register("13922220009", asked_user_id=self.c.id)
        self._free(self.c)
        self._line(self.c).action_away()
        self.start_tour(f"/odoo/reception-desk/{self.project.id}", "realestate_reception", login=self.manager.login)
        lines = self.env["realestate.reception"].search([("project_id", "=", self.project.id)], order="id")
        self.assertEqual(lines.mapped("number"), [1, 2, 3, 1])
        self.assertEqual(lines.mapped("is_duty"), [False, False, True, False])
        self.assertEqual(lines[1].user_id, self.a)
