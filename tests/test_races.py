"""Two people at one unit, each in a transaction and a thread of his own, as two workers of the server are (INV-8)."""

from datetime import timedelta

from races import RaceCase, forget_messages, make_project, take_away_project, take_away_users

from odoo import Command, fields
from odoo.tests import tagged

ROUNDS = 4


@tagged("post_install", "-at_install")
class TestRaces(RaceCase):
    """Claims, exchanges and decisions on a unit and its deal."""

    @classmethod
    def _make(cls, env):
        roles = ("manager", "manager_2", "director", "director_2")
        users = env["res.users"].create(
            [
                {
                    "name": f"Racer {role}",
                    "login": f"racer_{role}",
                    "group_ids": [
                        Command.link(env.ref(f"realestate_sales.realestate_sales_group_{role.removesuffix('_2')}").id)
                    ],
                }
                for role in roles
            ]
        )
        cls.users = dict(zip(roles, users.ids, strict=True))
        project, units = make_project(env, "Races", 5 * ROUNDS + 2, user_ids=[Command.set(users.ids)])
        buyers = env["res.partner"].create([{"name": "Racing Buyer 1"}, {"name": "Racing Buyer 2"}])
        cls.project, cls.units = project.id, units.ids
        cls.buyers = buyers.ids

    @classmethod
    def _take_away(cls, env):
        cr = env.cr
        deals = env["realestate.deal"].search([("project_id", "=", cls.project)])
        for model, table in (("realestate.deal.discount", None), ("realestate.deal.change", "realestate_deal_change")):
            records = env[model].search([("deal_id", "in", deals.ids)])
            forget_messages(cr, model, records.ids)
            if table:
                cr.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [records.ids])
        cr.execute("DELETE FROM realestate_hold WHERE unit_id = ANY(%s)", [cls.units])
        take_away_project(env, cls.project)
        take_away_users(env, list(cls.users.values()))
        env["res.partner"].browse(cls.buyers).unlink()

    # ------------------------------------------------------------------
    # two at once
    # ------------------------------------------------------------------
    def _race(self, *tries, replayed=False):
        """Let each of ``tries`` (role, function of an environment) act; return how many came through, and messages."""
        done, told = self._run_together(*((self.users[role], act) for role, act in tries), replayed=replayed)
        return len(done), told

    def _claims(self, unit_id):
        """How many live documents the unit has, as a new transaction sees it."""
        [(count,)] = self._rows(
            "SELECT (SELECT count(*) FROM realestate_deal WHERE unit_id = %s AND state != 'cancelled')"
            "     + (SELECT count(*) FROM realestate_hold WHERE unit_id = %s AND state = 'active')",
            unit_id,
            unit_id,
        )
        return count

    def _subscribe(self, unit_id, buyer):
        def action(env):
            env["realestate.deal"].subscribe(unit_id, {"partner_id": self.buyers[buyer]})

        return action

    def _hold(self, unit_id):
        def action(env):
            expires_on = fields.Datetime.now() + timedelta(days=1)
            env["realestate.hold"].create({"unit_id": unit_id, "reason": "VIP", "expires_on": expires_on})

        return action

    def _assert_one_wins(self, unit_id, *tries):
        won, lost = self._race(*tries)
        self.assertEqual((won, len(lost)), (1, 1), lost)
        self.assertEqual(self._claims(unit_id), 1)
        self.assertTrue(lost[0].strip())

    def test_subscribe_against_subscribe(self):
        """INV-8: of two who subscribe one unit at once one has it; the other is refused, never both or none."""
        for unit_id in self.units[:ROUNDS]:
            self._assert_one_wins(
                unit_id, ("manager", self._subscribe(unit_id, 0)), ("manager_2", self._subscribe(unit_id, 1))
            )

    def test_hold_against_subscribe(self):
        """INV-6, INV-8: a hold and a subscription come through one door."""
        for unit_id in self.units[ROUNDS : 2 * ROUNDS]:
            self._assert_one_wins(unit_id, ("manager", self._hold(unit_id)), ("manager_2", self._subscribe(unit_id, 0)))

    def test_exchange_against_exchange(self):
        """DEAL-7, INV-8: two deals exchanged to one unit: one moves, the other keeps its own unit."""
        *old_units, target = self.units[-3:]
        with self._environment() as env:
            deals = [
                env["realestate.deal"].subscribe(unit_id, {"partner_id": buyer})["id"]
                for unit_id, buyer in zip(old_units, self.buyers, strict=True)
            ]
            changes = env["realestate.deal.change"].create(
                [{"deal_id": deal, "kind": "exchange", "reason": "higher", "new_unit_id": target} for deal in deals]
            )
            changes.write({"state": "approved"})
            change_ids = changes.ids

        def carry_out(number):
            return lambda env: env["realestate.deal.change"].browse(change_ids[number]).action_apply()

        self._assert_one_wins(target, ("manager", carry_out(0)), ("manager_2", carry_out(1)))
        self.assertEqual(sorted(self._claims(unit_id) for unit_id in old_units), [0, 1])

    # ------------------------------------------------------------------
    # two approvers
    # ------------------------------------------------------------------
    def _requested(self, unit_ids, request):
        """Subscribe the units and let ``request`` ask for something about each deal; return the ids of the requests."""
        with self._environment(self.users["manager"]) as env:
            deals = [
                env["realestate.deal"].subscribe(unit_id, {"partner_id": self.buyers[0]})["id"] for unit_id in unit_ids
            ]
            return [request(env["realestate.deal"].browse(deal)).id for deal in deals]

    def _assert_decided_once(self, model, record_id, first, second, states):
        """One decision takes effect, and the other approver is told; return the record's state."""
        won, lost = self._race(("director", first), ("director_2", second), replayed=True)
        self.assertEqual((won, len(lost)), (1, 1), lost)
        self.assertRegex(lost[0], "no longer to be decided|this step needs one|just now")
        with self._environment() as env:
            record = env[model].browse(record_id)
            self.assertIn(record.state, states)
            by = record.decided_by_id if "decided_by_id" in record else record.approver_id
            self.assertIn(by.id, (self.users["director"], self.users["director_2"]))
            return record.state

    def test_grant_against_refuse(self):
        """DEAL-3: of two who decide one discount one decision holds; the price is that decision's."""

        def ask(deal):
            return deal.ask_discount({"kind": "percent", "percent": 5, "reason": "cash", "name": "Race"})

        units = self.units[2 * ROUNDS : 3 * ROUNDS]
        for unit_id, line_id in zip(units, self._requested(units, ask), strict=True):
            state = self._assert_decided_once(
                "realestate.deal.discount",
                line_id,
                lambda env, line=line_id: env["realestate.deal.discount"].browse(line).action_grant("yes"),
                lambda env, line=line_id: env["realestate.deal.discount"].browse(line).action_refuse("no"),
                ("granted", "refused"),
            )
            query = "SELECT price FROM realestate_deal WHERE unit_id = %s AND state = 'subscribed'"
            self.assertEqual(self._rows(query, unit_id), [(950000 if state == "granted" else 1000000,)])

    def test_approve_against_reject(self):
        """DEAL-7: of two who decide one change one decision holds."""

        def ask(deal):
            change = deal.env["realestate.deal.change"].create(
                {"deal_id": deal.id, "kind": "withdrawal", "reason": "changed his mind"}
            )
            change.action_submit()
            return change

        for change_id in self._requested(self.units[3 * ROUNDS : 4 * ROUNDS], ask):
            self._assert_decided_once(
                "realestate.deal.change",
                change_id,
                lambda env, change=change_id: env["realestate.deal.change"].browse(change).action_approve("yes"),
                lambda env, change=change_id: env["realestate.deal.change"].browse(change).action_reject("no"),
                ("approved", "rejected"),
            )
