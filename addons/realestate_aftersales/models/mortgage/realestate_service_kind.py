from odoo import models


class RealestateServiceKind(models.Model):
    _inherit = "realestate.service.kind"

    def _for_deal(self, deal):
        """Leave out a loan that the plan has no instalment for: of a combination one loan may cover it all."""
        kinds = super()._for_deal(deal)
        loans = {line.kind for line in deal.installment_ids if line.amount > 0 and line.kind.endswith("_loan")}
        # a deal without a plan of its own goes by its payment method alone
        return kinds.filtered(lambda kind: not kind.loan or not loans or kind.loan in loans)
