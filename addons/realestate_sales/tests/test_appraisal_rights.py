import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..report.realestate_appraisal_xlsx import AppraisalWorkbook
from .common import ROLES
from .common_appraisal import AppraisalCommon


@tagged("post_install", "-at_install")
class TestAppraisalRights(AppraisalCommon, HttpCase):
    """HR-3, ACCESS-1: the person his own, those above him their team's, HR all; nobody else, by any road."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._describe(cls.job, [{"weight": 90.0, "measure_id": cls.measure.id}, {"weight": 10.0}])
        cls._describe(cls.job_manager, [{"weight": 100.0}])
        cls.period = cls._new_period()
        cls.mine, cls.colleagues, cls.managers = (
            cls._of(cls.period, employee) for employee in (cls.holder, cls.holder_2, cls.head)
        )
        cls.everybody = cls.mine | cls.colleagues | cls.managers
        cls.everybody.with_user(cls.hr).action_start()
        cls.plain = new_test_user(cls.env, "re_plain", groups="base.group_user")
        cls.all_users = {**cls.users, "consultant_2": cls.consultant_2, "plain": cls.plain}

    def _seen(self, user):
        return self.env["realestate.appraisal"].with_user(user).search([("id", "in", self.everybody.ids)])

    def _expected(self, name):
        return {
            "consultant": self.mine,
            "consultant_2": self.colleagues,
            "manager": self.everybody,
            "hr": self.everybody,
        }.get(name, self.env["realestate.appraisal"])

    def test_search_and_read(self):
        """Search, read, read of a field, grouping, name search and export give each what is his, to nobody more."""
        self.assertEqual({*ROLES} - {*self.all_users}, set())
        self.env.ref("base.group_allow_export").user_ids += self.env["res.users"].union(*self.all_users.values())
        for name, user in self.all_users.items():
            expected = self._expected(name)
            with self.subTest(user=name):
                self.assertEqual(self._seen(user), expected.with_user(user))
                model = self.env["realestate.appraisal"].with_user(user)
                domain = [("id", "in", self.everybody.ids)]
                groups = model.formatted_read_group(domain, ["employee_id"], ["total:avg", "__count"])
                self.assertEqual(sum(group["__count"] for group in groups), len(expected))
                self.assertEqual({key for key, _name in model.name_search("", domain)}, set(expected.ids))
                lines = self.env["realestate.appraisal.line"].with_user(user)
                found = lines.search([("appraisal_id", "in", self.everybody.ids)])
                self.assertEqual(found.appraisal_id, expected.with_user(user))
                for other in self.everybody - expected:
                    for road in self._roads(other, user):
                        with self.assertRaises(AccessError):
                            self.env.invalidate_all()
                            road()

    def _roads(self, appraisal, user):
        """Return the ways by which ``user`` could come to an appraisal whose number he knows."""
        theirs = appraisal.with_user(user)
        return (
            lambda: theirs.read(["total"]),
            lambda: theirs.export_data(["total"]),
            lambda: appraisal.line_ids.with_user(user).read(["score"]),
            lambda: appraisal.line_ids[0].with_user(user).action_met(),
            theirs.action_confirm,
            lambda: theirs.message_ids.read(["body"]),
            theirs.action_view_history,
        )

    def test_draft_is_hrs_and_the_superiors(self):
        """A draft is not the employee's to see yet."""
        self.mine.sudo().state = "draft"
        self.assertFalse(self._seen(self.consultant))
        self.assertIn(self.mine, self._seen(self.manager).sudo())

    def test_hierarchy(self):
        """Above him are his manager, that one's manager, and the heads of his department and of those above it."""
        above, head_above, beside = (
            new_test_user(self.env, f"re_{name}") for name in ("above", "head_above", "beside")
        )
        self.head.parent_id = self._new_employee(above, self.job_manager)
        top = self.env["hr.department"].create({"name": "Company"})
        top.manager_id = self._new_employee(head_above, self.job_manager, department_id=top.id)
        self.department.parent_id = top
        other = self.env["hr.department"].create({"name": "Other"})
        other.manager_id = self._new_employee(beside, self.job_manager, department_id=other.id)
        self.assertEqual(self._seen(above).sudo(), self.everybody)
        self.assertEqual(self._seen(head_above).sudo(), self.everybody)
        self.assertFalse(self._seen(beside))
        # the line of the organisation counts, not where he works today
        self.holder.parent_id = False
        self.assertEqual(self._seen(above).sudo(), self.everybody - self.mine)

    def test_nobody_scores_himself(self):
        """A manager neither scores his own appraisal nor do HR theirs."""
        self.managers.sudo().state = "superior"
        with self.assertRaises(AccessError):
            self.managers.line_ids.with_user(self.manager).write({"superior_score": 120.0})
        with self.assertRaises(AccessError):
            self.managers.with_user(self.manager).action_scored()

    def test_messages_and_attachments(self):
        """What is said and attached at an appraisal goes with it."""
        self.mine.message_post(body="Secret words", subtype_xmlid="mail.mt_note")
        attachment = self.env["ir.attachment"].create(
            {"name": "x.txt", "raw": b"secret", "res_model": self.mine._name, "res_id": self.mine.id}
        )
        for name, user in self.all_users.items():
            messages = self.env["mail.message"].with_user(user)
            found = messages.search([("model", "=", self.mine._name), ("res_id", "=", self.mine.id)])
            with self.subTest(user=name):
                self.assertEqual(bool(found), name in ("consultant", "manager", "hr"))
                self.assertEqual(
                    bool(attachment.with_user(user)._filtered_access("read")), name in ("consultant", "manager", "hr")
                )

    def test_urls(self):
        """The report and the workbook by their URLs: each gets what is his; who has nothing gets nothing."""
        html = f"/report/html/realestate_sales.report_realestate_appraisal/{self.mine.id}"
        xlsx = f"/realestate/appraisal/{self.period.id}/xlsx"
        for name, sees in (("consultant", 1), ("consultant_2", 0), ("manager", 1), ("hr", 1), ("director", 0)):
            user = self.all_users[name]
            self.authenticate(user.login, user.login)
            with self.subTest(user=name):
                page = self.url_open(html)
                self.assertEqual(page.status_code == 200 and self.holder.name in page.text, bool(sees))
                workbook = self.url_open(xlsx)
                self.assertEqual(workbook.status_code, 404 if name == "director" else 200)
        self.authenticate(None, None)
        self.assertNotIn(self.holder.name, self.url_open(html).text)

    def test_workbook_has_what_is_seen(self):
        """HR-3: the workbook has a line a person that the reader sees, and the figures of the screen."""
        content = AppraisalWorkbook(self._seen(self.consultant)).build()
        sheet, duties = load_workbook(io.BytesIO(content)).worksheets
        self.assertEqual([row[0].value for row in sheet.iter_rows(min_row=2)], [self.holder.name])
        self.assertEqual(sheet.cell(2, 10).value, self.mine.total)
        self.assertEqual(duties.max_row, 3)

    def test_rewards_are_read_by_the_punished(self):
        """CUS-9: everybody reads his own rewards and violations, whichever his role."""
        reward = self._reward(self.accountant, self.october[0], self.violation_type)
        self.assertTrue(reward.with_user(self.accountant).has_access("read"))
        self.assertFalse(reward.with_user(self.users["configurator"]).has_access("read"))
        self.assertFalse(reward.with_user(self.accountant).has_access("write"))

    def test_companies(self):
        """ACCESS-2: HR of another company has none of it."""
        company = self.env["res.company"].create({"name": "Other Company"})
        stranger = self._new_user("hr", "hr_elsewhere")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertFalse(self._seen(stranger))
        self.assertFalse(self.period.with_user(stranger).search([("id", "=", self.period.id)]))
