from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("known", "Our Customer already"),
    ("rival", "Two Partners, one Customer"),
    ("collision", "The same Digits"),
]


class RealestateRegistrationConflict(models.Model):
    """A partner's registration that met another claim to the same customer 报备冲突 (CH-6).

    It keeps who met whom. Whose customer the buyer was is judged by ``realestate.claim`` and nowhere else:
    ``action_claim`` begins it for the consultant whose customer he had been, with the registration as grounds and
    evidence, and the ruling decides whether the partner stays the source. Between two partners the order of
    registration and the desk's word at the visit decide; ``action_credit`` is a manager's correction with reason.
    """

    _name = "realestate.registration.conflict"
    _description = "Conflict of Registrations"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "registration_id"
    _check_company_auto = True

    registration_id = fields.Many2one(
        "realestate.registration", required=True, readonly=True, index=True, ondelete="cascade"
    )
    project_id = fields.Many2one(related="registration_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="registration_id.company_id", store=True, index=True)
    channel_partner_id = fields.Many2one(related="registration_id.channel_partner_id", store=True, index=True)
    user_id = fields.Many2one(related="registration_id.user_id", store=True, index=True)
    team_id = fields.Many2one(related="registration_id.team_id", store=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    rival_id = fields.Many2one(
        "realestate.registration", string="Against", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    rival_partner_id = fields.Many2one(related="rival_id.channel_partner_id", string="Against Partner")
    lead_id = fields.Many2one("crm.lead", string="Customer", readonly=True, index="btree_not_null")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Char(related="registration_id.reason", string="What is Known")
    claim_id = fields.Many2one("realestate.claim", string="Judgement", readonly=True, index="btree_not_null")
    is_closed = fields.Boolean(readonly=True, copy=False)
    note = fields.Text(string="How it was Settled")
    state = fields.Selection(
        [("open", "Open"), ("claimed", "Before Judgement"), ("judged", "Judged"), ("closed", "Settled")],
        compute="_compute_state",
        store=True,
        tracking=True,
    )

    _pair_uniq = models.UniqueIndex(
        "(registration_id, kind, COALESCE(rival_id, 0))", "This conflict is on record already."
    )

    @api.depends("claim_id.state", "is_closed")
    def _compute_state(self):
        for conflict in self:
            claim = conflict.sudo().claim_id
            if claim.state == "confirmed":
                conflict.state = "judged"
            elif conflict.is_closed:
                conflict.state = "closed"
            else:
                conflict.state = "claimed" if claim and claim.state != "rejected" else "open"

    def write(self, vals):
        if not self.env.su and set(vals) - {"note"}:
            raise AccessError(self.env._("Of a conflict only the note is written; the rest follows from its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A conflict stays on record; settle it with a note."))

    def action_close(self):
        """Settle a conflict that needs no judgement, with the note that says how."""
        for conflict in self:
            conflict.registration_id._check_acting_role()
            if not (conflict.note or "").strip():
                raise UserError(self.env._("Say in the note how the conflict was settled."))
        self.sudo().write({"is_closed": True})
        return True

    def action_credit(self):
        """Make this registration's partner the source of the customer: a manager's correction, the note its reason.

        :raises AccessError: the user manages neither the channel nor the project
        :raises UserError: no note, or nobody to credit
        """
        for conflict in self:
            conflict.check_access("read")
            registration, lead = conflict.sudo().registration_id, conflict._customer()
            if not (conflict.note or "").strip():
                raise UserError(self.env._("Say in the note why this partner is the source of the customer."))
            if not lead:
                raise UserError(self.env._("This customer has not visited yet: there is nobody to credit."))
            lead.with_env(self.env)._realestate_check_channel_change(conflict.note)
            registration._credit_partner(lead, registration.visit_day, reason=conflict.note)
            conflict.sudo().is_closed = True
        return True

    def action_claim(self):
        """Bring the conflict before the judgement of the deal, for the consultant whose customer he had been.

        :return: the window of the claim, with the ruling that the system proposes
        :raises UserError: there is no deal yet, or nobody else had the customer
        """
        self.ensure_one()
        self.check_access("read")
        self.env["realestate.deal"]._require_role("manager")
        if self.state != "open":
            raise UserError(self.env._("This conflict is before the judgement or settled already."))
        deal, holder = self._deal(), self._holder_before()
        if not deal:
            raise UserError(
                self.env._(
                    "Judgement is about a deal, and this customer has none yet. The registration stays on record and "
                    "will be part of its evidence."
                )
            )
        if not holder or holder == deal.user_id:
            raise UserError(
                self.env._("No other consultant had this customer before: correct the source with a note instead.")
            )
        claim = self.env["realestate.claim"].with_user(holder)._submit(deal.with_user(holder), self._grounds())
        self.sudo().claim_id = claim.id
        return {
            "type": "ir.actions.act_window",
            "res_model": "realestate.claim",
            "res_id": claim.id,
            "views": [(False, "form")],
        }

    def _holder_before(self):
        """Return the consultant who had the customer when he was registered, as the trail has it."""
        registration = self.sudo().registration_id
        lead = registration.known_lead_id or self._customer()
        event = (
            self.env["realestate.protection.event"]
            .sudo()
            .search([("lead_id", "=", lead.id), ("date", "<=", registration.date)], order="date desc, id desc", limit=1)
        )
        return event.user_id

    def _grounds(self):
        registration = self.sudo().registration_id
        return self.env._(
            "Registration %(number)s of %(partner)s. %(reason)s",
            number=registration.name,
            partner=registration.channel_partner_id.display_name,
            reason=registration.reason or "",
        )

    def _customer(self):
        """Return the visited customer about whom the conflict is."""
        conflict = self.sudo()
        return conflict.registration_id.lead_id or conflict.rival_id.lead_id or conflict.lead_id

    def _deal(self):
        """Return the live deal of the customer."""
        conflict = self.sudo()
        leads = conflict.lead_id | conflict.registration_id.lead_id | conflict.rival_id.lead_id
        deals = conflict.env["realestate.deal"]
        if not leads:
            return deals
        return deals.search([("lead_id", "in", leads.ids), ("is_live", "=", True), ("parent_id", "=", False)], limit=1)

    def _follow_ruling(self):
        """The judgement found that the customer was ours: the partner is not his source (CUS-7)."""
        self.ensure_one()
        claim, partner = self.claim_id, self.registration_id.channel_partner_id.partner_id
        lead = claim.deal_id.realestate_channel_lead_id or claim.deal_id.lead_id
        if claim.winner_id == claim.claimant_id and lead.realestate_channel_partner_id == partner:
            lead._realestate_clear_channel_source(self.env._("Judgement %s: he was our customer before.", claim.name))
