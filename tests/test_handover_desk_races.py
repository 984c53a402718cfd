"""Two desks of a handover in the same second, each in a transaction and a thread of its own (HND-1)."""

import threading

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

ROUNDS = 3


@tagged("post_install", "-at_install")
class TestHandoverDeskRaces(BaseCase):
    """What is made here is committed, so that both see it, and taken away again at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls._make(api.Environment(cr, SUPERUSER_ID, {"no_reset_password": True, "tracking_disable": True}))
        cls.addClassCleanup(cls._take_away)

    @classmethod
    def _make(cls, env):
        project = env["realestate.project"].create({"name": "Keys", "code": "KEYS"})
        building = env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
        permit = env["realestate.permit"].create(
            {
                "name": "KEYS-1",
                "project_id": project.id,
                "date": project._today(),
                "building_ids": [Command.set(building.ids)],
            }
        )
        release = env["realestate.release"].create(
            {"name": "K", "project_id": project.id, "date": permit.date, "permit_id": permit.id}
        )
        count = 2 * ROUNDS + 2
        units = env["realestate.unit"].create(
            [
                {
                    "building_id": building.id,
                    "section": "A",
                    "floor": number + 1,
                    "number": f"{number + 1:02d}01",
                    "area_gross_presale": 100,
                    "area_inner_presale": 80,
                    "list_unit_price": 10000,
                    "release_id": release.id,
                }
                for number in range(count)
            ]
        )
        release.action_open()
        buyer = env["res.partner"].create({"name": "Keys buyer"})
        deals = env["realestate.deal"].create([{"unit_id": unit.id, "partner_id": buyer.id} for unit in units])
        deals._prepare_step()
        deals.write({"state": "signed", "date_signed": project._today()})
        today = project._today()
        plan = env["realestate.handover.plan"].create(
            {
                "name": "Keys",
                "project_id": project.id,
                "building_ids": [Command.set(building.ids)],
                "date_from": today,
                "date_to": today,
                "notice_days": 0,
                "slot_ids": [Command.create({"day": today, "hour": 9, "capacity": 1})],
            }
        )
        plan._start_handovers(deals)
        cls.handover_ids = plan.handover_ids.ids
        cls.ids = {
            "project": project.id, "plan": plan.id, "buyer": buyer.id, "slot": plan.slot_ids.id, "deals": deals.ids,
        }  # fmt: skip

    @classmethod
    def _take_away(cls):
        project, deals = cls.ids["project"], cls.ids["deals"]
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            for model in ("realestate.handover", "realestate.service", "realestate.deal", "realestate.unit"):
                ids = env[model].search([("project_id", "=", project)]).ids
                cr.execute("DELETE FROM mail_message WHERE model = %s AND res_id = ANY(%s)", [model, ids])
                cr.execute("DELETE FROM mail_followers WHERE res_model = %s AND res_id = ANY(%s)", [model, ids])
                cr.execute("DELETE FROM mail_activity WHERE res_model = %s AND res_id = ANY(%s)", [model, ids])
            cr.execute("DELETE FROM realestate_handover_notice WHERE project_id = %s", [project])
            cr.execute("DELETE FROM realestate_handover WHERE project_id = %s", [project])
            cr.execute("DELETE FROM realestate_handover_plan WHERE project_id = %s", [project])
            cr.execute("UPDATE realestate_service SET step_id = NULL WHERE project_id = %s", [project])
            cr.execute("DELETE FROM realestate_service WHERE project_id = %s", [project])
            cr.execute("UPDATE realestate_unit SET live_deal_id = NULL WHERE project_id = %s", [project])
            cr.execute("DELETE FROM realestate_deal WHERE id = ANY(%s)", [deals])
            cr.execute(
                "DELETE FROM realestate_permit_building_rel WHERE permit_id IN"
                " (SELECT id FROM realestate_permit WHERE project_id = %s)",
                [project],
            )
            for table in (
                "realestate_price_history", "realestate_unit", "realestate_release", "realestate_permit",
                "realestate_building",
            ):  # fmt: skip
                cr.execute(f"DELETE FROM {table} WHERE project_id = %s", [project])
            cr.execute("DELETE FROM realestate_project WHERE id = %s", [project])
            env["res.partner"].browse(cls.ids["buyer"]).unlink()

    def _race(self, *calls):
        """Let each of ``calls`` (function of an environment) run in its own transaction, begun together.

        :return: errors that reached the user, as text
        """
        start = threading.Barrier(len(calls), timeout=30)
        errors, broken = [], []

        def run(call):
            waited = []

            def attempt():
                # the snapshot of the first attempt is taken before the other one acts
                cr.execute("SELECT 1")
                if not waited:
                    waited.append(True)
                    start.wait()
                return call(env)

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                    retrying(attempt, env)
            except Exception as error:  # noqa: BLE001  told to the test by the assertions below
                (errors if hasattr(error, "args") and "full" in str(error) else broken).append(str(error))

        threads = [threading.Thread(target=run, args=(call,), daemon=True) for call in calls]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(90)
        self.assertFalse(broken, "a desk waits for the other; it never gets an error of the database")
        return errors

    def test_two_desks_check_in(self):
        """HND-1: two buyers checked in at one moment get two numbers without a gap; nobody presses twice."""
        for number in range(ROUNDS):
            pair = self.handover_ids[2 * number : 2 * number + 2]
            self._race(*(lambda env, one=one: env["realestate.handover"].browse(one).action_check_in() for one in pair))
            with self.registry.cursor() as cr:
                cr.execute("SELECT queue_number FROM realestate_handover WHERE id = ANY(%s) ORDER BY 1", [pair])
                self.assertEqual([row[0] for row in cr.fetchall()], [2 * number + 1, 2 * number + 2])

    def test_two_desks_one_place(self):
        """HND-1: two desks book the last place of a slot: one has it, the other is told that it is full."""
        pair = self.handover_ids[-2:]

        def book(one):
            return lambda env: (
                env["realestate.handover"]
                .browse(one)
                .action_book(env["realestate.handover.slot"].browse(self.ids["slot"]))
            )

        errors = self._race(*(book(one) for one in pair))
        self.assertEqual(len(errors), 1)
        with self.registry.cursor() as cr:
            cr.execute("SELECT booked FROM realestate_handover_slot WHERE id = %s", [self.ids["slot"]])
            self.assertEqual(cr.fetchone(), (1,))
            cr.execute("SELECT count(*) FROM realestate_handover WHERE slot_id = %s", [self.ids["slot"]])
            self.assertEqual(cr.fetchone(), (1,))
