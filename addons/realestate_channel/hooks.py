def uninstall_hook(env):
    """Drop what Odoo does not know to be this addon's: the function that keeps lines of commission."""
    env.cr.execute("DROP FUNCTION IF EXISTS realestate_commission_line_kept CASCADE")
