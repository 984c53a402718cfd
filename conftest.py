"""A skipped test is a failure, unless config/allowed_skips.txt names it with its reason."""

import re
from pathlib import Path

import pytest

ALLOWED = Path(__file__).parent / "config" / "allowed_skips.txt"


def allowed():
    lines = [line for line in ALLOWED.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return re.compile("|".join(lines) or "(?!)")


class Skips:
    def __init__(self):
        self.refused = []

    def note(self, report):
        if report.skipped and not hasattr(report, "wasxfail") and not allowed().search(report.nodeid):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self.refused.append(f"{report.nodeid}: {reason}")

    pytest_runtest_logreport = note
    pytest_collectreport = note

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        if self.refused and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        if self.refused:
            terminalreporter.section("skipped, but not in config/allowed_skips.txt", red=True)
            terminalreporter.write_line("\n".join(self.refused))


def pytest_configure(config):
    # with -n the controller sees all reports
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Skips())
