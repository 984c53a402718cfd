from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        """A payment made online for the invoice of an instalment belongs to its deal, as one of the desk's does."""
        deal = self.invoice_ids.realestate_deal_id
        if len(deal) == 1:
            extra_create_values.setdefault("realestate_deal_id", deal.id)
        return super()._create_payment(**extra_create_values)
