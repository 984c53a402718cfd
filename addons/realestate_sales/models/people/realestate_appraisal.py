from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

STATES = [
    ("draft", "Draft"),
    ("self", "Self Score"),
    ("superior", "Superior's Score"),
    ("confirm", "To Be Confirmed"),
    ("objected", "Objected"),
    ("answered", "Answered by Superior"),
    ("agreed", "Agreed"),
    ("locked", "Locked"),
]
HR = "realestate_sales.realestate_sales_group_hr"
# what users themselves may write, beside discussion and activities
FREE_FIELDS = frozenset(("line_ids", "superior_comment", "self_comment"))


class RealestateAppraisal(models.Model):
    """What one person did in one job in a period, scored by the duties of the job's description (HR-3).

    Who changed jobs has one for each job, of the days he held it. Figures, scores and totals are written by
    ``_fill_in`` and ``_add_up``, states by the verbs; a trigger keeps what is locked.
    """

    _name = "realestate.appraisal"
    _description = "Appraisal"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, department_id, employee_id, id"
    _check_company_auto = True

    period_id = fields.Many2one(
        "realestate.appraisal.period", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one(related="period_id.company_id", store=True, precompute=True, index=True)
    employee_id = fields.Many2one("hr.employee", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one(related="employee_id.user_id", store=True, precompute=True, index="btree_not_null")
    job_id = fields.Many2one("hr.job", required=True, readonly=True, index=True, ondelete="restrict")
    department_id = fields.Many2one("hr.department", readonly=True, index="btree_not_null")
    description_id = fields.Many2one(
        "realestate.job.description", string="Job Description", required=True, readonly=True, index=True,
        ondelete="restrict",
    )  # fmt: skip
    superior_id = fields.Many2one("hr.employee", readonly=True, index="btree_not_null")
    date_from = fields.Date(string="From", required=True, readonly=True, index=True)
    date_to = fields.Date(string="Through", required=True, readonly=True)
    days = fields.Integer(compute="_compute_days", store=True, precompute=True, aggregator=None)
    is_part = fields.Boolean(
        compute="_compute_days", store=True, precompute=True, help="Held this job on a part of the period's days only."
    )
    line_ids = fields.One2many("realestate.appraisal.line", "appraisal_id", string="Duties")
    score = fields.Float(string="Score of Duties", readonly=True, digits=(6, 2), aggregator="avg")
    reward_points = fields.Float(string="Rewards and Violations", readonly=True, digits=(6, 2), aggregator="avg")
    reward_count = fields.Integer(readonly=True, aggregator=None)
    total = fields.Float(string="Total Score", readonly=True, digits=(6, 2), aggregator="avg", tracking=True)
    grade_id = fields.Many2one("realestate.appraisal.grade", readonly=True, index="btree_not_null", ondelete="restrict")
    period_total = fields.Float(
        string="Total of the Period", compute="_compute_period_total", digits=(6, 2),
        help="Of all jobs held in the period, by days.",
    )  # fmt: skip
    state = fields.Selection(
        STATES, required=True, readonly=True, default="draft", tracking=True, index=True, group_expand=True
    )
    figures_on = fields.Datetime(string="Figures of", readonly=True)
    self_comment = fields.Text(string="What I Want to Say")
    superior_comment = fields.Text(string="Superior's Comment")
    objection = fields.Text(readonly=True)
    answer = fields.Text(string="Superior's Answer", readonly=True)
    decision = fields.Text(string="HR's Decision", readonly=True)
    confirmed_on = fields.Datetime(readonly=True)
    locked_on = fields.Datetime(readonly=True)
    locked_by_id = fields.Many2one("res.users", readonly=True)
    is_visible = fields.Boolean(compute="_compute_role", search="_search_is_visible")
    is_mine = fields.Boolean(compute="_compute_role")
    has_typed = fields.Boolean(compute="_compute_has_typed", help="The employee scores a duty himself.")
    has_superior_scores = fields.Boolean(compute="_compute_has_typed", help="The superior scores a duty.")
    is_superior = fields.Boolean(compute="_compute_role")
    is_hr = fields.Boolean(compute="_compute_role")
    radar = fields.Json(compute="_compute_radar", help="Duties with their scores, for the picture.")
    next_step = fields.Char(compute="_compute_next_step", help="Whose turn it is, and what for.")

    _part_uniq = models.UniqueIndex(
        "(period_id, employee_id, job_id, date_from)", "This person has an appraisal for this job and period already."
    )
    _days_in_order = models.Constraint("CHECK(date_from <= date_to)", "An appraisal ends before it begins.")
    _team_idx = models.Index("(superior_id, state)")
    _history_idx = models.Index("(employee_id, date_from)")

    def init(self):
        """Keep what is locked as it is, whoever writes (HR-3)."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION realestate_appraisal_kept() RETURNS trigger AS $$
            BEGIN
                IF TG_OP = 'DELETE' THEN
                    IF OLD.state = 'locked' THEN
                        RAISE EXCEPTION 'a locked appraisal is kept' USING ERRCODE = 'restrict_violation';
                    END IF;
                    RETURN OLD;
                END IF;
                IF OLD.state = 'locked' AND NEW.state = 'locked'
                   AND (OLD.period_id, OLD.employee_id, OLD.job_id, OLD.description_id, OLD.date_from, OLD.date_to,
                        OLD.score, OLD.reward_points, OLD.total, OLD.grade_id)
                       IS DISTINCT FROM
                       (NEW.period_id, NEW.employee_id, NEW.job_id, NEW.description_id, NEW.date_from, NEW.date_to,
                        NEW.score, NEW.reward_points, NEW.total, NEW.grade_id) THEN
                    RAISE EXCEPTION 'a locked appraisal is kept' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER realestate_appraisal_kept
                BEFORE UPDATE OR DELETE ON realestate_appraisal
                FOR EACH ROW EXECUTE FUNCTION realestate_appraisal_kept();
            """
        )

    # ------------------------------------------------------------------
    # compute
    # ------------------------------------------------------------------
    @api.depends("line_ids.is_typed", "line_ids.takes_superior_score")
    def _compute_has_typed(self):
        for appraisal in self:
            lines = appraisal.line_ids
            appraisal.has_typed = any(line.is_typed for line in lines)
            appraisal.has_superior_scores = any(line.takes_superior_score for line in lines)

    @api.depends("date_from", "date_to", "period_id.date_from", "period_id.date_to")
    def _compute_days(self):
        for appraisal in self:
            period = appraisal.period_id
            appraisal.days = (appraisal.date_to - appraisal.date_from).days + 1 if appraisal.date_to else 0
            whole = (appraisal.date_from, appraisal.date_to) == (period.date_from, period.date_to)
            appraisal.is_part = not whole

    @api.depends("employee_id", "job_id", "period_id")
    def _compute_display_name(self):
        for appraisal in self:
            parts = (appraisal.sudo().employee_id.name, appraisal.sudo().job_id.name, appraisal.period_id.name)
            appraisal.display_name = " · ".join(filter(None, parts))

    @api.depends("total", "days")
    def _compute_period_total(self):
        groups = self.sudo()._read_group(
            [("period_id", "in", self.period_id.ids), ("employee_id", "in", self.employee_id.ids)],
            ["period_id", "employee_id"],
            ["id:recordset"],
        )
        totals = {}
        for period, employee, parts in groups:
            days = sum(parts.mapped("days"))
            totals[period.id, employee.id] = sum(part.total * part.days for part in parts) / days if days else 0.0
        for appraisal in self:
            appraisal.period_total = totals.get((appraisal.period_id.id, appraisal.employee_id.id), 0.0)

    @api.depends("line_ids.name", "line_ids.score", "line_ids.effective_weight", "line_ids.is_open")
    def _compute_radar(self):
        for appraisal in self:
            appraisal.radar = [
                {
                    "name": line.name,
                    "score": line.score,
                    "counts": bool(line.effective_weight) and not line.is_open,
                }
                for line in appraisal.line_ids
            ]

    @api.depends_context("uid")
    def _compute_role(self):
        mine, hr = self.env.user, self.env.user.has_group(HR)
        led = self.sudo().search(Domain("id", "in", self.ids) & self._led_domain())
        for appraisal in self:
            appraisal.is_mine = appraisal.sudo().user_id == mine
            appraisal.is_superior = appraisal in led
            appraisal.is_hr = hr
            appraisal.is_visible = hr or appraisal.is_superior or (appraisal.is_mine and appraisal.state != "draft")

    @api.model
    def _search_is_visible(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._visible_domain()
        return domain if True in value else ~domain

    @api.model
    def _visible_domain(self):
        """Return which appraisals the user sees: his own once it has begun, his team's, HR all (ACCESS-1)."""
        if self.env.user.has_group(HR):
            return Domain.TRUE
        own = Domain("user_id", "=", self.env.uid) & Domain("state", "!=", "draft")
        return own | self._led_domain()

    @api.model
    def _led_domain(self):
        """Return the appraisals of those who stand below the user: by manager, or by head of department."""
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        mine = employees.search([("user_id", "=", self.env.uid)])
        if not mine:
            return Domain.FALSE
        below = employees._search([("id", "child_of", mine.ids)])
        departments = self.env["hr.department"].sudo().search([("manager_id", "in", mine.ids)])
        led = Domain("superior_id", "in", mine.ids) | Domain("employee_id", "in", below)
        if departments:
            within = self.env["hr.department"].sudo()._search([("id", "child_of", departments.ids)])
            led |= Domain("department_id", "in", within)
        return led & Domain("employee_id", "not in", mine.ids)

    @api.depends("state", "user_id", "superior_id")
    @api.depends_context("lang")
    def _compute_next_step(self):
        for appraisal in self:
            people = {
                "employee": appraisal.sudo().employee_id.name,
                "superior": appraisal.sudo().superior_id.name or self.env._("HR"),
            }
            appraisal.next_step = {
                "draft": self.env._("HR looks it through and sends it to %(employee)s.", **people),
                "self": self.env._(
                    "%(employee)s looks at the figures, types the self score and hands it on.", **people
                ),
                "superior": self.env._("%(superior)s types the scores that are not measured.", **people),
                "confirm": self.env._("%(employee)s confirms, or objects with a reason.", **people),
                "objected": self.env._("%(superior)s answers the objection.", **people),
                "answered": self.env._("HR decides on the objection.", **people),
                "agreed": self.env._("HR locks it.", **people),
                "locked": self.env._("Locked: nothing changes any more.", **people),
            }[appraisal.state]

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        appraisals = super().create(vals_list)
        lines = [vals for appraisal in appraisals for vals in appraisal._prepare_line_vals()]
        self.env["realestate.appraisal.line"].sudo().create(lines)
        return appraisals

    def _prepare_line_vals(self):
        """Return the values of a line for each duty of the description's version."""
        self.ensure_one()
        return [
            {
                "appraisal_id": self.id,
                "duty_id": duty.id,
                "sequence": duty.sequence,
                "name": duty.name,
                "goal": duty.goal,
                "criterion": duty.criterion,
                "weight": duty.weight,
                "measure_id": duty.measure_id.id,
                "measured_on": duty.measured_on,
                "scoring_id": (duty.scoring_id or duty.measure_id.scoring_id).id,
                "target": duty.target,
                "is_typed": not duty.measure_id.code,
            }
            for duty in self.description_id.sudo().duty_ids
        ]

    def write(self, vals):
        self._check_writable(vals)
        return super().write(vals)

    def _check_writable(self, vals):
        """Refuse what is not for the user, or not for this state.

        :raises UserError: locked
        :raises AccessError: a field that only the verbs write, or not the user's turn
        """
        keys = {key for key in vals if not key.startswith(("message_", "activity_", "website_message"))}
        if not keys:
            return
        if any(appraisal.state == "locked" for appraisal in self.sudo()) and "state" not in keys:
            raise UserError(self._locked_sentence())
        if self.env.su:
            return
        if keys - FREE_FIELDS:
            raise AccessError(self.env._("Figures, totals and states of an appraisal are written by its buttons."))
        for appraisal in self:
            if "self_comment" in keys and not (appraisal.is_mine and appraisal.state in ("self", "confirm")):
                raise AccessError(self.env._("Only the person himself writes this, while it is his turn."))
            if "superior_comment" in keys and not appraisal._is_superiors_turn():
                raise AccessError(self.env._("Only the superior writes this, while it is his turn."))

    def _is_superiors_turn(self):
        return self.state in ("superior", "objected") and (self.is_superior or (self.is_hr and not self.is_mine))

    def _locked_sentence(self):
        locked = self.sudo().filtered(lambda appraisal: appraisal.state == "locked")[:1]
        return self.env._(
            "%(name)s was locked on %(day)s by %(who)s, so nothing of it changes. If something is wrong, tell HR: "
            "they reopen it with a reason.",
            name=locked.display_name,
            day=format_date(self.env, locked.locked_on),
            who=locked.locked_by_id.name,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        if any(appraisal.state != "draft" for appraisal in self):
            raise UserError(self.env._("An appraisal that has begun stays on record."))

    # ------------------------------------------------------------------
    # actions
    # ------------------------------------------------------------------
    def _require_hr(self):
        if not (self.env.su or self.env.user.has_group(HR)):
            raise AccessError(self.env._("That is for HR."))

    def action_refresh(self):
        """Compute the measured figures anew; HR's and the superior's."""
        self.check_access("read")
        if not all(appraisal.is_hr or appraisal.is_superior for appraisal in self):
            raise AccessError(self.env._("That is for HR and the superior."))
        if any(appraisal.state == "locked" for appraisal in self):
            raise UserError(self._locked_sentence())
        self.sudo()._fill_in()
        return True

    def action_view_rewards(self):
        """Open the approved rewards and violations that count here, with the reader's own rights."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rewards and Violations"),
            "res_model": "realestate.reward",
            "views": [(False, "list"), (False, "form")],
            "domain": list(self._rewards_domain()),
            "context": {"create": False},
        }

    def _rewards_domain(self):
        self.ensure_one()
        return (
            Domain("state", "=", "approved")
            & Domain("user_id", "=", self.sudo().user_id.id)
            & Domain("day", ">=", self.date_from)
            & Domain("day", "<=", self.date_to)
            & Domain("company_id", "=", self.company_id.id)
        )

    def action_view_history(self):
        """Open all appraisals of this person as a curve."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("History of %s", self.sudo().employee_id.name),
            "res_model": self._name,
            "views": [
                (self.env.ref("realestate_sales.realestate_appraisal_view_graph_history").id, "graph"),
                (False, "list"),
                (False, "form"),
            ],
            "domain": [("employee_id", "=", self.employee_id.id)],
            "context": {"create": False},
        }

    def action_view_team(self):
        """Open the same job's people of this period beside each other, as far as the reader sees them."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compared: %(job)s, %(period)s", job=self.job_id.name, period=self.period_id.name),
            "res_model": "realestate.appraisal.line",
            "views": [(False, "graph"), (False, "pivot"), (False, "list")],
            "domain": [("period_id", "=", self.period_id.id), ("job_id", "=", self.job_id.id)],
            "context": {"create": False},
        }
