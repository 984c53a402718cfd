"""Each addon installs alone, all together in any order, and on an empty database with demo
data, and Odoo has nothing to complain about."""

import itertools

from common import PREFIX, addons, drop_databases, install, new_database, odoo

ours = addons()
drop_databases("all", "demo", "alone", "order", "bare")

for addon in ours:
    install(new_database("alone"), addon)

# The one that the others build on comes first whatever the order: the others one by one.
base, *others = ours
for order in itertools.permutations(others):
    database = new_database("order")
    for addon in order:
        install(database, addon)

# A database without our template: a dependency that a manifest forgot would show here. All
# that Odoo has of demo data comes too.
bare = f"{PREFIX}_bare"
install(bare, *ours, options=["--with-demo", "--load-language=zh_CN"])
odoo("start again on it", "-d", bare, "--no-http", "--stop-after-init")
drop_databases("alone", "order", "bare")
