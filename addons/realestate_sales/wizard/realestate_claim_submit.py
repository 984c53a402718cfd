from odoo import api, fields, models
from odoo.exceptions import UserError


class RealestateClaimSubmit(models.TransientModel):
    """Asks for what a claim needs; the claim itself is made by ``realestate.claim._submit`` (CUS-7)."""

    _name = "realestate.claim.submit"
    _description = "Claim a Deal"

    unit_id = fields.Many2one(
        "realestate.unit",
        required=True,
        domain=[("state", "in", ("subscribed", "contracted", "filed"))],
        help="The home or shop that a colleague sold to your customer.",
    )
    taken = fields.Char(string="Sold", compute="_compute_taken")
    lead_id = fields.Many2one(
        "crm.lead",
        string="My Customer",
        domain="[('realestate_project_id', '!=', False), ('user_id', '=', uid)]",
        help="Where he is another person than the buyer: a member of his household, or of his company. Leave it empty "
        "where the buyer himself was registered by you.",
    )
    grounds = fields.Text(required=True, help="All sides read this: no phone numbers.")

    @api.depends("unit_id")
    def _compute_taken(self):
        for wizard in self:
            deal = wizard.sudo().unit_id.live_deal_id
            wizard.taken = deal.with_env(self.env)._taken_message() if deal else False

    def action_submit(self):
        """Submit the claim and open it with the ruling that the system proposes."""
        self.ensure_one()
        self.unit_id.check_access("read")
        deal = self.sudo().unit_id.live_deal_id
        if not deal:
            raise UserError(self.env._("%s is not sold.", self.unit_id.name))
        claim = self.env["realestate.claim"]._submit(deal, self.grounds, self.lead_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.claim",
            "res_id": claim.id,
            "views": [(False, "form")],
        }
