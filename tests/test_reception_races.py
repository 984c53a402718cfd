"""Two reception desks in the same second, each in a transaction and a thread of its own (CUS-1, CUS-6)."""

from races import RaceCase, forget_messages, take_away_project, take_away_users

from odoo import Command
from odoo.tests import tagged

ROUNDS = 4


@tagged("post_install", "-at_install")
class TestReceptionRaces(RaceCase):
    """The books and the roster of one day."""

    context = {"tracking_disable": True}

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
    def _take_away(cls, env):
        cr, project = env.cr, [cls.project_id]
        for model, field in (
            ("crm.lead", "realestate_project_id"),
            ("realestate.reception", "project_id"),
            ("realestate.roster", "project_id"),
        ):
            forget_messages(cr, model, env[model].search([(field, "in", project)]).ids)
        cr.execute("UPDATE realestate_roster_line SET reception_id = NULL WHERE project_id = ANY(%s)", [project])
        # the book is torn up by who owns the table alone
        cr.execute("ALTER TABLE realestate_reception DISABLE TRIGGER realestate_reception_kept")
        cr.execute("DELETE FROM realestate_reception WHERE project_id = ANY(%s)", [project])
        cr.execute("ALTER TABLE realestate_reception ENABLE TRIGGER realestate_reception_kept")
        for table in ("roster_line", "roster", "reception_counter", "protection_event"):
            cr.execute(f"DELETE FROM realestate_{table} WHERE project_id = ANY(%s)", [project])
        cr.execute("DELETE FROM crm_lead WHERE realestate_project_id = ANY(%s)", [project])
        take_away_project(env, cls.project_id)
        take_away_users(env, cls.user_ids)

    def _open_day(self):
        """Put all four on duty, nobody receiving, nobody with a turn."""
        with self._environment(tracking_disable=True) as env:
            project = env["realestate.project"].browse(self.project_id)
            roster = project._roster_of(project._today()) or env["realestate.roster"].create(
                {
                    "project_id": project.id,
                    "line_ids": [Command.create({"user_id": user_id}) for user_id in self.user_ids],
                }
            )
            roster.line_ids.action_present()

    def _race(self, *calls):
        """Let each of ``calls`` (function of a project) run for a user of its own; return what they returned."""

        def desk(user_id, call):
            return user_id, lambda env: call(env["realestate.project"].browse(self.project_id))

        done, told = self._run_together(*map(desk, self.user_ids, calls))
        self.assertFalse(told, "a desk waits for the other")
        return done

    def _visitor(self, phone, kind="visit"):
        vals = {"kind": kind, "name": "Visitor", "phone": phone, "source": "visit"}
        return lambda project: project.register_visitor(dict(vals))

    def _book(self, kind):
        return self._rows(
            "SELECT number, user_id, lead_id FROM realestate_reception"
            " WHERE project_id = %s AND kind = %s ORDER BY number",
            self.project_id,
            kind,
        )

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
            customers = self._rows("SELECT count(*) FROM crm_lead WHERE phone_sanitized = %s", f"+86{phone}")
            self.assertEqual(customers, [(1,)])

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
        with self._environment() as env:
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
        [(state, reception_id)] = self._rows(
            "SELECT state, reception_id FROM realestate_roster_line WHERE user_id = %s AND project_id = %s",
            next_id,
            self.project_id,
        )
        self.assertEqual(state == "busy", bool(reception_id))
