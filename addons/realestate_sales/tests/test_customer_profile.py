from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .test_same_customer import ID_CARD, TODAY, SameCommon


@tagged("post_install", "-at_install")
class TestDuplicate(SameCommon):
    def _typed(self, user, phone="+86 138-0000-1234", **values):
        form = Form(
            self.Lead.with_user(user).with_context(
                realestate_customer=True, default_realestate_project_id=self.project.id
            )
        )
        form.contact_name = "王先生"
        form.phone = phone
        for name, value in values.items():
            form[name] = value
        return form

    def test_found_while_typing(self):
        """CUS-4: before anything is saved the form says whose customer this is, in the reader's rights."""
        lead = self._new_lead()
        form = self._typed(self.consultant_2)
        self.assertEqual(form.phone, "13800001234")
        self.assertEqual(form.name, "王先生")
        self.assertEqual(form.realestate_same_level, "warn")
        self.assertIn(self.consultant.name, form.realestate_same_html)
        self.assertNotIn("王建国", form.realestate_same_html)
        self.assertNotIn("href", form.realestate_same_html)
        mine = self._typed(self.consultant)
        self.assertIn(f"/odoo/crm.lead/{lead.id}", mine.realestate_same_html)
        form.phone = "13800001235"
        self.assertFalse(form.realestate_same_level)
        self.assertFalse(form.realestate_same_html)

    def test_identity_while_typing(self):
        """CUS-4: another phone, the same identity number."""
        self._new_lead(realestate_identity_number=ID_CARD)
        form = self._typed(self.consultant_2, phone="13711110000")
        self.assertFalse(form.realestate_same_level)
        form.realestate_identity_number = "110105 19491231 002x"
        self.assertEqual(form.realestate_same_level, "warn")

    def test_wrong_phone_while_typing(self):
        """CUS-4: what is no number is said at once, with how one is written."""
        form = self._typed(self.consultant_2, phone="13800001234")
        with self.assertLogs("odoo.tests.form", level="WARNING") as logs:
            form.phone = "88886666"
        self.assertIn("area code", logs.output[0])

    def test_warn(self):
        """CUS-4: a project that warns lets him be entered and keeps a note without names."""
        self._new_lead()
        lead = (
            self.Lead.with_context(tracking_disable=False)
            .with_user(self.consultant_2)
            .create({"contact_name": "王先生", "phone": "13800001234", "realestate_project_id": self.project.id})
        )
        self.assertEqual(lead.name, "王先生")
        notes = "".join(lead.sudo().message_ids.mapped("body"))
        self.assertIn(f"Already a customer of {self.consultant.name}", notes)
        self.assertNotIn("王建国", notes)

    def test_forbid(self):
        """CUS-4: a project that forbids refuses: another's, the pool's, the archived, a household member's phone."""
        self.project.duplicate_policy = "forbid"
        lead = self._new_lead()
        vals = {"contact_name": "王先生", "phone": "0086 138 0000 1234", "realestate_project_id": self.project.id}
        mine = self.Lead.with_user(self.consultant_2)
        with self.assertRaisesRegex(ValidationError, f"customer of {self.consultant.name}"):
            mine.create(vals)
        lead.write({"realestate_pool": "project"})
        with self.assertRaisesRegex(ValidationError, "public pool"):
            mine.create(vals)
        lead.write({"realestate_pool": False, "active": False})
        with self.assertRaisesRegex(ValidationError, "Archived"):
            mine.create(vals)
        lead.active = True
        lead.realestate_household_member_ids = [Command.create({"name": "李秀英", "phone": "13600000000"})]
        with self.assertRaisesRegex(ValidationError, "same household"):
            mine.create({**vals, "phone": "13600000000"})
        fresh = mine.create({**vals, "phone": "13711110000"})
        with self.assertRaisesRegex(ValidationError, "forbids"):
            fresh.phone = "13800001234"

    def test_forbid_is_not_more_than_that(self):
        """CUS-4: who bought may buy again, who is another project's may come here."""
        self.project.duplicate_policy = "forbid"
        other = self.env["realestate.project"].create({"name": "O", "code": "O"})
        self._new_lead(realestate_project_id=other.id)
        vals = {"contact_name": "王先生", "phone": "13800001234", "realestate_project_id": self.project.id}
        first = self.Lead.with_user(self.consultant).create(vals)
        first.sudo().stage_id = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self.env.flush_all()
        self.assertTrue(self.Lead.with_user(self.consultant).create(vals))

    def test_forbid_within_one_import(self):
        """CUS-4: two lines of one import are the same customer too."""
        self.project.duplicate_policy = "forbid"
        vals = {"contact_name": "王先生", "phone": "13800001234", "realestate_project_id": self.project.id}
        with self.assertRaises(ValidationError):
            self.Lead.create([vals, {**vals, "phone": "138 0000 1234"}])

    def test_two_at_once(self):
        """CUS-4: of two who save the same moment and do not see each other the database refuses the second."""
        self.project.duplicate_policy = "forbid"
        blind = self.Lead.with_context(realestate_same_checked=True)
        vals = {"contact_name": "王先生", "phone": "13800001234", "realestate_project_id": self.project.id}
        blind.create(vals)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as refused, self.cr.savepoint():
            blind.create({**vals, "phone": "+86 138 0000 1234"})
        self.assertEqual(refused.exception.diag.constraint_name, "crm_lead_realestate_exclusive_uniq")
        self.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s", [refused.exception.diag.constraint_name]
        )
        self.assertIn("UNIQUE", self.cr.fetchone()[0])

    def test_one_search_for_many(self):
        """CUS-4: 50 customers saved together are looked up as one is."""

        def queries(count, start):
            vals = [
                {
                    "name": "x",
                    "contact_name": "x",
                    "phone": f"1370{start + n:07}",
                    "realestate_project_id": self.project.id,
                    "user_id": False,
                }
                for n in range(count)
            ]
            leads = self.Lead.with_context(realestate_same_checked=True).create(vals)
            self.env.flush_all()
            before = self.cr.sql_log_count
            leads._realestate_guard_same()
            return self.cr.sql_log_count - before

        queries(2, 100)
        self.assertEqual(queries(50, 1000), queries(2, 200))


@tagged("post_install", "-at_install")
class TestHousehold(SameCommon):
    def test_members_begin_a_household(self):
        """CUS-4: the first member entered on a customer's form begins his household."""
        lead = self._new_lead().with_user(self.consultant)
        with Form(lead) as form, form.realestate_household_member_ids.new() as member:
            member.name = "李秀英"
            member.phone = "139-0000-5678"
        self.assertEqual(lead.realestate_household_id.kind, "family")
        self.assertEqual(lead.realestate_household_id.member_ids.phone_sanitized, "+8613900005678")
        [hit] = self._find("13900005678", user=self.consultant_2)
        self.assertEqual((hit["lead"], hit["via"]), (lead.sudo(), "family"))
        with self.assertRaisesRegex(ValidationError, "李秀英: .*11 digits"):
            lead.realestate_household_member_ids.phone = "1390000567"
        with self.assertRaisesRegex(ValidationError, "check digit"):
            lead.realestate_household_member_ids.identity_number = "110105194912310021"

    def test_link_and_leave(self):
        """CUS-4: two customers become one household, with their members, and part again; all have it on record."""
        husband = self._new_lead(
            realestate_household_member_ids=[Command.create({"name": "母亲", "relation": "parent"})]
        )
        wife = self._new_lead(
            "李秀英",
            "13900005678",
            realestate_household_member_ids=[Command.create({"name": "女儿", "relation": "child"})],
        )
        wizard = self.env["realestate.household.link"].with_user(self.consultant)
        wizard.create({"lead_id": husband.id, "other_id": wife.id}).action_confirm()
        household = husband.realestate_household_id
        self.assertEqual(wife.realestate_household_id, household)
        self.assertEqual(household.member_ids.mapped("name"), ["母亲", "女儿"])
        self.assertTrue((husband | wife)._realestate_is_same_on(self.unit))
        wife.with_user(self.consultant).action_leave_household()
        self.assertFalse((husband | wife)._realestate_is_same_on(self.unit))
        for lead in (husband, wife):
            bodies = "".join(lead.message_ids.mapped("body"))
            self.assertIn("One household from now on", bodies)
            self.assertIn("taken out of the household by consultant", bodies)

    def test_only_who_reaches_both(self):
        """ACCESS-1: nobody opens another's household by linking it, or by naming its id."""
        mine = self._new_lead(user=self.consultant_2).with_user(self.consultant_2)
        foreign = self._new_lead("李秀英", "13900005678")
        foreign.realestate_household_member_ids = [Command.create({"name": "女儿", "phone": "13600000000"})]
        household = foreign.realestate_household_id
        wizard = self.env["realestate.household.link"].with_user(self.consultant_2)
        with self.assertRaises(AccessError):
            wizard.create({"lead_id": mine.id, "other_id": foreign.id}).action_confirm()
        with self.assertRaises(AccessError):
            mine.realestate_household_id = household
        with self.assertRaises(AccessError):
            household.with_user(self.consultant_2).member_ids.mapped("name")
        member = self.env["realestate.household.member"].with_user(self.consultant_2)
        self.assertFalse(member.search([("phone_sanitized", "=", "+8613600000000")]))
        with self.assertRaises(AccessError):
            member.create({"household_id": household.id, "name": "x"})
        # the manager reaches both, and sees the number masked
        manager = household.with_user(self.manager).member_ids
        self.assertEqual((manager.name, manager.phone), ("女儿", "136****0000"))
        self.assertEqual(household.with_user(self.consultant).member_ids.phone, "13600000000")

    def test_who_lost_the_customer_loses_the_household(self):
        """ACCESS-1: having entered the members gives no right once the customer is another's."""
        lead = self._new_lead().with_user(self.consultant)
        lead.realestate_household_member_ids = [Command.create({"name": "女儿", "phone": "13600000000"})]
        household = lead.realestate_household_id
        lead.sudo()._realestate_assign(self.consultant_2)
        self.env.invalidate_all()
        self.assertFalse(household.with_user(self.consultant)._filtered_access("read"))
        self.assertEqual(household.with_user(self.consultant_2).member_ids.phone, "13600000000")

    def test_not_with_himself(self):
        lead = self._new_lead()
        with self.assertRaisesRegex(UserError, "same opportunity"):
            lead._realestate_link_household(lead)


@tagged("post_install", "-at_install")
class TestProfile(SameCommon):
    def test_intent_bands(self):
        """CUS-1: 0 to 10, in four bands, at their edges."""
        lead = self._new_lead()
        for intent, band in ((0, "d"), (2, "d"), (3, "c"), (4, "c"), (5, "b"), (7, "b"), (8, "a"), (10, "a")):
            lead.realestate_intent = intent
            self.assertEqual(lead.realestate_intent_band, band)
        for intent in (-1, 11):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                lead.realestate_intent = intent
                lead.flush_recordset()

    def test_completeness(self):
        """CUS-1: each of the twelve things known of a customer counts the same."""
        lead = self._new_lead()
        self.assertEqual(lead.realestate_profile, 8)  # his phone
        lead.write({"realestate_area_min": 90, "realestate_area_max": 120})
        self.assertEqual(lead.realestate_profile, 17)
        lead.write(
            {
                "realestate_source": "visit",
                "medium_id": self.env.ref("utm.utm_medium_website").id,
                "realestate_intent": 8,
                "realestate_layout_ids": self.env["realestate.layout"].create(
                    {"name": "A", "project_id": self.project.id}
                ),
                "realestate_budget_max": 2000000,
                "realestate_purpose": "live",
                "realestate_living_id": self.env["realestate.township"].create({"name": "西溪街道"}).id,
                "realestate_working_id": self.env["realestate.township"].create({"name": "古荡街道"}).id,
                "realestate_family": "三口之家",
                "realestate_rival_ids": self.env["realestate.rival"].create({"name": "滨江府"}),
            }
        )
        self.assertEqual(lead.realestate_profile, 100)
        plain = self.Lead.create({"name": "newsletter", "phone": "13800001234"})
        self.assertEqual((plain.realestate_profile, plain.realestate_intent_band), (0, False))

    def test_ranges(self):
        """CUS-1: from the smaller figure to the larger, or open at the end."""
        lead = self._new_lead()
        lead.write({"realestate_area_min": 90, "realestate_budget_min": 1000000})
        lead.flush_recordset()
        for vals in ({"realestate_area_max": 89.99}, {"realestate_budget_max": 999999.99}):
            with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
                lead.write(vals)
                lead.flush_recordset()

    def test_defaults(self):
        """CUS-1: a consultant's new customer is his project's and his own, protected from today (CUS-3)."""
        self.project.protection_days = 7
        form = Form(self.Lead.with_user(self.consultant).with_context(realestate_customer=True))
        self.assertEqual(form.realestate_project_id, self.project)
        form.contact_name = "王建国"
        form.phone = "13800001234"
        lead = form.save()
        self.assertEqual((lead.type, lead.name, lead.user_id), ("opportunity", "王建国", self.consultant))
        self.assertEqual(lead.realestate_protected_until, TODAY + timedelta(days=7))

    def test_analysis(self):
        """REP-2, CUS-1: from where customers came, how many visited and how many bought, project by project."""
        walk_in = self._new_lead(realestate_source="visit", realestate_intent=9)
        self._new_lead("李秀英", "13900005678", realestate_source="call")
        self._new_lead("陈明", "13900005679", realestate_source="call")
        for lead, kind, number in ((walk_in, "visit", 1), (walk_in, "visit", 2), (walk_in, "call", 1)):
            self._register(lead, kind, number)
        self._subscribe(lead_id=walk_in.id)
        measures = ["customers:sum", "called:sum", "visited:sum", "bought:sum", "amount:sum", "deal_rate:avg"]
        report = self.env["realestate.customer.report"].with_user(self.manager)
        self.assertEqual(
            report._read_group([], ["source"], measures),
            [("call", 2, 0, 0, 0, 0, 0), ("visit", 1, 1, 1, 1, 1000000, 100)],
        )
        [[deals_of_visits]] = report._read_group([], [], ["visit_deal_rate:avg"])
        self.assertEqual(deals_of_visits, 100)
        self.assertEqual(report.search([("bought", "=", 1)]).action_open_customer()["res_id"], walk_in.id)
        self.project.user_ids -= self.manager
        self.assertFalse(report.search([]))
        with self.assertRaises(AccessError):
            report.with_user(self.consultant).search([])

    def _register(self, lead, kind, number):
        return self.env["realestate.reception"].create(
            {
                "project_id": self.project.id,
                "kind": kind,
                "day": TODAY,
                "number": number,
                "name": "x",
                "phone": "13800001234",
                "source": "visit",
                "lead_id": lead.id,
            }
        )


@tagged("post_install", "-at_install")
class TestCustomerSearch(SameCommon):
    """CUS-4: one search, in the rights of who searches (ACCESS-1, ACCESS-3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._new_lead(realestate_identity_number=ID_CARD)
        cls.pooled = cls._new_lead("王小明", "13600001234", user_id=False, realestate_pool="project", until=False)
        cls.archived = cls._new_lead("王大海", "13500001234", active=False)
        cls.deal = cls._subscribe(user=cls.consultant_2, partner_id=cls.buyer_2.id)

    def _search(self, query, user):
        result = self.Lead.with_user(user).realestate_customer_search(query)
        return result["by"], {(hit["kind"], hit["lead_id"] or hit["partner_id"], hit["name"]) for hit in result["hits"]}

    def test_by_full_number(self):
        """CUS-4: everybody learns whose customer this is; name and link only who reaches him."""
        mine = {("own", self.lead.id, "王建国")}
        self.assertEqual(self._search("138-0000-1234", self.consultant), ("phone", mine))
        self.assertEqual(self._search(ID_CARD.lower(), self.consultant), ("identity", mine))
        self.assertEqual(self._search("13800001234", self.consultant_2), ("phone", {("other", False, "")}))
        self.assertEqual(self._search("13800001234", self.manager), ("phone", {("other", self.lead.id, "王建国")}))
        [hit] = self.Lead.with_user(self.consultant_2).realestate_customer_search("13800001234")["hits"]
        self.assertIn(self.consultant.name, hit["what"])
        self.assertFalse(hit["phone"])
        self.assertEqual(self._search("13900005678", self.consultant), ("phone", {("buyer", False, "")}))
        sold = {("buyer", self.buyer_2.id, "李秀英")}
        self.assertEqual(self._search("13900005678", self.consultant_2), ("phone", sold))
        self.assertEqual(self._search("13700009999", self.consultant), ("phone", set()))

    def test_by_last_four(self):
        """CUS-4: four digits find who is in reach: the consultant's own and the pool, the manager's project."""
        own, pooled = ("own", self.lead.id, "王建国"), ("project_pool", self.pooled.id, "王小明")
        archived = ("archived", self.archived.id, "王大海")
        self.assertEqual(self._search("1234", self.consultant), ("last4", {own, pooled, archived}))
        self.assertEqual(self._search("1234", self.consultant_2), ("last4", {pooled}))
        seen = {("other", self.lead.id, "王建国"), pooled, archived}
        self.assertEqual(self._search("1234", self.manager), ("last4", seen))
        self.assertEqual(self._search("5678", self.manager), ("last4", {("buyer", self.buyer_2.id, "李秀英")}))
        self.assertEqual(self._search("5678", self.consultant), ("last4", set()))
        for user in (self.manager, self.consultant_2):
            hits = self.Lead.with_user(user).realestate_customer_search("1234")["hits"]
            self.assertLessEqual({hit["phone"] for hit in hits}, {"138****1234", "136****1234", "135****1234"})

    def test_by_name(self):
        """CUS-4: the beginning of a name; what stands for any letter stands for itself."""
        self.assertEqual(self._search("王建", self.consultant), ("name", {("own", self.lead.id, "王建国")}))
        self.assertEqual(self._search("王建", self.consultant_2), ("name", set()))
        self.assertEqual(len(self._search("王", self.manager)[1]), 3)
        self.assertEqual(self._search("李秀", self.manager), ("name", {("buyer", self.buyer_2.id, "李秀英")}))
        self.assertEqual(self._search("%建国", self.manager), ("name", set()))
        self.assertEqual(self._search("_建国", self.manager), ("name", set()))

    def test_queries(self):
        """CUS-4: 20 hits take as many queries as one."""

        def queries(digits, hits):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(len(self._search(digits, self.manager)[1]), hits)
            return self.cr.sql_log_count - before

        for number in range(20):
            self._new_lead("李明", f"137{number:04}9999")
        self._new_lead("李明", "13700008888")
        queries("8888", 1)
        self.assertEqual(queries("9999", 20), queries("8888", 1))

    def test_no_query(self):
        """CUS-4: three digits are no number, no name: nobody is listed by trying."""
        for query in ("", " ", "138", "13800"):
            self.assertEqual(self._search(query, self.manager), (False, set()))

    def test_who_may_search(self):
        """ACCESS-1: HR, configurator and accountant have no part in it."""
        for role in ("hr", "configurator", "accountant"):
            with self.assertRaises(AccessError):
                self.Lead.with_user(self.users[role]).realestate_customer_search("13800001234")
        for role in ("administrator", "director", "general_manager"):
            self.assertEqual(len(self._search("13800001234", self.users[role])[1]), 1)
