"""Two reception desks in the same second, each in a transaction and a thread of its own (CUS-1, CUS-6)."""

import threading

from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

ROUNDS = 4


@tagged("post_install", "-at_install")
class TestReceptionRaces(BaseCase):
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
        group = env.ref("realestate_sales.realestate_sales_group_manager")
        users = env["res.users"].create(
            [
                {"name": f"Desk {number}", "login": f"desk_{number}", "group_ids": [Command.link(group.id)]}
                for number in range(4)
            ]
        )
        cls.user_ids = users.ids
        cls.project_id = (
            env["realestate.project"]
            .create({"name": "Desks", "code": "DESKS", "user_ids": [Command.set(users.ids)]})
            .id
        )

    @classmethod
    def _take_away(cls):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
            users = env["res.users"].browse(cls.user_ids)
            project = [cls.project_id]
            lead_ids = env["crm.lead"].search([("realestate_project_id", "=", cls.project_id)]).ids
            cr.execute("DELETE FROM mail_activity WHERE res_model = 'crm.lead' AND res_id = ANY(%s)", [lead_ids])
            for model in ("realestate.reception", "crm.lead", "realestate.roster", "realestate.project"):
                field = "realestate_project_id" if model == "crm.lead" else "project_id"
                domain = [("id", "=", cls.project_id)] if model == "realestate.project" else [(field, "in", project)]
                records = env[model].search(domain)
                for child in ("mail_message", "mail_followers"):
                    column = "model" if child == "mail_message" else "res_model"
                    cr.execute(f"DELETE FROM {child} WHERE {column} = %s AND res_id = ANY(%s)", [model, records.ids])
            cr.execute("UPDATE realestate_roster_line SET reception_id = NULL WHERE project_id = ANY(%s)", [project])
            # the book is torn up by who owns the table alone
            cr.execute("ALTER TABLE realestate_reception DISABLE TRIGGER realestate_reception_kept")
            cr.execute("DELETE FROM realestate_reception WHERE project_id = ANY(%s)", [project])
            cr.execute("ALTER TABLE realestate_reception ENABLE TRIGGER realestate_reception_kept")
            for table in ("realestate_roster_line", "realestate_roster", "realestate_reception_counter"):
                cr.execute(f"DELETE FROM {table} WHERE project_id = ANY(%s)", [project])
            cr.execute("DELETE FROM realestate_protection_event WHERE project_id = ANY(%s)", [project])
            cr.execute("DELETE FROM crm_lead WHERE realestate_project_id = ANY(%s)", [project])
            cr.execute("DELETE FROM realestate_project WHERE id = ANY(%s)", [project])
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _open_day(self):
        """Put all four on duty, nobody receiving, nobody with a turn."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            project = env["realestate.project"].browse(self.project_id)
            roster = project._roster_of(project._today()) or env["realestate.roster"].create(
                {
                    "project_id": project.id,
                    "line_ids": [Command.create({"user_id": user_id}) for user_id in self.user_ids],
                }
            )
            roster.line_ids.action_present()

    def _race(self, *calls):
        """Let each of ``calls`` (function of a project) run in its own transaction, begun together, as a request does.

        :return: what they returned, in the order in which they committed
        """
        start = threading.Barrier(len(calls), timeout=30)
        done, broken = [], []

        def run(number, call):
            waited = []

            def attempt():
                # the snapshot of the first attempt is taken before the other one acts
                cr.execute("SELECT 1")
                if not waited:
                    waited.append(True)
                    start.wait()
                return call(env["realestate.project"].browse(self.project_id))

            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, self.user_ids[number], {"tracking_disable": True})
                    result = retrying(attempt, env)
                done.append(result)
            except Exception as error:  # noqa: BLE001  told to the test by the assertion below
                broken.append(repr(error))

        threads = [threading.Thread(target=run, args=one, daemon=True) for one in enumerate(calls)]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(90)
        self.assertFalse(broken, "a desk waits for the other; it never gets an error of the database")
        self.assertEqual(len(done), len(calls))
        return done

    def _visitor(self, phone, kind="visit"):
        vals = {"kind": kind, "name": "Visitor", "phone": phone, "source": "visit"}
        return lambda project: project.register_visitor(dict(vals))

    def _book(self, kind):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT number, user_id, lead_id FROM realestate_reception"
                " WHERE project_id = %s AND kind = %s ORDER BY number",
                [self.project_id, kind],
            )
            return cr.fetchall()

    def test_two_desks(self):
        """CUS-1, CUS-6: two visitors in one second: two numbers without a gap, two consultants, two customers."""
        for number in range(ROUNDS):
            self._open_day()
            before = len(self._book("visit"))
            answers = self._race(self._visitor(f"1370000{number:02d}01"), self._visitor(f"1370000{number:02d}02"))
            lines = self._book("visit")[before:]
            self.assertEqual([line[0] for line in lines], [before + 1, before + 2])
            self.assertEqual(len({line[1] for line in lines}), 2, "nobody is next for two visitors")
            self.assertEqual(len({line[2] for line in lines}), 2)
            self.assertEqual(len({answer["answer"]["user"] for answer in answers}), 2)

    def test_two_desks_one_visitor(self):
        """CUS-1, CUS-4: both desks register one phone number: one customer, one line, and the second desk is told."""
        for number in range(ROUNDS):
            self._open_day()
            before = len(self._book("visit"))
            phone = f"1360000{number:02d}01"
            answers = self._race(self._visitor(phone), self._visitor(phone))
            self.assertEqual(len(self._book("visit")), before + 1)
            self.assertEqual(sorted(answer["answer"]["already"] for answer in answers), [False, True])
            self.assertEqual(len({answer["answer"]["user"] for answer in answers}), 1)
            with self.registry.cursor() as cr:
                cr.execute("SELECT count(*) FROM crm_lead WHERE phone_sanitized = %s", [f"+86{phone}"])
                self.assertEqual(cr.fetchone()[0], 1)

    def test_two_calls_of_one_customer(self):
        """CUS-1, CUS-4: two calls of one number are two lines and one customer; the second knows whose he is."""
        self._open_day()
        answers = self._race(self._visitor("13500000001", "call"), self._visitor("13500000001", "call"))
        lines = self._book("call")
        self.assertEqual([line[0] for line in lines], [1, 2])
        self.assertEqual(len({line[2] for line in lines}), 1)
        self.assertEqual(sorted(answer["answer"]["is_first"] for answer in answers), [False, True])

    def test_registration_against_leaving(self):
        """CUS-6: the next in turn leaves while a visitor is given: either he receives or he is away, never both."""
        self._open_day()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            project = env["realestate.project"].browse(self.project_id)
            next_id = project._roster_of(project._today())._floor().next_line.user_id.id

        def leave(project):
            try:
                project.reception_roster(next_id, "away")
            except Exception as error:
                if "end that reception" not in str(error):
                    raise
            return True

        self._race(self._visitor("13400000001"), leave)
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT state, reception_id FROM realestate_roster_line WHERE user_id = %s AND project_id = %s",
                [next_id, self.project_id],
            )
            [(state, reception_id)] = cr.fetchall()
        self.assertEqual(state == "busy", bool(reception_id))
