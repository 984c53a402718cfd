from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..tools import scoring
from .common import RealestateCommon


class TestScoringArithmetic(BaseCase):
    """HR-2: from a figure to a score, without records."""

    def test_bands_at_their_edges(self):
        """HR-2: an edge belongs to the better band, whichever way is better."""
        more = [(90.0, 100.0), (80.0, 80.0), (60.0, 60.0)]
        for value, score in ((90.0, 100), (89.99, 80), (80.0, 80), (79.99, 60), (60.0, 60), (59.99, 0), (120, 100)):
            with self.subTest(value=value):
                self.assertEqual(scoring.in_bands(value, more), score)
        # a quotient that is 90% but for the last bit of a float
        self.assertEqual(scoring.in_bands(100.0 * 0.3 / 0.1 * 0.3, more), 100)
        less = [(5.0, 100.0), (8.0, 80.0), (10.0, 60.0)]
        for value, score in ((0, 100), (5.0, 100), (5.01, 80), (8.0, 80), (10.0, 60), (10.01, 0)):
            with self.subTest(value=value):
                self.assertEqual(scoring.in_bands(value, less, higher_is_better=False), score)

    def test_between_points(self):
        """HR-2: on the line between two points, flat beyond the first and the last."""
        points = [(100.0, 100.0), (60.0, 0.0), (120.0, 120.0)]
        for value, score in ((-50, 0), (60, 0), (80, 50), (100, 100), (110, 110), (120, 120), (500, 120)):
            with self.subTest(value=value):
                self.assertAlmostEqual(scoring.between_points(value, points), score)

    def test_in_proportion(self):
        """HR-2: 100 at the target; less is better the other way round; a target of nothing."""
        for value, target, higher, score in (
            (45, 90, True, 50),
            (90, 90, True, 100),
            (99, 90, True, 110),
            (-9, 90, True, -10),
            (5, 5, False, 100),
            (10, 5, False, 50),
            (4, 5, False, 125),
            (0, 5, False, scoring.HIGHEST_CAP),
            (0, 0, False, 100),
            (1, 0, False, 0),
            (0, 0, True, 100),
            (-1, 0, True, 0),
        ):
            with self.subTest(value=value, target=target, higher=higher):
                self.assertAlmostEqual(scoring.proportional(value, target, higher), score)

    def test_caps(self):
        """HR-2: between the lowest and the highest score, with two decimals."""
        self.assertEqual(scoring.capped(-3, 0, 120), 0)
        self.assertEqual(scoring.capped(133.333, 0, 120), 120)
        self.assertEqual(scoring.capped(66.666, 0, 120), 66.67)

    def test_weights_spread(self):
        """HR-2: what had nothing to measure gives its weight to the others in proportion."""
        self.assertEqual(scoring.spread_weights([50, 20, 20, 10], [True] * 4), [50, 20, 20, 10])
        self.assertEqual(scoring.spread_weights([50, 20, 20, 10], [False, True, True, True]), [0, 40, 40, 20])
        self.assertEqual(scoring.spread_weights([50, 50], [False, False]), [0, 0])


@tagged("post_install", "-at_install")
class TestScoring(RealestateCommon):
    """HR-2: rules of scoring as records."""

    def _rule(self, **values):
        return self.env["realestate.scoring"].create({"name": "Rule", **values})

    def test_rules(self):
        """HR-2: bands in the unit, points on attainment with a cap, and no rule at all."""
        bands = self._rule(
            line_ids=[Command.create({"edge": 5, "score": 100}), Command.create({"edge": 8, "score": 80})]
        )
        self.assertEqual([bands._score(value, 5, False) for value in (5, 5.01, 8, 8.01)], [100, 80, 80, 0])
        linear = self.env.ref("realestate_sales.realestate_scoring_attainment")
        self.assertEqual(
            [linear._score(v, 200, True) for v in (100, 120, 160, 200, 220, 999)], [0, 0, 50, 100, 110, 120]
        )
        none = self.env["realestate.scoring"]
        self.assertEqual([none._score(v, 200, True) for v in (-100, 50, 200, 400)], [0, 25, 100, 100])
        self.assertIn("5 → 100", bands.explanation)

    def test_what_cannot_be(self):
        """HR-2: bands without a line, caps out of order, two bands with one edge: refused."""
        with self.assertRaisesRegex(ValidationError, "needs one line"):
            self._rule(method="bands")
        with self.assertRaisesRegex(ValidationError, "two"):
            self._rule(method="linear", line_ids=[Command.create({"edge": 5, "score": 100})])
        rule = self._rule(line_ids=[Command.create({"edge": 5, "score": 100})])
        for model, record, vals in (
            ("caps", rule, {"score_min": 120, "score_max": 100}),
            ("caps", rule, {"score_max": 201}),
            ("score", rule.line_ids, {"score": -1}),
        ):
            with (
                self.subTest(model=model, **vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                record.write(vals)
                self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            rule.line_ids = [Command.create({"edge": 5, "score": 90})]
            self.env.flush_all()
