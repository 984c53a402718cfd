from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RealestateCommon


@tagged("post_install", "-at_install")
class TestReleaseHold(RealestateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.building_2 = cls.env["realestate.building"].create(
            {"name": "2#", "code": "2", "project_id": cls.project.id}
        )
        cls.release_2 = cls.env["realestate.release"].create(
            {"name": "Second", "project_id": cls.project.id, "date": date(2026, 2, 1)}
        )

    def _hold(self, unit=None, user=None, **values):
        return (
            self.env["realestate.hold"]
            .with_user(user or self.manager)
            .create(
                {
                    "unit_id": (unit or self.unit).id,
                    "reason": "For the mayor",
                    "expires_on": fields.Datetime.now() + timedelta(days=1),
                    **values,
                }
            )
        )

    def _sent(self):
        """Ids of the units the boards will be told of when this transaction commits."""
        self.env.flush_all()
        return self.env.cr.precommit.data.get("realestate_board", {"units": set()})["units"]

    def test_no_release_without_permit(self):
        """INV-5: refused with the building's name; with the permit in force it opens."""
        unit = self._new_units(1, building_id=self.building_2.id, code="2-1", release_id=self.release_2.id)
        self.assertEqual(unit.state, "unreleased")
        self.assertIn("2#", self.release_2.permit_message)
        with self.assertRaisesRegex(ValidationError, "2#"):
            self.release_2.with_user(self.administrator).action_open()
        today = self.project._today()
        permit = self.env["realestate.permit"].create(
            {
                "name": "2026-002",
                "date": today + timedelta(days=1),
                "project_id": self.project.id,
                "building_ids": [Command.link(self.building_2.id)],
            }
        )
        self.release_2.permit_id = permit
        with self.assertRaises(ValidationError):
            self.release_2.action_open()  # not in force before its day
        permit.date = today
        self.release_2.with_user(self.administrator).action_open()
        self.assertEqual((self.release_2.state, unit.state), ("open", "available"))
        self.assertIn(unit.id, self._sent())

    def test_finished_property_needs_no_permit(self):
        """INV-5: the completion filing is enough, and cannot be taken away while on sale."""
        self._new_units(1, building_id=self.building_2.id, code="2-1", release_id=self.release_2.id)
        self.building_2.completion_date = date(2025, 12, 1)
        self.release_2.action_open()
        self.assertTrue(self.release_2.finished_property)
        with self.assertRaises(ValidationError):
            self.building_2.completion_date = False

    def test_database_refuses_open_without_permit(self):
        """INV-5: by a constraint of the table."""
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute("UPDATE realestate_release SET state = 'open' WHERE id = %s", [self.release_2.id])

    def test_no_back_door_into_an_open_release(self):
        """INV-5: neither a unit of an uncovered building, nor a building taken from the permit."""
        with self.assertRaisesRegex(ValidationError, "2#"):
            self._new_units(1, building_id=self.building_2.id, code="2-1", release_id=self.release.id)
        with self.assertRaises(ValidationError):
            self.permit.building_ids = [Command.unlink(self.building.id)]
        with self.assertRaises(ValidationError):
            self.permit.date = date(2099, 1, 1)

    def test_release_of_another_project(self):
        other = self.env["realestate.project"].create({"name": "Other", "code": "OT"})
        building = self.env["realestate.building"].create({"name": "1#", "code": "1", "project_id": other.id})
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self._new_units(1, building_id=building.id, release_id=self.release.id)

    def test_empty_release_does_not_open(self):
        with self.assertRaisesRegex(UserError, "no units"):
            self.release_2.action_open()

    def test_closed_release(self):
        """INV-5: what is left goes off sale, a sold unit keeps its deal."""
        self._subscribe()
        self.release.with_user(self.director).action_close()
        self.assertEqual(self.units.mapped("state"), ["subscribed", "unreleased", "unreleased", "unreleased"])
        self.assertIn("closed", self.units[1].why_unavailable())
        with self.assertRaises(UserError):
            self._hold(self.units[1])

    def test_add_units(self):
        """INV-5: by building, floors, layout and type; units on sale or sold elsewhere are left where they are."""
        units = self._new_units(5, building_id=self.building_2.id, section="A", release_id=False)
        units[4].property_type = "shop"
        wizard = (
            self.env["realestate.release.add.units"]
            .with_user(self.administrator)
            .create({"release_id": self.release_2.id})
        )
        self.assertEqual(wizard.unit_ids, units.sorted())
        wizard.write({"floor_from": 2, "floor_to": 5, "property_type": "residential", "section": "A"})
        self.assertEqual((wizard.unit_count, wizard.building_summary), (3, "2#: 3"))
        with self.assertQueryCount(40):
            wizard.action_add()
            self.env.flush_all()
        self.assertEqual(self.release_2.unit_ids, units[1:4].sorted())
        wizard.building_ids = self.building
        with self.assertRaisesRegex(UserError, "No unit matches"):
            wizard.action_add()
        for role in ("consultant", "manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                wizard.with_user(self.users[role]).action_add()

    def test_roles_of_releases(self):
        for role in ("consultant", "manager", "accountant"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.release.with_user(self.users[role]).action_close()

    def test_hold_and_release_by_hand(self):
        """INV-6, INV-7: a manager holds with reason and expiry; the reason is told."""
        hold = self._hold()
        self.assertEqual(self.unit.state, "held")
        self.assertIn("For the mayor", self.unit.why_unavailable())
        self.assertIn(self.manager.name, self.unit.with_user(self.consultant).why_unavailable())
        with self.assertRaisesRegex(UserError, "For the mayor"):
            self._subscribe()
        self.assertIn(self.unit.id, self._sent())
        hold.action_release()
        self.assertEqual((hold.state, self.unit.state), ("released", "available"))
        self.assertTrue(hold.ended_on)

    def test_hold_by_wizard_is_all_or_nothing(self):
        """INV-6: several units at once, or none."""
        wizard = self.env["realestate.unit.hold"].with_user(self.manager)
        wizard = wizard.create({"unit_ids": [Command.set(self.units[:2].ids)], "reason": "Show"})
        self.assertEqual(
            wizard.expires_on.date(),
            (fields.Datetime.now() + timedelta(days=self.project.hold_days)).date(),
        )
        wizard.action_hold()
        self.assertEqual(set(self.units[:2].mapped("state")), {"held"})
        wizard.unit_ids = self.units[1:]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            wizard.action_hold()
        self.assertEqual(set(self.units[2:].mapped("state")), {"available"})

    def test_who_may_hold(self):
        """INV-6: managers and above, in their own projects."""
        for role in ("consultant", "administrator", "accountant", "configurator"):
            with self.subTest(role), self.assertRaises(AccessError):
                self._hold(user=self.users[role])
        self.project.user_ids -= self.manager
        with self.assertRaises(AccessError):
            self._hold()

    def test_expiry_in_the_past(self):
        with self.assertRaisesRegex(ValidationError, "future"):
            self._hold(expires_on=fields.Datetime.now())

    def test_one_active_hold_a_unit(self):
        """INV-6: by the database."""
        self._hold()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO realestate_hold (unit_id, user_id, reason, expires_on, state)"
                " VALUES (%s, %s, 'x', now(), 'active')",
                [self.unit.id, self.manager.id],
            )

    def test_cron_ends_holds_to_the_second(self):
        """INV-6: a hold whose time is up ends, the unit is for sale and the boards hear of it."""
        cron = self.env.ref("realestate_sales.realestate_hold_cron_expire")
        with freeze_time("2026-03-01 08:00:00"):
            hold = self._hold(expires_on="2026-03-01 10:00:00")
            later = self._hold(self.units[1], expires_on="2026-03-01 10:00:01")
        with freeze_time("2026-03-01 09:59:59"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(hold.state, "active")
        with freeze_time("2026-03-01 10:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((hold.state, later.state), ("expired", "active"))
        self.assertEqual((self.units[0].state, self.units[1].state), ("available", "held"))

    def test_not_for_sale(self):
        """INV-7: one clear reason."""
        self.unit.write({"not_for_sale": True, "not_for_sale_reason": "Show flat"})
        self.assertEqual(self.unit.state, "held")
        self.assertIn("Show flat", self.unit.why_unavailable())
        self.assertIn(self.unit.id, self._sent())

    def test_state_is_never_typed_in(self):
        """INV-7: what is written to it does not last."""
        self._subscribe()
        self.assertEqual(self.unit.state, "subscribed")
        self.assertTrue(self.unit._fields["state"].readonly)

    def test_next_step_of_a_new_project(self):
        """INV-1: a new project says what it needs, step by step."""
        project = self.env["realestate.project"].create({"name": "New", "code": "NW"})
        self.assertEqual(project.next_step, "building")
        building = self.env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
        self.assertEqual(project.next_step, "unit")
        unit = self._new_units(1, building_id=building.id, release_id=False)
        project.invalidate_recordset()
        self.assertEqual((project.next_step, unit.code), ("permit", "1-101"))
        permit = self.env["realestate.permit"].create(
            {
                "name": "N-1",
                "date": date(2026, 1, 1),
                "project_id": project.id,
                "building_ids": [Command.link(building.id)],
            }
        )
        self.assertEqual(project.next_step, "release")
        release = self.env["realestate.release"].create(
            {"name": "R", "project_id": project.id, "date": date(2026, 1, 2), "permit_id": permit.id}
        )
        unit.release_id = release
        self.assertEqual(project.next_step, "open")
        release.action_open()
        project.invalidate_recordset()
        self.assertEqual((project.next_step, project.unit_available_count), ("staff", 1))
        project.user_ids = self.consultant + self.manager
        self.assertEqual(project.next_step, "selling")
