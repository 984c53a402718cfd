"""Two stores' keepers at the last pieces (CH-4), and two supervisors at the same numbers (CH-3)."""

import threading

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

ROUNDS = 3
STOCK = 10
NUMBERS = 6


@tagged("post_install", "-at_install")
class TestChannelRaces(BaseCase):
    """What is made here is committed, so that both see it, and taken away again at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.registry.cursor() as cr:
            cls._make(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True}))
        cls.addClassCleanup(cls._take_away)

    @classmethod
    def _make(cls, env):
        project = env["realestate.project"].create({"name": "Channel Races", "code": "CHANNELRACES"})
        team = env["realestate.channel.team"].create({"name": "Channel Races", "module": "call"})
        material = env["realestate.material"].create({"name": "Channel Races"})
        place = env["realestate.material.place"].create({"name": "Channel Races", "project_id": project.id})
        env["realestate.material.move"]._record("in", material, STOCK * ROUNDS, place=place)
        call_list = env["realestate.call.list"].create(
            {"name": "Channel Races", "project_id": project.id, "team_id": team.id}
        )
        common = {"list_id": call_list.id, "project_id": project.id, "company_id": project.company_id.id}
        env["realestate.call.number"].create(
            [
                {**common, "team_id": team.id, "phone": number, "phone_sanitized": number}
                for number in (f"+86170000099{index:02}" for index in range(NUMBERS))
            ]
        )
        cls.project, cls.team, cls.material = project.id, team.id, material.id
        cls.place, cls.list = place.id, call_list.id

    @classmethod
    def _take_away(cls):
        with cls.registry.cursor() as cr:
            for table in ("move", "stock", "holding"):
                cr.execute(f"DELETE FROM realestate_material_{table} WHERE material_id = %s", [cls.material])
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            numbers = env["realestate.call.number"].search([("list_id", "=", cls.list)])
            numbers._release()
            env.flush_all()
            for model, ids in (
                ("realestate.call.list", cls.list),
                ("realestate.material.place", cls.place),
                ("realestate.material", cls.material),
                ("realestate.channel.team", cls.team),
                ("realestate.project", cls.project),
            ):
                env[model].browse(ids).unlink()

    def _race(self, act):
        """Let two do ``act(env)`` in transactions of their own, begun together; return results and refusals."""
        start = threading.Barrier(2, timeout=30)
        done, refused, broken = [], [], []

        def run():
            waited = []

            def once():
                env.cr.execute("SELECT 1")
                if not waited:
                    # the snapshot of the first try is taken before the other one acts
                    waited.append(start.wait())
                result = act(env)
                env.flush_all()
                return result

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                    done.append(retrying(once, env))
            except UserError as refusal:
                refused.append(str(refusal))
            except Exception as error:  # noqa: BLE001  told to the test by the assertion below
                broken.append(repr(error))

        threads = [threading.Thread(target=run, daemon=True) for _one in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertFalse(broken, "who loses is told in a sentence, never by an error of the database")
        return done, refused

    def test_the_last_pieces(self):
        """CH-4: of two who issue the last pieces at once one does; the stock is zero, never below."""

        def issue(env):
            return (
                env["realestate.material.move"]
                ._record(
                    "issue",
                    env["realestate.material"].browse(self.material),
                    STOCK,
                    place=env["realestate.material.place"].browse(self.place),
                    holder=env.user,
                )
                .id
            )

        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE realestate_material_stock SET quantity = %s WHERE material_id = %s", [STOCK, self.material]
            )
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            done, refused = self._race(issue)
        self.assertEqual((len(done), len(refused)), (1, 1), refused)
        self.assertIn("has 0", refused[0])
        with self.registry.cursor() as cr:
            cr.execute("SELECT quantity FROM realestate_material_stock WHERE material_id = %s", [self.material])
            self.assertEqual(cr.fetchall(), [(0,)])

    def test_the_same_numbers(self):
        """CH-3: two who give the same numbers out at once: each number is one caller's."""
        users = iter((1, 2))

        def deal(env):
            return (
                env["realestate.call.number"]
                ._deal_out(
                    env["realestate.call.list"].browse(self.list),
                    [(env["res.users"].browse(next(users, 1)), NUMBERS // 2)],
                    fields.Date.add(fields.Date.today(), days=3),
                    ["new"],
                )
                .ids
            )

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            done, refused = self._race(deal)
        self.assertEqual((len(done), len(refused)), (2, 0), refused)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(DISTINCT lot_id), count(*), count(user_id) FROM realestate_call_number WHERE list_id = %s",
                [self.list],
            )
            self.assertEqual(cr.fetchone(), (2, NUMBERS, NUMBERS))
