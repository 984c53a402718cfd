from odoo import api, fields, models
from odoo.tools import format_date

KINDS = [
    ("closer", "Closing Consultant"),
    ("introducer", "Introducer"),
    ("mover", "Moved Consultant"),
    ("reassigned", "Taken over"),
    ("claim", "By Judgement"),
    ("contribution", "By Contribution"),
    ("carried", "Carried over"),
    ("reversal", "Taken Back"),
    ("none", "No Share"),
]


class RealestatePerformanceLine(models.Model):
    """One person's share of a deal, with the rule that gives it and the facts it rests on (CUS-8).

    ``day`` is the day it counts on, by which an appraisal reads: what a withdrawal takes back is a line of the
    day of the withdrawal.
    """

    _name = "realestate.performance.line"
    _description = "Share in a Deal"
    _order = "performance_id, id"
    _check_company_auto = True

    performance_id = fields.Many2one(
        "realestate.performance", required=True, readonly=True, index=True, ondelete="cascade"
    )
    deal_id = fields.Many2one(related="performance_id.deal_id", store=True, index=True)
    project_id = fields.Many2one(related="performance_id.project_id", store=True, index=True)
    company_id = fields.Many2one(related="performance_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="performance_id.state")
    user_id = fields.Many2one("res.users", string="Whose", readonly=True, index=True)
    day = fields.Date(string="Counts on", readonly=True, required=True, index=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    percent = fields.Float(string="Share (%)", readonly=True, digits=(5, 2))
    amount = fields.Monetary(string="Credited", readonly=True)
    rule = fields.Char(readonly=True, help="Which rule gave this share.")
    facts = fields.Json(readonly=True)
    explanation = fields.Text(string="Why", compute="_compute_explanation")

    _percent_range = models.Constraint("CHECK(percent BETWEEN -100 AND 100)", "A share is 100% at most.")

    @api.depends("rule", "facts", "user_id", "percent")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            explain = getattr(line, f"_explain_{line.rule}", None)
            line.explanation = explain(line._shown_facts()) if explain else False

    def _shown_facts(self):
        """Return the facts with days as the reader writes them."""
        facts = {"user": self.sudo().user_id.name, "percent": f"{abs(self.percent):g}", **(self.facts or {})}
        return {
            name: format_date(self.env, value) if name in ("day", "moved", "visit", "registered") and value else value
            for name, value in facts.items()
        }

    # one sentence a rule, with the requirement and its numbers
    def _explain_closing(self, facts):
        return self.env._("CUS-8, closing consultant: %(user)s closed the deal on %(day)s: %(percent)s%%.", **facts)

    def _explain_introduced(self, facts):
        return self.env._(
            "CUS-8, introduction from %(project)s: registered by %(manager)s on %(registered)s, before the first "
            "visit: %(percent)s%% to the introducer %(user)s.",
            **facts,
        )

    def _explain_introduced_late(self, facts):
        return self.env._(
            "CUS-8, introduction from %(project)s: registered on %(registered)s only, after the customer's first "
            "visit on %(visit)s: no share for %(user)s.",
            **facts,
        )

    def _explain_introduced_private(self, facts):
        return self.env._(
            "CUS-8, private introduction from %(project)s: not registered by the manager beforehand. "
            "A violation, no share for %(user)s.",
            **facts,
        )

    def _explain_mover_full(self, facts):
        return self.env._(
            "CUS-8, moved consultant: %(user)s left the project on %(moved)s; this deal is of day %(days)s, "
            "within %(full)s days: %(percent)s%%.",
            **facts,
        )

    def _explain_mover_shared(self, facts):
        return self.env._(
            "CUS-8, moved consultant: %(user)s left the project on %(moved)s; this deal is of day %(days)s, after "
            "%(full)s and within %(shared)s days: %(percent)s%%.",
            **facts,
        )

    def _explain_mover_late(self, facts):
        return self.env._(
            "CUS-8, moved consultant: %(user)s left the project on %(moved)s; this deal is of day %(days)s, after "
            "%(shared)s days: no share.",
            **facts,
        )

    def _explain_reassigned(self, facts):
        return self.env._(
            "CUS-8, customer taken over by %(user)s from %(mover)s, who left the project on %(moved)s "
            "(day %(days)s): %(percent)s%%.",
            **facts,
        )

    def _explain_for_mover(self, facts):
        return self.env._(
            "CUS-8: %(user)s closed for %(mover)s, who left the project on %(moved)s (day %(days)s, within "
            "%(full)s days): no share.",
            **facts,
        )

    def _explain_nobody(self, facts):
        return self.env._(
            "CUS-8: %(mover)s left the project on %(moved)s and the manager has given the customer to nobody "
            "(day %(days)s): this part is nobody's.",
            **facts,
        )

    def _explain_claim_won(self, facts):
        return self.env._(
            "CUS-7, judgement %(claim)s, confirmed by %(manager)s on %(day)s: the customer was %(user)s's: "
            "%(percent)s%%.",
            **facts,
        )

    def _explain_claim_lost(self, facts):
        return self.env._(
            "CUS-7, judgement %(claim)s, confirmed by %(manager)s on %(day)s: %(user)s withdraws, no share.", **facts
        )

    def _explain_claim_agreed(self, facts):
        return self.env._(
            "CUS-7, %(claim)s: agreed between the consultants, confirmed by %(manager)s on %(day)s: %(percent)s%%.",
            **facts,
        )

    def _explain_claim_neither(self, facts):
        return self.env._(
            "CUS-7, %(claim)s: the rule could not decide and the consultants did not agree; confirmed by "
            "%(manager)s on %(day)s: neither gets the performance.",
            **facts,
        )

    def _explain_contribution(self, facts):
        return self.env._("CUS-8, large deal with help: %(what)s (recorded by %(manager)s): %(percent)s%%.", **facts)

    def _explain_carried(self, facts):
        return self.env._(
            "CUS-8: the deal follows %(deal)s; %(user)s's share of %(percent)s%% is carried over.", **facts
        )

    def _explain_ended(self, facts):
        return self.env._(
            "CUS-8: the deal ended on %(day)s (withdrawal, exchange or change of buyers); %(user)s's share of "
            "%(percent)s%% is taken back.",
            **facts,
        )

    def _explain_corrected(self, facts):
        return self.env._(
            "CUS-8: corrected on %(day)s after the shares had been confirmed; %(user)s's share of %(percent)s%% is "
            "taken back.",
            **facts,
        )
