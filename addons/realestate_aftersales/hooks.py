def uninstall_hook(env):
    """Files keep the kinds of papers they have from being deleted: they go before them.

    What demo data sold in the sales office's books stays there, and is no longer this addon's to delete.
    """
    env.cr.execute("DELETE FROM realestate_service")
    env["realestate.measure"]._release_used("realestate_aftersales")
    env.cr.execute(
        """
        DELETE FROM ir_model_data
         WHERE module = 'realestate_aftersales'
           AND model IN ('realestate.building', 'realestate.unit', 'realestate.permit', 'realestate.release',
                         'realestate.deal', 'res.users', 'res.partner')
        """
    )
