from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from .realestate_channel_contract import BASES


class RealestateChannelSettlementLine(models.Model):
    """One thing a hired team is paid for, with what it is computed from: a day, its calls, a visit, a deal (CH-1).

    A line settles its source once, by unique indexes; what changes later is a line that names the one it corrects.
    """

    _name = "realestate.channel.settlement.line"
    _description = "Line of a Hired Team's Settlement"
    _order = "settlement_id, basis, day, id"

    settlement_id = fields.Many2one("realestate.channel.settlement", required=True, index=True, ondelete="cascade")
    state = fields.Selection(related="settlement_id.state", store=True)
    company_id = fields.Many2one(related="settlement_id.company_id", store=True, index=True)
    team_id = fields.Many2one(related="settlement_id.team_id", store=True, index=True, precompute=True)
    module = fields.Selection(related="team_id.module", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    project_id = fields.Many2one("realestate.project", required=True, index=True)
    basis = fields.Selection(BASES, string="Paid for", required=True)
    day = fields.Date(required=True, index=True)
    quantity = fields.Float(digits=(16, 1))
    rate = fields.Monetary()
    amount = fields.Monetary()
    explanation = fields.Char(compute="_compute_explanation", help="How the amount comes about.")
    person_days = fields.Float(string="Came", digits=(16, 1), help="Person-days that came, before least and most paid.")
    # what it settles
    attendance_id = fields.Many2one("realestate.channel.attendance", index="btree_not_null", ondelete="restrict")
    result_id = fields.Many2one("realestate.channel.result", index="btree_not_null", ondelete="restrict")
    lead_id = fields.Many2one("crm.lead", string="Customer", index="btree_not_null", ondelete="restrict")
    deal_id = fields.Many2one("realestate.deal", index="btree_not_null", ondelete="restrict")
    adjusts_line_id = fields.Many2one(
        "realestate.channel.settlement.line", string="Corrects", index="btree_not_null", ondelete="restrict"
    )
    adjusted_by_ids = fields.One2many("realestate.channel.settlement.line", "adjusts_line_id", string="Corrected by")

    _attendance_uniq = models.UniqueIndex(
        "(attendance_id) WHERE adjusts_line_id IS NULL AND attendance_id IS NOT NULL",
        "This day of the hired team is settled already.",
    )
    _result_uniq = models.UniqueIndex(
        "(result_id) WHERE adjusts_line_id IS NULL AND result_id IS NOT NULL",
        "These calls of the hired team are settled already.",
    )
    _lead_uniq = models.UniqueIndex(
        "(lead_id) WHERE adjusts_line_id IS NULL AND lead_id IS NOT NULL", "This visit is settled already."
    )
    _deal_uniq = models.UniqueIndex(
        "(deal_id) WHERE adjusts_line_id IS NULL AND deal_id IS NOT NULL", "This deal is settled already."
    )
    _adjusts_uniq = models.UniqueIndex(
        "(adjusts_line_id, settlement_id) WHERE adjusts_line_id IS NOT NULL",
        "A settlement corrects a line once.",
    )
    _one_source = models.Constraint(
        "CHECK(num_nonnulls(attendance_id, result_id, lead_id, deal_id) = 1)",
        "A line settles one thing: a day, calls, a visit or a deal.",
    )

    @api.depends("basis", "day", "quantity", "rate", "amount", "person_days", "adjusts_line_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for line in self:
            line.explanation = line._explain()

    def _explain(self):
        """Say in the reader's language how the amount comes about."""
        self.ensure_one()
        facts = {
            "day": format_date(self.env, self.day),
            "came": f"{self.person_days:g}",
            "quantity": f"{self.quantity:g}",
            "rate": self.currency_id.format(self.rate),
            "amount": self.currency_id.format(self.amount),
            "deal": self.sudo().deal_id.name,
        }
        if self.adjusts_line_id:
            return self.env._(
                "%(day)s was corrected after it was settled: now %(quantity)s × %(rate)s, difference %(amount)s",
                **facts,
            )
        if self.basis == "day" and self.person_days != self.quantity:
            return self.env._(
                "%(day)s: %(came)s person-days came, %(quantity)s are paid by the contract × %(rate)s", **facts
            )
        return {
            "day": self.env._("%(day)s: %(quantity)s person-days × %(rate)s", **facts),
            "call": self.env._("%(day)s: %(quantity)s calls × %(rate)s", **facts),
            "visit": self.env._("%(day)s: first visit of a customer × %(rate)s", **facts),
            "deal": self.env._("%(day)s: deal %(deal)s × %(rate)s", **facts),
        }[self.basis]

    def _key(self):
        """Return what this line settles: one key however often it is corrected."""
        source = self.attendance_id or self.result_id or self.lead_id or self.deal_id
        return self.basis, source.id

    @api.model
    def _settled(self, team):
        """Return key → lines of what is settled or being settled of ``team``, corrections included."""
        return self.search([("team_id", "=", team.id)]).grouped(lambda line: line._key())

    # ------------------------------------------------------------------
    # what is due
    # ------------------------------------------------------------------
    @api.model
    def _due(self, contract, date_from, date_to):
        """Return key → values of a line for all that ``contract`` pays of the days from … through … ."""
        first = max(date_from, contract.date_from)
        last = min(date_to, contract.date_to or date_to)
        due = {}
        for basis, _label in BASES:
            for source, day, project, quantity, extra in getattr(self, f"_due_{basis}")(contract, first, last):
                rate = contract._rate(basis, day)
                if not rate or not quantity:
                    continue
                due[basis, source] = {
                    "basis": basis,
                    "day": day,
                    "project_id": project.id,
                    "quantity": quantity,
                    "rate": rate.amount,
                    "amount": contract.currency_id.round(quantity * rate.amount),
                    **extra,
                }
        return due

    @api.model
    def _due_day(self, contract, first, last):
        for attendance in self.env["realestate.channel.attendance"].search(
            [("team_id", "=", contract.team_id.id), ("day", ">=", first), ("day", "<=", last)], order="day, id"
        ):
            paid = contract._paid_person_days(attendance.person_days)
            extra = {"attendance_id": attendance.id, "person_days": attendance.person_days}
            yield attendance.id, attendance.day, attendance.project_id, paid, extra

    @api.model
    def _due_call(self, contract, first, last):
        for result in self.env["realestate.channel.result"].search(
            [("team_id", "=", contract.team_id.id), ("day", ">=", first), ("day", "<=", last)], order="day, id"
        ):
            yield result.id, result.day, result.project_id, result.calls, {"result_id": result.id}

    @api.model
    def _due_visit(self, contract, first, last):
        leads = self.env["crm.lead"].with_context(active_test=False)
        for lead in leads.search(
            [
                ("realestate_channel_team_id", "=", contract.team_id.id),
                ("realestate_channel_visit_day", ">=", first),
                ("realestate_channel_visit_day", "<=", last),
            ],
            order="realestate_channel_visit_day, id",
        ):
            day = lead.realestate_channel_visit_day
            yield lead.id, day, lead.realestate_project_id, 1, {"lead_id": lead.id}

    @api.model
    def _due_deal(self, contract, first, last):
        moment = "date_signed" if contract.deal_moment == "signing" else "date_subscribed"
        domain = (
            Domain("realestate_channel_lead_id.realestate_channel_team_id", "=", contract.team_id.id)
            & Domain(moment, ">=", first)
            & Domain(moment, "<=", last)
            & Domain("state", "!=", "cancelled")
            & Domain("parent_id", "=", False)
        )
        for deal in self.env["realestate.deal"].search(domain, order=f"{moment}, id"):
            yield deal.id, deal[moment], deal.project_id, 1, {"deal_id": deal.id}

    def _prepare_adjustment_vals(self, now, change):
        """Return the values of the line that corrects this one.

        :param dict now: values of what is due now, or amount and quantity 0
        :param float change: ¥, what is due now less what was settled so far
        """
        self.ensure_one()
        return {
            "adjusts_line_id": self.id,
            "basis": self.basis,
            "day": self.day,
            "project_id": self.project_id.id,
            "quantity": now["quantity"],
            "rate": now.get("rate", self.rate),
            "amount": change,
            "person_days": now.get("person_days", 0.0),
            **{name: self[name].id for name in ("attendance_id", "result_id", "lead_id", "deal_id")},
        }
