from odoo import api, models


class AccountPaymentRegister(models.TransientModel):
    _inherit = "account.payment.register"

    @api.model
    def _get_line_batch_key(self, line):
        # a buyer of two homes pays each for itself: one payment a deal
        return {**super()._get_line_batch_key(line), "realestate_deal_id": line.realestate_deal_id.id}

    def _create_payment_vals_from_wizard(self, batch_result):
        values = super()._create_payment_vals_from_wizard(batch_result)
        return {**values, "realestate_deal_id": batch_result["payment_values"]["realestate_deal_id"]}

    def _create_payment_vals_from_batch(self, batch_result):
        values = super()._create_payment_vals_from_batch(batch_result)
        return {**values, "realestate_deal_id": batch_result["payment_values"]["realestate_deal_id"]}
