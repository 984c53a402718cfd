"""Read by `odoo shell` when the template database is made."""
# ruff: noqa: F821  (`env` comes from the shell)

# A company in China with the Chinese chart of accounts.
company = env.ref("base.main_company")
company.country_id = env.ref("base.cn")
env["account.chart.template"].try_loading("cn", company=company, install_demo=False)

# Attachments move from the data folder into the database: `createdb -T` copies them too.
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
