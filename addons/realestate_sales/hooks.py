def uninstall_hook(env):
    """Leave to Odoo's books whom they name: a partner with journal entries is no longer this addon's to delete."""
    env.cr.execute(
        """
        DELETE FROM ir_model_data AS data
         USING account_move AS move
         WHERE data.module = 'realestate_sales' AND data.model = 'res.partner' AND data.res_id = move.partner_id
        """
    )
