from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import email_normalize

MANAGER = "realestate_channel.realestate_channel_group_manager"


class RealestateChannelPartnerAccess(models.TransientModel):
    """Gives one of a partner's people access to the portal, to register customers there (CH-6).

    Odoo's own portal wizard invites him; whoever leads the channel need not manage all contacts for that.
    """

    _name = "realestate.channel.partner.access"
    _description = "Portal Access of a Partner"

    channel_partner_id = fields.Many2one("realestate.channel.partner", string="Partner", required=True, readonly=True)
    name = fields.Char(string="Person", required=True, compute="_compute_person", store=True, readonly=False)
    email = fields.Char(
        required=True,
        compute="_compute_person",
        store=True,
        readonly=False,
        help="The invitation goes there; it is the login.",
    )

    @api.depends("channel_partner_id")
    def _compute_person(self):
        for access in self:
            contact = access.channel_partner_id.sudo().partner_id
            access.name = contact.name
            access.email = contact.email

    def action_grant(self):
        """Invite the person.

        :raises AccessError: the user does not lead the channel, or not this partner's
        :raises UserError: no such e-mail address; the person has access already; the address is somebody else's
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("The channel manager gives partners access to the portal."))
        self.channel_partner_id.check_access("write")
        if not email_normalize(self.email):
            raise UserError(
                self.env._("“%s” is no e-mail address: enter the one that the invitation goes to.", self.email)
            )
        contact = self._contact()
        wizard = self.env["portal.wizard"].sudo().create({"partner_ids": [Command.set(contact.ids)]})
        wizard.user_ids.filtered(lambda user: user.partner_id == contact).action_grant_access()
        self.channel_partner_id.sudo().message_post(
            body=self.env._(
                "%(person)s was invited to the portal (%(email)s).", person=contact.name, email=contact.email
            )
        )
        return {"type": "ir.actions.act_window_close"}

    def _contact(self):
        """Return the person's contact: known by his address or name, else made anew below the partner's."""
        company = self.channel_partner_id.sudo().partner_id
        email = email_normalize(self.email)
        people = company | company.child_ids
        contact = (
            people.filtered(lambda person: person.email_normalized == email)[:1]
            or people.filtered(lambda person: person.name == self.name)[:1]
        )
        if contact:
            contact.email = self.email
            return contact
        return contact.create({"name": self.name, "email": self.email, "parent_id": company.id, "type": "contact"})
