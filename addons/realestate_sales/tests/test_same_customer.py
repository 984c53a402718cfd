from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL, format_date

from ..tools import phone
from .common import RealestateCommon

ID_CARD = "11010519491231002X"
TODAY = date(2026, 11, 23)


@tagged("post_install", "-at_install")
class TestPhone(BaseCase):
    """CUS-4: one form for each number, in whatever way it is typed."""

    def test_forms_of_a_number(self):
        """CUS-4: prefixes, spaces, hyphens, full-width digits, landlines, extensions, 400 numbers, abroad."""
        for normal, typed in {
            "+8613800001234": (
                "13800001234", "138 0000 1234", "138-0000-1234", "+86 138 0000 1234", "+8613800001234", "8613800001234",
                "86-13800001234", "008613800001234", "0086 138 0000 1234", "(+86)13800001234", "１３８００００１２３４",
                "＋８６－１３８００００１２３４", "手机：13800001234", "13800001234；", "\u202d13800001234\u202c",
            ),
            "+8657188886666": (
                "0571-88886666", "057188886666", "0571 8888 6666", "(0571)88886666", "（0571）88886666",
                "+86 571 88886666", "+86(0)571-88886666", "0086-571-88886666",
            ),
            "+8657188886666;ext=801": (
                "0571-88886666-801", "0571-88886666转801", "0571-88886666 分机 801", "0571-88886666 ext. 801",
                "+8657188886666;ext=801",
            ),
            "+864008208820": ("400-820-8820", "4008208820", "400-8208-820"),
            "+85291234567": ("+852 9123 4567", "0085291234567"),
            # a range that a library of last year does not know
            "+8619200001234": ("19200001234",),
        }.items():  # fmt: skip
            for number in typed:
                with self.subTest(number=number):
                    self.assertEqual(phone.sanitize(number), normal)
                    self.assertIsNone(phone.error(number))
            self.assertEqual(phone.sanitize(phone.shown(normal)), normal)

    def test_no_numbers(self):
        """CUS-4: what is none is said to be none, and why."""
        for number, error in {
            "88886666": "area",
            "138 0000 123": "digits",
            "138000012345": "digits",
            "23800001234": "digits",
            "95588": "digits",
            "王建国": "digits",
            "13800001234/13900001234": "several",
            "13800001234、0571-88886666": "several",
        }.items():
            with self.subTest(number=number):
                self.assertIsNone(phone.sanitize(number))
                self.assertEqual(phone.error(number), error)

    def test_as_written(self):
        """CUS-4: shown as it is written in China."""
        for normal, written in {
            "+8613800001234": "13800001234",
            "+8657188886666": "0571-88886666",
            "+862168886666": "021-68886666",
            "+8657188886666;ext=801": "0571-88886666转801",
            "+864008208820": "400-820-8820",
            "+85291234567": "+852 9123 4567",
        }.items():
            self.assertEqual(phone.shown(normal), written)

    def test_country(self):
        """CUS-4: an American number stays one; a Chinese mobile number is one wherever its owner lives."""
        self.assertEqual(phone.sanitize("1 380 250 1234", "US"), "+13802501234")
        self.assertEqual(phone.sanitize("+86 138 0250 1234", "US"), "+8613802501234")
        self.assertEqual(phone.sanitize("13800001234", "HK"), "+8613800001234")


class SameCommon(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterClassContext(freeze_time(f"{TODAY} 04:00:00"))  # noon in Shanghai
        cls.Lead = cls.env["crm.lead"]

    @classmethod
    def _new_lead(cls, name="王建国", phone="13800001234", user=None, until=TODAY + timedelta(days=7), **values):
        return cls.Lead.create(
            {
                "name": name,
                "contact_name": name,
                "phone": phone,
                "type": "opportunity",
                "realestate_project_id": cls.project.id,
                "user_id": (user or cls.consultant).id,
                "realestate_protected_from": TODAY,
                "realestate_protected_until": until,
                **values,
            }
        )

    def _find(self, *phones, user=None, **values):
        return self.Lead.with_user(user or self.consultant)._realestate_find_same(phones, **values)

    def _kinds(self, *phones, **values):
        return [(hit["via"], hit["kind"], hit["lead"].id) for hit in self._find(*phones, **values)]


@tagged("post_install", "-at_install")
class TestFindSame(SameCommon):
    def test_stored_in_one_form(self):
        """CUS-4: opportunity, contact and household member keep the same form of the number."""
        lead = self._new_lead(phone="0571-88886666转801")
        partner = self.env["res.partner"].create({"name": "X", "phone": "（0571）88886666-801"})
        household = self.env["realestate.household"].create(
            {"member_ids": [Command.create({"name": "Y", "phone": "+86 571 8888 6666 ext 801"})]}
        )
        for record in (lead, partner, household.member_ids):
            self.assertEqual(record.phone_sanitized, "+8657188886666;ext=801")

    def test_wrong_number_is_refused(self):
        """CUS-4: a customer's number that nobody could find again is refused with a sentence."""
        for number, said in (
            ("88886666", "area code"),
            ("1380000123", "11 digits"),
            ("13800001234/13900001234", "one"),
        ):
            with self.assertRaisesRegex(ValidationError, said):
                self._new_lead(phone=number)
            with self.assertRaisesRegex(UserError, said):
                self.Lead._phone_format(number=number, raise_exception=True)
        # Odoo's own leads are left alone
        self.Lead.create({"name": "newsletter", "phone": "1380000123"})

    def test_whose(self):
        """CUS-3, CUS-4: own, another's, nobody's, both pools, archived: each is said with whose and until when."""
        lead = self._new_lead()
        for user, kind in ((self.consultant, "own"), (self.consultant_2, "other")):
            [hit] = self._find("+86 138 0000 1234", user=user)
            self.assertEqual((hit["kind"], hit["via"], hit["lead"]), (kind, "self", lead))
            self.assertEqual((hit["user"], hit["until"]), (self.consultant, date(2026, 11, 30)))
            self.assertIn(format_date(self.env, date(2026, 11, 30)), hit["text"])
        lead.realestate_pool = "project"
        self.assertEqual(self._kinds("13800001234"), [("self", "project_pool", lead.id)])
        self.assertFalse(self._find("13800001234")[0]["user"])
        lead.realestate_pool = "company"
        self.assertEqual(self._kinds("13800001234"), [("self", "company_pool", lead.id)])
        lead.active = False
        self.assertEqual(self._kinds("13800001234"), [("self", "archived", lead.id)])
        nobody = self._new_lead(phone="13900000000", until=False)
        nobody.user_id = False
        self.assertEqual(self._kinds("13900000000"), [("self", "unassigned", nobody.id)])

    def test_last_day(self):
        """CUS-3: on its last day protection stands, on the next the customer is the pool's, cron or not."""
        lead = self._new_lead(until=TODAY)
        self.assertEqual(self._kinds("13800001234"), [("self", "own", lead.id)])
        with freeze_time("2026-11-23 15:59:00"):  # 23:59 in Shanghai
            self.assertEqual(self._kinds("13800001234"), [("self", "own", lead.id)])
        with freeze_time("2026-11-23 16:00:00"):
            self.assertEqual(self._kinds("13800001234"), [("self", "project_pool", lead.id)])

    def test_name_only_to_who_reaches(self):
        """ACCESS-1: another consultant learns holder and last day by the full number, not who it is."""
        self._new_lead()
        [hit] = self._find("13800001234", user=self.consultant_2)
        self.assertIn(self.consultant.name, hit["text"])
        self.assertNotIn("王建国", hit["text"])
        for user in (self.consultant, self.manager, self.director):
            self.assertIn("王建国", self._find("13800001234", user=user)[0]["text"])
        for part in ("1380000123", "0001234", "138"):
            self.assertFalse(self._find(part, user=self.consultant_2))

    def test_identity(self):
        """CUS-4: by identity number, of the opportunity or its contact."""
        lead = self._new_lead(realestate_identity_number="110105 19491231 002x")
        self.assertEqual(lead.realestate_identity_number, ID_CARD)
        hits = self._find(identities=["11010519491231002x"])
        self.assertEqual([(hit["lead"], hit["number"]) for hit in hits], [(lead, "11010519491231002x")])
        with self.assertRaisesRegex(ValidationError, "check digit"):
            lead.realestate_identity_number = "110105194912310021"
        lead.realestate_identity_number = False
        self.buyer_2.write({"identity_type": "id_card", "identity_number": ID_CARD})
        lead.partner_id = self.buyer_2
        self.assertEqual([hit["lead"] for hit in self._find(identities=[ID_CARD])], [lead])

    def test_buyer(self):
        """CUS-4: who bought is known, as buyer or co-buyer, with who sold."""
        deal = self._subscribe()
        self.env["realestate.deal.party"].create({"deal_id": deal.id, "partner_id": self.buyer_2.id, "share": 50})
        for number in ("13800001234", "13900005678"):
            [hit] = self._find(number, user=self.consultant_2)
            self.assertEqual((hit["kind"], hit["user"], hit["project"]), ("buyer", self.consultant, self.project))
            self.assertFalse({self.buyer.name, self.buyer_2.name} & set(hit["text"].split()))
        deal.sudo()._cancel()
        self.assertFalse(self._find("13800001234"))

    def test_household(self):
        """CUS-4: a member's other phone finds the customer; one household is one customer everywhere."""
        husband, wife = self._new_lead(), self._new_lead("李秀英", "13900005678", user=self.consultant_2)
        household = self.env["realestate.household"].create(
            {"member_ids": [Command.create({"name": "李秀英", "relation": "spouse", "phone": "159 0000 9999"})]}
        )
        self.assertEqual(self._kinds("15900009999"), [("family", "member", False)])
        husband.realestate_household_id = household
        self.assertEqual(self._kinds("15900009999"), [("family", "own", husband.id)])
        self.assertFalse((husband | wife)._realestate_is_same_on(self.unit))
        wife.realestate_household_id = household
        self.assertEqual(self._kinds("13800001234"), [("self", "own", husband.id), ("family", "other", wife.id)])
        self.assertTrue((husband | wife)._realestate_is_same_on(self.unit))

    def test_colleagues(self):
        """CUS-4: superior and subordinate are one customer on one unit, two on two units."""
        superior, subordinate = self._new_lead(), self._new_lead("李秀英", "13900005678", user=self.consultant_2)
        group = self.env["realestate.household"].create({"kind": "employer", "name": "海蓝贸易"})
        (superior | subordinate).realestate_employer_id = group
        self.assertEqual(
            self._kinds("13800001234"), [("self", "own", superior.id), ("employer", "other", subordinate.id)]
        )
        self.assertTrue((superior | subordinate)._realestate_is_same_on(self.unit))
        self._subscribe(user=self.consultant_2, partner_id=self.buyer_2.id, lead_id=subordinate.id)
        self.assertTrue((superior | subordinate)._realestate_is_same_on(self.unit))
        self._subscribe(self.units[1], lead_id=superior.id)
        self.assertFalse((superior | subordinate)._realestate_is_same_on(self.unit))

    def test_nobody_registered(self):
        """CUS-4: what is not registered is independent."""
        one, two = self._new_lead(), self._new_lead("李秀英", "13900005678")
        self.assertFalse((one | two)._realestate_is_same_on(self.unit))
        self.assertFalse(self._find("15900009999"))
        self.assertFalse(self._find("", False, "no number"))

    def test_other_company(self):
        """ACCESS-2: another company's customers are not known here."""
        company = self.env["res.company"].create({"name": "Other"})
        project = self.env["realestate.project"].create({"name": "O", "code": "O", "company_id": company.id})
        self._new_lead(user_id=False, company_id=company.id, realestate_project_id=project.id)
        self.assertFalse(self._find("13800001234"))
        self.assertTrue(self._find("13800001234", project=project))

    def test_exclude_and_project(self):
        """CUS-4: the opportunity itself is left out; the asking project's come first."""
        lead = self._new_lead()
        self.assertFalse(self._find("13800001234", exclude=lead))
        other = self.env["realestate.project"].create({"name": "O", "code": "O"})
        elsewhere = self._new_lead(realestate_project_id=other.id)
        found = [hit["lead"] for hit in self._find("13800001234", project=self.project)]
        self.assertEqual(found, [lead, elsewhere])
        found = [hit["lead"] for hit in self._find("13800001234", project=other)]
        self.assertEqual(found, [elsewhere, lead])

    def test_many_at_once(self):
        """CUS-7: 1,000 numbers take as many queries as one."""

        def ask(numbers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            hits = self._find(*numbers, user=self.manager)
            return len(hits), self.cr.sql_log_count - before

        numbers = [f"13700{n:06}" for n in range(1000)]
        for number in numbers[:50]:
            self._new_lead(phone=number)
        ask(numbers[:1])
        _one, queries = ask(numbers[:1])
        self.assertEqual(ask(numbers), (50, queries))

    def test_by_index(self):
        """CUS-4: among 20,000 customers every step of the search is a look-up by index."""
        partner = "(SELECT max(id) FROM res_partner) - n"
        rows = {
            "res_partner": {
                "name": "n::text",
                "active": "TRUE",
                "autopost_bills": "'ask'",
                "realestate_customer": "TRUE",
                "phone_sanitized": "'+86137' || lpad(n::text, 8, '0')",
                "identity_type": "'other'",
                "identity_number": "'P' || n",
            },
            "crm_lead": {
                "name": "n::text",
                "active": "TRUE",
                "type": "'opportunity'",
                "realestate_project_id": str(self.project.id),
                "partner_id": partner,
                "phone_sanitized": "'+86138' || lpad(n::text, 8, '0')",
                "realestate_identity_number": "'L' || n",
            },
            "realestate_household": {"kind": "'family'", "company_id": str(self.company.id)},
            "realestate_household_member": {
                "name": "n::text",
                "relation": "'spouse'",
                "household_id": "(SELECT max(id) FROM realestate_household) - n",
                "partner_id": partner,
                "phone_sanitized": "'+86139' || lpad(n::text, 8, '0')",
                "identity_number": "'M' || n",
            },
        }
        self.env.flush_all()
        for table, columns in rows.items():
            self.cr.execute(
                f"INSERT INTO {table} ({', '.join(columns)})"
                f" SELECT {', '.join(columns.values())} FROM generate_series(0, 19999) AS n"
            )
            self.cr.execute(f"ANALYZE {table}")
        query = self.Lead._realestate_same_sql(["+8613800001234", ID_CARD], self.company)
        plan = "\n".join(line for (line,) in self.env.execute_query(SQL("EXPLAIN %s", query)))
        for table in rows:
            self.assertNotIn(f"Seq Scan on {table} ", plan)
        for index in (
            "crm_lead__phone_sanitized_index", "crm_lead__realestate_identity_number_index",
            "crm_lead__partner_id_index", "crm_lead__realestate_household_id_index",
            "crm_lead__realestate_employer_id_index", "res_partner__phone_sanitized_index",
            "res_partner__identity_number_index", "realestate_household_member__phone_sanitized_index",
            "realestate_household_member__identity_number_index", "realestate_household_member__partner_id_index",
            "realestate_household_member__household_id_index",
        ):  # fmt: skip
            self.assertIn(index, plan)
