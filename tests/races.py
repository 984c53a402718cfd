"""What the tests of races share: acts begun together, each in a transaction and a thread of its own."""

import contextlib
import threading

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import mute_logger


class RaceCase(BaseCase):
    """People at one record in the same second, as workers of the server are.

    What ``_make(env)`` makes is committed, so that all see it, and ``_take_away(env)`` takes it away at the end.
    """

    context = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls._environment(no_reset_password=True, tracking_disable=True) as env:
            cls._make(env)
        cls.addClassCleanup(cls._clear)

    @classmethod
    def _make(cls, env):
        raise NotImplementedError

    @classmethod
    def _take_away(cls, env):
        raise NotImplementedError

    @classmethod
    def _clear(cls):
        with cls._environment(active_test=False) as env:
            cls._take_away(env)

    @classmethod
    @contextlib.contextmanager
    def _environment(cls, user_id=SUPERUSER_ID, **context):
        """A transaction of its own, committed at the end."""
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, user_id, context)

    def _rows(self, query, *values):
        """Return the rows of ``query`` as a new transaction sees them."""
        with self.registry.cursor() as cr:
            cr.execute(query, values)
            return cr.fetchall()

    def _run_together(self, *acts, replayed=True):
        """Let each of ``acts`` (user id, function of an environment) act in its own transaction, begun together.

        :param bool replayed: as the server does it, a transaction that the database refuses begins anew
        :return: ``([what those who came through returned, as they committed], [what the others were told])``
        """
        start = threading.Barrier(len(acts), timeout=30)
        done, told, broken = [], [], []

        def run(user_id, act):
            waited = []

            def attempt():
                # the snapshot of the first attempt is taken before another one acts
                env.cr.execute("SELECT 1")
                if not waited:
                    waited.append(start.wait())
                result = act(env)
                env.flush_all()
                return result

            try:
                with self._environment(user_id, **self.context) as env:
                    result = retrying(attempt, env) if replayed else attempt()
                done.append(result)
            except AccessError as mistake:
                broken.append(repr(mistake))  # he would lose without a race
            except UserError as refusal:
                told.append(str(refusal))
            except Exception as error:  # noqa: BLE001  told to the test by the assertion below
                broken.append(repr(error))

        threads = [threading.Thread(target=run, args=one, daemon=True) for one in acts]
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(90)
        self.assertFalse(broken, "who loses is told in a sentence, never by an error of the database")
        self.assertEqual(len(done) + len(told), len(acts))
        return done, told


def make_project(env, name, homes, **values):
    """Return a project, and ``homes`` units of it, of 100 ㎡ at 10,000 on sale, one above the other."""
    project = env["realestate.project"].create({"name": name, "code": name.upper(), **values})
    building = env["realestate.building"].create({"name": "1#", "code": "1", "project_id": project.id})
    permit = env["realestate.permit"].create(
        {
            "name": f"{name}-1",
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
            for number in range(1, homes + 1)
        ]
    )
    release.action_open()
    return project, units


def forget_messages(cr, model, ids):
    """Delete what hangs on these records without a foreign key."""
    table = {"mail_message": "model", "mail_followers": "res_model", "mail_activity": "res_model"}
    for name, column in table.items():
        cr.execute(f"DELETE FROM {name} WHERE {column} = %s AND res_id = ANY(%s)", [model, list(ids)])


def take_away_project(env, project_id, *models):
    """Delete a project with its units and deals.

    :param models: of the project, by ``project_id``, whose messages go with it
    """
    cr = env.cr
    env.flush_all()
    for model in ("realestate.deal", "realestate.unit", *models):
        forget_messages(cr, model, env[model].search([("project_id", "=", project_id)]).ids)
    cr.execute("UPDATE realestate_unit SET live_deal_id = NULL WHERE project_id = %s", [project_id])
    for table in ("deal", "price_history", "unit", "release", "permit", "building"):
        cr.execute(f"DELETE FROM realestate_{table} WHERE project_id = %s", [project_id])
    forget_messages(cr, "realestate.project", [project_id])
    cr.execute("DELETE FROM realestate_project WHERE id = %s", [project_id])
    env.invalidate_all()


def take_away_users(env, user_ids):
    users = env["res.users"].browse(user_ids)
    partners = users.partner_id
    users.unlink()
    partners.unlink()
