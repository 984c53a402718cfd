from odoo import fields, models
from odoo.fields import Domain


class RealestateDeal(models.Model):
    """Who of the channel brought the buyer, kept from the customer to the contract (CH-3, CH-7)."""

    _inherit = "realestate.deal"

    realestate_channel_lead_id = fields.Many2one(
        "crm.lead",
        string="Customer of the Channel",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The opportunity whose channel source brought this deal.",
    )
    realestate_channel_module = fields.Selection(
        related="realestate_channel_lead_id.realestate_channel_module", string="Brought by Module"
    )
    realestate_channel_team_id = fields.Many2one(
        related="realestate_channel_lead_id.realestate_channel_team_id", string="Brought by Team"
    )
    realestate_channel_user_id = fields.Many2one(
        related="realestate_channel_lead_id.realestate_channel_user_id", string="Brought by"
    )
    realestate_channel_partner_id = fields.Many2one(
        related="realestate_channel_lead_id.realestate_channel_partner_id", string="Brought by Partner"
    )

    def _log_subscription(self):
        super()._log_subscription()
        self._link_channel()

    def _link_channel(self):
        """Credit these deals to the channel source of their customer: of the deal's opportunity, of the deal that
        this one follows, or of the buyer's opportunity in the project."""
        deals = self.sudo().filtered(lambda deal: not deal.realestate_channel_lead_id)
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        named = leads.search(
            Domain("partner_id", "in", deals.partner_id.ids)
            & Domain("realestate_project_id", "in", deals.project_id.ids)
            & Domain("realestate_channel_module", "!=", False),
            order="realestate_channel_day desc, id desc",
        )
        by_buyer = {(lead.partner_id, lead.realestate_project_id): lead for lead in named}
        sources = {}
        for deal in deals:
            lead = deal.lead_id if deal.lead_id.realestate_channel_module else leads
            lead = lead or deal.origin_deal_id.realestate_channel_lead_id or deal.parent_id.realestate_channel_lead_id
            sources[deal] = lead or by_buyer.get((deal.partner_id, deal.project_id), leads)
        for lead, same in deals.grouped(sources.get).items():
            if lead:
                same.write({"realestate_channel_lead_id": lead.id})
