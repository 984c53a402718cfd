from odoo import fields, models

from ..models.realestate_deal_party import MARITAL_STATES


class RealestateDealSubscribeBuyer(models.TransientModel):
    """A co-buyer typed in while subscribing: known already, or a name and a phone."""

    _name = "realestate.deal.subscribe.buyer"
    _description = "Co-buyer while Subscribing"

    subscribe_id = fields.Many2one("realestate.deal.subscribe", required=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", string="Known Customer")
    name = fields.Char(string="New Customer")
    phone = fields.Char()
    share = fields.Float(string="Share (%)", digits=(5, 2), default=50.0)
    marital_state = fields.Selection(MARITAL_STATES)
    agent_id = fields.Many2one("res.partner")

    def _prepare_party_vals(self, wizard):
        self.ensure_one()
        partner = self.partner_id or wizard._create_partner(self.name, self.phone)
        return {
            "partner_id": partner.id,
            "share": self.share,
            "marital_state": self.marital_state,
            "agent_id": self.agent_id.id,
        }
