import logging

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import SQL, mute_logger

from ..fields import MaskedChar
from ..tools import identity
from ..tools.log_filter import IdentityFilter
from ..tools.masking import is_masked, mask_sql, mask_value
from .common import RealestateCommon

ID_CARD = "11010519491231002X"
ID_CARD_MASK = "1101**********002X"
PHONE_MASK = "138****1234"


@tagged("post_install", "-at_install")
class TestNumbers(TransactionCase):
    def test_mask_by_python_and_by_sql(self):
        """ACCESS-3: 138****1234 and 3501**********1234, whether Python or PostgreSQL makes it."""
        cases = {
            "phone": {
                "13800001234": PHONE_MASK,
                "+86 138 0000 1234": PHONE_MASK,
                "008613800001234": PHONE_MASK,
                "0591-87654321": "059****4321",
                "12345678": "123****5678",
                "1234567": "****",
                "110": "****",
            },
            "identity": {
                "350102199001011234": "3501**********1234",
                "123456789012345": "1234**********2345",
                "E12345678": "E******78",
                "12345": "1******45",
                "1234": "****",
            },
        }
        for kind, values in cases.items():
            for value, masked in values.items():
                with self.subTest(kind=kind, value=value):
                    self.assertEqual(mask_value(value, kind), masked)
                    self.assertEqual(mask_value(masked, kind), masked)
                    self.assertTrue(is_masked(masked))
                    self.assertFalse(is_masked(value))
                    self.env.cr.execute(SQL("SELECT %s", mask_sql(SQL("%s", value), kind)))
                    self.assertEqual(self.env.cr.fetchone()[0], masked)

    def test_id_card(self):
        """ACCESS-3: length, characters, birthday and check digit of GB 11643-1999."""
        today = self.env.cr.now().date().replace(year=2026, month=11, day=22)
        for number, error in {
            ID_CARD: None,
            "110105194912310021": "checksum",
            "11010519491231002": "length",
            "11010519491331002X": "birthday",
            "110105202702290028": "birthday",
            "1101051949123100X2": "characters",
        }.items():
            with self.subTest(number=number):
                self.assertEqual(identity.id_card_error(number, today), error)

    def test_business_licence(self):
        """ACCESS-3: the unified social credit code of GB 32100-2015."""
        self.assertIsNone(identity.licence_error("91350100M000100Y43"))
        self.assertEqual(identity.licence_error("91350100M000100Y44"), "checksum")
        self.assertEqual(identity.licence_error("91350100M000100I43"), "characters")

    def test_identity_normalised_and_checked(self):
        """ACCESS-3: stored half-width, upper case, without blanks; a wrong number is never spelled out."""
        partner = self.env["res.partner"].create(
            {"name": "王建国", "identity_type": "id_card", "identity_number": " 110105 19491231 ００２x "}
        )
        self.assertEqual(partner.identity_number, ID_CARD)
        with self.assertRaises(ValidationError) as refused:
            partner.identity_number = "110105194912310021"
        self.assertIn("1101**********0021", refused.exception.args[0])
        self.assertNotIn("110105194912310021", refused.exception.args[0])
        with self.assertRaisesRegex(ValidationError, "18 digits"):
            partner.identity_number = "110105491231002"


@tagged("post_install", "-at_install")
class TestMasking(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer.write({"identity_type": "id_card", "identity_number": ID_CARD})
        cls.deal = cls._subscribe()
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "三房",
                "type": "opportunity",
                "partner_id": cls.buyer.id,
                "user_id": cls.consultant.id,
                "realestate_project_id": cls.project.id,
            }
        )
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.seen = cls.buyer.with_user(cls.manager)

    def test_consultant_sees_his_customers_numbers(self):
        """ACCESS-3: who works the file sees it in full."""
        buyer = self.buyer.with_user(self.consultant)
        self.assertEqual(buyer.phone, "13800001234")
        self.assertEqual(buyer.identity_number, ID_CARD)
        self.assertEqual(self.lead.with_user(self.consultant).phone, "13800001234")

    def test_masked_in_python(self):
        """ACCESS-3: read, web_read, search_read, export, mapped, display and reports show the mask."""
        fields = ["phone", "phone_sanitized", "identity_number"]
        for role in ("manager", "administrator", "director", "general_manager", "accountant"):
            buyer = self.buyer.with_user(self.users[role])
            with self.subTest(role=role):
                values = buyer.read(fields)[0]
                self.assertEqual([values[name] for name in fields], [PHONE_MASK, PHONE_MASK, ID_CARD_MASK])
        values = self.seen.web_read({name: {} for name in fields})[0]
        self.assertEqual([values[name] for name in fields], [PHONE_MASK, PHONE_MASK, ID_CARD_MASK])
        values = self.seen.web_search_read([("id", "=", self.buyer.id)], {"phone": {}})["records"]
        self.assertEqual(values, [{"id": self.buyer.id, "phone": PHONE_MASK}])
        self.assertEqual(self.seen._export_rows([["phone"], ["identity_number"]]), [[PHONE_MASK, ID_CARD_MASK]])
        self.assertEqual(self.seen.mapped("phone"), [PHONE_MASK])
        self.assertFalse(self.seen.filtered_domain([("phone", "=like", "13800%")]))
        rows = self.deal.with_user(self.manager)._export_rows([["partner_id", "phone"]])
        self.assertEqual(rows, [[PHONE_MASK]])
        lead = self.lead.with_user(self.manager)
        self.assertEqual(lead.read(["phone", "phone_sanitized"])[0]["phone"], PHONE_MASK)
        self.assertEqual(lead._export_rows([["phone"]]), [[PHONE_MASK]])

    def test_the_mask_stays_out_of_the_cache(self):
        """ACCESS-3: what one user is shown is not what the next one, or the server, has then."""
        for record in (self.buyer, self.lead):
            record.env.invalidate_all()
            self.assertEqual(record.with_user(self.manager).phone, PHONE_MASK)
            self.assertEqual(record.sudo().phone, "13800001234")
            self.assertEqual(record.with_user(self.consultant).phone, "13800001234")
            record.env.invalidate_all()
            record.with_user(self.manager).search_fetch([("id", "=", record.id)], ["phone", "phone_sanitized"])
            self.assertEqual(record.sudo().phone_sanitized, "+8613800001234")

    def test_masked_in_onchange(self):
        """ACCESS-3: a form neither receives the number nor writes the mask over it."""
        with Form(self.lead.with_user(self.manager)) as form:
            self.assertEqual(form.phone, PHONE_MASK)
            form.contact_name = "王建国先生"
        self.assertEqual(self.lead.sudo().phone, "13800001234")
        self.assertEqual(self.buyer.sudo().phone, "13800001234")

    def test_search_sees_the_mask(self):
        """ACCESS-3: hidden digits cannot be probed; a full number finds its customer."""
        manager = self.env["res.partner"].with_user(self.manager)
        lead = self.env["crm.lead"].with_user(self.manager)
        for model, number in ((manager, self.buyer), (lead, self.lead)):
            for domain in (
                [("phone", "=like", "1380%")],
                [("phone", "ilike", "00001")],
                [("phone", ">=", "13800001233"), ("phone", "<=", "13800001235")],
                [("phone_sanitized", "=like", "+861380%")],
                [("phone_mobile_search", "ilike", "1380000")],
                [("phone_mobile_search", "=like", "1380000%")],
                [("phone", "in", [f"138{n:04}1234" for n in range(100)])],
                [("phone_mobile_search", "in", [f"138{n:04}1234" for n in range(100)])],
                ["!", ("phone", "not ilike", "3800001")],
            ):
                with self.subTest(model=model._name, domain=domain):
                    self.assertNotIn(number.id, model.search(domain).ids)
            for domain in (
                [("phone", "=", "13800001234")],
                [("phone", "ilike", "1234")],
                [("phone", "=like", "138%")],
                [("phone_mobile_search", "=", "138 0000 1234")],
                [("phone", "!=", False)],
            ):
                with self.subTest(model=model._name, domain=domain):
                    self.assertIn(number.id, model.search(domain).ids)
        for domain in ([("identity_number", "=like", "110105%")], [("identity_number", ">", "110105")]):
            self.assertNotIn(self.buyer.id, manager.search(domain).ids)
        self.assertIn(self.buyer.id, manager.search([("identity_number", "=", ID_CARD)]).ids)
        deals = self.env["realestate.deal"].with_user(self.manager)
        self.assertFalse(deals.search([("partner_id.phone", "=like", "1380%")]))
        self.assertEqual(deals.search([("partner_id.phone", "=", "13800001234")]), self.deal)
        # who works the file searches the numbers
        mine = self.env["res.partner"].with_user(self.consultant)
        self.assertEqual(mine.search([("phone_mobile_search", "ilike", "80000123")]), self.buyer)

    def test_part_of_a_number_is_found_by_index(self):
        """ACCESS-3: what a search for part of a number asks, in well-formed numbers and others, has its index."""
        vendor = self.env["res.partner"].create({"name": "Printer", "phone": "12-34 office"})
        self.assertFalse(vendor.phone_sanitized)
        found = self.env["res.partner"].search([("phone_mobile_search", "ilike", "34 off")])
        self.assertIn(vendor, found)
        wanted = {"res_partner_realestate_user_idx"}
        for table in ("res_partner", "crm_lead"):
            wanted.add(f"{table}_realestate_irregular_phone_idx")
            if self.env.registry.has_trigram:
                wanted.add(f"{table}_realestate_phone_part_idx")
        self.env.cr.execute("SELECT indexname FROM pg_indexes WHERE indexname = ANY(%s)", [list(wanted)])
        self.assertEqual({name for (name,) in self.env.cr.fetchall()}, wanted)
        # the planner takes the index for the condition as it is written
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        self.env.cr.execute("EXPLAIN SELECT id FROM res_partner WHERE phone_sanitized IS NULL AND phone IS NOT NULL")
        self.assertIn("realestate_irregular_phone_idx", str(self.env.cr.fetchall()))
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'res_partner_realestate_user_idx'")
        self.assertIn("WHERE realestate_customer", self.env.cr.fetchone()[0])

    def test_groups_and_aggregates_see_the_mask(self):
        """ACCESS-3: grouping by a number groups by its mask; so do min, max and arrays."""
        partner = self.env["res.partner"].with_user(self.manager)
        domain = [("id", "=", self.buyer.id)]
        self.assertEqual(partner._read_group(domain, ["phone"], ["__count"]), [(PHONE_MASK, 1)])
        groups = partner.formatted_read_group(domain, ["identity_number"], ["phone:max", "phone:array_agg"])
        self.assertEqual(groups[0]["identity_number"], ID_CARD_MASK)
        self.assertEqual(groups[0]["phone:max"], PHONE_MASK)
        self.assertEqual(groups[0]["phone:array_agg"], [PHONE_MASK])
        groups = partner.web_read_group(domain, ["phone"], auto_unfold=True, unfold_read_specification={"phone": {}})
        self.assertNotIn("13800001234", str(groups))
        self.assertIn(PHONE_MASK, str(groups))

    def test_order_sees_the_mask(self):
        """ACCESS-3: sorting does not compare hidden digits."""
        query = self.env["res.partner"].with_user(self.manager)._search([], order="phone")
        self.assertIn("regexp_replace", query.order.code)

    def test_masked_number_is_never_stored(self):
        """ACCESS-3: the mask as shown is ignored, any other mask is refused."""
        self.buyer.with_user(self.administrator).write({"phone": PHONE_MASK, "function": "教师"})
        self.assertEqual(self.buyer.sudo().phone, "13800001234")
        self.assertEqual(self.buyer.function, "教师")
        with self.assertRaisesRegex(ValidationError, "masked"):
            self.buyer.with_user(self.administrator).write({"phone": "139****1234"})
        with self.assertRaisesRegex(ValidationError, "masked"):
            self.env["res.partner"].create({"name": "X", "phone": PHONE_MASK})
        copy = self.lead.with_user(self.director).copy()
        self.assertNotIn("*", copy.sudo().phone or "")

    def test_correcting_a_masked_number(self):
        """ACCESS-3: who sees the mask may enter another full number, on the opportunity too."""
        self.lead.with_user(self.manager).phone = "13911112222"
        self.assertEqual(self.lead.sudo().phone, "13911112222")
        self.assertEqual(self.buyer.sudo().phone, "13911112222")
        self.assertEqual(self.lead.with_user(self.manager).phone, "139****2222")

    def test_tracking_shows_the_mask(self):
        """ACCESS-3: the chatter keeps that a number changed, not the number."""
        self.cr.precommit.run()
        lead = self.lead.with_user(self.consultant).with_context(tracking_disable=False)
        lead.phone = "13911112222"
        self.env.flush_all()
        self.cr.precommit.run()
        values = self.env["mail.tracking.value"].search([("field_id.name", "=", "phone")], limit=2, order="id desc")
        self.assertIn("139****2222", values.mapped("new_value_char"))
        self.assertNotIn("13911112222", str(values.read()))

    def test_others_stay_as_they_are(self):
        """ACCESS-3: employees and vendors are no customers."""
        vendor = self.env["res.partner"].create({"name": "Vendor", "phone": "13700001111"})
        self.assertEqual(vendor.with_user(self.manager).phone, "13700001111")
        found = self.env["res.partner"].with_user(self.manager).search([("phone", "=like", "13700%")])
        self.assertEqual(found, vendor)

    def test_reveal_is_logged(self):
        """ACCESS-3: a reveal names who, what record, which field and when."""
        self.assertEqual(self.seen.realestate_reveal("identity_number"), ID_CARD)
        log = self.env["realestate.access.log"].search([], limit=1)
        self.assertEqual((log.user_id, log.how), (self.manager, "reveal"))
        self.assertEqual((log.res_model, log.res_id), ("res.partner", self.buyer.id))
        self.assertEqual(log.record_name, self.buyer.display_name)
        self.assertTrue(log.date)
        with self.assertRaises(ValidationError):
            self.seen.realestate_reveal("name")
        for role in ("hr", "configurator"):
            with self.assertRaises(AccessError):
                self.buyer.with_user(self.users[role]).realestate_reveal("phone")

    def test_export_in_full_is_logged(self):
        """ACCESS-3: who works the file exports it in full, and that is on record."""
        rows = self.buyer.with_user(self.consultant)._export_rows([["name"], ["phone"]])
        self.assertEqual(rows, [["王建国", "13800001234"]])
        log = self.env["realestate.access.log"].search([], limit=1)
        self.assertEqual((log.user_id, log.how, log.res_id), (self.consultant, "export", self.buyer.id))
        self.seen._export_rows([["phone"]])
        self.assertFalse(self.env["realestate.access.log"].search([("user_id", "=", self.manager.id)]))

    def test_vcard(self):
        """ACCESS-3: a card shows the mask, or is on record."""
        self.assertIn(PHONE_MASK, self.seen._get_vcard_file().decode())
        self.assertFalse(self.env["realestate.access.log"].search([("user_id", "=", self.manager.id)]))
        self.assertIn("13800001234", self.buyer.with_user(self.consultant)._get_vcard_file().decode())
        self.assertTrue(self.env["realestate.access.log"].search([("user_id", "=", self.consultant.id)]))

    def test_identity_number_is_not_logged(self):
        """ACCESS-3: neither a failed query nor its error brings the number into the log."""
        with self.assertLogs("odoo.sql_db") as logs, self.assertRaises(IntegrityError), self.cr.savepoint():
            self.cr.execute(
                "UPDATE res_partner SET identity_type = NULL, identity_number = %s WHERE id = %s",
                [ID_CARD, self.buyer.id],
            )
        self.assertIn(ID_CARD_MASK, str(logs.output))
        self.assertNotIn(ID_CARD, str(logs.output))
        record = logging.LogRecord("x", logging.INFO, "", 0, "unit %s at 1400x850, sum 123456789012345678", (7,), None)
        self.assertTrue(IdentityFilter().filter(record))
        self.assertEqual(record.getMessage(), "unit 7 at 1400x850, sum 123456789012345678")

    def test_log_is_append_only(self):
        """ACCESS-3: nobody changes or deletes the log, not the superuser and not SQL."""
        self.seen.realestate_reveal("phone")
        log = self.env["realestate.access.log"].search([], limit=1)
        for user in self.users.values():
            for operation in ("write", "create", "unlink"):
                self.assertFalse(log.with_user(user).has_access(operation), f"{user.name} {operation}")
        with self.assertRaises(UserError):
            log.write({"how": "export"})
        with self.assertRaises(UserError):
            log.unlink()
        for query in ("UPDATE realestate_access_log SET how = 'export'", "DELETE FROM realestate_access_log"):
            with self.assertRaisesRegex(Exception, "append-only"), mute_logger("odoo.sql_db"), self.cr.savepoint():
                self.cr.execute(query)

    def test_no_field_goes_round_the_mask(self):
        """ACCESS-3: a field related to a masked one is read by the user, not by the superuser."""
        staff = {"crm.team.member.phone", "resource.resource.phone", "hr.employee.phone", "hr.employee.public.phone"}
        staff |= {"res.company.phone", "base.document.layout.phone"}
        for model in self.env.registry.values():
            for field in model._fields.values():
                if not field.related or field.model_name + "." + field.name in staff:
                    continue
                target = field
                while target.related:
                    target = target.related_field
                if isinstance(target, MaskedChar) and target.model_name in ("res.partner", "crm.lead"):
                    self.assertFalse(field.compute_sudo, f"{field} shows the number of {target}")
