from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...tools.scoring import HIGHEST_CAP
from .realestate_measure import UNITS

MEASURED_ON = [
    ("own", "His Own Records"),
    ("team", "Himself and All below Him"),
    ("projects", "The Projects He Belongs to"),
    ("company", "The Whole Company"),
]

FIGURES = ("numerator", "denominator", "value", "has_base")


class RealestateAppraisalLine(models.Model):
    """A duty in an appraisal: its weight and target as agreed, its figure, and the score they give (HR-3)."""

    _name = "realestate.appraisal.line"
    _description = "Duty in an Appraisal"
    _order = "appraisal_id, sequence, id"

    appraisal_id = fields.Many2one("realestate.appraisal", required=True, readonly=True, index=True, ondelete="cascade")
    period_id = fields.Many2one(related="appraisal_id.period_id", store=True, precompute=True, index=True)
    company_id = fields.Many2one(related="appraisal_id.company_id", store=True, precompute=True, index=True)
    employee_id = fields.Many2one(related="appraisal_id.employee_id", store=True, precompute=True, index=True)
    job_id = fields.Many2one(related="appraisal_id.job_id", store=True, precompute=True, index=True)
    state = fields.Selection(related="appraisal_id.state", string="Appraisal's State")
    duty_id = fields.Many2one(
        "realestate.job.duty",
        string="Duty of the Description",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    sequence = fields.Integer(readonly=True)
    name = fields.Char(string="Duty", required=True, readonly=True)
    goal = fields.Text(readonly=True)
    criterion = fields.Text(readonly=True)
    weight = fields.Float(string="Weight %", required=True, readonly=True, digits=(5, 2), aggregator=None)
    effective_weight = fields.Float(
        string="Counted %", readonly=True, digits=(5, 2), aggregator=None,
        help="The weight after that of duties with nothing to measure was spread.",
    )  # fmt: skip
    measure_id = fields.Many2one("realestate.measure", readonly=True, index="btree_not_null", ondelete="restrict")
    measured_on = fields.Selection(MEASURED_ON, readonly=True, default="own")
    unit = fields.Selection(UNITS, string="Unit of Measure", compute="_compute_from_measure")
    definition = fields.Text(compute="_compute_from_measure")
    scoring_id = fields.Many2one("realestate.scoring", readonly=True, index="btree_not_null", ondelete="restrict")
    target = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    target_text = fields.Char(string="Target Shown", compute="_compute_texts")
    is_typed = fields.Boolean(readonly=True, help="Nothing measures it: superior and employee type a score.")
    has_base = fields.Boolean(readonly=True, help="There was something to measure.")
    is_open = fields.Boolean(string="Score Missing", readonly=True)
    numerator = fields.Float(readonly=True, digits=(16, 2), aggregator=None)
    denominator = fields.Float(string="Out of", readonly=True, digits=(16, 2), aggregator=None)
    value = fields.Float(string="Figure", readonly=True, digits=(16, 2), aggregator="avg")
    figure_text = fields.Char(string="Figure Shown", compute="_compute_texts")
    self_score = fields.Float(digits=(6, 2), aggregator="avg")
    superior_score = fields.Float(string="Superior's Score", digits=(6, 2), aggregator="avg")
    is_self_scored = fields.Boolean(readonly=True)
    is_superior_scored = fields.Boolean(readonly=True)
    score = fields.Float(readonly=True, digits=(6, 2), aggregator="avg")
    points = fields.Float(
        string="Weighted Score", readonly=True, digits=(6, 2), help="Score × what is counted of the weight."
    )
    comment = fields.Char()
    basis = fields.Char(string="How It Was Scored", compute="_compute_texts")
    takes_superior_score = fields.Boolean(compute="_compute_takes_superior_score")

    _scores_in_range = models.Constraint(
        "CHECK(COALESCE(self_score, 0) BETWEEN 0 AND 200 AND COALESCE(superior_score, 0) BETWEEN 0 AND 200)",
        "A score is between 0 and 200.",
    )
    _weight_range = models.Constraint("CHECK(weight > 0 AND weight <= 100)", "A weight is above 0% and at most 100%.")

    def init(self):
        """Keep the lines of a locked appraisal as they are, whoever writes (HR-3)."""
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION realestate_appraisal_line_kept() RETURNS trigger AS $$
            BEGIN
                IF EXISTS (SELECT FROM realestate_appraisal
                            WHERE id = COALESCE(OLD.appraisal_id, NEW.appraisal_id) AND state = 'locked')
                   AND (TG_OP != 'UPDATE'
                        OR to_jsonb(OLD) - '{duty_id,write_uid,write_date}'::text[]
                           IS DISTINCT FROM to_jsonb(NEW) - '{duty_id,write_uid,write_date}'::text[]) THEN
                    RAISE EXCEPTION 'a locked appraisal is kept' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
            END $$ LANGUAGE plpgsql;
            CREATE OR REPLACE TRIGGER realestate_appraisal_line_kept
                BEFORE INSERT OR UPDATE OR DELETE ON realestate_appraisal_line
                FOR EACH ROW EXECUTE FUNCTION realestate_appraisal_line_kept();
            """
        )

    # ------------------------------------------------------------------
    # what is shown
    # ------------------------------------------------------------------
    @api.depends("measure_id")
    def _compute_from_measure(self):
        for line in self:
            line.unit = line.measure_id.unit
            line.definition = line.measure_id.definition

    @api.depends("is_typed", "has_base", "period_id.no_base", "appraisal_id.line_ids.has_base")
    def _compute_takes_superior_score(self):
        for line in self:
            line.takes_superior_score = line._takes_superior_score()

    @api.depends("value", "numerator", "denominator", "score", "target", "has_base", "is_typed", "effective_weight")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            line.target_text = line._say_target()
            line.figure_text = line._say_figure()
            line.basis = line._say_basis()

    def _say(self, value):
        """Return a figure as the reader writes it, with its unit."""
        if self.unit == "percent":
            return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
        unit = dict(UNITS).get(self.unit, "")
        text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
        if self.unit == "amount":
            return f"¥{text}"
        return f"{text}{unit}" if self.unit == "area" else text

    def _say_target(self):
        if self.is_typed:
            return ""
        return f"{'≥' if self.measure_id.higher_is_better else '≤'} {self._say(self.target)}"

    def _say_figure(self):
        if self.is_typed:
            return ""
        if not self.has_base:
            return self.env._("nothing to measure")
        if self.denominator:
            return f"{self.numerator:,.10g} / {self.denominator:,.10g} = {self._say(self.value)}"
        return self._say(self.value)

    def _say_basis(self):
        """Return in words how the score came about, or what became of a duty without anything to measure."""
        if self.is_typed:
            if self.is_open:
                return self.env._("The superior has not typed a score yet.")
            share = self.period_id.self_weight
            if share:
                return self.env._(
                    "Typed: superior %(superior)g, self %(own)g, of which the self score counts %(share)g%%.",
                    superior=self.superior_score, own=self.self_score, share=share,
                )  # fmt: skip
            return self.env._("Typed by the superior.")
        if self.has_base:
            rule = self.scoring_id.explanation or self.env._("In proportion to the target, from 0 to 100 points.")
            return self.env._(
                "%(figure)s against %(target)s gives %(score)g points. %(rule)s",
                figure=self._say(self.value), target=self._say_target(), score=self.score, rule=rule,
            )  # fmt: skip
        rule = self._no_base_rule()
        if rule == "full":
            return self.env._("Nothing to measure in this period: counts as fully reached.")
        if rule == "spread":
            return self.env._(
                "Nothing to measure in this period: its %g%% are spread over the other duties.", self.weight
            )
        if self.is_open:
            return self.env._("Nothing to measure in this period: the superior types a score.")
        return self.env._("Nothing to measure in this period: typed by the superior.")

    # ------------------------------------------------------------------
    # score
    # ------------------------------------------------------------------
    def _no_base_rule(self):
        """Return what becomes of this duty where there was nothing to measure.

        Where no duty had anything, there is none to spread weights over: the superior types a score.
        """
        rule = self.period_id.no_base
        if rule == "spread" and not any(line.is_typed or line.has_base for line in self.appraisal_id.line_ids):
            return "typed"
        return rule

    def _takes_superior_score(self):
        return self.is_typed or (not self.has_base and self._no_base_rule() == "typed")

    def _waits_for_score(self):
        return self._takes_superior_score() and not self.is_superior_scored

    def _score(self):
        """Return the score, None while there is none: not typed yet, or nothing to measure and spread."""
        if self._takes_superior_score():
            return self._typed_score()
        if not self.has_base:
            return 100.0 if self._no_base_rule() == "full" else None
        return self.scoring_id._score(self.value, self.target, self.measure_id.higher_is_better)

    def _typed_score(self):
        if not self.is_superior_scored:
            return None
        share = self.period_id.self_weight if self.is_typed and self.is_self_scored else 0.0
        return round((self.superior_score * (100.0 - share) + self.self_score * share) / 100.0, 2)

    def _subject_kind(self):
        """Return by what the records behind are told apart: ``user`` or ``project``."""
        return "user" if self.measured_on in ("own", "team") else "project"

    # ------------------------------------------------------------------
    # crud
    # ------------------------------------------------------------------
    def write(self, vals):
        if any(line.state == "locked" for line in self.sudo()):
            raise UserError(self.appraisal_id._locked_sentence())
        if not self.env.su:
            self._check_writable(vals)
        typed = {f"is_{name}d": True for name in ("self_score", "superior_score") if name in vals and not self.env.su}
        result = super(RealestateAppraisalLine, self.sudo() if typed else self).write({**vals, **typed})
        if {"self_score", "superior_score", "is_self_scored", "is_superior_scored"} & (vals.keys() | typed.keys()):
            self.appraisal_id._add_up()
        return result

    def _check_writable(self, vals):
        """Refuse scores that are not the user's to type, or not now."""
        self.check_access("write")
        for name, value in vals.items():
            if name in ("self_score", "superior_score") and not 0 <= value <= HIGHEST_CAP:
                raise UserError(self.env._("A score is between 0 and %g.", HIGHEST_CAP))
        for line in self:
            appraisal, allowed = line.appraisal_id, set()
            if appraisal.is_mine and appraisal.state == "self":
                allowed |= {"comment"} | ({"self_score"} if line.is_typed else set())
            if appraisal._is_superiors_turn():
                allowed |= {"comment"} | ({"superior_score"} if line._takes_superior_score() else set())
            refused = vals.keys() - allowed
            if refused:
                labels = ", ".join(self._fields[name]._description_string(self.env) for name in sorted(refused))
                raise AccessError(
                    self.env._(
                        "“%(field)s” of duty “%(duty)s” is not yours to write, or not now: %(next)s",
                        field=labels,
                        duty=line.name,
                        next=appraisal.next_step,
                    )
                )

    def _keep_figures(self, rows):
        """Hold computed figures in memory for the scores that are made of them; ``_write_rows`` writes both.

        :param list rows: of each line its values of ``FIGURES``
        """
        self.invalidate_recordset(FIGURES)
        for name, column in zip(FIGURES, zip(*rows, strict=True), strict=False):
            self._fields[name]._insert_cache(self, column)

    def _write_rows(self, names, rows):
        """Write figures of many lines by one UPDATE; those of locked appraisals stay.

        :param names: fields, in the order of the rows' values after the id; booleans come as 0 or 1
        """
        if not rows:
            return
        self.flush_model()
        columns = list(zip(*rows, strict=True))
        assignments = SQL(", ").join(
            SQL(
                "%s = new.%s%s",
                SQL.identifier(name),
                SQL.identifier(name),
                SQL(" != 0") if self._fields[name].type == "boolean" else SQL(),
            )
            for name in names
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE realestate_appraisal_line line SET %(assignments)s
                  FROM unnest(%(ids)s::int[], %(columns)s) AS new(id, %(names)s)
                 WHERE line.id = new.id
                   AND EXISTS (SELECT FROM realestate_appraisal appraisal
                                WHERE appraisal.id = line.appraisal_id AND appraisal.state != 'locked')
                """,
                assignments=assignments,
                ids=list(columns[0]),
                columns=SQL(", ").join(SQL("%s::float8[]", list(column)) for column in columns[1:]),
                names=SQL(", ").join(map(SQL.identifier, names)),
            )
        )
        self.invalidate_model([*names, "figure_text", "basis", "takes_superior_score"])

    def action_zero(self):
        """Type zero points: a zero that is there already cannot be typed."""
        self.write({"superior_score": 0.0})
        return True

    # ------------------------------------------------------------------
    # the records behind
    # ------------------------------------------------------------------
    def action_met(self):
        """Open the records of the numerator."""
        return self._open("numerator")

    def action_base(self):
        """Open the records of the denominator."""
        return self._open("denominator")

    def action_missed(self):
        """Open the records that keep the figure from 100%."""
        return self._open("missed")

    def _open(self, which):
        self.ensure_one()
        self.check_access("read")
        appraisal = self.sudo().appraisal_id
        subjects = appraisal._subjects(appraisal)[self.measured_on, appraisal.id]
        return self.measure_id._records_action(
            appraisal.date_from, appraisal.date_to, by=self._subject_kind(), subject_id=subjects, which=which
        )
