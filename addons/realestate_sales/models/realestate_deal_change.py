from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError

CHANGE_KINDS = [
    ("withdrawal", "Withdrawal"),
    ("exchange", "Exchange of unit"),
    ("buyers", "Change of buyers"),
    ("extend_sign", "Later signing"),
]
LEVELS = [
    ("manager", "Sales Manager"),
    ("director", "Director"),
    ("deputy_general_manager", "Deputy General Manager"),
    ("general_manager", "General Manager"),
]
# decided by how long they put something off
PUT_OFF_KINDS = ("extend_sign", "defer_payment")


class RealestateDealChange(models.Model):
    """A request to change a deal: why, who decides, what it did (DEAL-7).

    A kind of change is a selection value with ``_check_<kind>`` (may it be asked for?) and
    ``_apply_<kind>`` (what it does); another addon adds its own in the same way.
    """

    _name = "realestate.deal.change"
    _description = "Change of a Deal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Request Number", required=True, readonly=True, copy=False, default="/")
    kind = fields.Selection(CHANGE_KINDS, required=True, default="withdrawal", tracking=True)
    deal_id = fields.Many2one(
        "realestate.deal",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('state', '!=', 'cancelled'), ('parent_id', '=', False)]",
    )
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(related="deal_id.unit_id")
    partner_id = fields.Many2one(related="deal_id.partner_id")
    reason = fields.Text(required=True)
    requested_by_id = fields.Many2one(
        "res.users", string="Requested by", required=True, readonly=True, default=lambda self: self.env.user
    )
    requested_on = fields.Date(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("rejected", "Rejected"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    level = fields.Selection(LEVELS, string="Decided by Level", compute="_compute_level", store=True)
    approver_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False, tracking=True)
    decided_on = fields.Datetime(readonly=True, copy=False)
    decision_note = fields.Text(readonly=True, copy=False, tracking=True)
    date_done = fields.Date(string="Carried Out on", readonly=True, copy=False)
    effect = fields.Text(readonly=True, copy=False, help="What the change did, written when it was carried out.")

    # withdrawal: a forfeit or a penalty, never both (Civil Code art. 588)
    fault = fields.Selection(
        [("buyer", "The buyer"), ("seller", "The seller"), ("none", "Nobody: agreed")],
        string="Whose Default",
        default="buyer",
    )
    settle_by = fields.Selection(
        [
            ("refund", "Everything is refunded"),
            ("forfeit", "The deposit is forfeited"),
            ("penalty", "A penalty is kept"),
            ("double", "The deposit is returned double"),
        ],
        string="Settlement",
        default="refund",
        help="The law allows the forfeit of the deposit or a penalty, not both (Civil Code art. 588). "
        "Where the seller is in default the deposit is returned double (art. 587).",
    )
    paid_amount = fields.Monetary(string="Received", compute="_compute_paid_amount", store=True)
    penalty_amount = fields.Monetary(string="Penalty")
    forfeit_amount = fields.Monetary(string="Forfeited Deposit", compute="_compute_settlement", store=True)
    compensation_amount = fields.Monetary(string="Compensation", compute="_compute_settlement", store=True)
    refund_amount = fields.Monetary(string="Refund", compute="_compute_settlement", store=True)
    claim_amount = fields.Monetary(
        string="Still Owed by the Buyer",
        compute="_compute_settlement",
        store=True,
        help="What the penalty exceeds the money received by.",
    )
    # exchange
    new_unit_id = fields.Many2one(
        "realestate.unit",
        index="btree_not_null",
        domain="[('project_id', '=', project_id), ('state', '=', 'available')]",
    )
    new_deal_id = fields.Many2one("realestate.deal", string="Deal that Follows", readonly=True, copy=False, index=True)
    # change of buyers
    buyer_ids = fields.One2many("realestate.deal.change.buyer", "change_id", string="Buyers from Now on", copy=True)
    parties_before = fields.Text(string="Buyers Before", readonly=True, copy=False)
    parties_after = fields.Text(string="Buyers After", readonly=True, copy=False)
    # later signing
    old_deadline = fields.Date(string="Deadline Before", readonly=True, copy=False)
    new_deadline = fields.Date(string="New Signing Deadline")
    extension_days = fields.Integer(compute="_compute_extension_days", store=True)

    _open_uniq = models.UniqueIndex(
        "(deal_id) WHERE state IN ('submitted', 'approved')", "Another request for this deal is still open."
    )
    _penalty_or_forfeit = models.Constraint(
        "CHECK(COALESCE(penalty_amount, 0) = 0 OR COALESCE(forfeit_amount, 0) = 0)",
        "Either the deposit is forfeited or a penalty is kept, not both (Civil Code art. 588).",
    )
    _penalty_positive = models.Constraint("CHECK(COALESCE(penalty_amount, 0) >= 0)", "A penalty cannot be negative.")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("kind", "extension_days", "project_id.extension_director_days", "project_id.extension_deputy_days")
    def _compute_level(self):
        for change in self:
            change.level = change._approval_level()

    def _approval_level(self):
        """Return who decides; the longer signing or payment is put off, the higher (DEAL-7)."""
        self.ensure_one()
        if self.kind in PUT_OFF_KINDS:
            if self.extension_days > self.project_id.extension_deputy_days:
                return "general_manager"
            if self.extension_days > self.project_id.extension_director_days:
                return "deputy_general_manager"
        return "director"

    @api.depends("deal_id", "state")
    def _compute_paid_amount(self):
        for change in self:
            # once carried out it says what was there to settle
            if change.state != "done":
                change.paid_amount = sum(deal._paid_amount() for deal in change.deal_id._family().sudo())

    @api.depends("kind", "settle_by", "penalty_amount", "paid_amount", "deal_id.deposit_amount")
    def _compute_settlement(self):
        for change in self:
            withdrawal = change.kind == "withdrawal"
            deposit = min(change.deal_id.deposit_amount, change.paid_amount)
            penalty = change.penalty_amount if withdrawal and change.settle_by == "penalty" else 0.0
            change.forfeit_amount = deposit if withdrawal and change.settle_by == "forfeit" else 0.0
            change.compensation_amount = deposit if withdrawal and change.settle_by == "double" else 0.0
            rest = change.paid_amount - penalty - change.forfeit_amount + change.compensation_amount
            change.refund_amount = max(rest, 0.0) if withdrawal else 0.0
            change.claim_amount = max(-rest, 0.0) if withdrawal else 0.0

    @api.depends("new_deadline", "deal_id.sign_deadline", "old_deadline")
    def _compute_extension_days(self):
        for change in self:
            before = change.old_deadline or change.deal_id.sign_deadline
            change.extension_days = (change.new_deadline - before).days if change.new_deadline and before else 0

    @api.depends("name", "kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            # one that is being typed has no number yet
            number = "" if change.name == "/" else change.name
            change.display_name = f"{number} {kinds.get(change.kind, '')}".strip()

    @api.onchange("kind", "deal_id")
    def _onchange_kind(self):
        if self.kind == "buyers" and not self.buyer_ids:
            self.buyer_ids = [
                Command.create(
                    {
                        "partner_id": party.partner_id.id,
                        "share": party.share,
                        "marital_state": party.marital_state,
                        "agent_id": party.agent_id.id,
                    }
                )
                for party in self.deal_id.party_ids
            ]

    @api.onchange("settle_by")
    def _onchange_settle_by(self):
        if self.settle_by != "penalty":
            self.penalty_amount = 0.0

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su:
                self._refuse_fields(vals)
            vals["name"] = self.env["ir.sequence"].sudo().next_by_code("realestate.deal.change") or "/"
        changes = super().create(vals_list)
        if not self.env.su:
            changes.deal_id.check_access("write")
        return changes

    def write(self, vals):
        if not self.env.su:
            self._refuse_fields(vals)
            if self._content_fields() & vals.keys() and any(change.state != "draft" for change in self):
                raise UserError(self.env._("A submitted request is not changed; reject it and make a new one."))
        return super().write(vals)

    @api.model
    def _content_fields(self):
        """Fields that are the request itself: fixed once it is submitted."""
        return {"kind", "deal_id", "reason", "fault", "settle_by", "penalty_amount", "new_unit_id", "buyer_ids"} | {
            "new_deadline"
        }

    @api.model
    def _refuse_fields(self, vals):
        names = {
            name
            for name in vals
            if name in self._fields and name not in self._content_fields() and self._fields[name].readonly
        }
        if names := names - {"create_uid", "create_date", "write_uid", "write_date"}:
            raise AccessError(
                self.env._("%s of a request cannot be written directly; use its buttons.", ", ".join(sorted(names)))
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(change.state != "draft" for change in self):
            raise UserError(self.env._("Only a draft can be deleted; a request that was submitted stays on record."))

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_submit(self):
        """Send the requests to those who decide; each gets an activity (DEAL-7)."""
        self.check_access("write")
        for change in self.sudo():
            change._check_state("draft")
            if change.deal_id.state in ("cancelled", "delivered"):
                raise UserError(self.env._("Deal %s cannot be changed any more.", change.deal_id.name))
            getattr(change, f"_check_{change.kind}")()
            change.write({**change._prepare_submit_vals(), "requested_by_id": self.env.uid})
            change._ask_approvers()
        return True

    def _prepare_submit_vals(self):
        """Return what a request keeps from the moment it is submitted: what the deal was before it."""
        self.ensure_one()
        return {
            "state": "submitted",
            "requested_on": self.project_id._today(),
            "old_deadline": self.deal_id.sign_deadline,
        }

    def action_approve(self, note=False):
        """Approve; the effect comes with ``action_apply``.

        :param str note: why, kept with the decision
        """
        return self._decide("approved", note)

    def action_reject(self, note=False):
        """Reject with a reason, which the requester reads."""
        if not (note or "").strip():
            raise UserError(self.env._("Say why the request is rejected."))
        return self._decide("rejected", note)

    def action_apply(self):
        """Carry out what was approved: all of it or nothing (DEAL-7)."""
        self.env["realestate.deal"]._require_role("administrator", "manager")
        self.check_access("write")
        for change in self.sudo():
            change._check_state("approved")
            effect = getattr(change, f"_apply_{change.kind}")()
            change.write({"state": "done", "date_done": change.project_id._today(), "effect": effect})
            (change.deal_id | change.new_deal_id)._message_log_batch(
                {deal.id: f"{change.display_name}: {effect}" for deal in change.deal_id | change.new_deal_id}
            )
        return True

    def _decide(self, state, note):
        self._lock_decision()
        for change in self:
            change._check_state("submitted")
            change.env["realestate.deal"]._require_role(change.level)
            change.check_access("read")
            if change.requested_by_id == self.env.user:
                raise UserError(self.env._("You requested this change; somebody else decides it."))
            change.sudo().write(
                {
                    "state": state,
                    "approver_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                    "decision_note": note,
                }
            )
            change.sudo().activity_feedback(["mail.mail_activity_data_todo"], feedback=note)
        return True

    def _lock_decision(self):
        """Lock these requests against a second approver, who is told at once instead of waiting."""
        self.check_access("read")
        requests = self.sudo()
        try:
            requests.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._("Somebody else is deciding on this request just now. Reload and look again.")
            ) from None
        requests.invalidate_recordset(["state"])

    def _check_state(self, state):
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        if self.state != state:
            raise UserError(
                self.env._(
                    "Request %(name)s is %(state)s; this step needs one that is %(needed)s.",
                    name=self.name,
                    state=labels[self.state],
                    needed=labels[state],
                )
            )

    def _ask_approvers(self):
        self.ensure_one()
        for user in self._approvers():
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=user.id,
                summary=self.env._("Decide: %s", self.display_name),
                note=self.reason,
            )

    def _approvers(self):
        """Users of the deciding level, those of the project first; never the requester."""
        self.ensure_one()
        group = self.env.ref(f"realestate_sales.realestate_sales_group_{self.level}")
        users = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids and user != self.requested_by_id
        )
        return users & self.project_id.user_ids or users

    @api.model
    def _request_forfeits(self, deals):
        """Ask for the withdrawal of overdue deals with forfeit of their deposit (DEAL-8).

        The request names nobody but the company's rule as its reason; the director decides.
        """
        changes = self.create(
            [
                {
                    "deal_id": deal.id,
                    "kind": "withdrawal",
                    "fault": "buyer",
                    "settle_by": "forfeit" if deal.deposit_amount else "refund",
                    "reason": self.env._("Not signed by the deadline %s.", deal.sign_deadline),
                }
                for deal in deals
            ]
        )
        changes.action_submit()
        return changes

    # ------------------------------------------------------------------
    # withdrawal
    # ------------------------------------------------------------------
    def _check_withdrawal(self):
        if self.settle_by == "penalty" and not self.penalty_amount:
            raise UserError(self.env._("Enter the penalty, or choose another settlement."))
        if self.settle_by in ("forfeit", "penalty") and self.fault != "buyer":
            raise UserError(self.env._("Money is kept only where the buyer is in default."))
        if self.settle_by == "double" and self.fault != "seller":
            raise UserError(self.env._("The deposit is returned double only where the seller is in default."))

    def _apply_withdrawal(self):
        """End the deal, settle the money, keep the unit off sale until its price is confirmed again."""
        family = self.deal_id._family()
        self._compute_paid_amount()
        self.deal_id._settle_withdrawal(self)
        self.deal_id._cancel()
        family.unit_id.price_confirmed = False
        return self.env._(
            "Withdrawn. Received %(paid).2f, forfeited %(forfeit).2f, penalty %(penalty).2f, refund %(refund).2f.",
            paid=self.paid_amount,
            forfeit=self.forfeit_amount,
            penalty=self.penalty_amount,
            refund=self.refund_amount,
        )

    # ------------------------------------------------------------------
    # exchange
    # ------------------------------------------------------------------
    def _check_exchange(self):
        if not self.new_unit_id:
            raise UserError(self.env._("Choose the unit that the buyer takes instead."))
        if self.new_unit_id.project_id.company_id != self.company_id:
            raise UserError(self.env._("The new unit must be sold by the same company."))
        if reason := self.new_unit_id._why_unavailable():
            raise UserError(reason)

    def _apply_exchange(self):
        """Claim the new unit, end the old deal and carry the money over, in one transaction.

        The unit given back is off sale until its price is confirmed again.
        """
        old = self.deal_id
        new = old.create([old._prepare_successor_vals(self.new_unit_id)])
        old.child_ids.filtered("is_live").parent_id = new
        old._cancel()
        old.unit_id.price_confirmed = False
        old._transfer_money(new)
        self.new_deal_id = new
        return self.env._("%(old)s exchanged for %(new)s.", old=old.display_name, new=new.display_name)

    # ------------------------------------------------------------------
    # buyers
    # ------------------------------------------------------------------
    def _check_buyers(self):
        if not self.buyer_ids:
            raise UserError(self.env._("Enter the buyers from now on."))
        total = round(sum(self.buyer_ids.mapped("share")), 2)
        if total != 100.0:
            raise ValidationError(
                self.env._("The new buyers' shares add up to %.2f%%; they must add up to 100%%.", total)
            )

    def _apply_buyers(self):
        """Replace the buyers; another invoiced buyer means a new deal on the same unit."""
        self._check_buyers()
        old = self.deal_id
        old._ensure_parties()
        self.parties_before = old._parties_text()
        self.parties_after = self.buyer_ids._as_text()
        commands = [Command.clear()] + [Command.create(buyer._prepare_party_vals()) for buyer in self.buyer_ids]
        if self.buyer_ids[0].partner_id == old.partner_id:
            for deal in old._family():
                deal.party_ids = commands
            return self.env._("Buyers are now: %s", self.parties_after)
        self.new_deal_id = old._succeed_with(commands, self.buyer_ids[0].partner_id)
        return self.env._(
            "%(old)s is followed by %(new)s. Buyers are now: %(buyers)s",
            old=old.display_name,
            new=self.new_deal_id.display_name,
            buyers=self.parties_after,
        )

    # ------------------------------------------------------------------
    # later signing
    # ------------------------------------------------------------------
    def _check_extend_sign(self):
        if self.deal_id.state != "subscribed":
            raise UserError(self.env._("Deal %s is signed already.", self.deal_id.name))
        if not self.new_deadline or self.extension_days <= 0:
            raise UserError(self.env._("The new deadline must be later than %s.", self.deal_id.sign_deadline))
        if self.new_deadline < self.project_id._today():
            raise UserError(self.env._("The new deadline must not be in the past."))

    def _apply_extend_sign(self):
        self.deal_id._family().sign_deadline = self.new_deadline
        return self.env._(
            "Signing deadline %(old)s is now %(new)s (%(days)s days).",
            old=self.old_deadline,
            new=self.new_deadline,
            days=self.extension_days,
        )
