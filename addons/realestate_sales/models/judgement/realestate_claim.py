from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OPEN_STATES = ("submitted", "proposed", "settled")
STATES = [
    ("submitted", "Submitted"),
    ("proposed", "Ruling Proposed"),
    ("settled", "Agreed between the Sides"),
    ("confirmed", "Confirmed"),
    ("rejected", "Dropped"),
]
RULINGS = [
    ("claimant", "The Claimant's"),
    ("closer", "Stays with Who Closed"),
    ("other", "Another Side's"),
    ("undecided", "The Rule cannot Decide"),
    ("agreed", "By Agreement"),
    ("neither", "Neither's"),
]
GROUNDS = [
    ("order", "Order of the registration books and last follow-up"),
    ("no_registration", "No registration, no claim"),
    ("not_same", "Another customer"),
    ("late", "Claimed too late"),
    ("same_minute", "Registered in the same minute"),
    ("corrected", "A registration was corrected"),
    ("link", "The customers were linked after the deal"),
    ("given_up", "The customer had been given up"),
    ("employer", "Of one company: one customer only where they buy the same unit"),
]


class RealestateClaim(models.Model):
    """A consultant's claim to a deal that a colleague closed 业务交叉/判客 (CUS-7).

    The system proposes a ruling from the registration books and keeps its evidence; the sides may agree where the
    rule cannot decide; a manager who is no side confirms, and the shares follow. Nothing of it is deleted.
    """

    _name = "realestate.claim"
    _description = "Claim to a Deal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Claim Number", required=True, readonly=True, copy=False, default="/")
    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, index=True, ondelete="restrict")
    unit_id = fields.Many2one(related="deal_id.unit_id", store=True, index=True)
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    claimant_id = fields.Many2one("res.users", required=True, readonly=True, index=True)
    closer_id = fields.Many2one("res.users", string="Sold by", required=True, readonly=True, index=True)
    party_ids = fields.Many2many(
        "res.users", "realestate_claim_party_rel", "claim_id", "user_id", string="Sides", readonly=True
    )
    # the other sides learn what the judgement shows, not whose file this is
    lead_id = fields.Many2one(
        "crm.lead",
        string="Claimant's Customer",
        readonly=True,
        index="btree_not_null",
        groups="realestate_sales.realestate_sales_group_manager,realestate_sales.realestate_sales_group_administrator",
    )
    date = fields.Datetime(string="Claimed at", required=True, readonly=True, default=fields.Datetime.now)
    day = fields.Date(string="Claimed on", required=True, readonly=True)
    deal_day = fields.Date(related="deal_id.date_subscribed", string="Subscribed on")
    grounds = fields.Text(required=True, readonly=True, help="All sides read this.")
    state = fields.Selection(STATES, required=True, readonly=True, copy=False, default="submitted", tracking=True)

    # the ruling, as proposed and as confirmed
    ruling = fields.Selection(RULINGS, readonly=True, copy=False, tracking=True)
    ground = fields.Selection(GROUNDS, string="Rule", readonly=True, copy=False)
    winner_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null", tracking=True)
    limit_days = fields.Integer(string="Days of Protection", readonly=True, help="N of the rule when it was applied.")
    steps = fields.Json(readonly=True, help="The comparisons, two sides at a time.")
    proposed_on = fields.Datetime(readonly=True)
    evidence_ids = fields.One2many("realestate.claim.evidence", "claim_id")
    share_ids = fields.One2many("realestate.claim.share", "claim_id", string="Agreement")
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    note = fields.Text(string="Manager's Note", copy=False)
    shares_before = fields.Json(readonly=True)
    shares_after = fields.Json(readonly=True)

    is_party = fields.Boolean(compute="_compute_is_party")
    has_agreed = fields.Boolean(compute="_compute_is_party")
    customer_name = fields.Char(string="Customer", compute="_compute_customer_name")

    _claimant_uniq = models.UniqueIndex(
        "(deal_id, claimant_id) WHERE state != 'rejected'", "This colleague has claimed the deal already."
    )
    _claimant_differs = models.Constraint("CHECK(claimant_id != closer_id)", "Nobody claims a deal that he closed.")
    _confirmed_by_another = models.Constraint(
        "CHECK(confirmed_by_id IS NULL OR confirmed_by_id NOT IN (claimant_id, closer_id))",
        "Who is a side of a claim does not decide on it.",
    )
    _open_idx = models.Index("(deal_id) WHERE state IN ('submitted', 'proposed', 'settled')")

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("name", "deal_id")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = f"{claim.name} {claim.sudo().unit_id.name or ''}".strip()

    @api.depends("party_ids", "share_ids.agreed_on")
    @api.depends_context("uid")
    def _compute_is_party(self):
        for claim in self:
            claim.is_party = self.env.user in claim._parties()
            own = claim.sudo().share_ids.filtered(lambda share: share.user_id == self.env.user)
            claim.has_agreed = bool(own.agreed_on)

    @api.depends("claimant_id")
    @api.depends_context("uid")
    def _compute_customer_name(self):
        manager = self.env["realestate.deal"]._is_role("manager", "administrator")
        for claim in self:
            shown = manager or claim.claimant_id == self.env.user
            lead = claim.sudo().lead_id
            claim.customer_name = (lead.partner_name or lead.contact_name or lead.name) if shown else False

    def _parties(self):
        claims = self.sudo()
        return claims.party_ids | claims.claimant_id | claims.closer_id

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        """A claim is submitted by ``_submit``; what it says is never typed in."""
        sequence = self.env.ref("realestate_sales.realestate_claim_sequence", raise_if_not_found=False)
        deals = self.env["realestate.deal"].sudo()
        for vals in vals_list:
            deal = deals.browse(vals["deal_id"])
            vals.setdefault("closer_id", deal.user_id.id)
            vals.setdefault(
                "day", deal.project_id._to_day(fields.Datetime.to_datetime(vals.get("date")) or fields.Datetime.now())
            )
            if sequence and vals.get("name", "/") == "/":
                vals["name"] = sequence.sudo().next_by_id()
            vals.setdefault("party_ids", [fields.Command.set([vals["closer_id"], vals["claimant_id"]])])
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and set(vals) - {"note"}:
            raise AccessError(self.env._("A claim is changed by its buttons alone."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A claim stays on record; take it back instead."))

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    @api.model
    def _submit(self, deal, grounds, lead=None):
        """Claim ``deal`` for the current user and propose a ruling (CUS-7).

        :param deal: who closed it is another; what is sold with a home is claimed with it
        :param str grounds: why; all sides read it
        :param lead: the claimant's own customer, where he is another person than the buyer
        :raises UserError: too late, one's own deal, claimed already
        """
        deal = deal.sudo()
        deal = deal.parent_id or deal
        self._check_may_claim(deal)
        if lead:
            lead.check_access("read")
        claim = self.sudo().create(
            [
                {
                    "deal_id": deal.id,
                    "claimant_id": self.env.uid,
                    "lead_id": lead.id if lead else False,
                    "grounds": grounds,
                }
            ]
        )
        claim._propose()
        claim._tell_submitted()
        return claim.sudo(self.env.su)

    def _check_may_claim(self, deal):
        unit, last_day = deal.unit_id.name, deal.date_subscribed + timedelta(days=deal.project_id.claim_days)
        if deal.state == "cancelled":
            raise UserError(self.env._("The deal on %s has ended.", unit))
        if deal.user_id == self.env.user:
            raise UserError(self.env._("You closed the deal on %s yourself.", unit))
        if self.env.user not in deal.project_id.user_ids and not self.env.su:
            raise UserError(self.env._("You do not belong to the project of %s.", unit))
        if deal.project_id._today() > last_day:
            raise UserError(
                self.env._(
                    "The deal on %(unit)s could be claimed through %(day)s (%(days)s days after it); now it belongs to "
                    "who closed it.",
                    unit=unit,
                    day=last_day,
                    days=deal.project_id.claim_days,
                )
            )
        if self.sudo().search_count(
            [("deal_id", "=", deal.id), ("claimant_id", "=", self.env.uid), ("state", "!=", "rejected")], limit=1
        ):
            raise UserError(self.env._("You have claimed the deal on %s already.", unit))

    def _tell_submitted(self):
        """Ask a manager who is no side to judge, and let the other side know."""
        for claim in self:
            leaders = claim.project_id._realestate_managers(besides=claim._parties())[claim.project_id]
            for leader in leaders:
                claim.activity_schedule(
                    "mail.mail_activity_data_todo",
                    user_id=leader.id,
                    summary=self.env._("Judge claim %s", claim.name),
                    automated=True,
                )
            claim.message_subscribe((claim._parties() - self.env.user).partner_id.ids)
            claim.message_post(
                body=self.env._("%(user)s claims the deal on %(unit)s.",
                                user=claim.claimant_id.name, unit=claim.unit_id.name),
                message_type="notification", subtype_xmlid="mail.mt_comment",
            )  # fmt: skip

    def action_propose(self):
        """Judge again: the books may have been corrected since."""
        self.check_access("read")
        self.env["realestate.deal"]._require_role("manager")
        self._check_state("submitted", "proposed")
        self.sudo()._propose()
        return True

    def action_confirm(self):
        """Confirm the ruling or the agreement; the shares of the deal follow (CUS-7, CUS-8).

        :raises UserError: the manager is a side, or the rule could not decide
        """
        for claim in self._decidable():
            claim._check_state("proposed", "settled")
            if claim.ruling == "undecided":
                raise UserError(
                    self.env._(
                        "The rule cannot decide claim %s. Let the sides agree, or give the performance to neither.",
                        claim.name,
                    )
                )
            claim._case()._take_effect()
        return True

    def action_neither(self):
        """Where the rule cannot decide and the sides do not agree, neither gets the performance (CUS-7)."""
        for claim in self._decidable():
            claim._check_state("proposed")
            if claim.ruling != "undecided":
                raise UserError(self.env._("The rule decides claim %s: confirm its ruling.", claim.name))
            case = claim._case()
            case.write({"ruling": "neither", "winner_id": False})
            case._take_effect()
        return True

    def action_reject(self):
        """Drop the claim, with the manager's reason in the note."""
        for claim in self._decidable():
            claim._check_state(*OPEN_STATES)
            if not (claim.note or "").strip():
                raise UserError(self.env._("Say in the manager's note why the claim is dropped."))
            claim.write({"state": "rejected"})
            claim.activity_feedback(["mail.mail_activity_data_todo"], feedback=claim.note)
            claim._rejudge_others()
        return True

    def action_withdraw(self):
        """Take one's own claim back."""
        self.check_access("read")
        for claim in self.sudo():
            if claim.claimant_id != self.env.user:
                raise UserError(self.env._("Only who claims takes a claim back."))
            claim._check_state(*OPEN_STATES)
            claim.write({"state": "rejected"})
            claim.activity_feedback(["mail.mail_activity_data_todo"], feedback=self.env._("Taken back"))
            claim._rejudge_others()
        return True

    def action_agree(self):
        """Agree to the split that stands; with the last side's word it is settled."""
        self.check_access("read")
        for claim in self.sudo():
            claim._check_undecided()
            own = claim.share_ids.filtered(lambda share: share.user_id == self.env.user)
            if not own:
                raise UserError(self.env._("There is no split to agree to; propose one."))
            own.agreed_on = own.agreed_on or fields.Datetime.now()
            claim._settle_if_agreed()
        return True

    def _propose_split(self, percents):
        """Propose how the sides share the deal; who proposes agrees, the others are asked (CUS-7).

        :param dict percents: ``{user id: percent}`` of every side, at most 100 together
        """
        self.ensure_one()
        self.check_access("read")
        self._check_undecided()
        claim = self.sudo()
        if self.env.user not in claim._parties():
            raise UserError(self.env._("The sides themselves agree on a split."))
        if set(percents) != set(claim._parties().ids):
            raise UserError(self.env._("Give every side its share."))
        if round(sum(percents.values()), 2) > 100 or any(percent < 0 for percent in percents.values()):
            raise UserError(self.env._("The shares lie between 0% and 100% and add up to 100% at most."))
        claim.share_ids.unlink()
        claim.env["realestate.claim.share"].create(
            [
                {
                    "claim_id": claim.id,
                    "user_id": user_id,
                    "percent": percent,
                    "agreed_on": fields.Datetime.now() if user_id == self.env.uid else False,
                }
                for user_id, percent in percents.items()
            ]
        )
        shown = "、".join(f"{share.user_id.name} {share.percent:g}%" for share in claim.share_ids)
        claim.message_post(
            body=self.env._("%(user)s proposes: %(split)s", user=self.env.user.name, split=shown),
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )
        claim._settle_if_agreed()

    def _settle_if_agreed(self):
        if all(share.agreed_on for share in self.share_ids):
            self.write({"state": "settled", "ruling": "agreed", "winner_id": False})

    def _check_undecided(self):
        for claim in self.sudo():
            claim._check_state("proposed")
            if claim.ruling != "undecided":
                raise UserError(self.env._("The rule decides claim %s; there is nothing to agree on.", claim.name))

    def _check_state(self, *states):
        for claim in self:
            if claim.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._("Claim %(claim)s is: %(state)s. This step is not open to it.",
                               claim=claim.name, state=labels[claim.state])
                )  # fmt: skip

    def _decidable(self):
        """Return these claims for a manager who is no side of them (CUS-7)."""
        self.check_access("read")
        self.env["realestate.deal"]._require_role("manager")
        for claim in self:
            if self.env.user in claim._case()._parties():
                raise UserError(self.env._("You are a side of claim %s; somebody else decides on it.", claim.name))
        return self.sudo()

    def _case(self):
        """Return all open claims to the same deal: one ruling decides them."""
        self.ensure_one()
        return self | self.search([("deal_id", "=", self.deal_id.id), ("state", "in", OPEN_STATES)])

    def _rejudge_others(self):
        others = self.sudo().search([("deal_id", "in", self.deal_id.ids), ("state", "in", ("submitted", "proposed"))])
        others._propose()

    # ------------------------------------------------------------------
    # what a ruling does
    # ------------------------------------------------------------------
    def _take_effect(self):
        """Confirm the claims of one deal, and write and keep what it does to the shares."""
        deal = self.deal_id
        family = deal | deal.child_ids
        family.filtered(lambda one: not one.performance_ids)._credit_performance()
        before = deal.performance_ids._snapshot()
        first = self[0]
        if len(self) > 1:
            same = {"ruling", "winner_id"}
            values = {name: first._fields[name].convert_to_write(first[name], first) for name in same}
            self[1:].filtered(lambda claim: claim.ruling in ("undecided", "agreed")).write(values)
        self.write({"state": "confirmed", "confirmed_by_id": self.env.uid, "confirmed_on": fields.Datetime.now()})
        family._credit_performance()
        self.write({"shares_before": before, "shares_after": deal.performance_ids._snapshot()})
        self.activity_feedback(["mail.mail_activity_data_todo"])

    @api.model
    def _rulings_of(self, deals):
        """Return the lines of shares that confirmed rulings give each deal: ``{deal: [values]}`` (CUS-7).

        What is sold with a home goes with it.
        """
        heads = deals | deals.parent_id
        claims = self.sudo().search(
            [("deal_id", "in", heads.ids), ("state", "=", "confirmed")], order="confirmed_on, id"
        )
        last = {claim.deal_id: claim for claim in claims}
        found = {}
        for deal in deals:
            claim = last.get(deal) or last.get(deal.parent_id)
            if claim:
                found[deal] = claim._prepare_share_vals()
        return found

    def _prepare_share_vals(self):
        facts = {
            "claim": self.name,
            "manager": self.confirmed_by_id.name,
            "day": fields.Date.to_string(self.project_id._to_day(self.confirmed_on)),
        }

        def line(user, percent, kind, rule):
            return {"user_id": user.id, "percent": percent, "kind": kind, "rule": rule, "facts": facts}

        if self.ruling == "agreed":
            return [line(share.user_id, share.percent, "claim", "claim_agreed") for share in self._agreed_shares()]
        if self.ruling == "neither":
            return [line(user, 0.0, "none", "claim_neither") for user in self.party_ids]
        losers = self.party_ids - self.winner_id
        won = [line(self.winner_id, 100.0, "claim", "claim_won")]
        return won + [line(user, 0.0, "none", "claim_lost") for user in losers]

    def _agreed_shares(self):
        return self.share_ids or self.search([("deal_id", "=", self.deal_id.id), ("ruling", "=", "agreed")]).share_ids
