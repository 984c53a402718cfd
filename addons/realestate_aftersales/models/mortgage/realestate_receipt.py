from odoo import models


class RealestateReceipt(models.Model):
    _inherit = "realestate.receipt"

    def action_confirm(self):
        """A confirmed receipt that pays a loan moves the loan's file on (MOR-1)."""
        result = super().action_confirm()
        loans = self.env["realestate.mortgage"].sudo().search([("installment_id", "in", self.installment_id.ids)])
        loans._advance_funded()
        return result
