from odoo import fields, models


class RealestateDealSubscribeBuyer(models.TransientModel):
    """A co-buyer typed in while subscribing: known already, or a name and a phone."""

    _name = "realestate.deal.subscribe.buyer"
    _description = "Co-buyer while Subscribing"
    _inherit = ["realestate.deal.subscribe.person.mixin"]

    subscribe_id = fields.Many2one("realestate.deal.subscribe", required=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one(string="Known Customer")
    name = fields.Char(string="New Customer")
    phone = fields.Char()
    share = fields.Float(string="Share (%)", digits=(5, 2), default=50.0)

    def _new_person(self):
        return self.name, self.phone
