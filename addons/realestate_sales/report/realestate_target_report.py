from odoo import fields, models
from odoo.tools import SQL

from ..models.target.realestate_target import FIGURES, KINDS
from ..models.target.realestate_target_line import QUARTERS

REACHED = {name: f"{name}_reached" for name in FIGURES}


class RealestateTargetReport(models.Model):
    """Attainment of targets 目标完成: one row a target and month, what was to be reached and what was (REP-1).

    Signed counts as an appraisal counts it: by the shares in the deals, on the day of the contract, taken
    back on the day of a withdrawal (CUS-8). Received are the payments of the deals of a scope (DEAL-6).
    """

    _name = "realestate.target.report"
    _description = "Attainment of Targets"
    _auto = False
    _order = "month, target_id"
    _rec_name = "target_id"
    _depends = {
        "realestate.target": ["year", "kind", "company_id", "project_id", "team_id", "user_id", "is_leaf"],
        "realestate.target.line": ["target_id", "month", "quarter", *FIGURES],
        "realestate.performance.line": ["user_id", "project_id", "day_signed", "percent", "area", "amount"],
        "realestate.deal": ["user_id", "project_id"],
        "account.payment": ["realestate_deal_id", "date", "state", "amount_company_currency_signed"],
        "crm.team.member": ["crm_team_id", "user_id", "active"],
    }

    target_id = fields.Many2one("realestate.target", readonly=True)
    month = fields.Date(readonly=True)
    quarter = fields.Selection(QUARTERS, readonly=True)
    year = fields.Integer(readonly=True, aggregator=None)
    kind = fields.Selection(KINDS, string="Whose", readonly=True)
    is_leaf = fields.Boolean(string="Not Split", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    project_id = fields.Many2one("realestate.project", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    user_id = fields.Many2one("res.users", string="Consultant", readonly=True)
    units = fields.Float(string="Units: Target", readonly=True, digits=(16, 1))
    units_reached = fields.Float(string="Units: Reached", readonly=True, digits=(16, 1))
    area = fields.Float(string="Area: Target", readonly=True, digits="Real Estate Area")
    area_reached = fields.Float(string="Area: Reached", readonly=True, digits="Real Estate Area")
    amount_signed = fields.Monetary(string="Signed: Target", readonly=True)
    amount_signed_reached = fields.Monetary(string="Signed: Reached", readonly=True)
    amount_received = fields.Monetary(string="Received: Target", readonly=True)
    amount_received_reached = fields.Monetary(string="Received: Reached", readonly=True)
    signed_percent = fields.Float(
        string="Signed (%)", readonly=True, digits=(16, 1), help="Reached of the target, also of a group."
    )
    received_percent = fields.Float(
        string="Received (%)", readonly=True, digits=(16, 1), help="Reached of the target, also of a group."
    )

    def _read_group_select(self, aggregate_spec, query):
        """A group's percentage is that of its sums, not a sum or mean of percentages."""
        for name in ("signed", "received"):
            if aggregate_spec in (f"{name}_percent:sum", f"{name}_percent:avg"):
                return SQL(
                    "100.0 * SUM(%s) / NULLIF(SUM(%s), 0)",
                    self._field_to_sql(self._table, f"amount_{name}_reached", query),
                    self._field_to_sql(self._table, f"amount_{name}", query),
                )
        return super()._read_group_select(aggregate_spec, query)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH fact AS MATERIALIZED (%s)
            SELECT line.id, line.target_id, line.month, line.quarter, target.year, target.kind, target.is_leaf,
                   target.company_id, company.currency_id, target.project_id, target.team_id, target.user_id,
                   line.units::numeric, line.area, line.amount_signed, line.amount_received,
                   COALESCE(reached.units, 0) AS units_reached, COALESCE(reached.area, 0) AS area_reached,
                   COALESCE(reached.amount_signed, 0) AS amount_signed_reached,
                   COALESCE(reached.amount_received, 0) AS amount_received_reached,
                   100.0 * COALESCE(reached.amount_signed, 0) / NULLIF(line.amount_signed, 0) AS signed_percent,
                   100.0 * COALESCE(reached.amount_received, 0) / NULLIF(line.amount_received, 0) AS received_percent
              FROM realestate_target_line AS line
              JOIN realestate_target AS target ON target.id = line.target_id
              JOIN res_company AS company ON company.id = target.company_id
              LEFT JOIN (
                   SELECT target.id AS target_id, fact.month, SUM(fact.units) AS units, SUM(fact.area) AS area,
                          SUM(fact.amount_signed) AS amount_signed, SUM(fact.amount_received) AS amount_received
                     FROM realestate_target AS target
                     JOIN fact ON fact.company_id = target.company_id
                          AND fact.month BETWEEN make_date(target.year, 1, 1) AND make_date(target.year, 12, 1)
                          AND (target.project_id IS NULL OR fact.project_id = target.project_id)
                          AND (target.user_id IS NULL OR fact.user_id = target.user_id)
                          AND (target.kind <> 'team' OR EXISTS (
                              SELECT FROM crm_team_member AS member
                               WHERE member.crm_team_id = target.team_id AND member.user_id = fact.user_id
                                 AND member.active))
                    GROUP BY target.id, fact.month
              ) AS reached ON reached.target_id = line.target_id AND reached.month = line.month
            """,
            self._facts_sql(),
        )

    def _facts_sql(self):
        """Return a query of what was signed and received by company, project, person and month."""
        return SQL(
            """
            SELECT company_id, project_id, user_id, date_trunc('month', day_signed)::date AS month,
                   SUM(percent) / 100.0 AS units, SUM(area) AS area, SUM(amount) AS amount_signed,
                   0.0 AS amount_received
              FROM realestate_performance_line
             WHERE day_signed IS NOT NULL
             GROUP BY 1, 2, 3, 4
             UNION ALL
            SELECT deal.company_id, deal.project_id, deal.user_id, date_trunc('month', payment.date)::date,
                   0, 0, 0, SUM(payment.amount_company_currency_signed)
              FROM account_payment AS payment
              JOIN realestate_deal AS deal ON deal.id = payment.realestate_deal_id
             WHERE payment.state IN ('in_process', 'paid')
             GROUP BY 1, 2, 3, 4
            """
        )

    def action_open_target(self):
        """Open the target of a row."""
        return self.target_id.get_formview_action()
