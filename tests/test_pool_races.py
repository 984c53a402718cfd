"""Two consultants at one customer of the pool, and one consultant in two sessions at his cap (CUS-3)."""

from datetime import timedelta

from races import RaceCase, forget_messages, take_away_project, take_away_users

from odoo import Command, fields
from odoo.tests import tagged

ROUNDS = 4
CAP = 5


@tagged("post_install", "-at_install")
class TestPoolRaces(RaceCase):
    """One customer of the pool, and one cap."""

    @classmethod
    def _make(cls, env):
        group = env.ref("realestate_sales.realestate_sales_group_consultant")
        users = env["res.users"].create(
            [
                {"name": f"Pool {name}", "login": f"pool_{name}", "group_ids": [Command.link(group.id)]}
                for name in ("one", "two", "three")
            ]
        )
        project = env["realestate.project"].create(
            {"name": "Pool Races", "code": "POOLRACES", "user_ids": [Command.set(users.ids)]}
        )
        leads = env["crm.lead"].create(
            [
                {
                    "name": f"Pooled {number}",
                    "realestate_project_id": project.id,
                    "user_id": False,
                    "realestate_pool": "project",
                    "realestate_pool_since": fields.Date.today() - timedelta(days=5),
                }
                for number in range(ROUNDS + CAP + 3)
            ]
        )
        cls.users, cls.project, cls.leads = users.ids, project.id, leads.ids

    @classmethod
    def _take_away(cls, env):
        cr = env.cr
        cr.execute("DELETE FROM realestate_protection_event WHERE project_id = %s", [cls.project])
        cr.execute("DELETE FROM realestate_pool_counter WHERE user_id = ANY(%s)", [cls.users])
        forget_messages(cr, "crm.lead", cls.leads)
        cr.execute("DELETE FROM crm_lead WHERE id = ANY(%s)", [cls.leads])
        take_away_project(env, cls.project)
        take_away_users(env, cls.users)

    def _race(self, *tries):
        """Let each of ``tries`` (user, lead) take; return the users that have a customer, what the others were told."""

        def take(user_id, lead_id):
            def act(env):
                env["crm.lead"].browse(lead_id).action_take_from_pool()
                return user_id

            return user_id, act

        return self._run_together(*(take(*one) for one in tries))

    def test_two_at_one_customer(self):
        """CUS-3: of two who press at once one has him; the other is told at once, by name."""
        for lead_id in self.leads[:ROUNDS]:
            won, lost = self._race((self.users[0], lead_id), (self.users[1], lead_id))
            self.assertEqual((len(won), len(lost)), (1, 1), lost)
            self.assertRegex(lost[0], "Pool (one|two)|a colleague")
            holder = self._rows("SELECT user_id, realestate_pool FROM crm_lead WHERE id = %s", lead_id)
            self.assertEqual(holder, [(won[0], None)])
            taken = "SELECT count(*) FROM realestate_protection_event WHERE lead_id = %s AND kind = 'taken'"
            self.assertEqual(self._rows(taken, lead_id), [(1,)])

    def test_the_cap_in_two_sessions(self):
        """CUS-3: with four taken today, two sessions of one consultant get one more customer, not two."""
        leads = self.leads[ROUNDS:]
        for lead_id in leads[: CAP - 1]:
            self.assertEqual(len(self._race((self.users[2], lead_id))[0]), 1)
        won, lost = self._race(*((self.users[2], lead_id) for lead_id in leads[CAP - 1 : CAP + 1]))
        self.assertEqual((len(won), len(lost)), (1, 1), lost)
        for query in (
            "SELECT taken FROM realestate_pool_counter WHERE user_id = %s",
            "SELECT count(*) FROM crm_lead WHERE user_id = %s",
        ):
            self.assertEqual(self._rows(query, self.users[2]), [(CAP,)])
