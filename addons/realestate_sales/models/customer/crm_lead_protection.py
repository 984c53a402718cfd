from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# whose customer a lead is: written by the verbs of this file and by the nightly run alone
VERB_FIELDS = {
    "realestate_held_since",
    "realestate_protected_from",
    "realestate_protected_until",
    "realestate_extended",
    "realestate_pool",
    "realestate_pool_since",
    "realestate_last_holder_id",
}
MANAGER = "realestate_sales.realestate_sales_group_manager"
CONSULTANT = "realestate_sales.realestate_sales_group_consultant"
# events after which somebody has the customer
HOLDING = ("assigned", "renewed", "extended", "taken", "reassigned", "won")


class CrmLead(models.Model):
    """Whose customer this is, and the only roads on which that changes (CUS-3).

    While he is protected ``user_id`` has him through ``realestate_protected_until``; a customer who bought
    has no such day and stays. Otherwise he is in a pool. Each change leaves a protection event.
    """

    _inherit = "crm.lead"

    realestate_days_left = fields.Integer(
        string="Days Left",
        compute="_compute_realestate_days_left",
        help="Days after today on which he is still protected: 0 on the last day.",
    )
    realestate_workable = fields.Boolean(
        string="Works His File",
        compute="_compute_realestate_workable",
        search="_search_realestate_workable",
        compute_sudo=True,
        export_string_translation=False,
    )
    realestate_is_holder = fields.Boolean(compute="_compute_realestate_rights", export_string_translation=False)
    realestate_is_manager = fields.Boolean(compute="_compute_realestate_rights", export_string_translation=False)
    realestate_protection_note = fields.Char(string="Protection", compute="_compute_realestate_protection_note")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("realestate_project_id")
    def _compute_company_id(self):
        # a project's customer stays its company's, whoever has him or nobody
        ours = self.filtered("realestate_project_id")
        for lead in ours:
            lead.company_id = lead.sudo().realestate_project_id.company_id
        super(CrmLead, self - ours)._compute_company_id()

    @api.depends("user_id", "type")
    def _compute_team_id(self):
        # Odoo looks for the team of each lead by itself; customers given away together get one answer
        misplaced = self.filtered(
            lambda lead: lead.realestate_project_id and lead.user_id and lead.user_id not in lead.team_id.member_ids
        )
        super(CrmLead, self - misplaced)._compute_team_id()
        for leads in misplaced.grouped(lambda lead: (lead.user_id, lead.type)).values():
            super(CrmLead, leads[0])._compute_team_id()
            leads.team_id = leads[0].team_id

    @api.depends("realestate_protected_until", "realestate_project_id.tz")
    def _compute_realestate_days_left(self):
        for lead in self:
            until = lead.realestate_protected_until
            lead.realestate_days_left = (until - lead.sudo().realestate_project_id._today()).days if until else 0

    @api.depends("realestate_project_id", "user_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_realestate_workable(self):
        workable = self._among(self._realestate_workable_domain())
        for lead in self:
            lead.realestate_workable = not lead._origin or lead._origin.id in workable

    @api.model
    def _search_realestate_workable(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._realestate_workable_domain()
        return domain if True in value else ~domain

    @api.depends("user_id", "realestate_project_id", "realestate_pool")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_realestate_rights(self):
        managed = self._realestate_managed_projects()
        for lead in self:
            ours = lead.sudo().realestate_project_id
            lead.realestate_is_holder = bool(ours) and not lead.realestate_pool and lead.user_id == self.env.user
            lead.realestate_is_manager = bool(ours) and ours in managed

    @api.depends("user_id", "realestate_pool", "realestate_protected_until", "realestate_extended")
    def _compute_realestate_protection_note(self):
        for lead in self.sudo():
            lead.realestate_protection_note = lead._realestate_protection_sentence()

    def _realestate_protection_sentence(self):
        """Say whose this customer is, until when and why (CUS-3)."""
        self.ensure_one()
        if not self.realestate_project_id:
            return False
        values = {
            "user": self.user_id.name,
            "since": self.realestate_pool_since or self.realestate_protected_from,
            "until": self.realestate_protected_until,
        }
        if self.realestate_pool == "project":
            return self.env._("In the project's pool since %(since)s.", **values)
        if self.realestate_pool == "company":
            return self.env._("In the company's pool; nobody's since %(since)s.", **values)
        if not self.user_id:
            return self.env._("Nobody's customer yet.")
        if not self.realestate_protected_until:
            return self.env._("%(user)s's customer: he bought, nobody else may take him.", **values)
        if self._realestate_lapsed():
            return self.env._("%(user)s's protection ended on %(until)s; he goes to the pool.", **values)
        if self.realestate_extended:
            return self.env._("%(user)s's customer through %(until)s: extended by the manager.", **values)
        if self.realestate_held_since == self.realestate_protected_from:
            return self.env._("%(user)s's customer through %(until)s: his since %(since)s.", **values)
        return self.env._("%(user)s's customer through %(until)s: effective follow-up on %(since)s.", **values)

    # ------------------------------------------------------------------
    # who reaches and who works the file
    # ------------------------------------------------------------------
    @api.depends("realestate_pool")
    def _compute_realestate_reachable(self):
        super()._compute_realestate_reachable()

    @api.model
    def _realestate_workable_domain(self):
        """Return the domain of the leads whose file this user works or leads: what he may write."""
        return super()._realestate_reachable_domain()

    @api.model
    def _realestate_reachable_domain(self):
        """Beside what he works a consultant reads the pools from which he may take (CUS-3)."""
        return self._realestate_workable_domain() | self._realestate_pool_domain()

    @api.model
    def _realestate_pool_domain(self):
        """Return the domain of the pooled customers from whom the current user may choose."""
        if not self.env.user.has_group(CONSULTANT):
            return Domain.FALSE
        own, everywhere = self.env.user._realestate_pool_project_ids()
        return (Domain("realestate_pool", "=", "project") & Domain("realestate_project_id", "in", own)) | (
            Domain("realestate_pool", "=", "company") & Domain("realestate_project_id", "in", everywhere)
        )

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        # what was written about a customer is not for those who may merely choose him from the pool
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        pooled = self.sudo().filtered(lambda lead: lead.realestate_pool and not lead.realestate_workable)
        return operations | {lead: "write" for lead in self if lead.id in pooled._ids}

    @api.model
    def _realestate_managed_projects(self):
        """Return the projects whose customers the current user decides about as a manager."""
        if not self.env.user.has_group(MANAGER):
            return self.env["realestate.project"]
        return self.env.user._realestate_customer_projects()

    def _realestate_require_manager(self):
        """Refuse unless the current user is a manager of these customers' projects."""
        if self.env.su:
            return
        self.check_access("write")
        if self.sudo().realestate_project_id - self._realestate_managed_projects():
            raise AccessError(
                self.env._("Whose customer somebody is, is decided by the sales manager of the project: ask him.")
            )

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._realestate_check_create(vals_list)
        leads = super().create(vals_list)
        leads._realestate_begin()
        return leads

    def write(self, vals):
        if self.env.su and {"user_id", "realestate_protected_until"} <= vals.keys():
            # a verb, which writes both
            return super().write(vals)
        if not self.env.su:
            self._realestate_check_write(vals)
        begun = self.browse()
        if vals.get("realestate_project_id"):
            begun = self.filtered(lambda lead: not lead.sudo().realestate_project_id)
        moved = self.browse()
        if "user_id" in vals:
            moved = self.filtered(lambda lead: lead.realestate_project_id and lead.user_id.id != vals["user_id"])
        result = True
        if others := self - moved:
            result = super(CrmLead, others).write(dict(vals))
        if moved:
            result = super(CrmLead, moved).write({name: vals[name] for name in vals if name != "user_id"})
            moved._realestate_move(self.env["res.users"].browse(vals["user_id"]))
        begun._realestate_begin()
        return result

    @api.model
    def _realestate_check_create(self, vals_list):
        """Refuse what a user may not give a new customer by himself: a protection, another's name."""
        defaults = {name for name in VERB_FIELDS if f"default_{name}" in self.env.context}
        for vals in vals_list:
            self._realestate_refuse_fields((VERB_FIELDS & vals.keys()) | defaults)
            project_id = vals.get("realestate_project_id") or self.env.context.get("default_realestate_project_id")
            if not project_id:
                continue
            project = self.env["realestate.project"].browse(project_id)
            project.check_access("read")
            user_id = vals.get("user_id", self.env.context.get("default_user_id", self.env.uid))
            if user_id != self.env.uid and project.sudo() not in self._realestate_managed_projects():
                raise AccessError(self.env._("A new customer is yours: only a sales manager gives him to another."))

    def _realestate_check_write(self, vals):
        self._realestate_refuse_fields(VERB_FIELDS & vals.keys())
        ours = self.sudo().filtered("realestate_project_id").with_env(self.env)
        if "user_id" in vals:
            ours.filtered(lambda lead: lead.user_id.id != vals["user_id"])._realestate_require_manager()
        if "realestate_project_id" in vals:
            ours.filtered(
                lambda lead: lead.sudo().realestate_project_id.id != vals["realestate_project_id"]
            )._realestate_require_manager()

    @api.model
    def _realestate_refuse_fields(self, names):
        if names:
            labels = sorted(self._fields[name].get_description(self.env, ["string"])["string"] for name in names)
            raise AccessError(
                self.env._(
                    "%(fields)s of a customer cannot be written directly; use the buttons of the form.",
                    fields=", ".join(labels),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_customer(self):
        if self.sudo().filtered("realestate_project_id"):
            raise UserError(self.env._("A project's customer stays on record; archive him instead."))

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def _realestate_begin(self):
        """Protect the customers that came with their consultant and not through a verb."""
        new = self.sudo().filtered(
            lambda lead: (
                lead.realestate_project_id
                and lead.user_id
                and not lead.realestate_protected_until
                and not lead.realestate_pool
            )
        )
        for user, leads in new.grouped("user_id").items():
            leads._realestate_assign(user)

    def _realestate_move(self, user):
        """Carry out a change of consultant that was written by hand."""
        if user:
            self._realestate_assign(user, kind="reassigned")
        else:
            # nobody's, and in no pool: the manager's to give
            self._realestate_release(self.env._("Taken back by the manager."), pool=False)

    def _realestate_assign(self, user, kind="assigned", day=None, reason=False):
        """Give customers to a consultant: he is protected from that day, not counting it (CUS-3).

        The caller has checked that it may be done. Who has a customer already since that day is left alone.

        :param user: one record of res.users
        :param str kind: of the event: ``assigned``, ``taken`` or ``reassigned``
        :param date day: of the project; today when not given
        :param str reason: shown in the trail
        """
        user.ensure_one()
        for project, leads in self._realestate_by_project():
            start = day or project._today()
            leads = leads.filtered(
                lambda lead, start=start: (
                    lead.user_id != user or lead.realestate_pool or lead.realestate_held_since != start
                )
            )
            leads._realestate_forget_holder(user)
            until = start + timedelta(days=project.protection_days)
            leads.write(
                {
                    "user_id": user.id,
                    "realestate_held_since": start,
                    "realestate_protected_from": start,
                    "realestate_protected_until": until,
                    "realestate_extended": False,
                    "realestate_pool": False,
                    "realestate_pool_since": False,
                }
            )
            leads._realestate_log(kind, start, user, until, reason)
            leads._realestate_buyers()._realestate_keep(start)

    def _realestate_renew(self, day=None):
        """Begin the protection anew from ``day``; never shortens it (CUS-3).

        Of who lapsed before that day, is in a pool or bought, nothing changes.

        :param date day: of the project; today when not given
        :return: the customers whose protection was renewed
        """
        renewed = self.browse()
        for project, leads in self._realestate_by_project():
            start = day or project._today()
            until = start + timedelta(days=project.protection_days)
            open_leads = leads.filtered(
                lambda lead, start=start, until=until: (
                    lead.user_id
                    and lead.realestate_protected_until
                    and lead.realestate_protected_until >= start
                    and (lead.realestate_protected_from < start or lead.realestate_protected_until < until)
                )
            )
            terms = open_leads.grouped(
                lambda lead, start=start, until=until: (
                    lead.user_id,
                    max(lead.realestate_protected_from, start),
                    max(lead.realestate_protected_until, until),
                )
            )
            for (user, begin, end), same in terms.items():
                same.write({"realestate_protected_from": begin, "realestate_protected_until": end})
                same._realestate_log("renewed", start, user, end)
            renewed |= open_leads
        return renewed.with_env(self.env)

    def _realestate_release(self, reason, pool="project"):
        """Take customers from their consultant, into their project's pool.

        :param str reason: why, shown in the trail
        :param pool: False where the manager keeps them, to give them away himself
        """
        for project, leads in self._realestate_by_project():
            today = project._today()
            for user, held in leads.filtered(lambda lead: not lead.realestate_pool).grouped("user_id").items():
                held._realestate_forget_holder(self.env["res.users"])
                held.write(
                    {
                        "user_id": False,
                        "realestate_held_since": False,
                        "realestate_protected_from": False,
                        "realestate_protected_until": False,
                        "realestate_extended": False,
                        "realestate_pool": pool,
                        "realestate_pool_since": pool and today,
                        "realestate_last_holder_id": user.id,
                    }
                )
                held._realestate_log("released", today, user, False, reason)

    def _realestate_keep(self, day):
        """Customers who bought: their consultant keeps them without end."""
        for user, leads in self.sudo().grouped("user_id").items():
            leads.write({"realestate_protected_until": False})
            leads._realestate_log("won", day, user)

    def _realestate_resume(self):
        """Customers whose deal came to nothing: their consultant is protected anew, from today."""
        for project, leads in self._realestate_by_project():
            today = project._today()
            until = today + timedelta(days=project.protection_days)
            kept = leads.filtered(lambda lead: lead.user_id and not lead.realestate_protected_until)
            for user, same in kept.grouped("user_id").items():
                same.write({"realestate_protected_from": today, "realestate_protected_until": until})
                same._realestate_log("renewed", today, user, until, self.env._("The deal was cancelled."))

    def _realestate_holder(self, day):
        """Return whose customer this was on ``day``, as the trail has it; nobody: an empty user.

        :param date day: of the project
        """
        self.ensure_one()
        event = (
            self.env["realestate.protection.event"]
            .sudo()
            .search([("lead_id", "=", self.id), ("day", "<=", day)], order="day desc, id desc", limit=1)
        )
        held = event.kind in HOLDING and (not event.until or event.until >= day)
        return event.user_id if held else event.user_id.browse()

    def _realestate_lapsed(self):
        """Return whether the protection is over, even where the nightly run has not come by yet."""
        self.ensure_one()
        lead = self.sudo()
        until = lead.realestate_protected_until
        return bool(until) and until < lead.realestate_project_id._today() and not lead._realestate_buyers()

    def _realestate_buyers(self):
        """Return those of these customers who have a live deal: by the lead, or as the buyer in its project."""
        leads = self.sudo()
        deals = self.env["realestate.deal"].sudo()
        live = Domain("is_live", "=", True)
        by_lead = deals._read_group(live & Domain("lead_id", "in", leads.ids), ["lead_id"])
        buyers = leads.browse([lead.id for [lead] in by_lead])
        if leads.partner_id:
            named = live & Domain("partner_id", "in", leads.partner_id.ids)
            pairs = set(deals._read_group(named, ["partner_id", "project_id"]))
            buyers |= leads.filtered(lambda lead: (lead.partner_id, lead.realestate_project_id) in pairs)
        return buyers.with_env(self.env)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_extend(self, reason):
        """Extend the protection once, by a manager (CUS-3).

        :param str reason: why, shown in the trail
        :raises UserError: there is nothing to extend, or it was extended before
        """
        self._realestate_require_manager()
        self._realestate_require_reason(reason)
        for lead in self.sudo():
            project = lead.realestate_project_id
            if not lead.realestate_protected_until or lead._realestate_lapsed():
                raise UserError(
                    self.env._(
                        "%s is not protected now: there is nothing to extend. Reassign him.",
                        lead._realestate_customer_name(),
                    )
                )
            if lead.realestate_extended:
                raise UserError(
                    self.env._(
                        "%(customer)s was extended already, through %(until)s: a second time is not allowed.",
                        customer=lead._realestate_customer_name(),
                        until=lead.realestate_protected_until,
                    )
                )
            until = lead.realestate_protected_until + timedelta(days=project.protection_extension_days)
            lead.write({"realestate_protected_until": until, "realestate_extended": True})
            lead._realestate_log("extended", project._today(), lead.user_id, until, reason)
        return True

    def action_give_up(self, reason):
        """Give customers up to their project's pool: their consultant, or the manager, with the reason (CUS-3)."""
        self._realestate_require_reason(reason)
        if any(lead.user_id != self.env.user for lead in self.sudo()):
            self._realestate_require_manager()
        for lead in self.sudo():
            if lead.realestate_pool or not lead.user_id:
                raise UserError(
                    self.env._(
                        "%s is nobody's customer: there is nothing to give up.", lead._realestate_customer_name()
                    )
                )
        self._realestate_release(reason)
        return True

    def action_reassign(self, user, reason):
        """Give customers to another consultant, by a manager (CUS-3).

        :param user: one record of res.users, who works in the projects of all of them
        :param str reason: why, shown in the trail
        """
        self._realestate_require_manager()
        self._realestate_require_reason(reason)
        for project in self.sudo().realestate_project_id:
            if user not in project.user_ids:
                raise UserError(
                    self.env._(
                        "%(user)s does not work in %(project)s. Add him to its sales staff first.",
                        user=user.name,
                        project=project.name,
                    )
                )
        self._realestate_assign(user, kind="reassigned", reason=reason)
        return True

    def _realestate_require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays in the customer's trail."))

    # ------------------------------------------------------------------
    # helpers
    # ------------------------------------------------------------------
    def _realestate_by_project(self):
        """Return pairs of project and its customers among these, as superuser."""
        return self.sudo().filtered("realestate_project_id").grouped("realestate_project_id").items()

    def _realestate_log(self, kind, day, user, until=False, reason=False):
        """Write an event of each of these customers, all of one project, into the trail."""
        self.env["realestate.protection.event"].sudo().create(
            [
                {
                    "lead_id": lead.id,
                    "project_id": lead.realestate_project_id.id,
                    "company_id": lead.realestate_project_id.company_id.id,
                    "day": day,
                    "kind": kind,
                    "user_id": user.id,
                    "actor_id": self.env.uid,
                    "until": until,
                    "reason": reason,
                }
                for lead in self
            ]
        )

    def _realestate_forget_holder(self, successor):
        """Cut off who has these customers now from what is to come: he follows them no more, has no activity
        there, and the contact is no longer his, unless he sold to him (ACCESS-1)."""
        for holder, leads in self.filtered("user_id").grouped("user_id").items():
            if holder == successor:
                continue
            on_leads = [("res_model", "=", self._name), ("res_id", "in", leads.ids)]
            env = self.sudo().env
            env["mail.followers"].search([*on_leads, ("partner_id", "=", holder.partner_id.id)]).unlink()
            env["mail.activity"].search([*on_leads, ("user_id", "=", holder.id)]).unlink()
            persons = leads.partner_id.filtered(lambda person, holder=holder: person.user_id == holder)
            sold = env["realestate.deal"].search(
                [("partner_id", "in", persons.ids), ("user_id", "=", holder.id), ("is_live", "=", True)]
            )
            (persons - sold.partner_id).write({"user_id": successor.id})
