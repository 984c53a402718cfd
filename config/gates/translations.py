"""Each addon's zh_CN.po is sound and complete: no term untranslated, none fuzzy, and none
dropped a placeholder. Whether it has all terms of the addon is the gate `terms`."""

import re
import subprocess
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|\$\{[\w.]+\}|\{\w*\}")
problems = []

for manifest in sorted((ROOT / "addons").glob("*/__manifest__.py")):
    path = manifest.parent / "i18n" / "zh_CN.po"
    name = path.relative_to(ROOT)
    if not path.exists():
        problems.append(f"{name} is missing")
        continue
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-domain", "-o", "/dev/null", path],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        problems.append(done.stderr.strip())
    terms = polib.pofile(str(path))
    problems += [f"{name}:{term.linenum}: not translated: {term.msgid}" for term in terms.untranslated_entries()]
    problems += [f"{name}:{term.linenum}: fuzzy: {term.msgid}" for term in terms.fuzzy_entries()]
    problems += [
        f"{name}:{term.linenum}: other placeholders: {term.msgid!r} → {term.msgstr!r}"
        for term in terms.translated_entries()
        if sorted(PLACEHOLDER.findall(term.msgid)) != sorted(PLACEHOLDER.findall(term.msgstr))
    ]
    print(f"{name}: {len(terms)} terms")

if problems:
    raise SystemExit("\n".join(problems))
