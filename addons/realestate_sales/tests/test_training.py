from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_people import PeopleCommon


@tagged("post_install", "-at_install")
class TestTraining(PeopleCommon):
    """HR-4: training records, and the exam that lets a trainee receive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey = cls.env["survey.survey"].create(
            {
                "title": "Exam",
                "survey_type": "assessment",
                "certification": True,
                "scoring_type": "scoring_without_answers",
                "scoring_success_min": 80.0,
                "users_login_required": True,
                "question_and_page_ids": [Command.create(cls._question(number)) for number in range(5)],
            }
        )
        cls.project.trainee_exam_survey_id = cls.survey
        cls.trainee = cls.env["realestate.trainee"].create(
            {
                "user_id": cls.consultant_2.id,
                "project_id": cls.project.id,
                "mentor_id": cls.consultant.id,
                "date_start": cls.project._today() - timedelta(days=30),
            }
        )

    @classmethod
    def _question(cls, number):
        answers = [
            Command.create({"value": "right", "is_correct": True, "answer_score": 20.0}),
            Command.create({"value": "wrong", "answer_score": 0.0}),
        ]
        return {"title": f"Question {number}", "question_type": "simple_choice", "suggested_answer_ids": answers}

    def _sit(self, right, user=None, *, test_entry=False):
        """Answer ``right`` of the five questions rightly as ``user`` (default the trainee), and hand in."""
        user = user or self.consultant_2
        sitting = self.survey._create_answer(user=user)
        sitting.test_entry = test_entry
        for number, question in enumerate(self.survey.question_ids):
            answer = question.suggested_answer_ids[0 if number < right else 1]
            sitting._save_lines(question, str(answer.id))
        sitting._mark_done()
        return sitting

    def test_passed(self):
        """HR-4, CUS-6: 80 of 100 passes at 80: day, score and sitting stand with the trainee, who may receive."""
        self.assertEqual(self.trainee.exam_survey_id, self.survey)
        self.assertEqual(self.trainee.state, "exam")
        sitting = self._sit(4)
        self.assertEqual((self.trainee.exam_score, self.trainee.exam_passed), (80, True))
        self.assertEqual((self.trainee.exam_date, self.trainee.exam_input_id), (self.project._today(), sitting))
        self.assertEqual(self.trainee.state, "receiving")
        self.assertFalse(self.env["realestate.trainee"]._kept_from_receiving(self.project, self.project._today()))

    def test_failed_then_passed(self):
        """HR-4: 60 does not pass; the next sitting does, and what comes after changes nothing."""
        self._sit(3)
        self.assertEqual((self.trainee.exam_score, self.trainee.exam_passed), (60, False))
        self.assertEqual(self.trainee.state, "exam")
        self._sit(5)
        self.assertEqual((self.trainee.exam_score, self.trainee.exam_passed), (100, True))
        self._sit(0)
        self.assertEqual((self.trainee.exam_score, self.trainee.exam_passed), (100, True))
        self.assertEqual(self.trainee.exam_attempt_count, 2)
        lines = self.env["realestate.training.line"].search([("employee_id", "=", self.holder_2.id)])
        self.assertEqual((len(lines), lines.score, lines.result, lines.kind), (1, 100, "passed", "exam"))

    def test_what_does_not_count(self):
        """HR-4: neither a trial run, nor another's sitting, nor another exam passes a trainee."""
        self._sit(5, test_entry=True)
        self._sit(5, user=self.consultant)
        self.assertFalse(self.trainee.exam_passed)
        other = self.survey.copy()
        self.trainee.exam_survey_id = other
        self._sit(5)
        self.assertFalse(self.trainee.exam_passed)
        self.assertFalse(self.trainee.exam_attempt_count)

    def test_sits_himself(self):
        """HR-4: the trainee opens his own exam, nobody else does, and not once it is passed."""
        trainee = self.trainee.with_user(self.consultant_2)
        self.assertTrue(trainee.is_my_exam)
        self.assertIn("/survey/start/", trainee.action_sit_exam()["url"])
        for user in (self.manager, self.hr):
            with self.subTest(user=user.name), self.assertRaisesRegex(UserError, "Only the trainee"):
                self.trainee.with_user(user).action_sit_exam()
        self._sit(5)
        with self.assertRaisesRegex(UserError, "until it is passed"):
            trainee.action_sit_exam()

    # records
    def test_hr_enrols(self):
        """CUS-6, HR-4: HR, who belongs to no project, opens the trainees and puts a newcomer on trial."""
        self.project.trainee_observation_days = 9
        self.env["realestate.trainee"].with_user(self.hr).search([]).read(["state", "project_id"])
        form = Form(self.env["realestate.trainee"].with_user(self.hr))
        form.user_id, form.mentor_id = self.administrator, self.consultant
        form.project_id = self.project
        self.assertEqual(form.observation_days, 9)
        self.assertEqual(form.save().state, "observing")

    def test_hours_and_department(self):
        """HR-4: a course counts its hours for who took part, none for who was absent."""
        training = (
            self.env["realestate.training"]
            .with_user(self.hr)
            .create({"name": "Law", "hours": 3.0, "department_id": self.department.id})
        )
        training.action_add_department()
        training.action_add_department()
        self.assertEqual(training.line_ids.employee_id, self.head | self.holder | self.holder_2)
        training.line_ids[0].result = "absent"
        self.assertEqual(sorted(training.line_ids.mapped("hours")), [0.0, 3.0, 3.0])
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            training.line_ids = [Command.create({"employee_id": self.holder.id})]
        with self.assertRaises(IntegrityError), self.cr.savepoint(), mute_logger("odoo.sql_db"):
            training.line_ids[0].score = 101
            training.line_ids.flush_recordset()

    def test_who_reads(self):
        """HR-4, ACCESS-1: HR all, an employee his own, the head those of his department; only HR writes."""
        lines = [Command.create({"employee_id": employee.id}) for employee in (self.holder, self.holder_2)]
        training = self.env["realestate.training"].create({"name": "Law", "line_ids": lines})
        expected = {
            self.hr: training.line_ids,
            self.manager: training.line_ids,
            self.consultant: training.line_ids.filtered(lambda line: line.user_id == self.consultant),
            self.administrator: training.line_ids.browse(),
            self.director: training.line_ids.browse(),
        }
        for user, seen in expected.items():
            with self.subTest(user=user.name):
                model = self.env["realestate.training.line"].with_user(user)
                self.assertEqual(model.search([("training_id", "=", training.id)]), seen)
                self.assertEqual(bool(training.with_user(user)._filtered_access("read")), bool(seen))
        with self.assertRaises(AccessError):
            training.with_user(self.manager).hours = 5.0
        self.assertEqual(fields.Date.to_string(training.date), str(self.company._realestate_today()))
