def uninstall_hook(env):
    """Sort out what Odoo cannot tell to be this addon's, or not to be.

    The functions that keep lines of commission, their deals and approved policies go, then the lines, which keep
    their persons from being deleted. What demo data wrote into the books of others stays there, and is no longer this addon's to
    delete: registration books that lose no line, customers with their history and those who worked with them, and a
    partner with journal entries.
    """
    for kept in ("line", "deal", "policy"):
        env.cr.execute(f"DROP FUNCTION IF EXISTS realestate_commission_{kept}_kept CASCADE")
    env.cr.execute("DELETE FROM realestate_commission_line")
    env.cr.execute(
        """
        DELETE FROM ir_model_data AS data
         WHERE data.module = 'realestate_channel'
           AND (data.model IN ('realestate.reception', 'crm.lead', 'res.users')
            OR data.model = 'res.partner'
           AND (EXISTS (SELECT FROM account_move AS move WHERE move.partner_id = data.res_id)
            OR EXISTS (SELECT FROM res_users AS person WHERE person.partner_id = data.res_id)))
        """
    )
    env["realestate.measure"]._release_used("realestate_channel")
