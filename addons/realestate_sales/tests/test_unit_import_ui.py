from odoo.tests import HttpCase, tagged

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestUnitImportUi(RealestateCommon, HttpCase):
    def test_tour(self):
        """INV-2: from a new project to its imported units and the permit, by the administrator in the browser."""
        project = (
            self.env["realestate.project"].with_user(self.administrator).create({"name": "New Garden", "code": "NG"})
        )
        self.start_tour(
            f"/odoo/action-realestate_sales.realestate_project_action/{project.id}",
            "realestate_unit_import",
            login=self.administrator.login,
        )
        self.assertTrue(project.unit_count)
        self.assertEqual(project.next_step, "permit")
