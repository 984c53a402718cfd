"""XML is well-formed and laid out the same everywhere: `<odoo>` at the root, four spaces a
level, no tabs, no blanks at a line's end. `--fix` mends the indentation.

What the elements say is checked by Odoo when the addons are installed.
"""

import re
import subprocess
import sys
from pathlib import Path
from xml.parsers import expat

ROOT = Path(__file__).resolve().parents[2]
INDENT = 4


class Layout:
    """Where each tag that begins a line stands, and where it should."""

    def __init__(self, text):
        self.lines = text.split("\n")
        self.stack = []
        self.root = None
        self.wrong = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CommentHandler = lambda data: self.place()
        self.parser.Parse(text.encode(), True)

    def place(self, depth=None):
        if "preserve" in self.stack:
            return
        row, column = self.parser.CurrentLineNumber - 1, self.parser.CurrentColumnNumber
        expected = INDENT * (len(self.stack) if depth is None else depth)
        line = self.lines[row]
        actual = len(line) - len(line.lstrip(" "))
        if column == actual != expected:
            self.wrong[row] = expected - actual

    def start(self, name, attributes):
        self.root = self.root or name
        self.place()
        self.stack.append("preserve" if attributes.get("xml:space") == "preserve" or name == "pre" else name)

    def end(self, name):
        self.stack.pop()
        self.place()


def check(path, fix):
    text = path.read_text()
    relative = path.relative_to(ROOT)
    try:
        layout = Layout(text)
    except expat.ExpatError as error:
        return [f"{relative}: {error}"]
    if fix and layout.wrong:
        shift = 0
        for row, line in enumerate(layout.lines):
            # attributes on lines of their own move with their tag
            shift = layout.wrong.get(row, 0 if line.lstrip().startswith("<") else shift)
            if shift > 0 and line.strip():
                layout.lines[row] = " " * shift + line
            elif shift < 0:
                layout.lines[row] = line[min(-shift, len(line) - len(line.lstrip(" "))) :]
        path.write_text("\n".join(layout.lines))
        return []
    found = [f"{relative}:{row + 1}: indent by {by:+d}" for row, by in layout.wrong.items()]
    if "\t" in text:
        found.append(f"{relative}: has tabs")
    found += [f"{relative}:{i + 1}: blanks at the end" for i, line in enumerate(layout.lines) if re.search(r" $", line)]
    if not text.endswith("\n") or text.endswith("\n\n"):
        found.append(f"{relative}: ends with one line break, neither none nor two")
    if "static" not in path.parts and layout.root != "odoo":
        found.append(f"{relative}: the root is <{layout.root}>, not <odoo>")
    return found


listed = subprocess.check_output(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard", "addons/*.xml"], cwd=ROOT, text=True
)
files = [ROOT / name for name in listed.split() if (ROOT / name).exists()]
problems = [problem for path in files for problem in check(path, "--fix" in sys.argv)]
print(f"{len(files)} XML files")
if problems:
    raise SystemExit("\n".join(problems))
