from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.scoring import HIGHEST_CAP, between_points, capped, in_bands, proportional


class RealestateScoring(models.Model):
    """How a figure becomes a score, shared by measures and duties (HR-2)."""

    _name = "realestate.scoring"
    _description = "Scoring Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    method = fields.Selection(
        [
            ("proportion", "In Proportion to the Target"),
            ("bands", "Bands"),
            ("linear", "Linear between Points"),
        ],
        required=True,
        default="bands",
    )
    basis = fields.Selection(
        [("value", "The Figure Itself"), ("attainment", "Its Attainment of the Target (%)")],
        string="Measured on",
        required=True,
        default="value",
        help="Bands and points are in the measure's unit, or in percent of the target.",
    )
    score_min = fields.Float(string="Lowest Score", default=0.0)
    score_max = fields.Float(string="Highest Score", default=100.0)
    line_ids = fields.One2many("realestate.scoring.line", "scoring_id", string="Bands or Points", copy=True)
    explanation = fields.Text(compute="_compute_explanation", help="The rule in words.")

    _caps = models.Constraint(
        "CHECK(score_min >= 0 AND score_min < score_max AND score_max <= 200)",
        "A score is capped between 0 and 200, the lowest below the highest.",
    )

    @api.constrains("method", "line_ids")
    def _check_lines(self):
        for scoring in self:
            needed = {"bands": 1, "linear": 2}.get(scoring.method, 0)
            if len(scoring.line_ids) < needed:
                raise ValidationError(
                    self.env._("%(name)s: a rule by bands needs one line, one by points two.", name=scoring.name)
                )

    @api.depends("method", "basis", "score_min", "score_max", "line_ids.edge", "line_ids.score")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for scoring in self:
            points = "; ".join(f"{line.edge:g} → {line.score:g}" for line in scoring.line_ids.sorted("edge"))
            scoring.explanation = scoring._explain(points)

    def _explain(self, points):
        caps = {"low": f"{self.score_min:g}", "high": f"{self.score_max:g}", "points": points}
        if self.method == "proportion":
            return self.env._("In proportion to the target, from %(low)s to %(high)s points.", **caps)
        if self.method == "bands":
            return self.env._("By bands, the edge belongs to the better one: %(points)s.", **caps)
        return self.env._("In a line between points: %(points)s; from %(low)s to %(high)s points.", **caps)

    def _score(self, value, target, higher_is_better):
        """Return the score of ``value``; of an empty rule: in proportion to the target, 0 to 100.

        :param float value, target: in the measure's unit
        """
        method = self.method or "proportion"
        lowest, highest = (self.score_min, self.score_max) if self else (0.0, 100.0)
        if method == "proportion":
            return capped(proportional(value, target, higher_is_better), lowest, highest)
        if self.basis == "attainment":
            value = proportional(value, target, higher_is_better)
            higher_is_better = True
        points = [(line.edge, line.score) for line in self.line_ids]
        if method == "bands":
            return capped(in_bands(value, points, higher_is_better), lowest, highest)
        return capped(between_points(value, points), lowest, highest)

    @api.model
    def _highest(self):
        """Return the highest score that anybody may type."""
        return HIGHEST_CAP
