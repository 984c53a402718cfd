from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateDeal(models.Model):
    _inherit = "realestate.deal"

    handover_ids = fields.One2many("realestate.handover", "deal_id", string="Handovers")
    handover_id = fields.Many2one(
        "realestate.handover", compute="_compute_handover_id", help="The one that counts, if any."
    )

    @api.depends("handover_ids.state")
    def _compute_handover_id(self):
        for deal in self:
            deal.handover_id = deal.handover_ids.filtered(lambda handover: handover.state != "cancelled")[:1]

    def _deliver(self, day):
        """These units are delivered on ``day``: warranty and title run from it, revenue is recognised (HND-1, DEAL-6).

        :param date day: of the project
        :raises UserError: a deal is not under contract, or was delivered before
        """
        for deal in self:
            if deal.state not in ("signed", "online", "filed"):
                raise UserError(self.env._("%s is not under contract, or is delivered already.", deal.display_name))
        self._take_step("delivered", "date_delivered", day)
        self._start_warranty(day)
        for deal in self.filtered("installment_ids.invoiced_amount"):
            deal._recognise_revenue(day)
