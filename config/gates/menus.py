"""Every menu of every login of the demo office opens, as the web client opens it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from common import BIN, drop_databases, installed, new_database

SHELL = Path(__file__).with_name("menus_shell.py")


def shell(database, script):
    """Run ``script`` in the shell on ``database``; return all that it prints and logs."""
    return subprocess.run(
        [BIN / "odoo", "shell", "-d", database, "--no-http", "--log-level=warn"],
        input=script.read_text(),
        env=os.environ | {"URL": "http://localhost"},
        capture_output=True,
        text=True,
        check=True,
    )


installed("demo")
database = new_database("menus", "demo")
shell(database, BIN / "demo.py")
done = shell(database, SHELL)
drop_databases("menus")
print(done.stdout, done.stderr)
lines = done.stdout.strip().splitlines()
opened = re.fullmatch(r"(\d+) menus opened", lines[-1] if lines else "")
# a walk that finds next to nothing to open has not looked
if not opened or int(opened[1]) < 500 or len(lines) > 1 or "WARNING" in done.stderr:
    sys.exit("a user's menu does not open")
