from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.scoring import spread_weights
from .realestate_appraisal_line import FIGURES

APPRAISAL_FIELDS = (
    "period_id", "company_id", "employee_id", "user_id", "date_from", "date_to", "state", "line_ids",
)  # fmt: skip
SCORES = ("score", "effective_weight", "points", "is_open")
LINE_FIELDS = (
    "appraisal_id", "period_id", "measure_id", "measured_on", "scoring_id", "target", "weight", "is_typed",
    "self_score", "superior_score", "is_self_scored", "is_superior_scored", *FIGURES,
)  # fmt: skip


class RealestateAppraisal(models.Model):
    """Figures, scores and totals of many appraisals at once (HR-3, P8).

    A measure is added up once for all people of the same days, over persons and over projects; a team's figure
    is put together from its members'. So the number of queries follows the measures and the different days that
    jobs were held, never the people. Rows are written by one UPDATE each for lines and appraisals: a second one in
    the same transaction would let PostgreSQL check every foreign key of the row again.
    """

    _inherit = "realestate.appraisal"

    def _fill_in(self):
        """Compute the measured figures of these appraisals anew, then add up."""
        appraisals = self._read_together()
        figures = appraisals._line_figures()
        self.env["realestate.appraisal.line"].browse(figures).sudo()._keep_figures(list(figures.values()))
        appraisals._add_up(fields.Datetime.now())

    def _read_together(self):
        """Return these appraisals with what their scores are made of, read by one query each for all of them.

        Left to itself the ORM reads a thousand records at a time: the queries would grow with the people.
        """
        appraisals = self.sudo().browse(self.ids)
        appraisals.fetch(APPRAISAL_FIELDS)
        appraisals.line_ids.fetch(LINE_FIELDS)
        return appraisals

    def _line_figures(self):
        """Return id of each measured line → its values of ``FIGURES``."""
        subjects, tallies, figures = self._subjects(self), {}, {}
        for appraisal in self:
            days, company = (appraisal.date_from, appraisal.date_to), appraisal.company_id
            for line in appraisal.line_ids:
                if line.is_typed:
                    continue
                measure, measured_on = line.measure_id, line.measured_on
                by = line._subject_kind()
                key = (measure, days, by, company)
                if key not in tallies:
                    project = measure._source(*days).subjects["project"]
                    domain = Domain(f"{project}.company_id", "=", company.id)
                    tallies[key] = measure._tallies(*days, by, domain)
                figure = measure._figure(*tallies[key], subjects[measured_on, appraisal.id])
                value = figure["value"]
                figures[line.id] = (
                    figure["numerator"] or 0.0, figure["denominator"] or 0.0, value or 0.0, value is not None,
                )  # fmt: skip
        return figures

    def _subjects(self, appraisals):
        """Return (measured on, appraisal id) → ids of the users or projects whose records are its figures.

        ``own`` the person, ``team`` he and all below him, ``projects`` those he belongs to, ``company`` all of it.
        """
        companies = appraisals.company_id
        teams, projects = self._team_users(companies), defaultdict(list)
        company_projects = defaultdict(list)
        everything = self.env["realestate.project"].sudo().with_context(active_test=False)
        for project in everything.search([("company_id", "in", companies.ids)]):
            company_projects[project.company_id].append(project.id)
            for user in project.user_ids:
                projects[user, project.company_id].append(project.id)
        found = {}
        for appraisal in appraisals:
            user = appraisal.user_id
            found["own", appraisal.id] = user.ids
            found["team", appraisal.id] = teams[appraisal.employee_id.id]
            found["projects", appraisal.id] = projects[user, appraisal.company_id]
            found["company", appraisal.id] = company_projects[appraisal.company_id]
        return found

    def _team_users(self, companies):
        """Return employee id → ids of the users of himself and of all who stand below him."""
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        users, below = {}, defaultdict(list)
        for employee in employees.search_fetch([("company_id", "in", companies.ids)], ["parent_id", "user_id"]):
            users[employee.id] = employee.user_id.id
            below[employee.parent_id.id].append(employee.id)
        teams = {}

        def team(employee_id):
            found, waiting = set(), [employee_id]
            while waiting:
                member = waiting.pop()
                if member not in found:
                    found.add(member)
                    waiting += below[member]
            return [users[member] for member in found if users.get(member)]

        for employee_id, user_id in users.items():
            teams[employee_id] = team(employee_id) if below[employee_id] else list(filter(None, [user_id]))
        return teams

    def _add_up(self, figures_on=None):
        """Score the lines, spread the weights, add rewards and find the grades of these appraisals."""
        appraisals = self._read_together()
        rewards = appraisals._reward_sums()
        grades = {
            company: self.env["realestate.appraisal.grade"]._of_company(company) for company in appraisals.company_id
        }
        lines, totals = [], []
        for appraisal in appraisals:
            rows, score = appraisal._scored_lines()
            lines += rows
            period = appraisal.period_id
            points, count = rewards.get(appraisal.id, (0.0, 0))
            points = max(-period.reward_limit, min(period.reward_limit, points * period.reward_rate))
            total = round(max(0.0, min(period.score_limit, score + points)), 2)
            grade = grades[appraisal.company_id]._for_total(total)
            totals.append((appraisal.id, score, round(points, 2), float(count), total, float(grade.id or 0)))
        self.env["realestate.appraisal.line"]._write_rows((*FIGURES, *SCORES), lines)
        self._write_totals(totals, figures_on)

    def _scored_lines(self):
        """Return the rows of this appraisal's lines, and the score of all duties together."""
        self.ensure_one()
        lines = self.line_ids
        scores = [line._score() for line in lines]
        counted = [score is not None or line._waits_for_score() for line, score in zip(lines, scores, strict=True)]
        weights = spread_weights(lines.mapped("weight"), counted)
        rows, total = [], 0.0
        for line, score, weight in zip(lines, scores, weights, strict=True):
            points = (score or 0.0) * weight / 100.0
            total += points
            is_open = score is None and line._waits_for_score()
            figures = (line.numerator, line.denominator, line.value, float(line.has_base))
            rows.append((line.id, *figures, score or 0.0, round(weight, 4), round(points, 4), float(is_open)))
        return rows, round(total, 2)

    def _reward_sums(self):
        """Return appraisal id → (signed points, number) of the approved rewards and violations of its days."""
        if not self:
            return {}
        groups = (
            self.env["realestate.reward"]
            .sudo()
            ._read_group(
                [
                    ("state", "=", "approved"),
                    ("user_id", "in", self.user_id.ids),
                    ("day", ">=", min(self.mapped("date_from"))),
                    ("day", "<=", max(self.mapped("date_to"))),
                ],
                ["user_id", "company_id", "day:day"],
                ["net_points:sum", "__count"],
            )
        )
        days = defaultdict(list)
        for user, company, day, points, count in groups:
            days[user, company].append((fields.Date.to_date(day), points, count))
        sums = {}
        for appraisal in self:
            within = [
                (points, count)
                for day, points, count in days[appraisal.user_id, appraisal.company_id]
                if appraisal.date_from <= day <= appraisal.date_to
            ]
            sums[appraisal.id] = sum(points for points, _count in within), sum(count for _points, count in within)
        return sums

    def _write_totals(self, rows, figures_on):
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_appraisal appraisal
                   SET score = new.score, reward_points = new.reward_points, reward_count = new.reward_count::int,
                       total = new.total, grade_id = NULLIF(new.grade_id::int, 0),
                       figures_on = COALESCE(%(figures_on)s, appraisal.figures_on),
                       write_uid = %(uid)s, write_date = NOW() AT TIME ZONE 'UTC'
                  FROM unnest(%(ids)s::int[], %(score)s::float8[], %(points)s::float8[], %(count)s::float8[],
                              %(total)s::float8[], %(grade)s::float8[])
                       AS new(id, score, reward_points, reward_count, total, grade_id)
                 WHERE appraisal.id = new.id AND appraisal.state != 'locked'
                """,
                figures_on=figures_on,
                uid=self.env.uid,
                ids=list(columns[0]),
                score=list(columns[1]),
                points=list(columns[2]),
                count=list(columns[3]),
                total=list(columns[4]),
                grade=list(columns[5]),
            )
        )
        self.env["realestate.appraisal"].invalidate_model(
            ["score", "reward_points", "reward_count", "total", "grade_id", "figures_on", "period_total"]
        )
