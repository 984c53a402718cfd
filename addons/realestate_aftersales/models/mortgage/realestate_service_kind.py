from odoo import models


class RealestateServiceKind(models.Model):
    _inherit = "realestate.service.kind"

    def _for_deal(self, deal):
        """Leave out a loan that the plan has no instalment for: of a combination one loan may cover it all."""
        kinds = super()._for_deal(deal)
        plan = deal.installment_ids
        if not plan:
            return kinds
        loans = set(plan.filtered(lambda line: line.amount > 0).mapped("kind"))
        return kinds.filtered(lambda kind: not kind.loan or kind.loan in loans)
