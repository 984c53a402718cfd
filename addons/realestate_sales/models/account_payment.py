from odoo import fields, models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    realestate_deal_id = fields.Many2one(
        "realestate.deal", string="Property Deal", index="btree_not_null", copy=False, readonly=True
    )
    realestate_unit_id = fields.Many2one(related="realestate_deal_id.unit_id", string="Property Unit")

    def _generate_move_vals(self, write_off_line_vals=None, force_balance=None, line_ids=None):
        # the entry carries the deal, so that what is paid too much is found as the deal's credit
        values = super()._generate_move_vals(write_off_line_vals, force_balance, line_ids)
        values["realestate_deal_id"] = self.realestate_deal_id.id
        return values

    def _receivable_lines(self):
        """Return the lines of these payments that settle invoices."""
        return self.move_id.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
