"""Two buyers after the last place of a handover slot, each in a transaction and a thread of his own (HND-1)."""

from datetime import timedelta

from races import RaceCase, forget_messages, make_project, take_away_project

from odoo import Command
from odoo.tests import tagged

BUYERS = 4
ROUNDS = 4


@tagged("post_install", "-at_install")
class TestHandoverRaces(RaceCase):
    """The last place of a slot."""

    @classmethod
    def _make(cls, env):
        project, units = make_project(env, "Slots", BUYERS)
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
                "building_ids": [Command.set(project.building_ids.ids)],
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
    def _take_away(cls, env):
        models = ("realestate.service", "realestate.handover.plan")
        for model in ("realestate.handover", *models):
            forget_messages(env.cr, model, env[model].search([("project_id", "=", cls.project)]).ids)
        for model in models:
            env.cr.execute(f"DELETE FROM {env[model]._table} WHERE project_id = %s", [cls.project])
        take_away_project(env, cls.project)
        env["res.users"].browse(cls.users).unlink()
        env["res.partner"].browse(cls.partners).unlink()

    def _race(self, slot_id):
        """Let all buyers book ``slot_id``; return who booked, and what the others were told."""

        def book(handover_id):
            def act(env):
                env["realestate.handover"].browse(handover_id)._home_book(slot_id)
                return handover_id

            return act

        return self._run_together(*zip(self.users, map(book, self.handovers), strict=True))

    def test_last_place(self):
        """HND-1: of four who book the last place at once one has it; each other gets the sentence, and no place."""
        for slot_id in self.slots:
            won, told = self._race(slot_id)
            self.assertEqual((len(won), len(told)), (1, BUYERS - 1), told)
            self.assertTrue(all(":00" in sentence for sentence in told), told)
            self.assertEqual(self._rows("SELECT booked FROM realestate_handover_slot WHERE id = %s", slot_id), [(1,)])
            self.assertEqual(self._rows("SELECT id FROM realestate_handover WHERE slot_id = %s", slot_id), [(won[0],)])
        # a place that somebody moved away from is free again
        [(booked, holding)] = self._rows(
            "SELECT sum(booked), (SELECT count(*) FROM realestate_handover WHERE slot_id = ANY(%s))"
            "  FROM realestate_handover_slot WHERE id = ANY(%s)",
            self.slots,
            self.slots,
        )
        self.assertEqual(booked, holding)
