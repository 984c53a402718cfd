from odoo import api, models
from odoo.fields import Domain


class RealestateDeal(models.Model):
    """A deal is a home to its buyer: who he is, and what of it is his to see (PORTAL-1)."""

    _name = "realestate.deal"
    _inherit = ["realestate.portal.mixin", "portal.mixin", "realestate.deal"]

    def _portal_fields(self):
        return super()._portal_fields() | {
            "name",
            "unit_id",
            "project_id",
            "building_id",
            "company_id",
            "currency_id",
            "state",
            "date_subscribed",
            "date_signed",
            "date_online",
            "online_number",
            "date_filed",
            "date_delivered",
            "date_cancelled",
            "area",
            "price",
            "deposit_amount",
            "payment_method_id",
            "paid_amount",
            "residual_amount",
            "fee_amount",
            "fee_paid_amount",
            "access_url",
        }

    def _compute_access_url(self):
        super()._compute_access_url()
        for deal in self:
            deal.access_url = f"/my/homes/{deal.id}"

    def _portal_ensure_token(self):
        # a contract is opened by who has bought, after signing in, and by no link
        return False

    def _get_share_url(self, redirect=False, signup_partner=False, pid=None, share_token=True):
        return super()._get_share_url(redirect=redirect, signup_partner=signup_partner, share_token=False)

    @api.model
    def _home_domain(self, user=None):
        """Return the domain of the deals whose buyer ``user`` is, alone or with others.

        He or his company stands in the contract. Who merely belongs to a buyer's household does not: a household
        says whose customer a family is, not who may read its contract.

        :param user: res.users, default the current one
        """
        partner = (user or self.env.user).sudo().partner_id
        ids = (partner | partner.commercial_partner_id).ids
        return Domain("partner_id", "in", ids) | Domain("party_ids.partner_id", "in", ids)

    def _is_home_of(self, user):
        """Whether ``user`` is a buyer of this deal."""
        self.ensure_one()
        return bool(self.sudo().search_count(self._home_domain(user) & Domain("id", "=", self.id), limit=1))

    def _buyers(self):
        """Return all buyers of these deals; a subscription of this minute has no buyers' lines yet."""
        return self.party_ids.partner_id | self.partner_id

    def _first_deals(self):
        """Return each buyer of these deals with the first of them that is his."""
        result = {}
        for deal in self:
            for partner in deal._buyers():
                result.setdefault(partner, deal)
        return result

    def action_invite_buyers(self):
        """Open the owners' portal to the buyers of these deals, several at once."""
        return self.env["realestate.portal.invite"]._open_for(self)
