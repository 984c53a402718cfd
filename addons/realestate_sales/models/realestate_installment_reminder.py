from odoo import models


class RealestateInstallment(models.Model):
    _inherit = "realestate.installment"

    def _remind_due(self):
        """Put what falls due before the deals' consultants; called by a rule that users tune (DEAL-6)."""
        for installment in self:
            installment.deal_id.activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=installment.date_due,
                user_id=installment.user_id.id,
                summary=self.env._(
                    "%(name)s of %(amount)s is due on %(date)s",
                    name=installment.name,
                    amount=installment.currency_id.format(installment.residual_amount),
                    date=installment.date_due,
                ),
            )
