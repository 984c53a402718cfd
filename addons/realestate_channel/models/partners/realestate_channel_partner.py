from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

GRADES = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")]


class RealestateChannelPartner(models.Model):
    """Who brings us customers for a commission (CH-5, CH-6): an agency, a platform, an owner, a broker.

    The contact is Odoo's, with its portal users; here is what the channel agreed with him. Which rules hold for
    his registrations is said by ``realestate.registration.rule`` for his kind.
    """

    _name = "realestate.channel.partner"
    _description = "Partner of the Channel"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "grade, id"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, index=True, ondelete="restrict", check_company=True
    )
    # for a partner who is no contact yet: the channel makes none elsewhere
    contact_name = fields.Char(string="Name", store=False)
    contact_phone = fields.Char(string="Phone", store=False)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind_id = fields.Many2one(
        "realestate.channel.partner.kind", required=True, index=True, ondelete="restrict", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Looked after by",
        index=True,
        tracking=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="The specialist who answers for this partner.",
    )
    team_id = fields.Many2one("realestate.channel.team", index="btree_not_null", check_company=True, tracking=True)
    grade = fields.Selection(GRADES, default="c", required=True, tracking=True)
    date_start = fields.Date(string="Agreement from", tracking=True, default=fields.Date.context_today)
    date_end = fields.Date(string="Agreement through", tracking=True, help="Empty: until it is ended.")
    agreement_number = fields.Char(tracking=True)
    note = fields.Html()
    is_ended = fields.Boolean(string="Agreement Ended", compute="_compute_is_ended", search="_search_is_ended")

    registration_ids = fields.One2many("realestate.registration", "channel_partner_id")
    registration_count = fields.Integer(string="Registrations", compute="_compute_results")
    visit_count = fields.Integer(string="Visits", compute="_compute_results")
    deal_count = fields.Integer(string="Deals", compute="_compute_results")
    visit_rate = fields.Float(
        string="Registrations to Visits (%)", compute="_compute_results", help="Of the valid registrations."
    )
    portal_user_count = fields.Integer(string="Portal Users", compute="_compute_portal_user_count")

    _partner_uniq = models.UniqueIndex(
        "(company_id, partner_id) WHERE active", "This contact is a partner of the channel already."
    )
    _dates_in_order = models.Constraint("CHECK(date_end >= date_start)", "An agreement cannot end before it begins.")

    @api.constrains("partner_id")
    def _check_partner(self):
        for partner in self.sudo():
            if partner.partner_id.commercial_partner_id != partner.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s works for %(company)s: choose the company as partner.",
                        person=partner.partner_id.name,
                        company=partner.partner_id.commercial_partner_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("date_start", "date_end")
    def _compute_is_ended(self):
        for partner in self:
            today = self.env["realestate.enterprise"]._today_of(partner.company_id)
            partner.is_ended = not partner._is_in_force(today)

    @api.model
    def _search_is_ended(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env["realestate.enterprise"]._today_of(self.env.company)
        ended = Domain("date_end", "<", today) | Domain("date_start", ">", today)
        return ended if True in value else ~ended

    @api.depends("registration_ids.state")
    def _compute_results(self):
        rows = self.env["realestate.registration.report"]._read_group(
            [("channel_partner_id", "in", self.ids)],
            ["channel_partner_id"],
            ["__count", "accepted:sum", "visited:sum", "bought:sum"],
        )
        found = {partner: figures for partner, *figures in rows}
        for partner in self:
            count, accepted, visited, bought = found.get(partner._origin, (0, 0, 0, 0))
            partner.registration_count = count
            partner.visit_count = visited
            partner.deal_count = bought
            partner.visit_rate = 100.0 * visited / accepted if accepted else 0.0

    @api.depends("partner_id")
    def _compute_portal_user_count(self):
        for partner in self:
            partner.portal_user_count = len(partner._portal_users())

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        self.check_access("create")
        return super().create([self._complete_contact(dict(vals)) for vals in vals_list])

    @api.model
    def _complete_contact(self, vals):
        """Make the contact of a partner who is none yet, by the name that was typed.

        :raises UserError: neither a name nor a contact
        """
        name, phone = (vals.pop("contact_name", "") or "").strip(), vals.pop("contact_phone", False)
        if vals.get("partner_id"):
            return vals
        if not name:
            raise UserError(self.env._("Enter the partner's name, or choose a contact."))
        kind = self.env["realestate.channel.partner.kind"].browse(vals.get("kind_id") or ())
        contact = {"name": name, "phone": phone, "is_company": not kind.is_person}
        return {**vals, "partner_id": self.env["res.partner"].sudo().create([contact]).id}

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    def _is_in_force(self, day):
        self.ensure_one()
        return (not self.date_start or self.date_start <= day) and (not self.date_end or day <= self.date_end)

    def _portal_users(self):
        """Return the users who register for this partner on the portal."""
        self.ensure_one()
        return (
            self.env["res.users"].sudo().search([("partner_id", "child_of", self.partner_id.ids), ("share", "=", True)])
        )

    @api.model
    def _of_user(self, user):
        """Return the partner for whom a portal user registers, of the superuser; none: he is nobody's agent.

        :param user: one record of res.users
        """
        person = user.sudo().partner_id.commercial_partner_id
        companies = user.sudo().company_ids
        return self.sudo().search([("partner_id", "=", person.id), ("company_id", "in", companies.ids)], limit=1)

    def action_registrations(self):
        """Open the registrations of this partner."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("realestate_channel.realestate_registration_action")
        return {**action, "domain": [("channel_partner_id", "=", self.id)], "context": {}}

    def action_grant_portal(self):
        """Open the window that gives one of the partner's people access to the portal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Portal Access"),
            "res_model": "realestate.channel.partner.access",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_channel_partner_id": self.id},
        }
