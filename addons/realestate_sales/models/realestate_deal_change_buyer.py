from odoo import fields, models

from .realestate_deal_party import MARITAL_STATES


class RealestateDealChangeBuyer(models.Model):
    """A buyer as a change of buyers wants it; the first one is invoiced (DEAL-7)."""

    _name = "realestate.deal.change.buyer"
    _description = "Buyer of a Requested Change"
    _inherit = ["realestate.person.mixin"]
    _order = "change_id, sequence, id"

    change_id = fields.Many2one("realestate.deal.change", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one("res.partner", string="Buyer", required=True, index=True, ondelete="restrict")
    share = fields.Float(string="Share (%)", digits=(5, 2), default=100.0)
    marital_state = fields.Selection(MARITAL_STATES)
    agent_id = fields.Many2one("res.partner", index="btree_not_null")

    _partner_uniq = models.UniqueIndex("(change_id, partner_id)", "This person is on the request already.")
    _share_range = models.Constraint("CHECK(share > 0 AND share <= 100)", "A share is above 0% and at most 100%.")

    def _prepare_party_vals(self):
        self.ensure_one()
        return {
            "partner_id": self.partner_id.id,
            "sequence": self.sequence,
            "share": self.share,
            "marital_state": self.marital_state,
            "agent_id": self.agent_id.id,
        }

    def _as_text(self):
        return "; ".join(f"{buyer.partner_id.name} {buyer.share:g}%" for buyer in self)
