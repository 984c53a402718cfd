from odoo.tools import SQL


def uninstall_hook(env):
    """Sort out what Odoo cannot tell to be this addon's, or not to be.

    A partner with journal entries stays in the books and is no longer this addon's to delete; the
    functions behind the triggers of the access log and the registration books and the indexes on
    other addons' fields go.
    """
    env.cr.execute(
        """
        DELETE FROM ir_model_data AS data
         USING account_move AS move
         WHERE data.module = 'realestate_sales' AND data.model = 'res.partner' AND data.res_id = move.partner_id
        """
    )
    env.cr.execute("DROP FUNCTION IF EXISTS realestate_access_log_append_only CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS realestate_reception_kept CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS realestate_appraisal_kept CASCADE")
    env.cr.execute("DROP FUNCTION IF EXISTS realestate_appraisal_line_kept CASCADE")
    env.cr.execute("DROP INDEX IF EXISTS res_partner__phone_sanitized_index")
    for name in ("irregular_phone", "phone_part"):
        for table in ("crm_lead", "res_partner"):
            env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(f"{table}_realestate_{name}_idx")))
    # books, follow-ups and the trail keep their customers from being deleted: they go before them
    for table in ("realestate_reception", "realestate_followup", "realestate_protection_event"):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    # these tables go: nobody is kept for their sake
    env.cr.execute(
        """
        SELECT conrelid::regclass::text, conname FROM pg_constraint
         WHERE contype = 'f' AND confdeltype = 'r' AND conrelid::regclass::text LIKE 'realestate%'
           AND confrelid IN ('res_users'::regclass, 'res_partner'::regclass)
        """
    )
    for table, name in env.cr.fetchall():
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))
