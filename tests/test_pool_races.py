"""Two consultants at one customer of the pool, and one consultant in two sessions at his cap (CUS-3)."""

import threading
from datetime import timedelta

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

ROUNDS = 4
CAP = 5


@tagged("post_install", "-at_install")
class TestPoolRaces(BaseCase):
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
    def _take_away(cls):
        with cls.registry.cursor() as cr:
            cr.execute("DELETE FROM realestate_protection_event WHERE project_id = %s", [cls.project])
            cr.execute("DELETE FROM realestate_pool_counter WHERE user_id = ANY(%s)", [cls.users])
            cr.execute("DELETE FROM mail_message WHERE model = 'crm.lead' AND res_id = ANY(%s)", [cls.leads])
            cr.execute("DELETE FROM mail_followers WHERE res_model = 'crm.lead' AND res_id = ANY(%s)", [cls.leads])
            cr.execute("DELETE FROM crm_lead WHERE id = ANY(%s)", [cls.leads])
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            env["realestate.project"].browse(cls.project).unlink()
            users = env["res.users"].browse(cls.users)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _race(self, *tries):
        """Let each of ``tries`` (user, lead) take in its own transaction, begun together, as requests do.

        :return: ``(users that have a customer, the messages the others got)``
        """
        start = threading.Barrier(len(tries), timeout=30)
        won, lost, broken = [], [], []

        def run(user_id, lead_id):
            waited = []

            def take():
                env.cr.execute("SELECT 1")
                if not waited:
                    # the snapshot of the first try is taken before the other one acts
                    waited.append(start.wait())
                env["crm.lead"].browse(lead_id).action_take_from_pool()

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, user_id, {})
                    retrying(take, env)
                won.append(user_id)
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
        return won, lost

    def test_two_at_one_customer(self):
        """CUS-3: of two who press at once one has him; the other is told at once, by name."""
        for lead_id in self.leads[:ROUNDS]:
            with mute_logger("odoo.sql_db", "odoo.service.model"):
                won, lost = self._race((self.users[0], lead_id), (self.users[1], lead_id))
            self.assertEqual((len(won), len(lost)), (1, 1), lost)
            self.assertRegex(lost[0], "Pool (one|two)|a colleague")
            with self.registry.cursor() as cr:
                cr.execute("SELECT user_id, realestate_pool FROM crm_lead WHERE id = %s", [lead_id])
                self.assertEqual(cr.fetchone(), (won[0], None))
                cr.execute(
                    "SELECT count(*) FROM realestate_protection_event WHERE lead_id = %s AND kind = 'taken'", [lead_id]
                )
                self.assertEqual(cr.fetchone(), (1,))

    def test_the_cap_in_two_sessions(self):
        """CUS-3: with four taken today, two sessions of one consultant get one more customer, not two."""
        leads = self.leads[ROUNDS:]
        for lead_id in leads[: CAP - 1]:
            self.assertEqual(len(self._race((self.users[2], lead_id))[0]), 1)
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            won, lost = self._race(*((self.users[2], lead_id) for lead_id in leads[CAP - 1 : CAP + 1]))
        self.assertEqual((len(won), len(lost)), (1, 1), lost)
        with self.registry.cursor() as cr:
            cr.execute("SELECT taken FROM realestate_pool_counter WHERE user_id = %s", [self.users[2]])
            self.assertEqual(cr.fetchall(), [(CAP,)])
            cr.execute("SELECT count(*) FROM crm_lead WHERE user_id = %s", [self.users[2]])
            self.assertEqual(cr.fetchone(), (CAP,))
