from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from odoo.addons.realestate_sales.fields import CopiedMany2one
from odoo.addons.realestate_sales.models.judgement.realestate_claim import OPEN_STATES

from .realestate_commission_policy_line import ROLES, SHARE_ROLES
from .realestate_commission_policy_part import EVENTS

LINE_STATES = [
    ("open", "To Settle"),
    ("collected", "In Settlement"),
    ("approved", "Approved"),
    ("paid", "Paid"),
]


class RealestateCommissionLine(models.Model):
    """What somebody earns of a deal, by which rule and on which day; only ever added to (CH-7).

    Written by ``deal._earn_commission()`` alone. A trigger keeps what a line says for good: what is too much or too
    little later is a further line. A settlement takes a line and may let go of it again until it is paid.
    """

    _name = "realestate.commission.line"
    _description = "Commission"
    _order = "day desc, id desc"
    _rec_name = "deal_id"
    _check_company_auto = True
    # the engine alone writes lines, the day says when; who settled them is on the settlement
    _log_access = False

    # What is named here is kept from being deleted without a check at each line: a trigger keeps the deal (``init``),
    # the deal's own foreign keys what it names, a trigger what is approved of policies. The deal is found by the
    # unique index, which begins with it.
    deal_id = CopiedMany2one("realestate.deal", required=True, readonly=True)
    project_id = CopiedMany2one("realestate.project", required=True, readonly=True)
    company_id = CopiedMany2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    role = fields.Selection(ROLES, required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Person", readonly=True, index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", readonly=True, index="btree_not_null", ondelete="restrict")
    earner_name = fields.Char(string="Earned by", compute="_compute_earner_name")
    policy_id = CopiedMany2one("realestate.commission.policy", readonly=True)
    policy_line_id = CopiedMany2one("realestate.commission.policy.line", readonly=True)
    part = fields.Char(readonly=True, required=True, help="What the part is known by in every version of a policy.")
    event = fields.Selection(EVENTS, string="Earned at", readonly=True)
    slice = fields.Integer(readonly=True, help="Of a progressive scale: which of its rates.")
    sequence = fields.Integer(readonly=True, help="1 is what was earned first, what follows are differences.")
    kind = fields.Selection(
        [("earned", "Earned"), ("difference", "Difference"), ("clawback", "Taken Back")], required=True, readonly=True
    )
    day = fields.Date(string="Earned on", required=True, readonly=True)
    base_amount = fields.Monetary(string="Base", readonly=True)
    share = fields.Float(string="Share (%)", digits=(7, 4), readonly=True)
    amount = fields.Monetary(readonly=True, required=True)
    facts = fields.Json(readonly=True)
    explanation = fields.Text(string="Why", compute="_compute_explanation")
    settlement_id = fields.Many2one(
        "realestate.commission.settlement", readonly=True, index="btree_not_null", ondelete="set null", copy=False
    )
    state = fields.Selection(
        LINE_STATES, compute="_compute_state", store=True, readonly=True, help="How far it is on its way to being paid."
    )

    _once_uniq = models.UniqueIndex(
        "(deal_id, role, COALESCE(user_id, 0), COALESCE(partner_id, 0), part, slice, sequence)",
        "This part of the commission was computed already.",
    )
    _one_earner = models.Constraint(
        "CHECK((user_id IS NULL) != (partner_id IS NULL))", "A commission is either a person's or a partner's."
    )
    _open_idx = models.Index("(company_id, day) WHERE settlement_id IS NULL")
    _project_idx = models.Index("(project_id, day)")

    def init(self):
        super().init()
        self._keep_lines()
        self._keep_deals()

    def _keep_lines(self):
        """What was earned stays as it was computed, whoever writes: only its settlement may change."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION realestate_commission_line_kept() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' OR (NEW.deal_id, NEW.role, COALESCE(NEW.user_id, 0), COALESCE(NEW.partner_id, 0),
                        NEW.part, NEW.slice, NEW.sequence, NEW.kind, NEW.day, NEW.amount)
                    IS DISTINCT FROM (OLD.deal_id, OLD.role, COALESCE(OLD.user_id, 0), COALESCE(OLD.partner_id, 0),
                        OLD.part, OLD.slice, OLD.sequence, OLD.kind, OLD.day, OLD.amount) THEN
                    RAISE EXCEPTION 'a line of commission is kept as it was computed'
                          USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER realestate_commission_line_kept
                BEFORE UPDATE OR DELETE ON realestate_commission_line
                FOR EACH ROW EXECUTE FUNCTION realestate_commission_line_kept();
            """
        )

    def _keep_deals(self):
        """A deal with commission is not deleted: what a foreign key would check at each line, 10,000 times a run.

        Who deletes opens the company's book as who computes does, so that neither overlooks the other.
        """
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION realestate_commission_deal_kept() RETURNS trigger AS $$
            BEGIN
                UPDATE realestate_commission_book SET entries = entries + 1
                 WHERE company_id IN (SELECT company_id FROM gone);
                IF EXISTS (SELECT FROM realestate_commission_line WHERE deal_id IN (SELECT id FROM gone)) THEN
                    RAISE EXCEPTION 'a deal with commission is kept' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NULL;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER realestate_commission_deal_kept
                AFTER DELETE ON realestate_deal REFERENCING OLD TABLE AS gone
                FOR EACH STATEMENT EXECUTE FUNCTION realestate_commission_deal_kept();
            """
        )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("settlement_id.state")
    def _compute_state(self):
        known = {"draft": "collected", "submitted": "collected", "approved": "approved", "billed": "approved"}
        for line in self:
            settlement = line.sudo().settlement_id
            line.state = known.get(settlement.state, "paid") if settlement else "open"

    @api.depends("user_id", "partner_id")
    def _compute_earner_name(self):
        for line in self:
            earner = line.sudo().user_id or line.sudo().partner_id
            line.earner_name = earner.name

    @api.depends("facts", "amount", "kind", "event", "role")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            line.explanation = "\n".join(line._explain())

    # ------------------------------------------------------------------
    # why, in the reader's language, from the numbers that were kept
    # ------------------------------------------------------------------
    def _explain(self):
        """Return the sentences that explain this line."""
        self.ensure_one()
        facts = self.facts or {}
        if self.kind == "clawback":
            return [self._explain_clawback(facts)]
        sentences = [self._explain_rate(facts)]
        if tier := facts.get("tier"):
            sentences.append(self._explain_tier(tier))
        sentences.append(self._explain_part(facts))
        if self.kind == "difference":
            sentences.append(self._explain_difference(facts))
        return sentences

    def _money(self, amount):
        return format_amount(self.env, amount, self.currency_id)

    def _label(self, name):
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _explain_rate(self, facts):
        values = {
            "role": self._label("role"),
            "policy": self.sudo().policy_id.display_name,
            "day": format_date(self.env, facts.get("decided")),
            "base": self._money(self.base_amount),
            "share": f"{self.share:g}",
            "rate": f"{facts.get('rate', 0):g}",
            "whole": self._money(facts.get("whole", 0)),
        }
        if self.sudo().policy_line_id.rate_kind == "amount":
            values["rate"] = self._money(facts.get("rate", 0))
            return self.env._(
                "%(role)s, %(policy)s, of %(day)s: %(rate)s a deal, share %(share)s%%: %(whole)s.", **values
            )
        policy = self.sudo().policy_id
        if policy.price_basis == "excluded":
            return self.env._(
                "%(role)s, %(policy)s, of %(day)s: %(rate)s%% of %(base)s, the price without %(tax)s%% tax "
                "(share %(share)s%%): %(whole)s.",
                tax=f"{policy.tax_rate:g}",
                **values,
            )
        return self.env._(
            "%(role)s, %(policy)s, of %(day)s: %(rate)s%% of %(base)s (share %(share)s%%): %(whole)s.", **values
        )

    def _explain_tier(self, tier):
        rule = self.sudo().policy_line_id

        def shown(value):
            return self.env._("%g deals", value) if rule.tier_basis == "count" else self._money(value)

        periods = dict(rule._fields["tier_period"]._description_selection(self.env))
        values = {
            "period": periods[rule.tier_period],
            "total": shown(tier["total"]),
            "start": shown(tier["from"]),
            "low": shown(tier["before"]),
            "high": shown(tier["before"] + tier["own"]),
        }
        if rule.tier_mode == "jump":
            if not tier["from"]:
                return self.env._("%(period)s so far %(total)s: no tier is reached.", **values)
            return self.env._(
                "%(period)s so far %(total)s: the tier from %(start)s is reached for all of it.", **values
            )
        return self.env._(
            "%(period)s: this deal lies from %(low)s to %(high)s; this is its part in the tier from %(start)s.",
            **values,
        )

    def _explain_part(self, facts):
        values = {
            "event": self._label("event"),
            "percent": f"{self._part_percent():g}",
            "withheld": f"{self.sudo().policy_id.withheld_percent:g}",
            "amount": self._money(facts.get("now", self.amount)),
        }
        if self.part == "withheld":
            values["percent"] = values["withheld"]
            return self.env._("Withheld until delivery: %(percent)s%%: %(amount)s.", **values)
        if self.event == "receipts":
            values["event"] = self.env._("Receipts reached %s%%", self.part.partition(":")[2])
        if self.sudo().policy_id.withheld_percent:
            return self.env._(
                "%(event)s earns %(percent)s%%, less %(withheld)s%% withheld until delivery: %(amount)s.", **values
            )
        return self.env._("%(event)s earns %(percent)s%%: %(amount)s.", **values)

    def _part_percent(self):
        parts = self.sudo().policy_id.part_ids
        return sum(parts.filtered(lambda part: part._key() == self.part).mapped("percent"))

    def _explain_difference(self, facts):
        return self.env._(
            "Computed again: %(now)s instead of %(before)s, so %(amount)s are to be settled.",
            now=self._money(facts.get("now", 0)),
            before=self._money(facts.get("before", 0)),
            amount=self._money(self.amount),
        )

    def _explain_clawback(self, facts):
        values = {
            "day": format_date(self.env, self.day),
            "event": self._label("event"),
            "before": self._money(facts.get("before", 0)),
        }
        if facts.get("followed"):
            return self.env._(
                "The deal ended on %(day)s and another follows it, which earns anew: %(before)s of part %(event)s are "
                "taken back here.",
                **values,
            )
        return self.env._("The deal was withdrawn on %(day)s: %(before)s earned at %(event)s are taken back.", **values)

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A line of commission stays on record; what is wrong is corrected by a further one.")
        )

    # ------------------------------------------------------------------
    # business
    # ------------------------------------------------------------------
    @api.model
    def _standing(self, deals):
        """Return what stands for ``deals``: ``{key: (¥ in cents, last sequence, id of the last line)}``.

        A key is deal, role, user or 0, partner or 0, part and slice.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """SELECT deal_id, role, COALESCE(user_id, 0), COALESCE(partner_id, 0), part, slice,
                          ROUND(SUM(amount) * 100)::bigint, MAX(sequence), MAX(id)
                     FROM realestate_commission_line
                    WHERE deal_id = ANY(%s)
                 GROUP BY 1, 2, 3, 4, 5, 6""",
                deals.ids,
            )
        )
        return {row[:6]: row[6:] for row in rows}

    @api.model
    def _open_domain(self, company, day):
        """Return the domain of what may be settled of ``company`` up to ``day``.

        What rests on the shares in a deal waits while somebody claims them (CUS-7).
        """
        claimed = Domain("role", "in", SHARE_ROLES) & Domain("deal_id", "in", self._claimed_deals(company).ids)
        mine = Domain("company_id", "=", company.id) & Domain("settlement_id", "=", False)
        return mine & Domain("day", "<=", day) & ~claimed

    @api.model
    def _claimed_deals(self, company):
        """Return the deals of ``company`` with a claim that is not ruled yet."""
        claims = self.env["realestate.claim"].sudo()
        return claims.search([("company_id", "=", company.id), ("state", "in", OPEN_STATES)]).deal_id

    @api.model
    def _cron_earn(self):
        """Compute the commission of what has changed since the last time, deals in batches, each committed."""
        cron = self.env["ir.cron"]
        books = self.env["realestate.commission.book"].sudo()
        companies = self.env["realestate.commission.policy"].sudo().search([("state", "=", "approved")]).company_id
        for company in companies:
            book = books.search([("company_id", "=", company.id)])
            now = fields.Datetime.now()
            # a transaction's rows carry the moment it began: look back beyond the longest
            since = book.followed_until and fields.Datetime.subtract(book.followed_until, hours=1)
            deals = self.env["realestate.deal"].sudo()._commission_changed(company, since or "1970-01-01")
            cron._commit_progress(remaining=len(deals))
            for start in range(0, len(deals), 2000):
                batch = deals[start : start + 2000]
                batch._earn_commission()
                if not cron._commit_progress(len(batch)):
                    return
            books._lock(company)
            books.search([("company_id", "=", company.id)]).followed_until = now
