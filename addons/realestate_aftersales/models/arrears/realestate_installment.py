from odoo import api, fields, models


class RealestateInstallment(models.Model):
    _inherit = "realestate.installment"

    date_paid = fields.Date(
        string="Paid in Full on",
        compute="_compute_date_paid",
        store=True,
        index="btree_not_null",
        help="The day of the payment that settled it, read from accounting; the invoice may be younger.",
    )

    @api.depends("residual_amount", "move_ids.line_ids.matched_credit_ids.credit_move_id.date")
    def _compute_date_paid(self):
        for installment in self:
            settled = installment.residual_amount <= 0 and installment.paid_amount > 0
            lines = installment.sudo().move_ids.filtered(lambda move: move.state == "posted").line_ids
            days = lines.matched_credit_ids.credit_move_id.mapped("date")
            installment.date_paid = max(days) if settled and days else False
