from odoo import fields, models


class RealestateHouseholdLink(models.TransientModel):
    """Say that two customers are of one household (CUS-4): who asks must reach both."""

    _name = "realestate.household.link"
    _description = "Link as One Household"

    lead_id = fields.Many2one("crm.lead", string="Customer", required=True, ondelete="cascade")
    project_id = fields.Many2one(related="lead_id.realestate_project_id")
    company_id = fields.Many2one(related="lead_id.company_id")
    other_id = fields.Many2one(
        "crm.lead",
        string="Of the Same Household",
        ondelete="cascade",
        domain="[('realestate_project_id', '!=', False), ('company_id', '=', company_id), ('id', '!=', lead_id)]",
    )

    def action_confirm(self):
        """Link both and close."""
        self.ensure_one()
        (self.lead_id | self.other_id).check_access("write")
        self.lead_id._realestate_link_household(self.other_id)
        return {"type": "ir.actions.act_window_close"}
