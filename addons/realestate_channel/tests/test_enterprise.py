from datetime import date, datetime

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ChannelReceptionCommon
from .common_partners import MORNING, freeze_time


class EnterpriseCommon(ChannelReceptionCommon):
    """A team for enterprises under the first supervisor, and an enterprise of the first specialist."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enterprises = cls._new_team(
            "Enterprises",
            module="enterprise",
            parent_id=cls.department.id,
            user_id=cls.supervisor.id,
            member_ids=[Command.set(cls.specialist.ids)],
        )
        cls.enterprise = (
            cls.env["realestate.enterprise"]
            .with_user(cls.specialist)
            .create(
                {
                    "name": "Oriental Precision",
                    "headcount": 1200,
                    "contact_ids": [Command.create({"name": "金主席", "title": "Union", "phone": "13800001111"})],
                }
            )
        )

    @classmethod
    def _new_visit(cls, **values):
        return (
            cls.env["realestate.enterprise.visit"]
            .with_user(values.pop("user", cls.specialist))
            .create({"enterprise_id": cls.enterprise.id, "project_id": cls.project.id, **values})
        )

    @classmethod
    def _new_event(cls, *guests, **values):
        return (
            cls.env["realestate.enterprise.event"]
            .with_user(cls.specialist)
            .create(
                {
                    "name": "Housing Day",
                    "enterprise_id": cls.enterprise.id,
                    "project_id": cls.project.id,
                    "date_begin": MORNING,
                    "guest_ids": [Command.create({"name": name, "phone": phone}) for name, phone in guests],
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestEnterprise(EnterpriseCommon):
    """CH-5: the enterprise library."""

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(MORNING))

    def test_visits(self):
        """CH-5: a visit has date, result and next step; the enterprise shows the last one and how willing it is."""
        self.assertEqual((self.enterprise.stage, self.enterprise.team_id), ("new", self.enterprises))
        planned = self._new_visit(date="2026-03-05 02:00:00")
        self.assertEqual((self.enterprise.stage, self.enterprise.next_day), ("new", date(2026, 3, 5)))
        visit = self._new_visit(
            date="2026-02-28 17:30:00", result="interested", willingness="high", next_step="Send prices",
            next_day="2026-03-04",
        )  # fmt: skip
        # 01:30 of the 1st in Shanghai
        self.assertEqual((visit.day, visit.team_id), (date(2026, 3, 1), self.enterprises))
        self.assertEqual((self.enterprise.stage, self.enterprise.willingness), ("visited", "high"))
        self.assertEqual((self.enterprise.visit_count, self.enterprise.next_step), (1, "Send prices"))
        self._new_visit(date="2026-02-20 02:00:00", result="refused", willingness="none")
        self.assertEqual(self.enterprise.willingness, "high", "an older visit entered later says nothing new")
        with self.assertRaisesRegex(ValidationError, "when it has been"):
            planned.result = "met"

    @mute_logger("odoo.sql_db")
    def test_constraints(self):
        """CH-5: one enterprise of a name, no next step before the visit, a signed agreement has its day."""
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["realestate.enterprise"].create({"name": "Oriental Precision"})
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self._new_visit(result="met", next_day="2026-02-27")
            self.env.flush_all()
        agreement = self._new_agreement()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env.flush_all()
            self.cr.execute("UPDATE realestate_enterprise_agreement SET state = 'signed' WHERE id = %s", [agreement.id])
        other = self.env["realestate.enterprise"].create({"name": "Other"})
        with self.assertRaises(ValidationError):
            self._new_visit(
                enterprise_id=other.id, contact_id=self.enterprise.contact_ids.id, user=self.channel_manager
            )

    def _new_agreement(self, **values):
        return self.env["realestate.enterprise.agreement"].with_user(self.specialist).create(
            {"name": "QT-1", "enterprise_id": self.enterprise.id, "benefits": "1% off", "date_from": "2026-03-01",
             **values}
        )  # fmt: skip

    def test_agreement(self):
        """CH-5: an agreement is signed and ended by its verbs, in force through its last day."""
        agreement = self._new_agreement(date_to="2026-03-31")
        with self.assertRaises(UserError):
            agreement.state = "signed"
        agreement.action_sign()
        self.assertEqual(
            (agreement.state, agreement.day, self.enterprise.stage), ("signed", date(2026, 3, 1), "agreed")
        )
        self.clock.move_to(datetime(2026, 3, 31, 12))
        agreement.invalidate_recordset()
        self.assertTrue(agreement.is_in_force)
        self.clock.move_to(datetime(2026, 4, 1, 12))
        agreement.invalidate_recordset()
        self.assertFalse(agreement.is_in_force)
        agreement.action_end()
        self.assertEqual(self.enterprise.stage, "visited" if self.enterprise.visit_count else "new")

    def test_what_the_day_counts(self):
        """CH-2, CH-5: the module's day counts each enterprise once where somebody was met, and agreements signed."""
        self._new_visit(result="met", date="2026-02-28 20:00:00")
        self._new_visit(result="interested", date="2026-03-01 01:00:00")
        self._new_visit(result="absent", date="2026-02-27 03:00:00")
        self._new_visit(date="2026-03-01 09:00:00")
        self._new_agreement().action_sign()
        day = date(2026, 3, 1)
        counts = self.env["realestate.enterprise.visit"]._count_by_day(self.project, day, day)
        self.assertEqual(
            dict(counts), {(self.enterprises.id, self.specialist.id, day): {"enterprises": 1, "agreements": 1}}
        )
        none = self.env["realestate.enterprise.visit"]._count_by_day(self.project, day, day, self.calls)
        self.assertFalse(none)

    def test_the_leader_finds_it_on_his_grid(self):
        """CH-2, CH-5: the day's grid of the team proposes what was logged; what the leader typed stays."""
        self._new_visit(result="met", date="2026-03-01 01:00:00")
        self._new_agreement().action_sign()
        grid = self.enterprises.with_user(self.supervisor)
        [row] = grid.grid_data(self.project.id, date(2026, 3, 1))["rows"]
        self.assertEqual((row["values"]["enterprises"], row["values"]["agreements"]), (1, 1))
        row = {
            "team_id": self.enterprises.id,
            "user_id": self.specialist.id,
            "values": {"enterprises": 4, "agreements": 1},
        }
        grid.grid_save(self.project.id, "2026-03-01", "result", [row])
        [row] = grid.grid_data(self.project.id, date(2026, 3, 1))["rows"]
        self.assertEqual(row["values"]["enterprises"], 4)
        result = self.env["realestate.channel.result"].search([("team_id", "=", self.enterprises.id)])
        self.assertEqual((result.enterprises, result.agreements, result.reach), (4, 1, 4))

    # ------------------------------------------------------------------
    # events
    # ------------------------------------------------------------------
    def test_event(self):
        """CH-5: invited, came, became customers; cost for each customer to the cent."""
        event = self._new_event(("甲", "13800000001"), ("乙", "13800000002"), ("丙", "13800000003"), ("丁", False))
        self.clock.move_to(datetime(2026, 3, 1, 1, 59))
        with self.assertRaisesRegex(UserError, "not begun"):
            event.action_hold()
        self.clock.move_to(datetime(2026, 3, 1, 2, 0))
        event.action_hold()
        event.guest_ids.filtered("phone").action_came()
        event.cost = 1000
        event.action_make_leads()
        self.assertEqual((event.invited_count, event.came_count, event.lead_count), (4, 3, 3))
        self.assertEqual((event.state, event.cost_per_lead), ("held", 333.33))
        self.assertEqual(event.guest_ids.mapped("state"), ["lead", "lead", "lead", "invited"])
        with self.assertRaisesRegex(UserError, "no phone"):
            event.guest_ids[3].action_make_lead()
        with self.assertRaisesRegex(UserError, "already"):
            event.guest_ids[0].action_make_lead()

    def test_source_kept_to_the_contract(self):
        """CH-5, CH-7: a customer of an event keeps event, specialist and module through visit, pool and contract."""
        event = self._new_event(("甲", "13800000001"))
        event.guest_ids.action_make_lead()
        lead = event.guest_ids.sudo().lead_id
        self.assertEqual((lead.realestate_event_id, lead.user_id), (event, self.env["res.users"]))
        self._new_roster(self.a, self.b, self.c)
        reception = self._register("13800000001", source="visit")
        self.assertEqual((reception.lead_id, lead.user_id), (lead, self.a))
        lead._realestate_release("x")
        lead.with_user(self.b).action_take_from_pool()
        deal = self._subscribe(lead_id=lead.id, user=self.b)
        deal._log_subscription()
        deal.with_user(self.administrator).action_sign(self.project._today())
        self.assertEqual(deal.realestate_channel_module, "enterprise")
        self.assertEqual(deal.realestate_channel_user_id, self.specialist)
        self.assertEqual(deal.realestate_channel_team_id, self.enterprises)
        self.assertEqual(deal.lead_id.realestate_event_id, event)
        event.invalidate_recordset()
        self.assertEqual((event.visit_count, event.deal_count, self.enterprise.deal_count), (1, 1, 1))

    def test_known_guest(self):
        """CH-5, CUS-4: a guest who is a customer of ours stays his consultant's; the event is not his source."""
        known = self._new_lead(phone="13800000001")
        event = self._new_event(("甲", "13800000001"))
        event.guest_ids.action_make_lead()
        guest = event.guest_ids.sudo()
        self.assertEqual((guest.lead_id, guest.state, event.lead_count), (known, "known", 0))
        self.assertFalse(known.realestate_channel_module)
        self.assertFalse(known.realestate_event_id)

    @mute_logger("odoo.sql_db")
    def test_guest_twice(self):
        """CH-5: a guest is on the list once, however the number is written."""
        event = self._new_event(("甲", "13800000001"))
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            event.guest_ids = [Command.create({"name": "甲", "phone": "138 0000 0001"})]
            self.env.flush_all()

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    def test_numbers_are_masked(self):
        """ACCESS-3: numbers of key people and guests are seen in full by their specialist alone."""
        contact = self.enterprise.contact_ids
        guest = self._new_event(("甲", "13800000001")).guest_ids
        self.assertEqual((contact.phone, guest.phone), ("13800001111", "13800000001"))
        for user in (self.supervisor, self.channel_manager, self.director):
            self.assertEqual(contact.with_user(user).phone, "138****1111")
            self.assertEqual(guest.with_user(user).phone, "138****0001")

    def test_only_own(self):
        """ACCESS-1: another specialist and another supervisor see none of it; the sales office neither."""
        visit = self._new_visit()
        for user in (self.specialist_2, self.supervisor_2):
            for record in (self.enterprise, self.enterprise.contact_ids, visit):
                self.assertFalse(record.with_user(user)._filtered_access("read"))
        with self.assertRaises(AccessError):
            self.enterprise.with_user(self.consultant).read(["name"])
        self.assertTrue(visit.with_user(self.supervisor)._filtered_access("write"))


@tagged("post_install", "-at_install")
class TestEnterpriseUi(EnterpriseCommon, HttpCase):
    def test_tour(self):
        """CH-5: a specialist logs a visit with its result and next step from the enterprise."""
        self.start_tour("/odoo/enterprises", "realestate_enterprise_visit", login=self.specialist.login)
        visit = self.enterprise.visit_ids
        self.assertEqual((visit.result, visit.next_step), ("interested", "Send prices"))
        self.assertEqual(self.enterprise.stage, "visited")
