from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_users import MANAGER, SPECIALIST
from .team.realestate_channel_team import SOURCE_MODULES

# who brought the customer: written by ``_realestate_set_channel_source`` alone
CHANNEL_FIELDS = {
    "realestate_channel_module",
    "realestate_channel_team_id",
    "realestate_channel_user_id",
    "realestate_channel_partner_id",
    "realestate_channel_day",
    "realestate_channel_visit_day",
}


class CrmLead(models.Model):
    """Who brought the customer: the channel's first word stands to the contract and its commission."""

    _inherit = "crm.lead"

    realestate_channel_module = fields.Selection(
        SOURCE_MODULES, string="Brought by Module", readonly=True, copy=False, tracking=True
    )
    realestate_channel_team_id = fields.Many2one(
        "realestate.channel.team",
        string="Brought by Team",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    realestate_channel_user_id = fields.Many2one(
        "res.users",
        string="Brought by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The own specialist who brought the customer.",
    )
    realestate_channel_partner_id = fields.Many2one(
        "res.partner",
        string="Brought by Partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The agency or other partner whose registration brought the customer.",
    )
    realestate_channel_day = fields.Date(
        string="Brought on", readonly=True, copy=False, help="Day of the project since which he is the channel's."
    )

    realestate_channel_visit_day = fields.Date(
        string="First Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="First day on which the customer visited since he was brought: the channel's visit.",
    )
    realestate_channel_deal_ids = fields.One2many("realestate.deal", "realestate_channel_lead_id", string="Deals")

    # ------------------------------------------------------------------
    # who reaches
    # ------------------------------------------------------------------
    @api.depends("realestate_channel_user_id", "realestate_channel_team_id")
    def _compute_realestate_reachable(self):
        super()._compute_realestate_reachable()

    @api.model
    def _realestate_brought_domain(self):
        """Return the domain of the customers that the current user, as somebody of the channel, brought or answers
        for (ACCESS-1)."""
        user = self.env.user
        if not user.has_group(SPECIALIST):
            return Domain.FALSE
        brought = Domain("realestate_channel_module", "!=", False)
        brought &= Domain("company_id", "in", [False, *self.env.companies.ids])
        return brought & user._realestate_channel_domain("realestate_channel_user_id", "realestate_channel_team_id")

    @api.model
    def _realestate_reachable_domain(self):
        """Who brought a customer reads him, and works his file no more than others (CUS-3)."""
        return super()._realestate_reachable_domain() | self._realestate_brought_domain()

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # what the sales office writes about a customer is not for who brought him
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        brought = self.sudo().filtered("realestate_channel_module").filtered(lambda lead: not lead.realestate_workable)
        return operations | {lead: "write" for lead in self if lead.id in brought._ids}

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model
    def _realestate_check_create(self, vals_list):
        defaults = {name for name in CHANNEL_FIELDS if f"default_{name}" in self.env.context}
        for vals in vals_list:
            self._realestate_refuse_fields((CHANNEL_FIELDS & vals.keys()) | defaults)
        super()._realestate_check_create(vals_list)

    def _realestate_check_write(self, vals):
        self._realestate_refuse_fields(CHANNEL_FIELDS & vals.keys())
        super()._realestate_check_write(vals)

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def _realestate_set_channel_source(self, module, team=False, user=False, partner=False, day=None, reason=None):
        """Record who of the channel brought these customers; the first who did stays (CH-2, CH-7).

        The caller has checked that it may be done. With ``reason`` a manager corrects what is there; the old
        and the new source stay in the chatter.

        :param str module: of ``SOURCE_MODULES``
        :param team: realestate.channel.team; the user's own in the module when not given
        :param user: res.users, the specialist
        :param partner: res.partner, for the module ``partner``
        :param date day: of the project; today when not given
        :param str reason: why a source that is there changes
        :return: the customers that have this source now by this call
        :raises AccessError: somebody who is no manager gives a reason
        :raises UserError: the source is incomplete, or a customer has no project
        """
        if reason is not None:
            self._realestate_check_channel_change(reason)
        if (module == "partner" and not partner) or (module != "partner" and not (team or user)):
            raise UserError(self.env._("Say who brought the customer: a team, a person or a partner."))
        if self.sudo().filtered(lambda lead: not lead.realestate_project_id):
            raise UserError(
                self.env._("Only the customer of a project has a channel source: choose the project first.")
            )
        team = team or self.env["realestate.channel.team"]
        if user and not team:
            team = team._of_user(user, module)
        values = {
            "realestate_channel_module": module,
            "realestate_channel_team_id": team.id,
            "realestate_channel_user_id": user.id if user else False,
            "realestate_channel_partner_id": partner.id if partner else False,
        }
        changed = self.browse()
        for project, leads in self._realestate_by_project():
            if reason is None:
                leads = leads.filtered(lambda lead: not lead.realestate_channel_module)
            leads.write({**values, "realestate_channel_day": day or project._today()})
            leads.filtered(lambda lead: not lead.realestate_source).write(
                {"realestate_source": "channel" if module == "partner" else "outreach"}
            )
            if reason:
                for lead in leads:
                    lead._track_set_log_message(self.env._("Who brought him was corrected: %s", reason))
            changed |= leads
        changed._realestate_channel_visited()
        changed._realestate_channel_deals()._link_channel()
        return changed.with_env(self.env)

    def _realestate_channel_visited(self):
        """Note the first visit of these customers since they were brought, from the registration books (CH-2)."""
        brought = self.sudo().filtered("realestate_channel_day")
        visits = self.env["realestate.reception"].sudo()
        rows = visits._read_group(
            [("lead_id", "in", brought.ids), ("kind", "=", "visit")], ["lead_id", "day:day"], ["__count"]
        )
        days = {}
        for lead, day, _count in rows:
            if day >= lead.realestate_channel_day:
                days[lead] = min(day, days.get(lead, day))
        for day, leads in brought.grouped(lambda lead: days.get(lead, False)).items():
            leads.filtered(lambda lead, day=day: lead.realestate_channel_visit_day != day).write(
                {"realestate_channel_visit_day": day}
            )

    def _realestate_check_channel_change(self, reason):
        """Only the manager of the channel or of the project corrects who brought a customer, with the reason."""
        self._realestate_require_reason(reason)
        if self.env.su or self.env.user.has_group(MANAGER):
            self.check_access("read")
            return
        self._realestate_require_manager()

    def _realestate_channel_deals(self):
        """Return the deals of these customers that are credited to no source yet."""
        deals = self.env["realestate.deal"].sudo()
        leads = self.sudo()
        domain = Domain("lead_id", "in", leads.ids)
        if leads.partner_id:
            domain |= Domain("partner_id", "in", leads.partner_id.ids) & Domain(
                "project_id", "in", leads.realestate_project_id.ids
            )
        return deals.search(domain & Domain("realestate_channel_lead_id", "=", False))
