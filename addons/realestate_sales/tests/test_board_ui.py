import io

from openpyxl import load_workbook

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.realestate_sales.models.realestate_unit import UNIT_STATES

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestBoardUnit(HttpCase):
    def test_hoot(self):
        """INV-9, ACCESS-3: the board's model and screen and the eye at a masked number, unit by unit in the browser."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=realestate_sales",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )


@tagged("post_install", "-at_install")
class TestBoardUi(RealestateCommon, HttpCase):
    @property
    def url(self):
        return f"/odoo/sales-board/{self.project.id}"

    # Excel
    def _get_xlsx(self, user):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/realestate/board/{self.project.id}/xlsx")

    def test_workbook_has_the_figures_of_the_screen(self):
        """INV-9: counts and values of the workbook are those of the board; a sheet a building as on the wall."""
        self._subscribe()
        response = self._get_xlsx(self.consultant)
        self.assertEqual(response.status_code, 200)
        book = load_workbook(io.BytesIO(response.content))
        self.assertEqual(len(book.sheetnames), 2)
        rows = list(book.worksheets[0].iter_rows(min_row=4, max_row=11, max_col=4, values_only=True))
        totals = dict(zip([state for state, _label in UNIT_STATES] + ["total"], rows, strict=True))
        self.assertEqual(totals["available"][1:], (3, 300, 3000000))
        self.assertEqual(totals["subscribed"][1:], (1, 100, 1000000))
        self.assertEqual(totals["total"][1:], (4, 400, 4000000))
        wall = book["1#"]
        cells = [cell for row in wall.iter_rows() for cell in row if "㎡" in str(cell.value)]
        self.assertEqual([str(cell.value).split()[0] for cell in cells], ["401", "301", "201", "101"])
        self.assertEqual(cells[-1].fill.fgColor.rgb[-6:], self.project.board_color_subscribed.strip("#"))
        self.assertNotIn(self.buyer.name, str([cell.value for cell in cells]))

    def test_workbook_refused_to_others(self):
        """ACCESS-1: the address of a board's workbook opens nothing to who may not read the project."""
        stranger = self._new_user("consultant", "stranger")
        with mute_logger("odoo.http"):
            self.assertEqual(self._get_xlsx(stranger).status_code, 403)
            self.authenticate(None, None)
            anonymous = self.url_open(f"/realestate/board/{self.project.id}/xlsx", allow_redirects=False)
        self.assertEqual(anonymous.status_code, 303)

    # in the browser
    def test_tour(self):
        """INV-9: find a unit, read its card, subscribe it; the keyboard alone is enough to look around."""
        self.start_tour(self.url, "realestate_board", login=self.consultant.login)
        self.assertEqual(self.unit.state, "subscribed")

    def test_tour_hold(self):
        """INV-6, INV-9: a manager holds a unit from its card and ends the hold."""
        self.start_tour(self.url, "realestate_board_hold", login=self.manager.login)
        self.assertEqual(self.unit.state, "available")
        self.assertEqual(self.unit.hold_ids.mapped("state"), ["released"])

    def test_sale_recolors_within_a_second(self):
        """INV-9: a sale recolors the cell of an open board within a second, without fetching the board again."""
        self.start_tour(self.url, "realestate_board_live", login=self.consultant_2.login)
        self.assertEqual(self.unit.state, "subscribed")
