from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import format_amount

STAGES = [("draft", "Draft"), ("invoiced", "Invoiced"), ("waived", "Waived"), ("cancelled", "Cancelled")]
WAIVER_STATES = [("asked", "To be Decided"), ("granted", "Granted"), ("refused", "Refused")]
WAIVER_LEVELS = [
    ("manager", "Sales Manager"),
    ("director", "Director"),
    ("general_manager", "General Manager"),
]
# what somebody types; all else is written by the verbs
TYPED_FIELDS = {"deal_id", "date_to", "note", "waiver_amount", "waiver_reason"}


class RealestateLateFee(models.Model):
    """What a deal owes for late payment through a day, period by period; waived, then invoiced on demand (DEAL-9).

    The balances are accounting's (``installment._late_fee_periods``). A statement that is invoiced or waived in
    full has charged its days; a later one begins after them.
    """

    _name = "realestate.late.fee"
    _description = "Late Fee Statement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    deal_id = fields.Many2one("realestate.deal", required=True, index=True, ondelete="restrict")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(related="deal_id.unit_id")
    partner_id = fields.Many2one(related="deal_id.partner_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(related="deal_id.user_id", string="Consultant")
    date_to = fields.Date(
        string="Through", required=True, default=fields.Date.context_today, help="The last day that counts."
    )
    line_ids = fields.One2many("realestate.late.fee.line", "fee_id", string="Periods", readonly=True)
    days = fields.Integer(
        string="Days Late",
        compute="_compute_amounts",
        store=True,
        help="Days charged of the instalment that is latest.",
    )
    amount_total = fields.Monetary(string="Late Fee", compute="_compute_amounts", store=True)
    amount_due = fields.Monetary(string="To Invoice", compute="_compute_amount_due", store=True)
    note = fields.Text()

    waiver_amount = fields.Monetary(string="Waiver", help="¥ that the buyer asks to be let off.")
    waiver_reason = fields.Text()
    waiver_state = fields.Selection(WAIVER_STATES, readonly=True, copy=False, tracking=True)
    waiver_level = fields.Selection(
        WAIVER_LEVELS, string="Decided by Level", compute="_compute_waiver_level", store=True
    )
    waiver_asked_by_id = fields.Many2one("res.users", string="Asked by", readonly=True, copy=False)
    waiver_decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True, copy=False, tracking=True)
    waiver_decided_on = fields.Datetime(string="Decided on", readonly=True, copy=False)
    waiver_note = fields.Text(string="Decision Note", readonly=True, copy=False)

    stage = fields.Selection(STAGES, required=True, readonly=True, copy=False, default="draft")
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    state = fields.Selection(STAGES, compute="_compute_state", store=True, index=True, tracking=True)
    payment_state = fields.Selection(related="move_id.payment_state", string="Payment State")

    _draft_uniq = models.UniqueIndex(
        "(deal_id) WHERE stage = 'draft'", "This deal has a statement that is still a draft: use that one."
    )
    _move_uniq = models.UniqueIndex("(move_id) WHERE move_id IS NOT NULL", "This invoice belongs to another statement.")
    _waiver_range = models.Constraint("CHECK(COALESCE(waiver_amount, 0) >= 0)", "A waiver cannot be negative.")
    _invoiced_with_move = models.Constraint(
        "CHECK(stage != 'invoiced' OR move_id IS NOT NULL)", "An invoiced statement has its invoice."
    )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("deal_id.name", "date_to")
    def _compute_name(self):
        for fee in self:
            fee.name = f"{fee.deal_id.name or ''} {fee.date_to or ''}".strip()

    @api.depends("line_ids.amount", "line_ids.days")
    def _compute_amounts(self):
        for fee in self:
            fee.amount_total = sum(fee.line_ids.mapped("amount"))
            by_installment = fee.line_ids.grouped("installment_id").values()
            fee.days = max((sum(lines.mapped("days")) for lines in by_installment), default=0)

    @api.depends("amount_total", "waiver_amount", "waiver_state")
    def _compute_amount_due(self):
        for fee in self:
            waived = fee.waiver_amount if fee.waiver_state == "granted" else 0.0
            fee.amount_due = max(fee.amount_total - waived, 0.0)

    @api.depends("waiver_amount", "project_id.late_fee_manager_limit", "project_id.late_fee_director_limit")
    def _compute_waiver_level(self):
        for fee in self:
            fee.waiver_level = fee._waiver_level()

    def _waiver_level(self):
        """Return who decides on the waiver, by its ¥ (DEAL-9)."""
        self.ensure_one()
        project = self.project_id.sudo()
        if not self.waiver_amount:
            return False
        for level in ("manager", "director"):
            if self.currency_id.compare_amounts(self.waiver_amount, project[f"late_fee_{level}_limit"]) <= 0:
                return level
        return "general_manager"

    @api.depends("stage", "move_id.state", "move_id.payment_state")
    def _compute_state(self):
        for fee in self:
            move = fee.move_id.sudo()
            undone = fee.stage == "invoiced" and (move.state == "cancel" or move.payment_state == "reversed")
            fee.state = "cancelled" if undone else fee.stage

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_verb_fields(vals)
        fees = super().create(vals_list)
        fees._compute_lines()
        return fees

    def write(self, vals):
        self._refuse_verb_fields(vals)
        if not self.env.su and TYPED_FIELDS & vals.keys() and any(fee.stage != "draft" for fee in self):
            raise UserError(self.env._("An invoiced or waived statement is not changed; cancel its invoice instead."))
        if not self.env.su and {"waiver_amount", "waiver_reason"} & vals.keys():
            if any(fee.waiver_state in ("asked", "granted") for fee in self):
                raise UserError(self.env._("The waiver is asked for already; it is decided as it was asked."))
        result = super().write(vals)
        if {"date_to", "deal_id"} & vals.keys():
            self._compute_lines()
        return result

    @api.model
    def _refuse_verb_fields(self, vals):
        if self.env.su:
            return
        if names := {name for name in vals if name in self._fields and self._fields[name].readonly}:
            raise AccessError(
                self.env._("%s of a statement cannot be written directly; use its buttons.", ", ".join(sorted(names)))
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(fee.stage != "draft" for fee in self):
            raise UserError(self.env._("A statement that was invoiced or waived stays on record."))

    # ------------------------------------------------------------------
    # figures
    # ------------------------------------------------------------------
    def action_recompute(self):
        """Compute these drafts anew from accounting as it is now."""
        self.check_access("write")
        self._compute_lines()
        return True

    def _compute_lines(self):
        """Replace the periods of these drafts, all of one day by one query."""
        fees = self.sudo().filtered(lambda fee: fee.stage == "draft")
        fees.line_ids.unlink()
        vals_list = []
        for date_to, group in fees.grouped("date_to").items():
            by_deal = {fee.deal_id.id: fee.id for fee in group}
            installments = group.deal_id.installment_ids
            deal_of = {line.id: line.deal_id.id for line in installments}
            for row in installments._late_fee_periods(date_to):
                vals_list.append({"fee_id": by_deal[deal_of[row["installment_id"]]], **row})
        self.env["realestate.late.fee.line"].sudo().create(vals_list)

    @api.model
    def _make_statements(self, deals, date_to):
        """Make a draft for each of ``deals`` that owes a late fee through ``date_to``; drafts are brought up to it.

        :return: the drafts
        """
        deals.check_access("read")
        installments = deals.sudo().installment_ids
        rows = installments._late_fee_periods(date_to)
        owing = installments.browse({row["installment_id"] for row in rows}).deal_id.with_env(self.env)
        drafts = self.search([("deal_id", "in", deals.ids), ("stage", "=", "draft")])
        free = drafts.filtered(lambda fee: not fee.waiver_state)
        free.write({"date_to": date_to})
        created = self.create([{"deal_id": deal.id, "date_to": date_to} for deal in owing - drafts.deal_id])
        return (drafts | created).filtered("line_ids")

    # ------------------------------------------------------------------
    # waiver
    # ------------------------------------------------------------------
    def action_ask_waiver(self):
        """Ask for the waiver typed in; who may decide gets an activity (DEAL-9).

        :raises UserError: no amount, no reason, or more than the fee
        """
        self.check_access("write")
        for fee in self:
            fee._check_stage("draft")
            if fee.waiver_state in ("asked", "granted"):
                raise UserError(self.env._("The waiver is asked for already; it is decided as it was asked."))
            if not fee.waiver_amount or not (fee.waiver_reason or "").strip():
                raise UserError(self.env._("Enter how much is to be waived, and why."))
            if fee.currency_id.compare_amounts(fee.waiver_amount, fee.amount_total) > 0:
                raise UserError(
                    self.env._(
                        "At most the late fee itself can be waived: %s.",
                        format_amount(self.env, fee.amount_total, fee.currency_id),
                    )
                )
            fee.sudo().write({"waiver_state": "asked", "waiver_asked_by_id": self.env.uid})
            for user in fee._waiver_approvers():
                fee.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=user.id,
                    summary=self.env._("Decide on a waiver: %s", fee.name),
                    note=fee.waiver_reason,
                )
        return True

    def action_grant_waiver(self, note=False):
        """Grant what was asked for.

        :param str note: kept with the decision
        :raises UserError: the user asked for it himself, or it is not asked for
        """
        return self._decide_waiver("granted", note)

    def action_refuse_waiver(self, note=False):
        """Refuse it, with a reason that who asked reads."""
        if not (note or "").strip():
            raise UserError(self.env._("Say why the waiver is refused."))
        return self._decide_waiver("refused", note)

    def _decide_waiver(self, state, note):
        self.check_access("read")
        for fee in self:
            if fee.waiver_state != "asked":
                raise UserError(self.env._("No waiver of %s is waiting for a decision.", fee.name))
            self.env["realestate.deal"]._require_role(fee.waiver_level)
            if fee.waiver_asked_by_id == self.env.user:
                raise UserError(self.env._("You asked for this waiver; somebody else decides it."))
            fee.sudo().write(
                {
                    "waiver_state": state,
                    "waiver_decided_by_id": self.env.uid,
                    "waiver_decided_on": fields.Datetime.now(),
                    "waiver_note": note,
                }
            )
            fee.sudo().activity_feedback(["mail.mail_activity_data_todo"], feedback=note)
        return True

    def _waiver_approvers(self):
        """Users of the deciding level, those of the project first; never who asks."""
        self.ensure_one()
        group = self.env.ref(f"realestate_sales.realestate_sales_group_{self.waiver_level}").sudo()
        users = group.all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids and user != self.env.user
        )
        return users & self.project_id.sudo().user_ids or users

    # ------------------------------------------------------------------
    # invoice
    # ------------------------------------------------------------------
    def action_invoice(self):
        """Post the invoices of these statements; one waived in full is closed without (DEAL-9).

        :raises UserError: the figures are not those of today any more, or a waiver is not decided
        """
        self.check_access("read")
        self.env["account.move"].check_access("create")
        try:
            self.sudo().deal_id.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._("Somebody is working on one of these deals just now. Try again.")) from None
        for fee in self.sudo():
            fee._check_invoiceable()
            if fee.currency_id.is_zero(fee.amount_due):
                fee.stage = "waived"
                continue
            label = self.env._("Late fee of deal %(deal)s through %(day)s", deal=fee.deal_id.name, day=fee.date_to)
            move = fee.deal_id._post_claim(fee.amount_due, "out_invoice", "realestate_penalty_account_id", label)
            fee.write({"move_id": move.id, "stage": "invoiced"})
        # the unique index must know before the deal's next draft is inserted
        self.flush_model(["stage", "move_id"])
        return True

    def action_view_invoice(self):
        """Open the invoice."""
        self.ensure_one()
        return self.env["account.move"]._realestate_action(self.move_id)

    def _check_invoiceable(self):
        self.ensure_one()
        self._check_stage("draft")
        if self.waiver_state == "asked":
            raise UserError(self.env._("The waiver of %s is still to be decided.", self.name))
        if self.date_to > self.project_id._today():
            raise UserError(self.env._("Days to come cannot be invoiced: choose a day up to today for %s.", self.name))
        if self.deal_id.credit_amount > 0 and any(
            self.line_ids.mapped(lambda li: li.installment_id.residual_amount > 0)
        ):
            raise UserError(
                self.env._(
                    "Deal %(deal)s has a credit of %(credit)s that is not allocated: allocate it first, it may make "
                    "the late fee smaller.",
                    deal=self.deal_id.name,
                    credit=format_amount(self.env, self.deal_id.credit_amount, self.currency_id),
                )
            )
        if not self.line_ids:
            raise UserError(self.env._("%s owes no late fee through that day.", self.deal_id.display_name))
        if self._lines_now() != self._lines_shown():
            raise UserError(
                self.env._(
                    "Since %(name)s was computed, payments or due days of the deal have changed. Compute it anew, "
                    "then invoice.",
                    name=self.name,
                )
            )

    def _lines_now(self):
        rows = self.deal_id.installment_ids._late_fee_periods(self.date_to)
        return [(row["installment_id"], row["date_from"], row["date_to"], round(row["amount"], 2)) for row in rows]

    def _lines_shown(self):
        lines = self.line_ids.sorted(lambda line: (line.installment_id.id, line.date_from))
        return [(line.installment_id.id, line.date_from, line.date_to, round(line.amount, 2)) for line in lines]

    def _check_stage(self, stage):
        self.ensure_one()
        if self.stage != stage:
            labels = dict(self._fields["stage"]._description_selection(self.env))
            raise UserError(
                self.env._("Statement %(name)s is %(state)s already.", name=self.name, state=labels[self.stage])
            )
