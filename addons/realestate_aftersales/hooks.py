def uninstall_hook(env):
    """Files keep the kinds of papers they have from being deleted: they go before them."""
    env.cr.execute("DELETE FROM realestate_service")
