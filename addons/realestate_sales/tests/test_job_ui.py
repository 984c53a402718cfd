from odoo.tests import HttpCase, tagged

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestJobUi(PeopleCommon, HttpCase):
    def test_new_version_confirmed(self):
        """HR-1: HR makes a new version; holders, head and general manager confirm it in turn, in the browser."""
        first = self._new_valid(approver_id=self.general_manager.id, headcount=6)
        self.start_tour(f"/odoo/job-descriptions/{first.id}", "realestate_job_new_version", login=self.hr.login)
        second = self.env["realestate.job.description"].search([("replaces_id", "=", first.id)])
        self.assertEqual((second.state, second.headcount), ("confirming", 7))
        for user in (self.consultant, self.consultant_2, self.manager, self.general_manager):
            self.assertNotEqual(second.state, "valid")
            self.start_tour(f"/odoo/job-descriptions/{second.id}", "realestate_job_confirm", login=user.login)
        self.assertEqual((first.state, second.state), ("replaced", "valid"))
