from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateProtectionChange(models.TransientModel):
    """Ask for the reason, and to whom; the customers' own verbs do the rest (CUS-3)."""

    _name = "realestate.protection.change"
    _description = "Change Whose Customer This Is"

    kind = fields.Selection(
        [("extend", "Extend the Protection"), ("give_up", "Give up"), ("reassign", "Reassign")],
        required=True,
        readonly=True,
    )
    lead_ids = fields.Many2many(
        "crm.lead", string="Customers", required=True, default=lambda self: self._default_lead_ids()
    )
    allowed_user_ids = fields.Many2many("res.users", compute="_compute_allowed_user_ids")
    user_id = fields.Many2one("res.users", string="New Consultant")
    reason = fields.Char(required=True)

    @api.model
    def _default_lead_ids(self):
        if self.env.context.get("active_model") != "crm.lead":
            return self.env["crm.lead"]
        return self.env["crm.lead"].browse(self.env.context.get("active_ids", []))

    @api.depends("lead_ids")
    def _compute_allowed_user_ids(self):
        group = self.env.ref("realestate_sales.realestate_sales_group_consultant")
        for change in self:
            projects = change.lead_ids.sudo().realestate_project_id
            users = projects.user_ids.filtered(lambda user: group in user.all_group_ids)
            change.allowed_user_ids = users.filtered(
                lambda user, projects=projects: all(user in project.user_ids for project in projects)
            )

    def action_apply(self):
        """Do what was chosen, for all of the customers or none."""
        self.ensure_one()
        if self.kind == "extend":
            self.lead_ids.action_extend(self.reason)
        elif self.kind == "give_up":
            self.lead_ids.action_give_up(self.reason)
        elif not self.user_id:
            raise UserError(self.env._("Choose the consultant who gets these customers."))
        else:
            self.lead_ids.action_reassign(self.user_id, self.reason)
        if not self.lead_ids._filtered_access("write"):
            # theirs no more: back to the own ones
            return self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_customer_action")
        return {"type": "ir.actions.act_window_close"}
