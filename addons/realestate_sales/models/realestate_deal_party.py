from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RealestateDealParty(models.Model):
    """A buyer on a deal with the share of the property that he will own (DEAL-2)."""

    _name = "realestate.deal.party"
    _description = "Buyer of a Deal"
    _order = "deal_id, sequence, id"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one("res.partner", string="Buyer", required=True, index=True, ondelete="restrict")
    share = fields.Float(string="Share (%)", digits=(5, 2), default=100.0)
    marital_state = fields.Selection(
        [("single", "Single"), ("married", "Married"), ("divorced", "Divorced"), ("widowed", "Widowed")]
    )
    agent_id = fields.Many2one(
        "res.partner", string="Agent", index="btree_not_null", help="Who signs for this buyer, with a power of attorney."
    )

    _partner_uniq = models.UniqueIndex("(deal_id, partner_id)", "This person is a buyer of this deal already.")
    _share_range = models.Constraint("CHECK(share > 0 AND share <= 100)", "A share is above 0% and at most 100%.")

    @api.model_create_multi
    def create(self, vals_list):
        persons = self._persons_in(vals_list)
        parties = super().create(vals_list)
        persons._mark_realestate_customers()
        return parties

    def write(self, vals):
        persons = self._persons_in([vals])
        result = super().write(vals)
        persons._mark_realestate_customers()
        return result

    @api.model
    def _persons_in(self, vals_list):
        """Return the partners named in ``vals_list``; refuse those whom the user does not reach (ACCESS-1)."""
        ids = {vals.get(name) for vals in vals_list for name in ("partner_id", "agent_id")} - {None, False}
        persons = self.env["res.partner"].browse(ids)
        persons._check_reachable_by_user()
        return persons

    @api.constrains("share", "deal_id")
    def _check_shares(self):
        for deal in self.deal_id:
            total = sum(deal.party_ids.mapped("share"))
            if round(total, 2) != 100.0:
                raise ValidationError(
                    self.env._(
                        "The buyers' shares of deal %(deal)s add up to %(total).2f%%; they must add up to 100%%.",
                        deal=deal.name,
                        total=total,
                    )
                )
