from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount


class RealestatePerformance(models.Model):
    """Whose performance a deal is 业绩归属: what of it counts, and the shares in it (CUS-8).

    Written by ``deal._credit_performance()`` alone. A draft follows the deal; what is confirmed stays, and
    whatever happens later is added as lines of its own day that take back and give anew.
    """

    _name = "realestate.performance"
    _description = "Performance of a Deal"
    _inherit = ["mail.thread"]
    _order = "day desc, id desc"
    _rec_name = "deal_id"
    _check_company_auto = True

    deal_id = fields.Many2one("realestate.deal", required=True, readonly=True, index=True, ondelete="cascade")
    project_id = fields.Many2one(related="deal_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="deal_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    closer_id = fields.Many2one(related="deal_id.user_id", string="Sold by", store=True, index=True)
    day = fields.Date(string="Subscribed on", readonly=True, index=True)
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed")], required=True, readonly=True, default="draft", tracking=True
    )
    amount = fields.Monetary(string="Deal Price", readonly=True)
    counting_amount = fields.Monetary(
        string="Counts", readonly=True, help="¥ of the price that count: less where a large customer's tier says so."
    )
    is_large = fields.Boolean(string="Large Deal", readonly=True, help="大宗业务")
    parts = fields.Json(readonly=True, help="How what counts came about.")
    line_ids = fields.One2many("realestate.performance.line", "performance_id", string="Shares")
    total_percent = fields.Float(
        string="Shared (%)", digits=(5, 2), compute="_compute_total", store=True, precompute=True
    )
    credited_amount = fields.Monetary(compute="_compute_total", store=True, precompute=True)
    outdated = fields.Boolean(
        compute="_compute_outdated", search="_search_outdated", help="The deal has changed since this was computed."
    )
    explanation = fields.Text(compute="_compute_explanation")
    confirmed_by_id = fields.Many2one("res.users", readonly=True)

    _deal_uniq = models.UniqueIndex("(deal_id)", "A deal has one sheet of shares.")
    _total_range = models.Constraint(
        "CHECK(total_percent BETWEEN 0 AND 100)", "The shares of a deal add up to 100% at most."
    )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("line_ids.percent", "line_ids.amount")
    def _compute_total(self):
        for performance in self:
            performance.total_percent = round(sum(performance.line_ids.mapped("percent")), 2)
            performance.credited_amount = sum(performance.line_ids.mapped("amount"))

    @api.depends("deal_id.price", "deal_id.state", "deal_id.user_id", "amount", "line_ids.amount")
    def _compute_outdated(self):
        for performance in self:
            deal = performance.deal_id.sudo()
            ended = deal.state == "cancelled"
            performance.outdated = bool(performance.total_percent) if ended else performance.amount != deal.price

    def _search_outdated(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["realestate.deal"].flush_model(["price", "state"])
        self.flush_model(["amount", "total_percent"])
        found = [row[0] for row in self.env.execute_query(self._outdated_sql())]
        return [("id", "in" if True in value else "not in", found)]

    @api.model
    def _outdated_sql(self):
        return SQL(
            """SELECT performance.id
                 FROM realestate_performance performance
                 JOIN realestate_deal deal ON deal.id = performance.deal_id
                WHERE CASE WHEN deal.state = 'cancelled' THEN performance.total_percent != 0
                           ELSE performance.amount != deal.price END"""
        )

    @api.depends("parts", "amount", "counting_amount")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for performance in self:
            performance.explanation = performance._explain()

    def _explain(self):
        self.ensure_one()
        facts = self.parts or {}

        def money(amount):
            return format_amount(self.env, amount, self.currency_id)

        if not self.is_large:
            return self.env._("The whole price counts: %s.", money(self.amount))
        sentences = [
            self.env._(
                "CUS-8, large deal: this customer's deals in the project come to %(total)s, above %(limit)s.",
                total=money(facts.get("total", 0)),
                limit=money(facts.get("limit", 0)),
            )
        ]
        if facts.get("helped"):
            sentences.append(self.env._("With help: the whole price is shared by the contributions recorded."))
        else:
            sentences.append(self.env._("Done alone, after earlier deals of %s:", money(facts.get("before", 0))))
            sentences += [
                self.env._("%(amount)s count at %(rate)g%%.", amount=money(amount), rate=rate)
                for amount, rate in facts.get("parts", [])
            ]
        return "\n".join(sentences)

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def action_compute(self):
        """Compute the shares anew from what is on record."""
        self.check_access("read")
        self.env["realestate.deal"]._require_role("manager")
        self.deal_id._credit_performance()
        return True

    def action_confirm(self):
        """Confirm the shares: from now on only lines of a later day change them (CUS-8).

        :raises UserError: a claim is open
        """
        self.env["realestate.deal"]._require_role("manager")
        self.check_access("read")
        sheets = self.sudo()
        open_claims = (
            self.env["realestate.claim"]
            .sudo()
            .search([("deal_id", "in", sheets.deal_id.ids), ("state", "in", ("submitted", "proposed", "settled"))])
        )
        if open_claims:
            raise UserError(
                self.env._(
                    "Deal %s is claimed; decide on the claim first, then confirm its shares.",
                    open_claims[0].deal_id.name,
                )
            )
        drafts = sheets.filtered(lambda sheet: sheet.state == "draft")
        drafts.deal_id._credit_performance()
        drafts.write({"state": "confirmed", "confirmed_by_id": self.env.uid})
        return True

    @api.model
    def _cron_follow_deals(self):
        """Compute anew what no longer agrees with its deal: another price, a deal that has ended."""
        self.search([("outdated", "=", True)]).deal_id._credit_performance()

    # ------------------------------------------------------------------
    # what stands, and what takes it back
    # ------------------------------------------------------------------
    def _agrees_with(self, lines):
        """Return whether what stands on this sheet is what ``lines`` say, person by person."""
        standing, wanted = defaultdict(lambda: [0.0, 0.0]), defaultdict(lambda: [0.0, 0.0])
        for line in self.line_ids:
            standing[line.user_id.id][0] += line.percent
            standing[line.user_id.id][1] += line.amount
        for line in lines:
            wanted[line["user_id"]][0] += line["percent"]
            wanted[line["user_id"]][1] += line["amount"]

        def rounded(shares_of):
            sums = {user: (round(p, 2), round(a, 2)) for user, (p, a) in shares_of.items()}
            return {user: value for user, value in sums.items() if any(value)}

        return rounded(standing) == rounded(wanted)

    def _prepare_reversal_vals(self, rule, day):
        """Return the lines that take back on ``day`` what stands on this sheet."""
        self.ensure_one()
        standing = defaultdict(lambda: [0.0, 0.0])
        for line in self.line_ids:
            standing[line.user_id.id][0] += line.percent
            standing[line.user_id.id][1] += line.amount
        return [
            {
                "performance_id": self.id,
                "user_id": user_id,
                "day": day,
                "percent": -round(percent, 2),
                "amount": -round(amount, 2),
                "kind": "reversal",
                "rule": rule,
                "facts": {"day": fields.Date.to_string(day)},
            }
            for user_id, (percent, amount) in standing.items()
            if round(percent, 2) or round(amount, 2)
        ]

    def _announce_large(self, created):
        """Tell the managers of large deals at once: an activity and a note on the deal (CUS-8)."""
        sheets = (self & created).filtered(lambda sheet: sheet.is_large and sheet.deal_id.state != "cancelled")
        if not sheets:
            return
        leaders = sheets.project_id._realestate_managers()
        sheets.deal_id._message_log_batch(
            {sheet.deal_id.id: sheet._large_text(sheet.deal_id.user_id.lang) for sheet in sheets}
        )
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id("realestate.deal")
        self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": deal.id,
                    "activity_type_id": todo.id,
                    "summary": deal.with_context(lang=user.lang).env._("Large deal %s", deal.name),
                    "note": sheet._large_text(user.lang),
                    "user_id": user.id,
                    "date_deadline": deal.project_id._today(),
                    "automated": True,
                }
                for sheet in sheets
                for deal in sheet.deal_id
                for user in leaders[sheet.project_id] - deal.user_id
            ]
        )

    def _large_text(self, lang):
        """Return the sentence that tells of a large deal, in the language of who is told."""
        env = self.with_context(lang=lang).env
        currency = self.currency_id
        return env._(
            "Large deal: this customer's deals come to %(total)s, above %(limit)s.",
            total=format_amount(env, self.parts["total"], currency, lang_code=lang),
            limit=format_amount(env, self.parts["limit"], currency, lang_code=lang),
        )

    def _snapshot(self):
        """Return who has what of these deals now: ``[{"name", "percent", "amount"}]``, to be kept with a ruling."""
        standing = defaultdict(lambda: [0.0, 0.0])
        for line in self.line_ids:
            standing[line.user_id][0] += line.percent
            standing[line.user_id][1] += line.amount
        return [
            {"name": user.name or "", "percent": round(percent, 2), "amount": round(amount, 2)}
            for user, (percent, amount) in standing.items()
        ]
