from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_compare, format_date

MONTHS = {"month": 1, "quarter": 3, "year": 12}
NO_BASE = [
    ("spread", "Its Weight Is Spread over the Other Duties"),
    ("full", "It Counts as Fully Reached"),
    ("typed", "The Superior Types a Score"),
]


class RealestateAppraisalPeriod(models.Model):
    """A month, quarter or year for which people are appraised, with the rules that hold for all of them (HR-3)."""

    _name = "realestate.appraisal.period"
    _description = "Appraisal Period"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")], required=True, default="month"
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_date_from(), help="Any day of the first month."
    )
    date_to = fields.Date(string="Through", compute="_compute_date_to", store=True, precompute=True)
    job_ids = fields.Many2many("hr.job", string="Jobs", check_company=True, help="Empty: all jobs with a description.")
    no_base = fields.Selection(
        NO_BASE, string="Nothing to Measure", required=True, default="spread",
        help="What becomes of a duty that had nothing to be measured by, as when no mortgage was due. Never zero.",
    )  # fmt: skip
    self_weight = fields.Float(
        string="Self Score Counts (%)", help="Of a typed score; the rest is the superior's. 0: it is only shown."
    )
    reward_rate = fields.Float(
        string="Points a Reward Point", default=1.0, help="By which rewards and violations are multiplied."
    )
    reward_limit = fields.Float(
        string="Rewards at Most", default=20.0, help="Points up or down that rewards and violations can move a total."
    )
    score_limit = fields.Float(string="Highest Total", default=120.0)
    appraisal_ids = fields.One2many("realestate.appraisal", "period_id", string="Appraisals")
    appraisal_count = fields.Integer(compute="_compute_progress")
    locked_count = fields.Integer(compute="_compute_progress")
    progress = fields.Float(compute="_compute_progress", string="Locked (%)")
    state_counts = fields.Json(compute="_compute_progress")
    state = fields.Selection(
        [("draft", "In Preparation"), ("running", "Running"), ("done", "All Locked")], compute="_compute_progress"
    )
    notice = fields.Text(compute="_compute_notice", help="What HR should look at.")

    _period_uniq = models.UniqueIndex(
        "(company_id, kind, date_from)", "There are appraisals of this period already: open those."
    )
    _rules_in_range = models.Constraint(
        "CHECK(self_weight BETWEEN 0 AND 100 AND reward_rate >= 0 AND reward_limit >= 0"
        " AND score_limit BETWEEN 100 AND 200)",
        "A self score counts 0% to 100%, rewards 0 or more points, and the highest total is 100 to 200.",
    )

    @api.model
    def _default_date_from(self):
        """Return last month, or the month after the last one that is there already."""
        month = self.env.company._realestate_today().replace(day=1) - relativedelta(months=1)
        last = self.search([("kind", "=", "month"), ("company_id", "=", self.env.company.id)], limit=1)
        return max(month, last.date_from + relativedelta(months=1)) if last else month

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("kind", "date_from")
    def _compute_name(self):
        for period in self:
            day = period.date_from
            if not day:
                continue
            if period.kind == "year":
                period.name = self.env._("Appraisal of %s", day.year)
            elif period.kind == "quarter":
                period.name = self.env._(
                    "Appraisal of %(year)s Q%(quarter)s", year=day.year, quarter=day.month // 3 + 1
                )
            else:
                period.name = self.env._(
                    "Appraisal of %s", format_date(self.env, day, date_format=self.env._("MMMM y"))
                )

    @api.depends("kind", "date_from")
    def _compute_date_to(self):
        for period in self:
            start = period.date_from
            period.date_to = start and start + relativedelta(months=MONTHS[period.kind], days=-1)

    @api.depends("appraisal_ids.state")
    def _compute_progress(self):
        counts = defaultdict(dict)
        groups = self.env["realestate.appraisal"]._read_group(
            [("period_id", "in", self.ids)], ["period_id", "state"], ["__count"]
        )
        for period, state, count in groups:
            counts[period.id][state] = count
        for period in self:
            found = counts[period.id]
            total, locked = sum(found.values()), found.get("locked", 0)
            period.appraisal_count, period.locked_count = total, locked
            period.progress = 100.0 * locked / total if total else 0.0
            period.state_counts = found
            if not total or found.get("draft", 0) == total:
                period.state = "draft"
            else:
                period.state = "done" if locked == total else "running"

    @api.depends("appraisal_ids.grade_id")
    def _compute_notice(self):
        for period in self:
            period.notice = "\n".join(period._notices()) if period.appraisal_count else False

    def _notices(self):
        """Return the sentences that HR should read: quotas passed, people left out."""
        return self._quota_notices() + self._left_out_notices()

    def _quota_notices(self):
        groups = self.env["realestate.appraisal"]._read_group(
            [("period_id", "=", self.id), ("grade_id", "!=", False)], ["grade_id"], ["__count"]
        )
        total = sum(count for _grade, count in groups)
        return [
            self.env._(
                "Grade %(grade)s: %(count)s of %(total)s people (%(share)s%%), more than %(quota)s%%. "
                "Nothing is changed by itself: decide with the superiors whose score is to be looked at again.",
                grade=grade.name,
                count=count,
                total=total,
                share=f"{100.0 * count / total:.1f}",
                quota=f"{grade.quota:g}",
            )
            for grade, count in groups
            if grade.quota and 100.0 * count > grade.quota * total
        ]

    def _left_out_notices(self):
        held = self._spans_held()
        described = self._descriptions(held)
        left_out = sorted({span["job_id"] for span in held} - set(described))
        notices = []
        if left_out:
            notices.append(
                self.env._(
                    "Without a description valid in this period, so without appraisals: %s. "
                    "Have their descriptions confirmed, then generate again.",
                    ", ".join(self.env["hr.job"].sudo().browse(left_out).mapped("name")),
                )
            )
        return notices

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._to_first_day(vals, vals.get("kind", "month"))
        return super().create(vals_list)

    def write(self, vals):
        if {"kind", "date_from", "company_id"} & vals.keys() and self.appraisal_ids:
            raise UserError(self.env._("There are appraisals already: make another period instead."))
        if "date_from" in vals or "kind" in vals:
            for period in self:
                own = {"date_from": period.date_from, **vals}
                self._to_first_day(own, vals.get("kind", period.kind))
                super(RealestateAppraisalPeriod, period).write(own)
            return True
        return super().write(vals)

    @api.model
    def _to_first_day(self, vals, kind):
        """Move the first day to the first of the month, quarter or year that it lies in."""
        day = fields.Date.to_date(vals.get("date_from"))
        if day:
            months = MONTHS[kind]
            vals["date_from"] = day.replace(day=1, month=(day.month - 1) // months * months + 1)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(appraisal.state != "draft" for appraisal in self.appraisal_ids):
            raise UserError(self.env._("Appraisals of this period have begun: they stay on record."))

    # ------------------------------------------------------------------
    # who held which job
    # ------------------------------------------------------------------
    def _spans_held(self):
        """Return who held which job from which through which day of this period, by one query (HR-3).

        A joiner's begin on his first day, a leaver's end on his last, and who changed jobs has one for each. A
        version of an employee's file that leaves the job as it was begins no other.

        :return: list of dicts of employee_id, job_id, department_id, date_from, date_to
        """
        self.ensure_one()
        self.env["hr.version"].flush_model()
        self.env["hr.employee"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT employee_id, job_id, department_id, first_day, last_day
                  FROM (SELECT version.employee_id, version.job_id, version.department_id, employee.company_id,
                               GREATEST(version.date_version, version.contract_date_start, %(date_from)s) AS first_day,
                               LEAST(LEAD(version.date_version) OVER following - 1, version.departure_date,
                                     version.contract_date_end, %(date_to)s) AS last_day
                          FROM hr_version version
                          JOIN hr_employee employee ON employee.id = version.employee_id
                         WHERE version.active
                           AND employee.company_id = %(company)s
                           AND (employee.active OR version.departure_date IS NOT NULL)
                        WINDOW following AS (PARTITION BY version.employee_id ORDER BY version.date_version)) span
                 WHERE job_id IS NOT NULL AND first_day <= last_day
                 ORDER BY employee_id, first_day
                """,
                date_from=self.date_from,
                date_to=self.date_to,
                company=self.company_id.id,
            )
        )
        spans = []
        for employee, job, department, first, last in rows:
            before = spans[-1] if spans else None
            if before and (before["employee_id"], before["job_id"]) == (employee, job):
                if (first - before["date_to"]).days <= 1:
                    before.update(date_to=last, department_id=department)
                    continue
            spans.append(
                {"employee_id": employee, "job_id": job, "department_id": department, "date_from": first,
                 "date_to": last}
            )  # fmt: skip
        chosen = set(self.job_ids.ids)
        return [span for span in spans if not chosen or span["job_id"] in chosen]

    def _descriptions(self, spans):
        """Return job id → its versions of this period, see ``realestate.job.description._between``."""
        jobs = self.env["hr.job"].sudo().browse({span["job_id"] for span in spans})
        return self.env["realestate.job.description"]._between(jobs, self.date_from, self.date_to)

    # ------------------------------------------------------------------
    # verbs
    # ------------------------------------------------------------------
    def action_generate(self):
        """Make the appraisals that are missing, and fill in what is measured (HR-3).

        :raises UserError: nobody held a job with a description, or weights do not add up to 100
        """
        self.ensure_one()
        self._require_hr()
        created = self._generate()
        if not created and not self.appraisal_ids:
            raise UserError(
                "\n".join(
                    [
                        self.env._("Nobody held a job with a description in this period."),
                        *self._left_out_notices(),
                        self.env._(
                            "The job and since when somebody holds it is in the employee's file; the first day of a "
                            "contract, or of the file's first version, is the first day at work."
                        ),
                    ]
                )
            )
        return True

    def _generate(self):
        """Create the missing appraisals with their lines, in a fixed number of queries.

        :return: the appraisals created
        """
        appraisals = self.env["realestate.appraisal"].sudo()
        for period in self:
            spans = period._spans_held()
            versions = period._descriptions(spans)
            period._check_weights([spans_of[-1][0] for spans_of in versions.values()])
            there = {
                (appraisal.employee_id.id, appraisal.job_id.id, appraisal.date_from)
                for appraisal in period.sudo().appraisal_ids
            }
            missing = [
                span
                for span in spans
                if span["job_id"] in versions and (span["employee_id"], span["job_id"], span["date_from"]) not in there
            ]
            appraisals |= period._create_appraisals(missing, versions)
        appraisals._fill_in()
        return appraisals

    def _create_appraisals(self, spans, versions):
        employees = self.env["hr.employee"].sudo().browse(span["employee_id"] for span in spans)
        superiors = {employee.id: self._superior_of(employee) for employee in employees}
        vals_list = [
            {
                **span,
                "period_id": self.id,
                "superior_id": superiors[span["employee_id"]].id,
                "description_id": self._version_on(versions[span["job_id"]], span["date_to"]).id,
            }
            for span in spans
        ]
        quiet = {"mail_create_nolog": True, "mail_create_nosubscribe": True, "tracking_disable": True}
        appraisals = self.env["realestate.appraisal"].sudo().with_context(**quiet).create(vals_list)
        return appraisals.with_context(**dict.fromkeys(quiet, False))

    @api.model
    def _version_on(self, versions, day):
        """Return the version that held on ``day``; where none did, the one nearest before or after."""
        begun = [version for version, first, _last in versions if first <= day]
        return begun[-1] if begun else versions[0][0]

    @api.model
    def _superior_of(self, employee):
        """Return who scores ``employee``: his manager, else the head of his department or of one above."""
        if employee.parent_id:
            return employee.parent_id
        department = employee.department_id
        while department:
            if department.manager_id and department.manager_id != employee:
                return department.manager_id
            department = department.parent_id
        return employee.browse()

    def _check_weights(self, descriptions):
        wrong = [
            self.env._("%(name)s: %(total)s%%", name=description.display_name, total=f"{description.weight_total:g}")
            for description in descriptions
            if float_compare(description.weight_total, 100.0, precision_digits=2)
        ]
        if wrong:
            raise UserError(
                self.env._(
                    "The weights of the duties do not add up to 100%%, so nothing was generated. "
                    "Correct the descriptions: %s",
                    "; ".join(wrong),
                )
            )

    def action_refresh(self):
        """Compute the measured figures anew, of all that is not locked."""
        self._require_hr()
        self.sudo().appraisal_ids.filtered(lambda appraisal: appraisal.state != "locked")._fill_in()
        return True

    def action_start(self):
        """Send all that are in draft to the employees."""
        self._require_hr()
        self.appraisal_ids.filtered(lambda appraisal: appraisal.state == "draft").action_start()
        return True

    def action_lock(self):
        """Lock all that are agreed on.

        :raises UserError: there is none
        """
        self._require_hr()
        agreed = self.appraisal_ids.filtered(lambda appraisal: appraisal.state == "agreed")
        if not agreed:
            raise UserError(self.env._("No appraisal of this period is agreed on and waits to be locked."))
        return agreed.action_lock()

    def action_view_appraisals(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "realestate.appraisal",
            "view_mode": "kanban,list,form,graph,pivot",
            "views": [(False, name) for name in ("kanban", "list", "form", "graph", "pivot")],
            "domain": [("period_id", "=", self.id)],
            "context": {"default_period_id": self.id},
        }

    def action_xlsx(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/realestate/appraisal/{self.id}/xlsx", "target": "download"}

    def _require_hr(self):
        self.env["realestate.appraisal"]._require_hr()
