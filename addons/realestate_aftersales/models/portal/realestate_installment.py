from odoo import models

from .realestate_deal_home import LOANS


class RealestateInstallment(models.Model):
    _inherit = "realestate.installment"

    def _home_state(self, today):
        """Return what the buyer is told of this instalment: see ``realestate.deal._home_plan`` (PORTAL-1)."""
        self.ensure_one()
        if self.payment_state == "void":
            return "void"
        if self.currency_id.compare_amounts(self.residual_amount, 0) <= 0:
            return "paid"
        if self.kind in LOANS:
            # the bank pays it, and the loan's file says how far that has come
            return "bank"
        if not self.date_due:
            return "waiting"
        if self.date_due < today:
            return "overdue"
        return "due" if self.date_due == today else "later"
