from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.realestate_deal_party import MARITAL_STATES
from ..models.res_partner import IDENTITY_TYPES
from ..tools import identity


class RealestateDealSubscribePersonMixin(models.AbstractModel):
    """A buyer as he is typed in while subscribing: known, or new; his identity may come later (DEAL-2)."""

    _name = "realestate.deal.subscribe.person.mixin"
    _description = "Person while Subscribing"

    partner_id = fields.Many2one("res.partner", string="Customer")
    identity_shown = fields.Char(
        string="Identity on File", compute="_compute_identity_shown", help="As the user may see it (ACCESS-3)."
    )
    identity_type = fields.Selection(IDENTITY_TYPES, string="Identity Document", default="id_card")
    identity_number = fields.Char(
        help="May be entered later; papers and signing wait for it where the project says so."
    )
    identity_error = fields.Char(compute="_compute_identity_error")
    marital_state = fields.Selection(MARITAL_STATES)
    agent_id = fields.Many2one("res.partner", help="Who signs for this buyer, with a power of attorney.")

    @api.depends("partner_id")
    def _compute_identity_shown(self):
        for person in self:
            person.identity_shown = person.partner_id.identity_number

    @api.depends("identity_type", "identity_number")
    def _compute_identity_error(self):
        partners = self.env["res.partner"]
        for person in self:
            person.identity_error = partners._why_not_identity(person.identity_type, person.identity_number)

    @api.onchange("identity_number")
    def _onchange_identity_number(self):
        """A number that is known already is that customer, not a second one (CUS-4)."""
        number = identity.normalize(self.identity_number)
        if number and not self.partner_id and not self.identity_error:
            self.partner_id = self.env["res.partner"].search([("identity_number", "=", number)], limit=1)

    def _new_person(self):
        """Return name and phone as typed, of who is not known yet."""
        raise NotImplementedError

    def _prepare_party_vals(self, wizard):
        """Return the values of this buyer's line on the deal; a person nobody knows is created.

        :raises ValidationError: the identity number cannot be one
        """
        self.ensure_one()
        partner = self.partner_id or self._create_person(wizard)
        if self.identity_number:
            self._complete_identity(partner)
            # nothing of it stays in the window's own table
            self.identity_number = False
        return {
            "partner_id": partner.id,
            "share": self.share,
            "marital_state": self.marital_state,
            "agent_id": self.agent_id.id,
        }

    def _create_person(self, wizard):
        name, phone = self._new_person()
        return self.env["res.partner"].create(
            {
                "name": name,
                "phone": phone,
                "user_id": self.env.uid,
                "company_id": wizard.company_id.id,
                "lang": self.env.lang,
                **self._prepare_identity_vals(),
            }
        )

    def _prepare_identity_vals(self):
        if not self.identity_number:
            return {}
        if self.identity_error:
            # before the database says it, with the number in its log
            raise ValidationError(self.identity_error)
        return {"identity_type": self.identity_type, "identity_number": self.identity_number}

    def _complete_identity(self, partner):
        """Give a customer who has no identity number the one typed in; another one is not overwritten.

        :raises ValidationError: the customer has another number
        """
        known = partner.sudo().identity_number
        if known and known != identity.normalize(self.identity_number):
            raise ValidationError(
                self.env._(
                    "%s has another identity number on file. Compare it with the document and correct the customer.",
                    partner.name,
                )
            )
        if not known:
            partner.write(self._prepare_identity_vals())
