from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .test_protection import ProtectionCommon


@tagged("post_install", "-at_install")
class TestMyDay(ProtectionCommon):
    def _sections(self, user=None):
        day = self.env["crm.lead"].with_user(user or self.consultant).realestate_my_day()
        return {section["key"]: [lead["name"] for lead in section["leads"]] for section in day["sections"]}

    def test_sections(self):
        """CUS-2, CUS-3: overdue, due today, about to end, new; each customer once, and only one's own."""
        with self._at("2026-03-01"):
            leads = {name: self._new_lead(contact_name=name) for name in ("late", "due", "ends", "rest")}
            self._new_lead(self.consultant_2, contact_name="another's")
            for name, days in (("late", 5), ("due", 6), ("ends", 20), ("rest", 20)):
                self._follow_up(leads[name], date_next=self.project._today() + timedelta(days=days))
        with self._at("2026-03-05"):
            self._follow_up(leads["rest"], date_next="2026-03-20")
        with self._at("2026-03-07"):
            self._new_lead(contact_name="new")
            self.assertEqual(
                self._sections(), {"overdue": ["late"], "today": ["due"], "ending": ["ends"], "new": ["new"]}
            )
            self.assertEqual(self._sections(self.consultant_2)["ending"], ["another's"])
            # an attempt that reached nobody is a follow-up: he is new no more, and still about to be lost
            self._follow_up(leads["late"], result=self.no_answer, date_next="2026-03-08")
            self.assertEqual(self._sections()["ending"], ["late", "ends"])
        with self._at("2026-03-06"):
            self.assertEqual(self._sections()["ending"], [])

    def test_number_of_queries(self):
        """CUS-2: the day of ten customers takes no more queries than that of two."""
        for _index in range(2):
            self._new_lead()

        def cost():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._sections()
            return self.env.cr.sql_log_count - before

        cost()
        two = cost()
        for _index in range(8):
            self._new_lead()
        self.assertLessEqual(cost(), two)

    def test_curve(self):
        """CUS-1: the intent over time is that of the follow-ups that reached him, the oldest first."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
            self._follow_up(lead, intent=3)
        with self._at("2026-03-04"):
            self._follow_up(lead, intent=9, result=self.no_answer)
            self._follow_up(lead, intent=7)
        lead.invalidate_recordset()
        self.assertEqual(lead.realestate_intent_curve, [["2026-03-01", 3], ["2026-03-04", 7]])

    def test_proposed_next_day(self):
        """CUS-2: after a talk in 3 days (setting), after an attempt tomorrow."""
        with self._at("2026-03-01"):
            lead = self._new_lead()
            followups = self.env["realestate.followup"].with_user(self.consultant)
            for result, day in ((self.reached, "2026-03-04"), (self.no_answer, "2026-03-02")):
                form = followups.with_context(default_lead_id=lead.id, default_result_id=result.id)
                proposed = form.onchange({}, [], {"lead_id": {}, "result_id": {}, "date_next": {}})["value"]
                self.assertEqual(str(proposed["date_next"]), day)


@tagged("post_install", "-at_install")
class TestMyDayUi(ProtectionCommon, HttpCase):
    def test_hoot(self):
        """CUS-2: the day, the badge and the curve in the browser."""
        self.browser_js(
            "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=realestate_sales/my_day",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
        )

    def test_tours(self):
        """CUS-2, CUS-3: a follow-up in two clicks, a customer from the pool, one given up; as the consultant."""
        lead = self._new_lead(contact_name="王小明")
        pooled = self._new_lead(self.consultant_2, contact_name="李小红", phone="13912345678")
        pooled.with_user(self.consultant_2).action_give_up("x")
        self.start_tour("/odoo/my-day", "realestate_my_day", login=self.consultant.login)
        followup = self.env["realestate.followup"].search([("lead_id", "=", lead.id)])
        self.assertEqual((followup.user_id, followup.note), (self.consultant, "周六再来"))
        self.assertTrue(followup.is_effective)
        self.start_tour("/odoo/customer-pool", "realestate_pool", login=self.consultant.login)
        self.assertEqual(pooled.user_id, self.consultant)
        self.start_tour(f"/odoo/my-customers/{pooled.id}", "realestate_give_up", login=self.consultant.login)
        self.assertEqual(pooled.realestate_pool, "project")
