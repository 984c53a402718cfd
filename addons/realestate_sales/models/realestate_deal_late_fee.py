from odoo import api, fields, models


class RealestateDeal(models.Model):
    """What a deal owes for late payment (DEAL-9)."""

    _inherit = "realestate.deal"

    late_fee_ids = fields.One2many("realestate.late.fee", "deal_id", string="Late Fees")
    late_fee_amount = fields.Monetary(
        string="Late Fee to Today", compute="_compute_late_fee_amount", help="Not invoiced and not waived yet."
    )
    late_fee_count = fields.Integer(compute="_compute_late_fee_count")

    @api.depends("installment_ids.residual_amount", "installment_ids.date_due", "late_fee_ids.state")
    def _compute_late_fee_amount(self):
        self.late_fee_amount = 0.0
        for today, deals in self.grouped(lambda deal: deal.project_id._today() if deal.project_id else False).items():
            installments = deals.sudo().installment_ids._origin
            amounts = {line.id: 0.0 for line in installments}
            for row in installments._late_fee_periods(today) if today else ():
                amounts[row["installment_id"]] += row["amount"]
            for deal in deals:
                own = deal.sudo().installment_ids._origin
                deal.late_fee_amount = sum(amounts.get(line.id, 0.0) for line in own)

    @api.depends("late_fee_ids")
    def _compute_late_fee_count(self):
        found = self.env["realestate.late.fee"]._read_group([("deal_id", "in", self.ids)], ["deal_id"], ["__count"])
        counts = {deal.id: count for deal, count in found}
        for deal in self:
            deal.late_fee_count = counts.get(deal._origin.id, 0)

    def action_view_late_fees(self):
        """Open the late fee statements of this deal."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_sales.realestate_late_fee_action")
        return {**action, "domain": [("deal_id", "=", self.id)], "context": {"default_deal_id": self.id}}
