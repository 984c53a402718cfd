"""The office as it runs in production, for a benchmark: Odoo's workers behind HAProxy, a database of its own.

Nothing of the running demo office is touched: other ports, another database, dropped at the end.
"""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = ROOT / "config" / "bin"


def shell_environment():
    """Return the variables that config/bin/env.sh sets (database server, paths)."""
    command = f". {BIN / 'env.sh'} && env -0"
    output = subprocess.run(["bash", "-c", command], check=True, capture_output=True, text=True).stdout
    return dict(item.split("=", 1) for item in output.split("\0") if "=" in item)


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        return [sock.getsockname()[1] for sock in sockets]


def opening_day(size):
    """Return the set-up of a project with ``size`` units on sale, for ``Office``."""
    return f"SIZE = {size}\n{(Path(__file__).parent / 'opening_day.py').read_text()}"


def children_of(pid):
    """Return [(process id, command line)] of a process's children, oldest first."""
    command = ["ps", "-o", "pid=,args=", "--ppid", str(pid)]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    rows = (line.strip().split(None, 1) for line in output.splitlines())
    return [(int(child), args) for child, args in rows]


class Office:
    """Context manager: ``with Office("bench_p1") as office: office.url``.

    :param str name: the database, made anew from the template with ``addons`` installed
    :param str setup: Python for ``odoo shell``, run once before the server starts
    :param int workers: Odoo worker processes
    :param Cluster cluster: a database server of the benchmark's own, to which the database is moved
    """

    def __init__(self, name, setup, workers=2, addons="realestate_sales", cluster=None):
        self.name, self.setup, self.workers, self.addons, self.cluster = name, setup, workers, addons, cluster
        self.environment = shell_environment()
        self.port, self.odoo_port, self.live_port = free_ports(3)
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = ROOT / ".local" / "log" / f"{name}.log"
        self.processes = []

    def __enter__(self):
        try:
            self._make_database()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exc):
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._drop_database()

    def _drop_database(self):
        subprocess.run(["dropdb", "--if-exists", "--force", self.name], env=self.environment, check=False)

    def _make_database(self):
        self.log.unlink(missing_ok=True)
        subprocess.run([BIN / "newdb.sh", self.name], check=True)
        common = ["--no-http", "--log-level=warn", f"--logfile={self.log}"]
        subprocess.run([BIN / "odoo", "-d", self.name, "-i", self.addons, "--stop-after-init", *common], check=True)
        subprocess.run([BIN / "odoo", "shell", "-d", self.name, *common], input=self.setup, text=True, check=True)
        if self.cluster:
            self.cluster.copy_from(self.environment, self.name)
            self._drop_database()
            self.environment |= self.cluster.environment

    def _start(self):
        odoo = self.environment | {
            "ODOO_RC": str(ROOT / "config" / "odoo.conf"),
            "ODOO_HTTP_PORT": str(self.odoo_port),
            "ODOO_GEVENT_PORT": str(self.live_port),
        }
        arguments = [f"--workers={self.workers}", "--db-filter", f"^{self.name}$", "--log-level=warn"]
        # Odoo's master ends when a worker cannot start, as without its database; in production a
        # supervisor starts it again (systemd: Restart=always), here this loop
        supervise = ["bash", "-c", 'while :; do "$@"; sleep 0.5; done', "supervise"]
        self._spawn([*supervise, BIN / "odoo", "-d", self.name, *arguments, f"--logfile={self.log}"], odoo)
        proxy = self.environment | {
            "PATH": f"{self.environment['PATH']}:/usr/sbin",
            "PROXY_BIND": f"127.0.0.1:{self.port}",
            "ODOO_SERVER": f"127.0.0.1:{self.odoo_port}",
            "ODOO_LIVE_SERVER": f"127.0.0.1:{self.live_port}",
        }
        self._spawn(["haproxy", "-f", ROOT / "config" / "haproxy.cfg"], proxy)
        self.wait_until_up()

    def _spawn(self, command, environment):
        self.processes.append(
            subprocess.Popen(
                [str(part) for part in command],
                env=environment,
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def wait_until_up(self, seconds=90):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(f"{self.url}/web/login", timeout=10).status == 200:
                    return
            time.sleep(0.2)
        raise TimeoutError(f"no answer from {self.url}; see {self.log}")

    def worker_pids(self):
        """Return the HTTP workers, youngest last; neither the master nor the gevent process."""
        return [
            pid
            for master, _command in children_of(self.processes[0].pid)
            for pid, command in children_of(master)
            if "gevent" not in command
        ]

    def peak_memory(self):
        """Return the sum of the workers' peak resident memory, in MiB."""
        total = 0
        for pid in self.worker_pids():
            with contextlib.suppress(OSError, StopIteration):
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                total += int(next(line for line in lines if line.startswith("VmHWM")).split()[1])
        return total // 1024

    def sql(self, query):
        """Run ``query`` with psql; return its rows as lists of text."""
        command = ["psql", "-XAt", "-F", "\t", "-c", query, self.name]
        output = subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout
        return [line.split("\t") for line in output.splitlines()]
