from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command, Domain

from ..fields import CopiedMany2one

DEAL_STATES = [
    ("subscribed", "Subscribed"),
    ("signed", "Signed"),
    ("online", "Signed Online"),
    ("filed", "Filed"),
    ("delivered", "Delivered"),
    ("cancelled", "Cancelled"),
]
# what the unit is while its live deal is …
UNIT_STATE = {
    "subscribed": "subscribed",
    "signed": "contracted",
    "online": "contracted",
    "filed": "filed",
    "delivered": "delivered",
}
# a crowd is subscribing: so many in so short a time; what can wait is put off by so much at most
RUSH_COUNT = 20
RUSH_WINDOW = timedelta(seconds=10)
RUSH_PATIENCE = timedelta(minutes=10)
# written by the verbs alone: by a user's own create or write they are refused
VERB_FIELDS = {
    "name",
    "unit_id",
    "parent_id",
    "partner_id",
    "state",
    "date_subscribed",
    "date_signed",
    "date_online",
    "online_number",
    "date_filed",
    "date_delivered",
    "date_cancelled",
    "area",
    "list_unit_price",
    "list_price",
    "price",
    "origin_deal_id",
    "reviewed_by_id",
    "reviewed_on",
    "archived_on",
    "subscription_logged",
}
# what a subscription gives for the first time and only a request changes after it
SUBSCRIPTION_FIELDS = {"unit_id", "partner_id"}
# open until the contract is signed; then a request for change is needed (DEAL-7)
AGREED_FIELDS = {"deposit_amount", "payment_method_id", "party_ids"}


class RealestateDeal(models.Model):
    """One sale of one unit, from subscription to delivery, under one number.

    A parking space or store room sold together with a home is a deal of its own with ``parent_id``:
    it has its own price, tax and contract, and follows its parent.
    """

    _name = "realestate.deal"
    _description = "Deal"
    _inherit = ["realestate.person.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_subscribed desc, id desc"
    _rec_names_search = ["name", "unit_id.name", "partner_id.name"]
    _check_company_auto = True

    name = fields.Char(string="Deal Number", required=True, readonly=True, copy=False, index="trigram", default="/")
    unit_id = fields.Many2one("realestate.unit", required=True, readonly=True, index=True, ondelete="restrict")
    project_id = CopiedMany2one(related="unit_id.project_id", store=True, index=True)
    building_id = CopiedMany2one(related="unit_id.building_id", store=True, index=True)
    company_id = CopiedMany2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    parent_id = fields.Many2one(
        "realestate.deal", string="Sold Together With", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    child_ids = fields.One2many("realestate.deal", "parent_id", string="Attached Deals")
    lead_id = fields.Many2one("crm.lead", string="Opportunity", index="btree_not_null")
    partner_id = fields.Many2one(
        "res.partner", string="Buyer", required=True, index=True, tracking=True, ondelete="restrict"
    )
    party_ids = fields.One2many("realestate.deal.party", "deal_id", string="Buyers")
    user_id = fields.Many2one(
        "res.users", string="Consultant", required=True, index=True, tracking=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        DEAL_STATES,
        required=True,
        readonly=True,
        default="subscribed",
        index=True,
        tracking=True,
        group_expand="_group_expand_state",
    )
    is_live = fields.Boolean(compute="_compute_is_live", search="_search_is_live")

    # milestones: days of the project's time zone
    date_subscribed = fields.Date(readonly=True, index=True, tracking=True)
    sign_deadline = fields.Date(string="Signing Deadline", index=True, tracking=True)
    sign_overdue = fields.Boolean(string="Signing Overdue", compute="_compute_late", search="_search_sign_overdue")
    date_signed = fields.Date(readonly=True, index="btree_not_null", tracking=True)
    date_online = fields.Date(readonly=True, tracking=True)
    online_number = fields.Char(readonly=True, copy=False, tracking=True, index="btree_not_null")
    date_filed = fields.Date(readonly=True, tracking=True)
    filing_due = fields.Date(compute="_compute_filing_due", store=True, index="btree_not_null")
    filing_overdue = fields.Boolean(compute="_compute_late", search="_search_filing_overdue")
    date_delivered = fields.Date(readonly=True, tracking=True)
    date_cancelled = fields.Date(readonly=True, tracking=True)

    # what was agreed; the unit may be repriced or surveyed later without touching it
    price_basis = fields.Selection(related="unit_id.price_basis")
    area = fields.Float(
        string="Contract Area", digits="Real Estate Area", readonly=True, help="㎡ by the pricing basis"
    )
    list_unit_price = fields.Monetary(readonly=True)
    list_price = fields.Monetary(readonly=True)
    price = fields.Monetary(string="Deal Price", readonly=True, tracking=True)
    deposit_amount = fields.Monetary(string="Deposit", tracking=True)
    note = fields.Html(string="Notes")
    blocking_reason = fields.Text(
        string="What is Missing", compute="_compute_blocking_reason", help="Why the next step cannot be taken yet."
    )

    payment_method_id = fields.Many2one(
        "realestate.payment.method",
        index="btree_not_null",
        tracking=True,
        domain="[('company_id', '=', company_id), ('project_id', 'in', (False, project_id))]",
    )
    installment_ids = fields.One2many("realestate.installment", "deal_id", string="Payment Plan")

    # lineage of exchanges and changes of buyers (DEAL-7)
    origin_deal_id = fields.Many2one("realestate.deal", string="Follows Deal", readonly=True, index="btree_not_null")
    next_deal_ids = fields.One2many("realestate.deal", "origin_deal_id", string="Followed by Deal")
    change_ids = fields.One2many("realestate.deal.change", "deal_id", string="Changes")
    change_count = fields.Integer(compute="_compute_change_count")
    lineage_count = fields.Integer(compute="_compute_lineage_count")
    subscription_logged = fields.Boolean(
        copy=False, help="What can wait was written after the subscription: first buyer, papers, chatter."
    )

    _log_pending_idx = models.Index("(id) WHERE subscription_logged IS NOT TRUE")
    _unit_live_uniq = models.UniqueIndex(
        "(unit_id) WHERE state != 'cancelled'", "This unit has a live deal already: the first deposit wins."
    )
    _deposit_legal = models.Constraint(
        "CHECK(COALESCE(deposit_amount, 0) <= price * 0.2 OR COALESCE(deposit_amount, 0) = 0)",
        "A deposit may be at most 20% of the price (Civil Code art. 586).",
    )
    _price_positive = models.Constraint("CHECK(price >= 0)", "The deal price cannot be negative.")

    # ------------------------------------------------------------------
    # compute and search
    # ------------------------------------------------------------------
    @api.depends("name", "unit_id.name")
    def _compute_display_name(self):
        for deal in self:
            deal.display_name = f"{deal.name} {deal.sudo().unit_id.name}"

    @api.depends("state")
    def _compute_is_live(self):
        for deal in self:
            deal.is_live = deal.state != "cancelled"

    def _search_is_live(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "!=" if True in value else "=", "cancelled")]

    @api.model
    def _group_expand_state(self, states, domain):
        # the steps in their order, empty or not; what has ended only where there is some
        return [state for state, _label in DEAL_STATES if state != "cancelled" or state in states]

    @api.depends("date_signed", "project_id.filing_days")
    def _compute_filing_due(self):
        for deal in self:
            deal.filing_due = deal.date_signed and deal.date_signed + timedelta(days=deal.project_id.filing_days)

    @api.depends("state", "sign_deadline", "filing_due")
    def _compute_late(self):
        for deal in self:
            today = deal.project_id._today() if deal.project_id else self.env.company._realestate_today()
            deal.sign_overdue = deal.state == "subscribed" and deal.sign_deadline and deal.sign_deadline < today
            deal.filing_overdue = deal.state in ("signed", "online") and deal.filing_due and deal.filing_due < today

    def _search_sign_overdue(self, operator, value):
        return self._search_overdue(operator, value, [("state", "=", "subscribed")], "sign_deadline")

    def _search_filing_overdue(self, operator, value):
        return self._search_overdue(operator, value, [("state", "in", ("signed", "online"))], "filing_due")

    @api.model
    def _search_overdue(self, operator, value, waiting, deadline):
        """Domain of the deals whose ``deadline`` is past by their own project's day (DEAL-8)."""
        if operator != "in":
            return NotImplemented
        late = self.env["realestate.project"]._by_own_day(lambda today: Domain(deadline, "<", today))
        domain = Domain(waiting) & late
        return domain if True in value else ~domain

    @api.depends("state", "sign_deadline", "deposit_amount", "price", "party_ids.share", "installment_ids.amount")
    def _compute_blocking_reason(self):
        for deal in self:
            deal.blocking_reason = "\n".join(deal._next_step_blockers()) if deal.id else False

    @api.depends("change_ids")
    def _compute_change_count(self):
        counts = dict(
            self.env["realestate.deal.change"]._read_group([("deal_id", "in", self.ids)], ["deal_id"], ["__count"])
        )
        for deal in self:
            deal.change_count = counts.get(deal, 0)

    @api.depends("origin_deal_id", "next_deal_ids")
    def _compute_lineage_count(self):
        for deal in self:
            deal.lineage_count = len(deal._lineage()) - 1

    # ------------------------------------------------------------------
    # constrains
    # ------------------------------------------------------------------
    @api.constrains("party_ids")
    def _check_parties(self):
        """Shares add up to 100% and the invoiced buyer is one of the buyers (DEAL-2)."""
        for deal in self.filtered("party_ids"):
            if reason := deal._why_not_shares():
                raise ValidationError(reason)
            if deal.partner_id not in deal.party_ids.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(buyer)s must stay among the buyers of deal %(deal)s: the deal is invoiced to him. "
                        "Request a change of buyers to replace him.",
                        buyer=deal.partner_id.name,
                        deal=deal.name,
                    )
                )

    @api.model
    def _check_shares_pending(self):
        pending = self.env.cr.precommit.data.pop("realestate_deal_shares", set())
        self.browse(pending).exists()._check_parties()

    @api.constrains("deposit_amount", "price")
    def _check_deposit(self):
        """A project may set a stricter limit than the law's 20% (DEAL-2)."""
        for deal in self:
            if reason := deal._why_not_deposit():
                raise ValidationError(reason)

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_create_vals(vals_list)
        units = self.env["realestate.unit"].browse(vals["unit_id"] for vals in vals_list)
        units.check_access("read")
        # a deal that follows a cancelled one on the same unit takes its claim over (DEAL-7)
        taken_over = units.browse(vals["unit_id"] for vals in vals_list if self._takes_over(vals)).sudo()
        (units.sudo() - taken_over)._claim_or_refuse()
        taken_over._lock_or_refuse()
        vals_list = [
            self._complete_subscription_vals(unit.sudo(), vals) for unit, vals in zip(units, vals_list, strict=True)
        ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_write_vals(vals)
        return super().write(vals)

    @api.model
    def _check_create_vals(self, vals_list):
        """Refuse what a user may not give a new deal by himself: prices, states, another's name or customer."""
        self.env["crm.lead"].browse(vals["lead_id"] for vals in vals_list if vals.get("lead_id"))._check_sellable()
        for vals in vals_list:
            self._refuse_fields((VERB_FIELDS - SUBSCRIPTION_FIELDS) & vals.keys())
            if vals.get("user_id", self.env.uid) != self.env.uid:
                self._require_role("manager")

    def _check_write_vals(self, vals):
        """Refuse what only the verbs may write, and after signing what was agreed (DEAL-4, DEAL-7)."""
        self._refuse_fields(VERB_FIELDS & vals.keys())
        if "user_id" in vals:
            self._require_role("manager")
        if "sign_deadline" in vals:
            raise UserError(self.env._("Request an extension to move the signing deadline."))
        agreed = AGREED_FIELDS & vals.keys()
        if agreed and any(deal.state != "subscribed" for deal in self):
            raise UserError(
                self.env._(
                    "%(fields)s were agreed in the contract. Request a change of the deal instead.",
                    fields=", ".join(sorted(self._field_labels(agreed))),
                )
            )

    @api.model
    def _refuse_fields(self, names):
        if names:
            raise AccessError(
                self.env._(
                    "%(fields)s of a deal cannot be written directly; use the deal's own buttons.",
                    fields=", ".join(sorted(self._field_labels(names))),
                )
            )

    @api.model
    def _field_labels(self, names):
        return [self._fields[name].get_description(self.env, ["string"])["string"] for name in names]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A deal stays on record; withdraw it instead."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_view_unit(self):
        self.ensure_one()
        return self._action_open("realestate.unit", self.unit_id, self.env._("Unit"))

    def action_view_children(self):
        self.ensure_one()
        return self._action_open("realestate.deal", self.child_ids, self.env._("Sold Together"))

    def action_view_lineage(self):
        """Open the whole chain of deals before and after this one (DEAL-7)."""
        self.ensure_one()
        return self._action_open("realestate.deal", self._lineage(), self.env._("Before and After"))

    def action_view_changes(self):
        self.ensure_one()
        action = self._action_open("realestate.deal.change", self.change_ids, self.env._("Changes"))
        return {**action, "context": {"default_deal_id": self.id}}

    @api.model
    def _action_open(self, model, records, name):
        action = {"type": "ir.actions.act_window", "name": name, "res_model": model}
        if len(records) == 1:
            return {**action, "res_id": records.id, "views": [(False, "form")]}
        return {**action, "domain": [("id", "in", records.ids)], "views": [(False, "list"), (False, "form")]}

    # ------------------------------------------------------------------
    # subscription
    # ------------------------------------------------------------------
    @api.model
    def _takes_over(self, vals):
        """Whether the new deal follows a cancelled deal of the same unit."""
        origin = self.browse(vals.get("origin_deal_id"))
        return bool(origin) and origin.unit_id.id == vals["unit_id"] and origin.state == "cancelled"

    @api.model
    def _complete_subscription_vals(self, unit, vals):
        defaults = self._prepare_subscription_vals(unit)
        deadline = fields.Date.to_date(vals.get("sign_deadline")) or defaults["sign_deadline"]
        self._refuse_late_deadline(deadline, defaults["sign_deadline"])
        values = {**defaults, **vals, "sign_deadline": deadline}
        return {**self._prepare_stored_vals(unit, values), **values}

    @api.model
    def _refuse_late_deadline(self, deadline, latest):
        if not self.env.su and deadline > latest:
            raise UserError(
                self.env._(
                    "The signing deadline may be at most %s. Subscribe first, then request an extension.", latest
                )
            )

    @api.model
    def _prepare_stored_vals(self, unit, values):
        """Computed values that a new deal has anyhow: stored with it, they spare the row an update.

        Where instalments come with the deal they are computed again. They go first: the amounts are
        rounded by the company's currency.
        """
        amounts = dict.fromkeys(("invoiced_amount", "paid_amount", "fee_amount", "fee_paid_amount"), 0.0)
        return {
            "company_id": unit.company_id.id,
            "project_id": unit.project_id.id,
            "building_id": unit.building_id.id,
            "filing_due": False,
            "residual_amount": values["price"],
            **amounts,
        }

    @api.model
    def _prepare_subscription_vals(self, unit):
        """Values that a new deal takes from its unit (DEAL-2)."""
        today = unit.project_id._today()
        return {
            "name": self._next_number(),
            "date_subscribed": today,
            "sign_deadline": today + timedelta(days=unit.project_id.signing_days),
            "area": unit.area,
            "list_unit_price": unit.list_unit_price,
            "list_price": unit.list_price,
            "price": unit.list_price,
        }

    @api.model
    def _next_number(self):
        # the record's id is cached, a search by code would not be
        sequence_id = self.env["ir.model.data"]._xmlid_to_res_id("realestate_sales.realestate_deal_sequence")
        return self.env["ir.sequence"].sudo().browse(sequence_id)._next()

    @api.model
    def subscribe(self, unit_id, vals):
        """Subscribe an available unit; the database decides between two who try (INV-8, DEAL-2).

        :param int unit_id: the unit
        :param dict vals: ``partner_id`` at least; any other value of the deal
        :return: ``{"id": deal id, "name": deal number}``
        :raises UserError: the unit is not available: who has it, until when
        """
        deal = self._subscribe_all([{**vals, "unit_id": unit_id}])
        return {"id": deal.id, "name": deal.name}

    @api.model
    def _subscribe_all(self, vals_list):
        """Create the deals of ``vals_list``, all or none, without chatter (DEAL-2).

        What can wait is written by ``_cron_log_subscriptions``.
        """
        return self._without_chatter().create(vals_list).with_env(self.env)

    def _without_chatter(self):
        return self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True, mail_notrack=True
        )

    def _unit_state(self):
        """Return the state this live deal gives its unit (INV-7)."""
        self.ensure_one()
        return UNIT_STATE[self.state]

    def _taken_message(self):
        """Say who has the unit and until when, without naming the buyer (INV-8)."""
        self.ensure_one()
        deal = self.sudo()
        return self._taken_sentence(
            deal.state, deal.unit_id.name, deal.user_id.name, deal.date_subscribed, deal.sign_deadline
        )

    @api.model
    def _taken_sentence(self, state, unit, user, date, deadline):
        values = {"unit": unit, "user": user, "date": date}
        if state == "subscribed":
            return self.env._(
                "%(unit)s was subscribed by %(user)s on %(date)s; the subscription runs until %(deadline)s.",
                **values,
                deadline=deadline,
            )
        return self.env._("%(unit)s is sold: subscribed by %(user)s on %(date)s.", **values)

    def _family(self):
        """These deals and what is sold together with them and still live."""
        deals = self.sudo()
        return deals | deals.child_ids.filtered("is_live")

    def _ensure_parties(self):
        """Give deals without buyers' details their buyer as the one owner (DEAL-2)."""
        missing = self.filtered(lambda deal: not deal.party_ids)
        self.env["realestate.deal.party"].sudo().create(
            [{"deal_id": deal.id, "partner_id": deal.partner_id.id, "share": 100.0} for deal in missing]
        )

    @api.model
    def _cron_log_subscriptions(self):
        """Write what did not belong into the moment of subscribing: first buyer, papers, chatter.

        Keeps the claim of a unit short where many subscribe at once; runs every minute, and a verb
        that needs the buyers or papers earlier makes them itself.
        """
        if self._is_rush():
            return
        cron = self.env["ir.cron"]
        domain = [("subscription_logged", "=", False)]
        cron._commit_progress(remaining=self.search_count(domain))
        while deals := self.search(domain, limit=200, order="id"):
            deals._log_subscription()
            if not cron._commit_progress(len(deals)):
                break

    @api.model
    def _is_rush(self):
        """Return whether a crowd is subscribing at this moment: what can wait leaves the machine to it.

        Never for long: the oldest subscription that waits is given ``RUSH_PATIENCE``.
        """
        now = fields.Datetime.now()
        pending = Domain("subscription_logged", "=", False)
        recent = self.search_count(pending & Domain("create_date", ">=", now - RUSH_WINDOW), limit=RUSH_COUNT)
        return recent == RUSH_COUNT and not self.search_count(
            pending & Domain("create_date", "<", now - RUSH_PATIENCE), limit=1
        )

    def _log_subscription(self):
        self._ensure_parties()
        for user, own in self.grouped("create_uid").items():
            # papers and chatter in the language of who subscribed, whoever completes the deal
            deals = own.with_context(lang=user.lang)
            deals._ensure_documents()
            deals._message_log_batch(
                {
                    deal.id: deals.env._(
                        "Subscribed: %(unit)s for %(buyer)s.", unit=deal.unit_id.name, buyer=deal.partner_id.name
                    )
                    for deal in deals
                },
                author_id=user.partner_id.id,
            )
        self.sudo().subscription_logged = True

    @api.model
    def _cron_overdue_signing(self):
        """Put what is past its signing deadline before its consultant, and by setting ask for the forfeit.

        Never ends a deal by itself: the forfeit is a request that somebody decides (DEAL-8).
        """
        overdue = self.search([("sign_overdue", "=", True), ("parent_id", "=", False)])
        told = overdue.activity_ids.filtered("automated").mapped("res_id")
        overdue.filtered(lambda deal: deal.id not in told)._remind_consultants(
            lambda deal: [(deal.env._("Signing overdue since %s", deal.sign_deadline), None)]
        )
        open_request = ("draft", "submitted", "approved")
        self.env["realestate.deal.change"]._request_forfeits(
            overdue.filtered(
                lambda deal: (
                    deal.project_id.forfeit_overdue
                    and not any(change.state in open_request for change in deal.change_ids)
                )
            )
        )

    # ------------------------------------------------------------------
    # end and lineage
    # ------------------------------------------------------------------
    def _cancel(self):
        """End these deals and what was sold together with them; free their units (DEAL-7)."""
        for project, deals in self._family().sudo().grouped("project_id").items():
            deals.write({"state": "cancelled", "date_cancelled": project._today()})
        # the unique index must know before a deal that follows is inserted
        self.flush_model(["state"])

    def _prepare_successor_vals(self, unit):
        """Values of the deal that follows this one on ``unit`` for the same buyers (DEAL-7)."""
        self.ensure_one()
        limit = self._deposit_limit(unit.project_id, unit.list_price)
        return {
            "unit_id": unit.id,
            "origin_deal_id": self.id,
            "user_id": self.user_id.id,
            "lead_id": self.lead_id.id,
            "partner_id": self.partner_id.id,
            "payment_method_id": self.payment_method_id.id,
            "deposit_amount": min(self.deposit_amount, limit),
            "party_ids": [
                Command.create(
                    {
                        "partner_id": party.partner_id.id,
                        "sequence": party.sequence,
                        "share": party.share,
                        "marital_state": party.marital_state,
                        "agent_id": party.agent_id.id,
                    }
                )
                for party in self.party_ids
            ],
        }

    def _prepare_same_terms_vals(self):
        """What a new deal on the same unit keeps of this one: the price agreed and the time to sign."""
        self.ensure_one()
        vals = {name: self[name] for name in ("area", "list_unit_price", "list_price", "price", "deposit_amount")}
        if self.state == "subscribed":
            vals["sign_deadline"] = self.sign_deadline
        return vals

    def _succeed_with(self, party_commands, partner):
        """Let a deal for ``partner`` follow this one and what is sold with it, on the same units.

        The claim passes on within the transaction: the units' rows are locked, the old deals end, the
        new ones are inserted; the unique index stands all the time.

        :return: the deal that follows ``self``
        """
        self.ensure_one()
        family = self._family()
        family.unit_id._lock_or_refuse()
        vals_list = [
            {
                **deal._prepare_successor_vals(deal.unit_id),
                **deal._prepare_same_terms_vals(),
                "partner_id": partner.id,
                "party_ids": [command for command in party_commands if command[0] == Command.CREATE],
            }
            for deal in family
        ]
        self._cancel()
        followers = family.create(vals_list)
        followers[1:].parent_id = followers[0]
        for old, new in zip(family, followers, strict=True):
            old._transfer_money(new)
        return followers[0]

    def _parties_text(self):
        return "; ".join(f"{party.partner_id.name} {party.share:g}%" for party in self.party_ids)

    def _lineage(self):
        """The whole chain of deals that this one follows and is followed by, oldest first."""
        self.ensure_one()
        first = self.sudo()
        while first.origin_deal_id:
            first = first.origin_deal_id
        chain = step = first
        while step := step.next_deal_ids - chain:
            chain |= step
        return chain.sudo(self.env.su)

    def _paid_amount(self):
        """Return the ¥ received towards the price of this deal, settled on an invoice or not."""
        self.ensure_one()
        return self.paid_amount + self.credit_amount

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    @api.model
    def _require_role(self, *roles):
        """Refuse a user who has none of ``roles`` (names of the role groups, without prefix)."""
        if self.env.su or any(self.env.user.has_group(f"realestate_sales.realestate_sales_group_{r}") for r in roles):
            return
        names = [self.env.ref(f"realestate_sales.realestate_sales_group_{role}").sudo().name for role in roles]
        raise AccessError(self.env._("This step is for: %s.", ", ".join(names)))
