"""A PostgreSQL cluster of a benchmark's own, to be killed without harm to anybody's data."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from office import ROOT, free_ports


class Cluster:
    """Context manager; ``environment`` has the PG* variables that lead to it.

    Durable as in production: fsync and synchronous_commit are on.
    """

    def __enter__(self):
        # as root PostgreSQL's programs run as `postgres`, who must be able to enter the folder
        self.folder = Path(tempfile.mkdtemp(prefix="crowd-pg-", dir=ROOT / ".local"))
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        (self.port,) = free_ports(1)
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self._run("initdb", "-D", self.folder / "data", "-U", "odoo", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()
        self.environment = {"PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": "odoo"}
        return self

    def __exit__(self, *_exc):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program, *arguments):
        subprocess.run(
            [str(part) for part in (self.bin / program, *arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            user=self.user,
            cwd=self.folder,
        )

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100"
        log = self.folder / "server.log"
        self._run("pg_ctl", "-D", self.folder / "data", "-l", log, "-o", options, "-w", "-t", "60", "start")

    def kill(self):
        """End it as a power cut would: no process gets to say good-bye."""
        pid_file = self.folder / "data" / "postmaster.pid"
        if not pid_file.exists():
            return
        master = int(pid_file.read_text().splitlines()[0])
        children = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(master)], capture_output=True, text=True, check=False
        ).stdout.split()
        for pid in [master, *map(int, children)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(Path(f"/proc/{pid}").exists() and not _is_zombie(pid) for pid in [master, *map(int, children)]):
            time.sleep(0.01)
        pid_file.unlink(missing_ok=True)

    def copy_from(self, environment, database):
        """Bring ``database`` over from the server that ``environment`` leads to."""
        own = environment | self.environment
        subprocess.run(["createdb", "-T", "template0", "-E", "UTF8", database], env=own, check=True)
        with subprocess.Popen(["pg_dump", "-Fc", database], env=environment, stdout=subprocess.PIPE) as dump:
            subprocess.run(["pg_restore", "--no-owner", "-d", database], env=own, stdin=dump.stdout, check=True)


def _is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True
