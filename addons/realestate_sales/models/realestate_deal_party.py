from odoo import api, fields, models
from odoo.exceptions import UserError

MARITAL_STATES = [("single", "Single"), ("married", "Married"), ("divorced", "Divorced"), ("widowed", "Widowed")]


class RealestateDealParty(models.Model):
    """A buyer on a deal with the share of the property that he will own (DEAL-2).

    The shares are checked where a deal is saved and again when a contract is signed, not line by
    line: from 60/40 to 50/50 one line comes before the other.
    """

    _name = "realestate.deal.party"
    _description = "Buyer of a Deal"
    _order = "deal_id, sequence, id"
    _inherit = ["realestate.person.mixin"]
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="deal_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one("res.partner", string="Buyer", required=True, index=True, ondelete="restrict")
    phone = fields.Char(related="partner_id.phone", related_sudo=False)
    share = fields.Float(string="Share (%)", digits=(5, 2), default=100.0)
    marital_state = fields.Selection(MARITAL_STATES)
    agent_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        help="Who signs for this buyer, with a power of attorney.",
    )

    _partner_uniq = models.UniqueIndex("(deal_id, partner_id)", "This person is a buyer of this deal already.")
    _share_range = models.Constraint("CHECK(share > 0 AND share <= 100)", "A share is above 0% and at most 100%.")

    @api.model_create_multi
    def create(self, vals_list):
        parties = super().create(vals_list)
        parties._check_deal_open()
        return parties

    def write(self, vals):
        self._check_deal_open()
        result = super().write(vals)
        self._check_deal_open()
        return result

    def unlink(self):
        self._check_deal_open()
        return super().unlink()

    def _check_deal_open(self):
        """After signing, buyers change by request alone (DEAL-7)."""
        if self.env.su:
            return
        if closed := self.deal_id.filtered(lambda deal: deal.state != "subscribed")[:1]:
            raise UserError(
                self.env._(
                    "The buyers of deal %s are those of its contract. Request a change of buyers instead.", closed.name
                )
            )
        self._check_shares_at_commit()

    def _check_shares_at_commit(self):
        """Look at the sums when all lines have been written, at the end of the transaction."""
        pending = self.env.cr.precommit.data.setdefault("realestate_deal_shares", set())
        if not pending:
            self.env.cr.precommit.add(self.env["realestate.deal"].sudo()._check_shares_pending)
        pending.update(self.deal_id.ids)
