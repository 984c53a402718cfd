"""Two people at one unit, each in a transaction and a thread of his own, as two workers of the server are (INV-8)."""

import threading
from contextlib import closing
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

ROUNDS = 4


@tagged("post_install", "-at_install")
class TestRaces(BaseCase):
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
        project = env["realestate.project"].create(
            {"name": "Races", "code": "RACES", "user_ids": [Command.set(users.ids)]}
        )
        building = env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
        permit = env["realestate.permit"].create(
            {
                "name": "RACES-1",
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
                for number in range(1, 5 * ROUNDS + 3)
            ]
        )
        release.action_open()
        buyers = env["res.partner"].create([{"name": "Racing Buyer 1"}, {"name": "Racing Buyer 2"}])
        cls.project, cls.units = project.id, units.ids
        cls.buyers = buyers.ids

    @classmethod
    def _take_away(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            deals = env["realestate.deal"].search([("project_id", "=", cls.project)])
            changes = env["realestate.deal.change"].search([("deal_id", "in", deals.ids)])
            discounts = env["realestate.deal.discount"].search([("deal_id", "in", deals.ids)])
            for records in (deals, changes, discounts):
                env["mail.message"].search([("model", "=", records._name), ("res_id", "in", records.ids)]).unlink()
                records.activity_ids.unlink()
            cr.execute("DELETE FROM realestate_deal_change WHERE id = ANY(%s)", [changes.ids])
            cr.execute("UPDATE realestate_unit SET live_deal_id = NULL WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_deal WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_hold WHERE unit_id = ANY(%s)", [cls.units])
            cr.execute("DELETE FROM realestate_price_history WHERE unit_id = ANY(%s)", [cls.units])
            cr.execute("DELETE FROM realestate_unit WHERE id = ANY(%s)", [cls.units])
            cr.execute("DELETE FROM realestate_release WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_permit WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_building WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_project WHERE id = %s", [cls.project])
            users = env["res.users"].browse(list(cls.users.values()))
            partners = users.partner_id
            users.unlink()
            (partners | env["res.partner"].browse(cls.buyers)).unlink()

    # ------------------------------------------------------------------
    # two at once
    # ------------------------------------------------------------------
    def _race(self, *tries, replayed=False):
        """Let each of ``tries`` (role, function of an environment) act in its own transaction, begun together.

        :param bool replayed: as the server does it, a transaction that the database refuses begins anew
        :return: ``(number of those that committed, the messages the others got)``
        """
        start = threading.Barrier(len(tries), timeout=30)
        won, lost, broken = [], [], []

        def run(role, action):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, self.users[role], {})
                    # the snapshot of the transaction is taken before the other one acts
                    cr.execute("SELECT 1")
                    start.wait()
                    if replayed:
                        retrying(partial(action, env), env)
                    else:
                        action(env)
                won.append(role)
            except AccessError as mistake:
                broken.append(repr(mistake))  # he would lose without a race
            except UserError as refusal:
                lost.append(str(refusal))
            except Exception as error:  # noqa: BLE001  told to the test by the assertion below
                broken.append(repr(error))

        threads = [threading.Thread(target=run, args=one, daemon=True) for one in tries]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(broken, "who loses is told in a sentence, never by an error of the database")
        return len(won), lost

    def _claims(self, unit_id):
        """How many live documents the unit has, as a new transaction sees it."""
        with closing(self.registry.cursor()) as cr:
            cr.execute(
                "SELECT (SELECT count(*) FROM realestate_deal WHERE unit_id = %(unit)s AND state != 'cancelled')"
                "     + (SELECT count(*) FROM realestate_hold WHERE unit_id = %(unit)s AND state = 'active')",
                {"unit": unit_id},
            )
            return cr.fetchone()[0]

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
        with mute_logger("odoo.sql_db"):
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
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
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
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.users["manager"], {})
            deals = [
                env["realestate.deal"].subscribe(unit_id, {"partner_id": self.buyers[0]})["id"] for unit_id in unit_ids
            ]
            return [request(env["realestate.deal"].browse(deal)).id for deal in deals]

    def _assert_decided_once(self, model, record_id, first, second, states):
        """One decision takes effect, and the other approver is told; return the record's state."""
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            won, lost = self._race(("director", first), ("director_2", second), replayed=True)
        self.assertEqual((won, len(lost)), (1, 1), lost)
        self.assertRegex(lost[0], "no longer to be decided|this step needs one|just now")
        with self.registry.cursor() as cr:
            record = api.Environment(cr, SUPERUSER_ID, {})[model].browse(record_id)
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
            with closing(self.registry.cursor()) as cr:
                cr.execute("SELECT price FROM realestate_deal WHERE unit_id = %s AND state = 'subscribed'", [unit_id])
                self.assertEqual(cr.fetchone()[0], 950000 if state == "granted" else 1000000)

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
