import io
from datetime import date
from types import SimpleNamespace
from unittest.mock import patch

from openpyxl import load_workbook
from psycopg2 import DatabaseError, IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import format_date, mute_logger

from .common_reception import ReceptionCommon


@tagged("post_install", "-at_install")
class TestReception(ReceptionCommon):
    """CUS-1: the registration books."""

    def test_numbers_by_project_day_and_book(self):
        """CUS-1: 1, 2, 3 … in each book of each project, anew every day of the project's time zone."""
        other = self.env["realestate.project"].create(
            {"name": "Other", "code": "O", "user_ids": [Command.link(self.a.id)]}
        )
        lines = self._register() + self._register() + self._call(self._new_phone(), self.a) + self._register()
        self.assertEqual(lines.mapped("number"), [1, 2, 1, 3])
        call = other._register_visitor(
            {"kind": "call", "name": "x", "phone": self._new_phone(), "source": "call", "asked_user_id": self.a.id}
        )
        self.assertEqual(call.number, 1)
        # 23:59 and 00:01 in Shanghai, while the server's clock shows one day
        self._go(hours=13, minutes=59)
        self.assertEqual((self._register().number, str(self.project._today())), (4, "2026-03-01"))
        self._go(minutes=2)
        self._new_roster(self.a)
        line = self._register()
        self.assertEqual((line.number, str(line.day)), (1, "2026-03-02"))

    def test_refused_registration_leaves_no_gap(self):
        """CUS-1: a number is given with the line; what is refused or told to be there already takes none."""
        phone = self._new_phone()
        first = self._register(phone)
        again = self._register(phone)
        self.assertEqual((again, again.env.context.get("realestate_registered_already")), (first, True))
        self.roster.line_ids.filtered(lambda line: line.state != "busy").action_away()
        self._free(self.a)
        self._line(self.a).action_away()
        with self.assertRaises(UserError), self.cr.savepoint():
            self._register()
        self._line(self.a).action_present()
        self.assertEqual(self._register().number, 2)

    def test_the_same_visitor_later_that_day(self):
        """CUS-1: who left and comes again is registered again."""
        phone = self._new_phone()
        self._register(phone)
        self._free(self.a)
        line = self._register(phone)
        self.assertEqual((line.number, line.is_first, line.user_id), (2, False, self.a))

    def test_complete(self):
        """CUS-1: no required field stays blank; the sentence names the field."""
        for field, blank, message in (
            ("name", "  ", "the name"),
            ("phone", "", "the phone"),
            ("source", False, "how they came"),
        ):
            with self.subTest(field=field), self.assertRaisesRegex(UserError, message):
                self._register(**{"phone": "13912345678", field: blank})
        self.project.reception_medium_required = True
        with self.assertRaisesRegex(UserError, "heard of us"):
            self._register()
        medium = self.env["utm.medium"].create({"name": "Billboard"})
        line = self._register(medium_id=medium.id)
        self.assertEqual((line.medium_id, line.lead_id.medium_id), (medium, medium))
        self.assertFalse(self.env["realestate.reception"].search([("phone", "=", "13912345678")]))
        with self.assertRaises(ValidationError):
            self._register(source="rumour", medium_id=medium.id)

    @mute_logger("odoo.sql_db")
    def test_complete_in_the_database(self):
        """CUS-1: name, phone and number are guarded by constraints."""
        line = self._register()
        for statement in (
            "UPDATE realestate_reception SET name = ' ' WHERE id = %s",
            "UPDATE realestate_reception SET phone = '' WHERE id = %s",
        ):
            with self.assertRaises(IntegrityError), self.cr.savepoint():
                self.cr.execute(statement, [line.id])
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            line.with_context(realestate_correcting=True).copy({"number": line.number, "day": line.day})
            self.env.flush_all()

    def test_phone_numbers(self):
        """CUS-1, CUS-4: one customer however the number is written; what is no number is refused."""
        line = self._register("139 1111-2222")
        for written in ("+86 139 1111 2222", "13911112222", "008613911112222"):
            self._free(self.a)
            self.assertEqual(self._register(written).lead_id, line.lead_id)
        for wrong in ("1391111222", "139111122223", "12345678", "abc", "88886666", "12811112222"):
            with self.subTest(phone=wrong), self.assertRaises(UserError):
                self._register(wrong)
        self._free(self.a)
        for right in ("0571-88886666", "+852 9123 4567"):
            self.assertTrue(self._register(right).phone_sanitized)

    def test_what_becomes_of_the_customer(self):
        """CUS-1, CUS-3: a registration makes the opportunity, protected from that day; the book keeps who and why."""
        phone = self._new_phone()
        line = self._register(phone, name="何先生", source="outreach", user=self.administrator)
        lead = line.lead_id
        self.assertEqual((lead.contact_name, lead.phone, lead.realestate_source), ("何先生", phone, "outreach"))
        self.assertEqual((lead.user_id, str(lead.realestate_protected_until)), (self.a, "2026-03-08"))
        self.assertEqual(lead.realestate_protection_event_ids.mapped("kind"), ["assigned"])
        self.assertEqual((line.is_first, line.desk_user_id), (True, self.administrator))
        self._free(self.a)
        self._go(days=2)
        self._new_roster(self.b, self.a)
        again = self._register(phone)
        self.assertEqual((again.lead_id, again.is_first), (lead, False))
        # his own reception counts as a follow-up
        self.assertEqual(str(lead.realestate_protected_until), "2026-03-10")

    def test_archived_customer_comes_back(self):
        """CUS-4: who was given up for lost and stands at the door is the same customer."""
        lead = self._register(phone := self._new_phone()).lead_id
        self._free(self.a)
        lead.action_archive()
        line = self._register(phone)
        self.assertEqual(line.lead_id, lead)
        self.assertTrue(lead.active)
        self.assertEqual((line.basis, lead.user_id), ("turn", self.b))

    # kept for good
    def test_never_deleted(self):
        """CUS-1: no role and no superuser deletes a line; nor does SQL."""
        line = self._register()
        for user in (self.manager, self.director, self.users["configurator"]):
            with self.assertRaises(AccessError):
                line.with_user(user).unlink()
        with self.assertRaises(UserError):
            line.unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(DatabaseError), self.cr.savepoint():
            self.cr.execute("DELETE FROM realestate_reception WHERE id = %s", [line.id])
        with mute_logger("odoo.sql_db"), self.assertRaises(DatabaseError), self.cr.savepoint():
            self.cr.execute("UPDATE realestate_reception SET number = 7 WHERE id = %s", [line.id])

    def test_never_edited(self):
        """CUS-1: nobody edits a line; only the correction does."""
        line = self._register()
        for user in (self.manager, self.a, self.director):
            with self.assertRaises(UserError):
                line.with_user(user).name = "x"
            with self.assertRaises(AccessError):
                line.with_user(user).reason = "x"
        with self.assertRaises(UserError):
            line.name = "x"

    def test_correction_leaves_a_trace(self):
        """CUS-1: old and new value and the reason stay, numbers masked; the customer follows."""
        line = self._register("13911110000", name="何先生").with_context(tracking_disable=False)
        self.env.flush_all()
        self.cr.precommit.run()
        wizard = Form(
            self.env["realestate.reception.correct"]
            .with_user(self.administrator)
            .with_context(default_reception_id=line.id, tracking_disable=False)
        )
        wizard.name = "贺先生"
        wizard.phone = "13911110009"
        wizard.reason = "misheard"
        wizard.save().action_apply()
        self.env.flush_all()
        self.cr.precommit.run()
        self.assertEqual((line.name, line.phone, line.phone_sanitized), ("贺先生", "13911110009", "+8613911110009"))
        self.assertEqual((line.lead_id.contact_name, line.lead_id.phone), ("贺先生", "13911110009"))
        self.assertEqual(line.number, 1)
        message = line.message_ids[:1]
        self.assertIn("misheard", message.body)
        values = message.sudo().tracking_value_ids
        self.assertEqual(
            {(value.old_value_char, value.new_value_char) for value in values},
            {("何先生", "贺先生"), ("139****0000", "139****0009")},
        )

    def test_correction_is_for_those_who_lead(self):
        """CUS-1: a consultant corrects nothing; a correction without change or with a wrong number is refused."""
        line = self._register()
        with self.assertRaises(AccessError):
            line.with_user(self.a)._correct({"name": "x"}, "y")
        for vals in ({}, {"name": line.name}, {"phone": "123"}):
            with self.assertRaises(UserError):
                line.with_user(self.manager)._correct(vals, "y")

    # rights
    def test_who_registers(self):
        """ACCESS-1: sales staff of the project; a consultant visitors only while he is on duty."""
        for role in ("accountant", "hr", "configurator"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._register(user=self.users[role])
        stranger = self._new_user("consultant", "stranger")
        with self.assertRaises(AccessError):
            self._register(user=stranger)
        project = self.project.with_user(self.b)
        vals = {"name": "x", "phone": self._new_phone(), "source": "visit"}
        self._line(self.b).action_away()
        with self.assertRaisesRegex(AccessError, "on duty"):
            project.register_visitor(vals)
        call = {**vals, "kind": "call", "asked_user_id": self.b.id}
        self.assertEqual(project.register_visitor(call)["answer"]["user"], self.b.name)
        self._line(self.b).action_present()
        self.assertEqual(project.register_visitor({**vals, "phone": self._new_phone()})["answer"]["number"], 1)

    def test_who_reads_the_books(self):
        """ACCESS-1, ACCESS-3: a consultant what he received or whose customer it is; numbers only his customers'."""
        line = self._register(phone := self._new_phone())
        self.assertTrue(line.with_user(self.a).has_access("read"))
        self.assertEqual(line.with_user(self.a).phone, phone)
        for user in (self.b, self.accountant, self.users["hr"], self.users["configurator"]):
            self.assertFalse(line.with_user(user).has_access("read"))
        for user in (self.manager, self.administrator, self.director):
            seen = line.with_user(user)
            self.assertEqual(seen.phone, f"139****{phone[-4:]}")
        # the customer goes to another: the number with him
        line.lead_id._realestate_assign(self.b, kind="reassigned")
        self.env.invalidate_all()
        self.assertIn("****", line.with_user(self.a).phone)

    def test_reveal_is_logged(self):
        """ACCESS-3: a manager who looks at the number is noted."""
        line = self._register(phone := self._new_phone())
        self.assertEqual(line.with_user(self.manager).realestate_reveal("phone"), phone)
        log = self.env["realestate.access.log"].search([("res_model", "=", line._name), ("res_id", "=", line.id)])
        self.assertEqual((log.user_id, log.how), (self.manager, "reveal"))

    # the desk
    def test_lookup_tells_whose_and_until_when(self):
        """CUS-4: by a full number the desk tells the holder and the last day; the name only to who reaches him."""
        phone = self._new_phone()
        look = self.project.with_user(self.b).reception_lookup
        self.assertEqual(look(phone)["status"], "new")
        self._register(phone)
        answer = look(phone)
        self.assertEqual((answer["status"], answer["user"], answer["name"]), ("held", self.a.name, False))
        self.assertIn(format_date(self.env, date(2026, 3, 8)), answer["message"])
        self.assertEqual(self.project.with_user(self.a).reception_lookup(phone)["name"], "何先生")
        self.assertEqual(look(phone[:9])["status"], "invalid")
        self._go(days=8)
        self.assertEqual(look(phone)["status"], "free")
        with self.assertRaises(AccessError):
            self.project.with_user(self.accountant).reception_lookup(phone)

    def test_desk_shows_a_consultant_no_number_of_others(self):
        """ACCESS-1, ACCESS-3: of others' customers the list at the desk has neither name nor number."""
        phone = self._new_phone()
        self._register(phone, name="何小明")
        data = self.project.with_user(self.b).reception_data()
        self.assertEqual((data["book"][0]["name"], data["book"][0]["phone"]), ("何**", ""))
        self.assertNotIn(phone, str(data))
        own = self.project.with_user(self.a).reception_data()["book"][0]
        self.assertEqual((own["name"], own["phone"]), ("何小明", f"139****{phone[-4:]}"))

    def test_desk_roster(self):
        """CUS-6: who is on duty, whose turn it is, who is busy; in the order of turns."""
        project = self.project.with_user(self.a)
        roster = project.reception_data()["roster"]
        self.assertEqual([line["user_id"] for line in roster["lines"]], (self.a + self.b + self.c).ids)
        self.assertEqual([line["next"] for line in roster["lines"]], [True, False, False])
        answer = project.register_visitor({"name": "x", "phone": self._new_phone(), "source": "visit"})
        self.assertEqual(answer["answer"]["user"], self.a.name)
        first = answer["roster"]["lines"][0]
        self.assertEqual((first["user_id"], first["next"]), (self.b.id, True))
        busy = answer["roster"]["lines"][-1]
        self.assertEqual((busy["state"], busy["visitor"]), ("busy", 1))
        roster = project.reception_roster(self.a.id, "finish")
        self.assertGreater(roster["version"], answer["roster"]["version"])
        with self.assertRaises(UserError):
            project.reception_roster(self.manager.id, "present")
        with self.assertRaises(UserError):
            project.reception_roster(self.a.id, "dance")
        with self.assertRaises(AccessError):
            self.project.with_user(self.accountant).reception_roster(self.a.id, "away")

    def test_roster_is_moved_by_who_is_on_duty(self):
        """CUS-6: a consultant moves himself at any time, colleagues while on duty; his turn nobody else passes."""
        project = self.project.with_user(self.b)
        project.reception_roster(self.c.id, "away")
        with self.assertRaisesRegex(AccessError, "passed by whose turn"):
            project.reception_roster(self.a.id, "pass")
        with self.assertRaisesRegex(AccessError, "passed by whose turn"):
            self._line(self.a).with_user(self.b).action_pass_turn()
        self.project.with_user(self.manager).reception_roster(self.a.id, "pass")
        project.reception_roster(self.b.id, "pass")
        project.reception_roster(self.b.id, "away")
        with self.assertRaisesRegex(AccessError, "on duty"):
            project.reception_roster(self.c.id, "present")
        project.reception_roster(self.b.id, "present")

    def test_no_person_is_named_by_id(self):
        """ACCESS-1: an id in a request opens nobody's file, and makes nobody a customer."""
        stranger = self.env["res.partner"].create({"name": "Vendor"})
        vals = {"name": "x", "phone": self._new_phone(), "source": "referral", "referrer_id": stranger.id}
        with self.assertRaises(UserError):
            self.project.with_user(self.a).register_visitor(vals)
        self.assertFalse(stranger.realestate_customer)

    def test_start_and_add(self):
        """CUS-6: today's roster from the last one; a consultant who is not planned is added and present."""
        self._go(days=1)
        project = self.project.with_user(self.manager)
        self.assertEqual(len(project.reception_roster(False, "start")["lines"]), 3)
        self._line(self.c).unlink()
        roster = project.reception_roster(self.c.id, "add")
        self.assertEqual([line["state"] for line in roster["lines"]].count("present"), 1)
        with self.assertRaises(UserError):
            project.reception_roster(self.accountant.id, "add")

    def test_desks_are_told(self):
        """CUS-6: one message a transaction to the project's desks, without customers; only they listen."""
        self.env.cr.precommit.run()
        self.env["bus.bus"].sudo().search([]).unlink()
        phone = self._new_phone()
        self._register(phone, name="何小明")
        self.env.cr.precommit.run()
        messages = self.env["bus.bus"].sudo().search([]).filtered(lambda m: "realestate_reception" in m.message)
        self.assertEqual(len(messages), 1)
        self.assertNotIn(phone, messages.message)
        self.assertNotIn("小明", messages.message)
        asked = [f"realestate_reception_{self.project.id}"]
        for user, admitted in ((self.b, True), (self.administrator, True), (self.accountant, False)):
            session = SimpleNamespace(uid=user.id)
            with patch("odoo.addons.bus.models.ir_websocket.wsrequest", SimpleNamespace(session=session)):
                channels = self.env["ir.websocket"].with_user(user)._build_bus_channel_list(list(asked))
            with self.subTest(user=user.login):
                self.assertEqual(
                    any(isinstance(channel, tuple) and channel[1] == "reception" for channel in channels), admitted
                )
                self.assertNotIn(asked[0], [channel for channel in channels if isinstance(channel, str)])

    def test_queries(self):
        """One request registers; how much it asks of the database does not grow with the books."""
        project = self.project.with_user(self.manager)

        def register():
            project.register_visitor({"name": "x", "phone": self._new_phone(), "source": "visit"})
            self.env.flush_all()

        register()
        self._free(self.a)
        self.env.flush_all()
        with self.assertQueryCount(42):
            register()


@tagged("post_install", "-at_install")
class TestReceptionExcel(ReceptionCommon, HttpCase):
    def setUp(self):
        super().setUp()
        # a session's age is real
        self.clock.tick(0)

    def _sheet(self, user, lines, **params):
        action = lines.with_user(user).action_export_in_full() if params else lines.with_user(user).action_export()
        self.authenticate(user.login, user.login)
        return self.url_open(action["url"])

    def test_excel_of_the_book(self):
        """CUS-1, ACCESS-3: the book by one click, numbers masked; a manager's numbers in full are logged."""
        lines = self._register("13911110001", name="何先生") + self._register("13911110002", name="吕女士")
        self.env.flush_all()
        response = self._sheet(self.manager, lines)
        rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(min_row=2, values_only=True))
        self.assertEqual([row[3] for row in rows], [1, 2])
        self.assertEqual([row[6] for row in rows], ["139****0001", "139****0002"])
        self.assertEqual(rows[0][13], lines[0].reason)
        log = self.env["realestate.access.log"]
        self.assertFalse(log.search([("res_model", "=", lines._name)]))
        response = self._sheet(self.manager, lines, full=1)
        rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(min_row=2, values_only=True))
        self.assertEqual([row[6] for row in rows], ["13911110001", "13911110002"])
        self.assertEqual(log.search([("res_model", "=", lines._name)]).mapped("how"), ["export", "export"])

    def test_excel_of_others(self):
        """ACCESS-1: the address gives a consultant his own lines alone, and never numbers in full on demand."""
        lines = self._register() + self._register()
        self.env.flush_all()
        response = self._sheet(self.b, lines)
        rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(min_row=2, values_only=True))
        self.assertEqual([row[3] for row in rows], [2])
        with mute_logger("odoo.http"):
            self.assertEqual(self._sheet(self.b, lines, full=1).status_code, 403)
            self.assertEqual(self.url_open("/realestate/reception/xlsx?domain=x").status_code, 400)
