from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateLateFeeRun(models.TransientModel):
    """Make the late fee statements of many deals through one day (DEAL-9)."""

    _name = "realestate.late.fee.run"
    _description = "Late Fee through a Day"

    date_to = fields.Date(string="Through", required=True, default=fields.Date.context_today)
    project_id = fields.Many2one("realestate.project", help="Empty: the deals chosen, or all you may see.")
    deal_ids = fields.Many2many("realestate.deal", string="Deals", help="Empty: all deals that are late.")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "realestate.deal":
            deals = self.env["realestate.deal"].browse(self.env.context.get("active_ids", []))
            values["deal_ids"] = deals.ids
            if deals:
                values["date_to"] = deals[0].project_id._today()
        return values

    def action_confirm(self):
        """Make the statements and open them.

        :raises UserError: nobody owes a late fee through that day
        """
        self.ensure_one()
        fees = self.env["realestate.late.fee"]._make_statements(self._deals(), self.date_to)
        if not fees:
            raise UserError(self.env._("No late fee is owed through that day."))
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_late_fee_action")
        action = {**action, "domain": [("id", "in", fees.ids)], "context": {}}
        if len(fees) == 1:
            action |= {"views": [(False, "form")], "res_id": fees.id}
        return action

    def _deals(self):
        if self.deal_ids:
            return self.deal_ids
        domain = [("state", "!=", "cancelled"), ("installment_ids.date_due", "<", self.date_to)]
        if self.project_id:
            domain.append(("project_id", "=", self.project_id.id))
        return self.env["realestate.deal"].search(domain)
