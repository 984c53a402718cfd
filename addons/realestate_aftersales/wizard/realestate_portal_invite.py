from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import email_normalize

GROUPS = (
    "realestate_aftersales.realestate_aftersales_group_officer",
    "realestate_sales.realestate_sales_group_administrator",
    "realestate_sales.realestate_sales_group_manager",
)


class RealestatePortalInvite(models.TransientModel):
    """Open the owners' portal to buyers, several at once (PORTAL-1).

    Who has an e-mail address gets Odoo's invitation. Many have none: their login is the number of their deal, and
    the desk hands them the link on which they choose a password.
    """

    _name = "realestate.portal.invite"
    _description = "Invite to the Owners' Portal"

    line_ids = fields.One2many("realestate.portal.invite.line", "invite_id", string="Buyers")
    to_invite_count = fields.Integer(compute="_compute_to_invite_count")

    @api.depends("line_ids.state")
    def _compute_to_invite_count(self):
        for invite in self:
            invite.to_invite_count = len(invite.line_ids.filtered(lambda line: line.state == "none"))

    @api.model
    def _open_for(self, deals):
        """Open the window with the buyers of ``deals``.

        :raises UserError: none of them has a live deal
        """
        self._check_role()
        deals.check_access("read")
        live = deals.filtered("is_live")
        if not live:
            raise UserError(self.env._("Only buyers of a deal that has not ended are invited."))
        invite = self.create(
            {
                "line_ids": [
                    Command.create({"partner_id": partner.id, "deal_id": deal.id, "email": partner.sudo().email})
                    for partner, deal in live.sudo()._first_deals().items()
                ]
            }
        )
        return invite._reopen()

    def _check_role(self):
        if not any(self.env.user.has_group(group) for group in GROUPS):
            raise AccessError(self.env._("Buyers are invited by customer service or the sales administrator."))

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invite to the Owners' Portal"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_invite(self):
        """Invite all buyers of the list who have no access yet; the window then shows how they get in."""
        self.ensure_one()
        self._check_role()
        self.line_ids.filtered(lambda line: line.state == "none")._invite()
        self.line_ids.invalidate_recordset()
        return self._reopen()


class RealestatePortalInviteLine(models.TransientModel):
    """One buyer who is invited."""

    _name = "realestate.portal.invite.line"
    _description = "Buyer to Invite"

    invite_id = fields.Many2one("realestate.portal.invite", required=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one("res.partner", string="Buyer", required=True, readonly=True, ondelete="cascade")
    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, ondelete="cascade")
    unit_id = fields.Many2one(related="deal_id.unit_id")
    email = fields.Char(help="Empty: he signs in with his deal number, and gets the link from you.")
    login = fields.Char(compute="_compute_user", compute_sudo=True)
    state = fields.Selection(
        [("none", "Not Invited"), ("invited", "Invited"), ("active", "Has Signed in"), ("internal", "One of the Staff")],
        compute="_compute_user", compute_sudo=True,
    )  # fmt: skip
    link = fields.Char(
        compute="_compute_user", compute_sudo=True, help="For him alone: whoever has it chooses his password."
    )

    @api.depends("partner_id", "deal_id")
    def _compute_user(self):
        for line in self:
            # a link opens the buyer's file: only of a deal that the user reaches himself
            reached = line.deal_id.sudo(False).has_access("read") and line.partner_id in line.deal_id._buyers()
            user = line.partner_id.user_ids[:1] if reached else self.env["res.users"]
            line.login = user.login
            if not user:
                line.state = "none"
            elif user._is_internal():
                line.state = "internal"
            else:
                line.state = "active" if user.login_date else "invited"
            line.link = line.partner_id._get_signup_url() if line.state == "invited" else False

    def _invite(self):
        """Give each of these buyers a portal user of the project's company; e-mail goes out where there is one."""
        for line in self:
            line._check_buyer()
            deal = line.deal_id.sudo()
            email = email_normalize(line.email or "")
            if line.email and not email:
                raise UserError(
                    self.env._(
                        "“%(email)s” of %(buyer)s is no e-mail address: correct it, or leave it empty.",
                        email=line.email,
                        buyer=line.partner_id.name,
                    )
                )
            if email:
                line.partner_id.sudo().email = email
                line._invite_by_mail()
            else:
                line._invite_by_link()
            user = line.partner_id.sudo().user_ids[:1]
            companies = self.env["realestate.deal"].sudo().search(user.env["realestate.deal"]._home_domain(user))
            user.write(
                {
                    "company_id": deal.company_id.id,
                    "company_ids": [Command.set((companies.company_id | deal.company_id).ids)],
                    "lang": line.partner_id.sudo().lang or self.env.lang,
                    "tz": deal.project_id.tz,
                }
            )

    def _check_buyer(self):
        """A line names a buyer of a deal that the user reaches; nobody else is let in by it."""
        self.deal_id.check_access("read")
        if self.partner_id not in self.deal_id.sudo()._buyers():
            raise AccessError(self.env._("%s is not a buyer of this deal.", self.partner_id.sudo().name))

    def _invite_by_mail(self):
        """Odoo's own invitation, with its checks of the address."""
        wizard = self.env["portal.wizard"].sudo().create({"partner_ids": [Command.set(self.partner_id.ids)]})
        wizard.user_ids.filtered(lambda row: row.partner_id == self.partner_id).action_grant_access()

    def _invite_by_link(self):
        partner, users = self.partner_id.sudo(), self.env["res.users"].sudo().with_context(active_test=False)
        archived = partner.with_context(active_test=False).user_ids[:1]
        if archived:
            archived.write({"active": True, "group_ids": [Command.set(self.env.ref("base.group_portal").ids)]})
        else:
            base = login = self.deal_id.sudo().name
            # further buyers of one deal
            number = 1
            while users.search_count([("login", "=", login)], limit=1):
                number += 1
                login = f"{base}-{number}"
            users.with_context(no_reset_password=True)._create_user_from_template(
                {"login": login, "partner_id": partner.id, "company_id": self.deal_id.sudo().company_id.id,
                 "company_ids": [Command.set(self.deal_id.sudo().company_id.ids)]}
            )  # fmt: skip
        partner.signup_prepare()
