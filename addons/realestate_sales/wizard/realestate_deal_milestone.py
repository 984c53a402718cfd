from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class RealestateDealMilestone(models.TransientModel):
    """Record signing, online contract or filing of one deal or many, with day and number (DEAL-4)."""

    _name = "realestate.deal.milestone"
    _description = "Record a Step of the Contract"

    step = fields.Selection(
        [("sign", "Signed"), ("online", "Signed Online"), ("file", "Filed")], required=True, default="sign"
    )
    day = fields.Date(required=True, default=fields.Date.context_today)
    line_ids = fields.One2many("realestate.deal.milestone.line", "milestone_id", string="Deals")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if "line_ids" in fields and self.env.context.get("active_model") == "realestate.deal":
            deals = self.env["realestate.deal"].browse(self.env.context.get("active_ids", []))
            # what is sold together follows its parent where both were chosen
            deals -= deals.filtered(lambda deal: deal.parent_id in deals)
            values["line_ids"] = [Command.create({"deal_id": deal.id}) for deal in deals]
            if deals:
                values["day"] = deals[0].project_id._today()
        return values

    def action_confirm(self):
        """Take the step for all deals, or for none.

        :raises UserError: names the first deal that cannot take it, and why
        """
        self.ensure_one()
        deals = self.line_ids.deal_id
        if not deals:
            raise UserError(self.env._("Choose at least one deal."))
        if self.step == "online":
            for line in self.line_ids:
                line.deal_id.action_online(line.number, self.day)
        elif self.step == "sign":
            deals.action_sign(self.day)
        else:
            deals.action_file(self.day)
        return {"type": "ir.actions.act_window_close"}
