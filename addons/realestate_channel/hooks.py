def uninstall_hook(env):
    """Sort out what Odoo cannot tell to be this addon's, or not to be.

    The function that keeps lines of commission goes, then the lines, which keep their deals, persons and policies
    from being deleted. A partner with journal entries stays in the books and is no longer this addon's to delete.
    """
    env.cr.execute("DROP FUNCTION IF EXISTS realestate_commission_line_kept CASCADE")
    env.cr.execute("DELETE FROM realestate_commission_line")
    env.cr.execute(
        """
        DELETE FROM ir_model_data AS data
         USING account_move AS move
         WHERE data.module = 'realestate_channel' AND data.model = 'res.partner' AND data.res_id = move.partner_id
        """
    )
