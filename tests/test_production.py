"""config/odoo.conf and config/haproxy.cfg started for real: what production runs on."""

import asyncio
import configparser
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import websocket

from odoo.tests import BaseCase, tagged

sys.path.insert(0, str(Path(__file__).parent / "bench"))

from crowd import Client
from office import ROOT, Office

CROWD = 200


@tagged("post_install", "-at_install")
class TestProduction(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = Office(f"production_{os.getpid()}", setup="")
        cls.enterClassContext(cls.office)
        client = Client(cls.office.port)
        cls.uid = asyncio.run(client.login(cls.office.name, "admin", "admin"))
        cls.cookie = client.cookie

    def crowd(self, count):
        """Let that many people ask at once, each on a connection of his own; return their answers."""

        async def ask():
            client = Client(self.office.port, self.cookie)
            try:
                return await client.call("res.users", "has_group", [self.uid], "base.group_user")
            finally:
                client.close()

        async def ask_all():
            return await asyncio.gather(*(ask() for _ in range(count)), return_exceptions=True)

        return asyncio.run(ask_all())

    def test_crowd_is_queued(self):
        """In one second 200 people press the button: Odoo alone would reset half of them."""
        self.assertEqual(self.crowd(CROWD), [True] * CROWD)

    def test_dead_workers_are_replaced(self):
        """Workers die; who comes then waits for the new ones and is answered."""
        for pid in self.office.worker_pids():
            os.kill(pid, signal.SIGKILL)
        self.assertEqual(self.crowd(20), [True] * 20)

    def test_pdf_fits_the_memory_limit(self):
        """DEAL-11: wkhtmltopdf inherits a worker's limit; where that is too low it dies and nothing is printed."""
        config = configparser.ConfigParser()
        config.read(ROOT / "config" / "odoo.conf")
        limit = config.getint("options", "limit_memory_hard")
        printed = subprocess.run(
            ["wkhtmltopdf", "-q", "-", "-"],
            input=b"<p>paper</p>",
            capture_output=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
        )
        self.assertTrue(printed.stdout.startswith(b"%PDF"), printed.stderr)

    def test_live_updates_pass_the_proxy(self):
        live = websocket.create_connection(
            f"ws://127.0.0.1:{self.office.port}/websocket", cookie=self.cookie, timeout=20
        )
        self.addCleanup(live.close)
        self.assertEqual(live.getstatus(), 101)
        # a live connection is answered by the gevent process; it holds no worker
        self.assertEqual(self.crowd(20), [True] * 20)
