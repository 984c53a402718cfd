from odoo import models


class RealestateInstallment(models.Model):
    _inherit = "realestate.installment"

    def _remind_due(self):
        """Put what falls due before the deals' consultants; called by a rule that users tune (DEAL-6)."""
        of_deal = self.grouped("deal_id")
        self.deal_id._remind_consultants(
            lambda deal: [
                (
                    deal.env._(
                        "%(name)s of %(amount)s is due on %(date)s",
                        name=installment.name,
                        amount=installment.currency_id.with_env(deal.env).format(installment.residual_amount),
                        date=installment.date_due,
                    ),
                    installment.date_due,
                )
                for installment in of_deal[deal]
            ],
            "mail.mail_activity_data_call",
        )
