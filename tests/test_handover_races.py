"""Two buyers after the last place of a handover slot, each in a transaction and a thread of his own (HND-1)."""

import threading
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

BUYERS = 4
ROUNDS = 4


@tagged("post_install", "-at_install")
class TestHandoverRaces(BaseCase):
    """What is made here is committed, so that all see it, and taken away again at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls._make(api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True, "tracking_disable": True}))
        cls.addClassCleanup(cls._take_away)

    @classmethod
    def _make(cls, env):
        project = env["realestate.project"].create({"name": "Slots", "code": "SLOTS"})
        building = env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
        permit = env["realestate.permit"].create(
            {
                "name": "SLOTS-1",
                "date": "2026-01-01",
                "project_id": project.id,
                "building_ids": [Command.set(building.ids)],
            }
        )
        release = env["realestate.release"].create(
            {"name": "First", "project_id": project.id, "date": "2026-01-01", "permit_id": permit.id}
        )
        units = env["realestate.unit"].create(
            [
                {
                    "code": f"1-{number}01",
                    "building_id": building.id,
                    "floor": number,
                    "number": f"{number}01",
                    "area_gross_presale": 100.0,
                    "list_unit_price": 10000.0,
                    "release_id": release.id,
                }
                for number in range(1, BUYERS + 1)
            ]
        )
        release.action_open()
        partners = env["res.partner"].create([{"name": f"Buyer {unit.number}"} for unit in units])
        users = env["res.users"].create(
            [
                {
                    "login": f"slot_buyer_{partner.id}",
                    "partner_id": partner.id,
                    "lang": "en_US",
                    "group_ids": [Command.set(env.ref("base.group_portal").ids)],
                }
                for partner in partners
            ]
        )
        deals = env["realestate.deal"].create(
            [{"unit_id": unit.id, "partner_id": partner.id} for unit, partner in zip(units, partners, strict=True)]
        )
        kind = env["realestate.service.kind"].search([("is_handover", "=", True)], limit=1)
        services = env["realestate.service"].create([{"deal_id": deal.id, "kind_id": kind.id} for deal in deals])
        plan = env["realestate.handover.plan"].create(
            {
                "name": "Slots",
                "project_id": project.id,
                "building_ids": [Command.set(building.ids)],
                "date_from": project._today() + timedelta(days=20),
                "date_to": project._today() + timedelta(days=20),
                "state": "noticed",
            }
        )
        plan.action_make_slots(starts=range(8, 8 + ROUNDS), capacity=1)
        services.handover_ids.plan_id = plan
        cls.project, cls.plan, cls.partners, cls.users = project.id, plan.id, partners.ids, users.ids
        cls.handovers = [deal.handover_ids.id for deal in deals]
        cls.slots = plan.slot_ids.ids

    @classmethod
    def _take_away(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            project = [("project_id", "=", cls.project)]
            for model in ("realestate.handover", "realestate.service", "realestate.deal"):
                records = env[model].search(project)
                env["mail.message"].search([("model", "=", model), ("res_id", "in", records.ids)]).unlink()
            plans = env["realestate.handover.plan"].search(project)
            env["mail.message"].search([("model", "=", plans._name), ("res_id", "in", plans.ids)]).unlink()
            cr.execute("DELETE FROM realestate_service WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_handover_plan WHERE project_id = %s", [cls.project])
            cr.execute("UPDATE realestate_unit SET live_deal_id = NULL WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_deal WHERE project_id = %s", [cls.project])
            cr.execute(
                "DELETE FROM realestate_price_history WHERE unit_id IN"
                " (SELECT id FROM realestate_unit WHERE project_id = %s)",
                [cls.project],
            )
            for table in ("unit", "release", "permit", "building"):
                cr.execute(f"DELETE FROM realestate_{table} WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_project WHERE id = %s", [cls.project])
            env["res.users"].browse(cls.users).unlink()
            env["res.partner"].browse(cls.partners).unlink()

    def _race(self, slot_id):
        """Let all buyers book ``slot_id`` at one moment, as the server does it: what the database refuses begins anew.

        :return: who booked, and what the others were told
        """
        start = threading.Barrier(BUYERS, timeout=30)
        won, told, broken = [], [], []

        def run(number):
            waited = []

            def attempt():
                # the snapshot of the first attempt is taken before another one acts
                cr.execute("SELECT 1")
                if not waited:
                    waited.append(True)
                    start.wait()
                env["realestate.handover"].browse(self.handovers[number])._home_book(slot_id)

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, self.users[number], {})
                    retrying(attempt, env)
                won.append(self.handovers[number])
            except UserError as refusal:
                told.append(str(refusal))
            except Exception as error:  # noqa: BLE001  told to the test by the assertion below
                broken.append(repr(error))

        threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(BUYERS)]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(90)
        self.assertFalse(broken, "who loses is told in a sentence, never by an error of the database")
        return won, told

    def test_last_place(self):
        """HND-1: of four who book the last place at once one has it; each other gets the sentence, and no place."""
        for slot_id in self.slots:
            won, told = self._race(slot_id)
            self.assertEqual((len(won), len(told)), (1, BUYERS - 1), told)
            self.assertTrue(all(":00" in sentence for sentence in told), told)
            with self.registry.cursor() as cr:
                cr.execute("SELECT booked FROM realestate_handover_slot WHERE id = %s", [slot_id])
                self.assertEqual(cr.fetchone()[0], 1)
                cr.execute("SELECT id FROM realestate_handover WHERE slot_id = %s", [slot_id])
                self.assertEqual([row[0] for row in cr.fetchall()], won)
        with self.registry.cursor() as cr:
            # a place that somebody moved away from is free again
            cr.execute(
                "SELECT sum(booked), (SELECT count(*) FROM realestate_handover WHERE slot_id = ANY(%(slots)s))"
                "  FROM realestate_handover_slot WHERE id = ANY(%(slots)s)",
                {"slots": self.slots},
            )
            booked, holding = cr.fetchone()
        self.assertEqual(booked, holding)
