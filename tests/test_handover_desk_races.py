"""Two desks of a handover in the same second, each in a transaction and a thread of its own (HND-1)."""

from races import RaceCase, forget_messages, make_project, take_away_project

from odoo import SUPERUSER_ID, Command
from odoo.tests import tagged

ROUNDS = 3


@tagged("post_install", "-at_install")
class TestHandoverDeskRaces(RaceCase):
    """The queue's next number, and the last place of a slot."""

    context = {"tracking_disable": True}

    @classmethod
    def _make(cls, env):
        project, units = make_project(env, "Keys", 2 * ROUNDS + 2)
        buyer = env["res.partner"].create({"name": "Keys buyer"})
        deals = env["realestate.deal"].create([{"unit_id": unit.id, "partner_id": buyer.id} for unit in units])
        deals._prepare_step()
        deals.write({"state": "signed", "date_signed": project._today()})
        today = project._today()
        plan = env["realestate.handover.plan"].create(
            {
                "name": "Keys",
                "project_id": project.id,
                "building_ids": [Command.set(project.building_ids.ids)],
                "date_from": today,
                "date_to": today,
                "notice_days": 0,
                "slot_ids": [Command.create({"day": today, "hour": 9, "capacity": 1})],
            }
        )
        plan._start_handovers(deals)
        cls.handover_ids = plan.handover_ids.ids
        cls.project, cls.buyer, cls.slot = project.id, buyer.id, plan.slot_ids.id

    @classmethod
    def _take_away(cls, env):
        for model in ("realestate.handover", "realestate.service"):
            forget_messages(env.cr, model, env[model].search([("project_id", "=", cls.project)]).ids)
        env.cr.execute("UPDATE realestate_service SET step_id = NULL WHERE project_id = %s", [cls.project])
        for table in ("handover_notice", "handover", "handover_plan", "service"):
            env.cr.execute(f"DELETE FROM realestate_{table} WHERE project_id = %s", [cls.project])
        take_away_project(env, cls.project)
        env["res.partner"].browse(cls.buyer).unlink()

    def _race(self, ids, act):
        """Let each desk do ``act`` with one of the handovers ``ids``; return what those were told who got nothing."""

        def desk(handover_id):
            return SUPERUSER_ID, lambda env: act(env["realestate.handover"].browse(handover_id))

        return self._run_together(*map(desk, ids))[1]

    def test_two_desks_check_in(self):
        """HND-1: two buyers checked in at one moment get two numbers without a gap; nobody presses twice."""
        for number in range(ROUNDS):
            pair = self.handover_ids[2 * number : 2 * number + 2]
            self.assertFalse(self._race(pair, lambda handover: handover.action_check_in()))
            queue = self._rows("SELECT queue_number FROM realestate_handover WHERE id = ANY(%s) ORDER BY 1", pair)
            self.assertEqual(queue, [(2 * number + 1,), (2 * number + 2,)])

    def test_two_desks_one_place(self):
        """HND-1: two desks book the last place of a slot: one has it, the other is told that it is full."""

        def book(handover):
            handover.action_book(handover.env["realestate.handover.slot"].browse(self.slot))

        told = self._race(self.handover_ids[-2:], book)
        self.assertEqual(len(told), 1)
        self.assertIn("full", told[0])
        for query in (
            "SELECT booked FROM realestate_handover_slot WHERE id = %s",
            "SELECT count(*) FROM realestate_handover WHERE slot_id = %s",
        ):
            self.assertEqual(self._rows(query, self.slot), [(1,)])
