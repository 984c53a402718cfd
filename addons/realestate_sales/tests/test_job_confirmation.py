from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestJobConfirmation(PeopleCommon):
    """HR-1: holders, head of department and general manager confirm in turn, each when asked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.description = cls._new_description(approver_id=cls.general_manager.id)

    def _asked(self, description=None):
        return (description or self.description).sudo().activity_ids.user_id

    def _confirm(self, *users):
        for user in users:
            self.description.with_user(user).action_confirm()

    # in turn
    def test_in_turn(self):
        """HR-1: who is asked first, then, and last; the last signature lets it hold, each with its day."""
        self.description.action_submit()
        self.assertEqual(self._asked(), self.consultant | self.consultant_2)
        self._confirm(self.consultant)
        self.assertEqual(self._asked(), self.consultant_2)
        self._confirm(self.consultant_2)
        self.assertEqual(self._asked(), self.manager)
        self._confirm(self.manager)
        self.assertEqual(self._asked(), self.general_manager)
        today = date(2026, 11, 26)
        with patch.object(self.env.registry["res.company"], "_realestate_today", lambda _self: today):
            self._confirm(self.general_manager)
        self.assertFalse(self._asked())
        self.assertEqual((self.description.state, self.description.date_from), ("valid", today))
        self.assertEqual(self.description.confirmation_ids[-1].date, today)
        self.assertEqual(
            self.description.confirmation_ids.mapped("step"), ["holder", "holder", "head", "general_manager"]
        )

    def test_asked_in_his_language(self):
        """HR-1: who is asked reads the request in his own language, whoever sent the description round."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.consultant.lang = "zh_CN"
        self.description.with_user(self.hr).with_context(lang="en_US").action_submit()
        asked = self.description.sudo().activity_ids.filtered(lambda activity: activity.user_id == self.consultant)
        self.assertIn("确认岗位说明书", asked.summary)

    def test_not_out_of_turn(self):
        """HR-1: nobody confirms before his turn, twice, or for another; the sentence says who is waited for."""
        self.description.action_submit()
        for user in (self.manager, self.general_manager):
            with self.subTest(user=user.name), self.assertRaisesRegex(UserError, "not your turn.*consultant"):
                self._confirm(user)
        with self.assertRaisesRegex(UserError, "not your turn"):
            self._confirm(self.hr)
        with self.assertRaises(AccessError):
            self._confirm(self.administrator)
        self._confirm(self.consultant)
        with self.assertRaisesRegex(UserError, "already.*consultant_2"):
            self._confirm(self.consultant)
        self.assertEqual(self.description.state, "confirming")

    def test_not_by_hand(self):
        """HR-1: no signature is written by hand, not even by HR."""
        self.description.action_submit()
        signature = self.description.confirmation_ids[0]
        for user in (self.hr, self.consultant, self.general_manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                signature.with_user(user).date = date(2026, 1, 1)
        with self.assertRaises(UserError):
            self.description.with_user(self.hr).confirmation_ids = [Command.clear()]

    def test_who_signs_twice_signs_later(self):
        """HR-1: a head who is the only holder is confirmed by the head above; who signs in two steps signs once."""
        above = self.env["hr.department"].create({"name": "Company"})
        director = self._new_employee(self.director, self._new_job("Director", department_id=above.id))
        above.manager_id = director
        self.department.parent_id = above
        description = self._new_description(self.job_manager, approver_id=self.general_manager.id)
        description.action_submit()
        signers = [(c.step, c.user_id) for c in description.confirmation_ids]
        self.assertEqual(
            signers, [("holder", self.manager), ("head", self.director), ("general_manager", self.general_manager)]
        )
        description.with_user(self.manager).action_confirm()
        description.with_user(self.director)._object("No")
        above.manager_id = self._new_employee(self.general_manager, director.job_id)
        description.action_submit()
        self.assertEqual(description.confirmation_ids.mapped("step"), ["holder", "general_manager"])

    def test_vacant_job(self):
        """HR-1: with nobody in the job the head is the first to confirm."""
        description = self._new_description(self._new_job("Vacant"), approver_id=self.general_manager.id)
        description.action_submit()
        self.assertEqual(description.confirmation_ids.mapped("step"), ["head", "general_manager"])
        self.assertEqual(self._asked(description), self.manager)

    # what is missing
    def test_blockers(self):
        """HR-1: without department, head or general manager nothing goes round, in sentences."""
        job = self._new_job("Alone", department_id=False)
        description = self._new_description(job, approver_id=False)
        description.approver_id = False
        with self.assertRaisesRegex(UserError, "no department(.|\n)*general manager"):
            description.action_submit()
        job.department_id = self.env["hr.department"].create({"name": "Headless"})
        description.invalidate_recordset()
        self.assertIn("Headless has no head", description.blockers)

    # objection
    def test_objection(self):
        """HR-1: an objection sends it back, voids what is signed and tells HR; only in one's turn."""
        self.description.action_submit()
        wizard = self.env["realestate.job.object"].with_context(default_description_id=self.description.id)
        with self.assertRaisesRegex(UserError, "not your turn"):
            wizard.with_user(self.manager).create({"reason": "x"}).action_object()
        self._confirm(self.consultant)
        wizard.with_user(self.consultant_2).create({"reason": "Weekends are missing"}).action_object()
        self.assertEqual((self.description.state, self.description.confirmation_ids.ids), ("draft", []))
        self.assertEqual(self._asked(), self.hr)
        self.assertIn("Weekends are missing", self.description.message_ids[0].body)

    # on paper
    def test_on_paper(self):
        """HR-1: who has no login signs on paper; HR records it in his turn, and for nobody else."""
        worker = self.env["hr.employee"].create(
            {"name": "Worker", "job_id": self.job.id, "company_id": self.company.id}
        )
        self.description.action_submit()
        paper = self.description.confirmation_ids.filtered(lambda c: c.employee_id == worker)
        mine = self.description.confirmation_ids.filtered(lambda c: c.user_id == self.consultant)
        with self.assertRaises(AccessError):
            paper.with_user(self.manager).action_on_paper()
        with self.assertRaisesRegex(UserError, "has a login"):
            mine.with_user(self.hr).action_on_paper()
        paper.with_user(self.hr).action_on_paper()
        self.assertTrue(paper.is_on_paper and paper.date)
        self.assertEqual(self.description.turn, "consultant, consultant_2")
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            paper.sudo().date = False
            paper.flush_recordset()

    # versions
    def test_new_version_is_confirmed_anew(self):
        """HR-1: a new version needs all signatures; until then the one before holds."""
        self.description.action_submit()
        everybody = (self.consultant, self.consultant_2, self.manager, self.general_manager)
        self._confirm(*everybody)
        first = self.description
        self.description = first.browse(first.action_new_version()["res_id"])
        self.assertFalse(self.description.confirmation_ids)
        self.assertEqual(self.description.approver_id, self.general_manager)
        self.description.write({"purpose": "Sells more homes.", "date_from": date(2099, 1, 1)})
        self.description.action_submit()
        self.assertEqual(first.state, "valid")
        self._confirm(*everybody)
        self.assertEqual((first.state, first.date_to), ("replaced", date(2098, 12, 31)))
        self.assertEqual(first.purpose, "Sells homes.")

    def test_new_holder(self):
        """HR-1: who comes to a job later confirms what holds; it holds meanwhile."""
        self.description.action_submit()
        self._confirm(self.consultant, self.consultant_2, self.manager, self.general_manager)
        self.assertFalse(self.description.new_holder_names)
        self._new_employee(self.administrator, self.job)
        self.description.invalidate_recordset()
        self.assertEqual(self.description.new_holder_names, "administrator")
        self.description.action_ask_new_holders()
        self.assertEqual((self._asked(), self.description.state), (self.administrator, "valid"))
        self._confirm(self.administrator)
        self.assertFalse(self.description.turn)

    def test_subordinates(self):
        """HR-1: direct and indirect subordinates are the headcounts below, counted down the hierarchy."""
        self.description.unlink()
        self._new_valid(self.job, superior_job_id=self.job_manager.id, headcount=6)
        deputy = self._new_job("Deputy")
        self._new_valid(deputy, superior_job_id=self.job_manager.id, headcount=1)
        trainee = self._new_job("Trainee")
        self._new_valid(trainee, superior_job_id=self.job.id, headcount=3)
        self._new_valid(self._new_job("Intern"), superior_job_id=trainee.id, headcount=2)
        top = self._new_valid(self.job_manager)
        self.assertEqual((top.direct_count, top.indirect_count), (7, 5))
        self.assertEqual(top.subordinate_names, "Consultant, Deputy")
        self.assertEqual((self.job.realestate_holder_count, self.job.realestate_vacancy_count), (2, 4))
        with self.assertQueryCount(2):
            self.job_manager.invalidate_recordset(["realestate_direct_count"])
            (self.job_manager | self.job | trainee).mapped("realestate_direct_count")
