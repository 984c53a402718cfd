from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.res_users import MANAGER
from ..models.team.realestate_channel_team import SOURCE_MODULES


class RealestateChannelSource(models.TransientModel):
    """Who brought these customers: said by the desk where nobody has yet, corrected by a manager (CH-2)."""

    _name = "realestate.channel.source"
    _description = "Who Brought the Customer"

    lead_ids = fields.Many2many("crm.lead", string="Customers", required=True, readonly=True)
    module = fields.Selection(SOURCE_MODULES, required=True, default="leaflet")
    team_id = fields.Many2one("realestate.channel.team", domain="[('module', '=', module)]")
    user_id = fields.Many2one("res.users", string="Person", domain="[('share', '=', False)]")
    partner_id = fields.Many2one("res.partner", domain="[('is_company', '=', True)]")
    has_source = fields.Boolean(compute="_compute_has_source")
    reason = fields.Char(help="Why the source that is there changes; it stays in the customer's history.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        ids = self.env.context.get("active_ids") or []
        leads = self.env["crm.lead"]
        if self.env.context.get("active_model") == "realestate.reception":
            leads = self.env["realestate.reception"].browse(ids).exists().lead_id
        elif self.env.context.get("active_model") == "crm.lead":
            leads = leads.browse(ids).exists()
        return {**values, "lead_ids": [Command.set(leads.ids)]}

    @api.depends("lead_ids")
    def _compute_has_source(self):
        for wizard in self:
            wizard.has_source = any(wizard.lead_ids.mapped("realestate_channel_module"))

    @api.onchange("module")
    def _onchange_module(self):
        if self.team_id.module != self.module:
            self.team_id = False

    def action_apply(self):
        """Record who brought them.

        :raises UserError: a customer has a source and no reason is given why it changes
        :raises AccessError: the user is neither of the desk nor manager of the channel
        """
        self.ensure_one()
        leads = self.lead_ids
        leads.check_access("read")
        source = {"team": self.team_id, "user": self.user_id, "partner": self.partner_id}
        known = leads.filtered("realestate_channel_module")
        if known and not self.reason:
            raise UserError(
                self.env._(
                    "%s was brought by somebody already: give the reason why that changes.",
                    ", ".join(lead.contact_name or lead.name for lead in known),
                )
            )
        if known:
            known._realestate_set_channel_source(self.module, reason=self.reason, **source)
        new = leads - known
        if not self.env.user.has_group(MANAGER):
            for project in new.sudo().realestate_project_id.with_env(self.env):
                project._check_reception_desk()
        new._realestate_set_channel_source(self.module, **source)
        return {"type": "ir.actions.act_window_close"}
