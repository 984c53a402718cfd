from odoo import fields, models
from odoo.exceptions import UserError


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    handover_ids = fields.One2many("realestate.handover", "deal_id", string="Handovers")

    def _deliver(self, day):
        """These units are delivered on ``day``: warranty and title run from it, revenue is recognised (HND-1, DEAL-6).

        :param date day: of the project
        :raises UserError: a deal is not under contract, or was delivered before
        """
        for deal in self:
            if deal.state not in ("signed", "online", "filed"):
                raise UserError(self.env._("%s is not under contract, or is delivered already.", deal.display_name))
        self._take_step("delivered", "date_delivered", day)
        for deal in self.filtered("installment_ids.invoiced_amount"):
            deal._recognise_revenue(day)
