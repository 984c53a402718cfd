from odoo import api, fields, models
from odoo.tools import format_amount, format_date, format_datetime


class RealestateClaim(models.Model):
    """What a claim shows: the rule in words with its numbers, the timeline of its sides, what it did (CUS-7)."""

    _inherit = "realestate.claim"

    rule_box = fields.Html(string="The Rule", compute="_compute_shown", sanitize=False)
    timeline = fields.Html(compute="_compute_shown", sanitize=False)
    shares_box = fields.Html(string="Shares", compute="_compute_shown", sanitize=False)

    @api.depends("steps", "ruling", "ground", "winner_id", "state", "shares_before", "shares_after", "evidence_ids")
    @api.depends_context("lang", "uid")
    def _compute_shown(self):
        for claim in self:
            # both sides read what the judgement shows; the records behind it keep their own rules
            shown = claim.sudo()
            qweb = self.env["ir.qweb"]
            claim.rule_box = qweb._render(
                "realestate_sales.realestate_claim_rule", {"claim": shown, "sentences": shown._rule_sentences()}
            )
            claim.timeline = qweb._render("realestate_sales.realestate_claim_timeline", shown._timeline_values())
            claim.shares_box = qweb._render("realestate_sales.realestate_claim_shares", shown._shares_values())

    # ------------------------------------------------------------------
    # the rule
    # ------------------------------------------------------------------
    def _rule_sentences(self):
        """Return the ruling step by step, in sentences."""
        self.ensure_one()
        if not self.ruling:
            return []
        sentences = [self._explain_step(step) for step in self.steps or []]
        sentences += getattr(self, f"_sentences_{self.ground}", list)()
        return [*sentences, self._ruling_sentence()]

    def _explain_step(self, step):
        users = {user.id: user.name for user in self.env["res.users"].browse([step["first"], step["second"]])}
        first, second = users[step["first"]], users[step["second"]]
        tz = self.project_id.tz
        facts = {
            "first": first,
            "second": second,
            "first_at": format_datetime(self.env, step["first_at"], tz=tz, dt_format="yyyy-MM-dd HH:mm"),
            "second_at": format_datetime(self.env, step["second_at"], tz=tz, dt_format="yyyy-MM-dd HH:mm"),
            "last": step["last_day"] or "",
            "age": step["age"],
            "limit": step["limit"],
            "until": step["extended"] or "",
        }
        order = self.env._(
            "By the registration books %(first)s came first (%(first_at)s), then %(second)s (%(second_at)s).", **facts
        )
        return f"{order} {self._explain_outcome(step, facts)}".strip()

    def _explain_outcome(self, step, facts):
        if step["doubt"]:
            return ""
        if step["age"] is None:
            return self.env._("%(first)s had no effective follow-up before: %(first)s withdraws.", **facts)
        if step["extended"] and step["age"] > step["limit"]:
            return self.env._(
                "%(first)s's last effective follow-up was on %(last)s, %(age)s days before, but the manager had extended "
                "his protection through %(until)s: %(second)s withdraws.",
                **facts,
            )
        if step["loser"] == step["second"]:
            return self.env._(
                "%(first)s's last effective follow-up before that was on %(last)s, %(age)s days old, and at most "
                "%(limit)s are allowed: %(second)s withdraws.",
                **facts,
            )
        return self.env._(
            "%(first)s's last effective follow-up before that was on %(last)s, %(age)s days old, more than the "
            "%(limit)s allowed: %(first)s withdraws.",
            **facts,
        )

    def _sentences_no_registration(self):
        registered = self.evidence_ids.filtered(lambda line: line.kind in ("visit", "call")).user_id
        missing = self.party_ids - registered
        return [
            self.env._("%s did not register this customer before the deal: no registration, no claim.", user.name)
            for user in missing
        ]

    def _sentences_late(self):
        return [
            self.env._(
                "Claimed on %(claimed)s, more than %(days)s days after the deal of %(deal)s: it belongs to who closed it.",
                claimed=self.day,
                deal=self.deal_day,
                days=self.project_id.claim_days,
            )
        ]

    def _sentences_not_same(self):
        return [
            self.env._(
                "The claimant's customer and the buyer are not one customer: no common phone or identity number, no "
                "household. Each is independent."
            )
        ]

    def _sentences_employer(self):
        return [
            self.env._(
                "The claimant's customer and the buyer are of one company, but he bought another unit: superior and "
                "subordinate are one customer only where they buy the same unit. Each is independent."
            )
        ]

    def _sentences_link(self):
        return [
            self.env._(
                "That the two are one customer (household or company) was recorded only after the deal: it is in doubt."
            )
        ]

    def _sentences_same_minute(self):
        return [self.env._("Both were registered in the same minute: the books do not say who came first.")]

    def _sentences_corrected(self):
        return [self.env._("A registration was corrected after it had been written: its order is in doubt.")]

    def _sentences_given_up(self):
        return [self.env._("The first side had given the customer up himself before the other one registered him.")]

    def _ruling_sentence(self):
        winner = self.winner_id.name
        if self.ruling == "undecided":
            return self.env._(
                "The rule cannot decide. The sides settle it between them; if they do not, neither gets the performance."
            )
        if self.ruling == "neither":
            return self.env._("The sides did not agree: neither gets the performance.")
        if self.ruling == "agreed":
            shown = "、".join(f"{share.user_id.name} {share.percent:g}%" for share in self._agreed_shares())
            return self.env._("The sides agreed: %s.", shown)
        if self.ruling == "closer":
            return self.env._("The deal stays with %s, who closed it.", winner)
        return self.env._("The deal is %s's.", winner)

    # ------------------------------------------------------------------
    # timeline
    # ------------------------------------------------------------------
    def _timeline_values(self):
        """Return sides and rows of the timeline; a row says when, what, and on whose side."""
        self.ensure_one()
        sides = self.closer_id | self.claimant_id | self.party_ids
        rows = [
            {
                "date": self._local(line.date),
                "user": line.user_id,
                "kind": line.kind,
                "label": self._kind_labels()[line.kind],
                "text": line.text,
                "effective": line.is_effective,
                "lost": line.kind == "protection" and line.detail in ("expired", "released", "company_pool"),
                "sort": line.date,
            }
            for line in self.evidence_ids
        ]
        deal, claimed = self._kind_labels()["deal"], self._kind_labels()["claim"]
        start = self.project_id._day_start(self.deal_id.date_subscribed)
        rows.append(
            {"date": format_date(self.env, self.deal_id.date_subscribed, date_format="yyyy-MM-dd"), "user": self.closer_id,
             "kind": "deal", "label": deal, "text": self.env._("Subscribed: %s", self.unit_id.name),
             "effective": False, "lost": False,
             "sort": max([start] + [row["sort"] for row in rows if row["sort"].date() <= start.date()])}
        )  # fmt: skip
        rows.append(
            {"date": self._local(self.date), "user": self.claimant_id, "kind": "claim", "label": claimed,
             "text": self.env._("Claimed the deal"), "effective": False, "lost": False, "sort": self.date}
        )  # fmt: skip
        rows.sort(key=lambda row: row["sort"])
        return {"claim": self, "sides": sides, "rows": rows}

    def _kind_labels(self):
        return dict(self.env["realestate.claim.evidence"]._fields["kind"]._description_selection(self.env))

    def _local(self, moment):
        return format_datetime(self.env, moment, tz=self.project_id.tz, dt_format="yyyy-MM-dd HH:mm")

    # ------------------------------------------------------------------
    # shares
    # ------------------------------------------------------------------
    def _shares_values(self):
        """Return the shares before and after; while nothing is decided, those that stand."""
        self.ensure_one()
        before = self.shares_before
        if before is None or before is False:
            before = self.deal_id.performance_ids._snapshot()

        def shown(rows):
            return [
                {**row, "amount": format_amount(self.env, row["amount"], self.company_id.currency_id)}
                for row in rows or []
            ]

        return {"claim": self, "before": shown(before), "after": shown(self.shares_after)}
