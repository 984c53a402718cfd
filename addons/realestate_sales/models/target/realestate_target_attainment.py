from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_amount

from .realestate_target import FIGURES

PERIODS = ("month", "quarter", "year")


class RealestateTarget(models.Model):
    """What was reached of a target: read from deals and payments, never kept (REP-1)."""

    _inherit = "realestate.target"

    attainment = fields.Json(compute="_compute_attainment", help="Target, reached and percent of each figure.")

    @api.depends_context("lang")
    @api.depends(*(f"line_ids.{name}" for name in FIGURES))
    def _compute_attainment(self):
        stored = self.filtered("id")
        (self - stored).attainment = False
        rows = self.env["realestate.target.report"].sudo().search_fetch([("target_id", "in", stored.ids)])
        of_target = defaultdict(list)
        for row in rows:
            of_target[row.target_id.id].append(row)
        for target in stored:
            target.attainment = target._bars(of_target[target._origin.id])

    @api.model
    def _shown(self, domain):
        """Return the confirmed targets of this year within ``domain`` that the user may read, with their bars.

        For the screens that people open each day: none, where there is no target.

        :return: [{"id", "name", "attainment"}]
        """
        year = self.env.company._realestate_today().year
        targets = self.search(Domain(domain) & Domain("year", "=", year) & Domain("state", "=", "confirmed"))
        return [{"id": target.id, "name": target.display_name, "attainment": target.attainment} for target in targets]

    def _bars(self, rows):
        """Return for each period the four figures as the bars show them; the period is that of today."""
        today = self.project_id._today() if self.project_id else self.env.company._realestate_today()
        day = min(max(today, self._months()[0]), self._months()[-1])
        within = {
            "month": lambda month: month.month == day.month,
            "quarter": lambda month: (month.month + 2) // 3 == (day.month + 2) // 3,
            "year": lambda month: True,
        }
        return [
            {
                "period": period,
                "figures": [self._bar(name, [row for row in rows if within[period](row.month)]) for name in FIGURES],
            }
            for period in PERIODS
        ]

    def _bar(self, name, rows):
        goal = sum(row[name] for row in rows)
        reached = sum(row[f"{name}_reached"] for row in rows)
        return {
            "label": self._fields[name]._description_string(self.env),
            "target": self._shown_figure(name, goal),
            "reached": self._shown_figure(name, reached),
            "percent": round(100 * reached / goal, 1) if goal else None,
        }

    def _shown_figure(self, name, value):
        if name.startswith("amount"):
            return format_amount(self.env, value, self.currency_id, trailing_zeroes=False)
        return f"{value:,.1f}".removesuffix(".0")

    def _facts(self, year):
        """Return what was signed and received in this target's scope in ``year``.

        :return: month (1–12) → {figure: value}
        :rtype: dict
        """
        self.ensure_one()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT EXTRACT(month FROM fact.month)::int, SUM(fact.units), SUM(fact.area), SUM(fact.amount_signed),
                       SUM(fact.amount_received)
                  FROM (%s) AS fact
                 WHERE fact.company_id = %s AND EXTRACT(year FROM fact.month) = %s
                   AND (%s IS NULL OR fact.project_id = %s)
                   AND (%s IS NULL OR fact.user_id = %s)
                   AND (%s IS NULL OR EXISTS (SELECT FROM crm_team_member AS member
                                               WHERE member.crm_team_id = %s AND member.user_id = fact.user_id
                                                 AND member.active))
                 GROUP BY 1
                """,
                self.env["realestate.target.report"]._facts_sql(),
                self.company_id.id,
                year,
                *[self.project_id.id or None] * 2,
                *[self.user_id.id or None] * 2,
                *[(self.team_id.id if not self.user_id else None) or None] * 2,
            )
        )
        return {month: dict(zip(FIGURES, values, strict=True)) for month, *values in rows}
