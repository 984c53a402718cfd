"""Each addon installs alone, the others after it in any order, and all on an empty database with
demo data, and Odoo has nothing to complain about. All at once is what the other gates start from."""

from common import PREFIX, addons, drop_databases, install, new_database, odoo

ours = addons()
base, *others = ours

install(new_database("alone"), base)
for first in others:
    database = new_database("alone")
    install(database, first)
    for addon in others:
        if addon != first:
            install(database, addon)

# A database without our template: a dependency that a manifest forgot would show here. All
# that Odoo has of demo data comes too.
bare = f"{PREFIX}_bare"
drop_databases("bare")
install(bare, *ours, options=["--with-demo", "--load-language=zh_CN"])
odoo("start again on it", "-d", bare, "--no-http", "--stop-after-init")
drop_databases("alone", "bare")
