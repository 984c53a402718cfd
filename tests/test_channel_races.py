"""Two stores' keepers at the last pieces (CH-4), and two supervisors at the same numbers (CH-3)."""

from races import RaceCase

from odoo import SUPERUSER_ID, fields
from odoo.tests import tagged

ROUNDS = 3
STOCK = 10
NUMBERS = 6


@tagged("post_install", "-at_install")
class TestChannelRaces(RaceCase):
    """The last pieces of a store, and the same numbers."""

    context = {"tracking_disable": True}

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
    def _take_away(cls, env):
        for table in ("move", "stock", "holding"):
            env.cr.execute(f"DELETE FROM realestate_material_{table} WHERE material_id = %s", [cls.material])
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
        """Let two do ``act(env)``; return results and refusals."""
        return self._run_together(*[(SUPERUSER_ID, act)] * 2)

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
        done, refused = self._race(issue)
        self.assertEqual((len(done), len(refused)), (1, 1), refused)
        self.assertIn("has 0", refused[0])
        left = self._rows("SELECT quantity FROM realestate_material_stock WHERE material_id = %s", self.material)
        self.assertEqual(left, [(0,)])

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

        done, refused = self._race(deal)
        self.assertEqual((len(done), len(refused)), (2, 0), refused)
        query = "SELECT count(DISTINCT lot_id), count(*), count(user_id) FROM realestate_call_number WHERE list_id = %s"
        self.assertEqual(self._rows(query, self.list), [(2, NUMBERS, NUMBERS)])
