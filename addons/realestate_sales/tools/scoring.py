"""From a figure to a score: plain arithmetic, without records (HR-2)."""

from itertools import pairwise

# figures are quotients: 36 of 40 must reach 90%
DIGITS = 6
HIGHEST_CAP = 200.0


def proportional(value, target, higher_is_better=True):
    """Return the score in proportion to the target: 100 where it is reached exactly.

    :param value, target: in the measure's unit
    :return: without caps; a figure of nothing that should be low is as good as it gets
    """
    value, target = round(value, DIGITS), round(target, DIGITS)
    if higher_is_better:
        if target > 0:
            return 100.0 * value / target
        return 100.0 if value >= target else 0.0
    if value <= 0:
        return HIGHEST_CAP if target > 0 else 100.0
    return 100.0 * max(target, 0.0) / value


def in_bands(value, points, higher_is_better=True):
    """Return the score of the best band that ``value`` reaches; 0 where it reaches none.

    A band is (edge, score); its edge belongs to it: ≥ where more is better, ≤ where less is.
    """
    value = round(value, DIGITS)
    reached = [
        score
        for edge, score in points
        if (value >= round(edge, DIGITS) if higher_is_better else value <= round(edge, DIGITS))
    ]
    return max(reached, default=0.0)


def between_points(value, points):
    """Return the score on the line through ``points`` (figure, score); flat beyond the first and the last."""
    points = sorted(points)
    if not points:
        return 0.0
    if value <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if value <= right:
            return low + (high - low) * (value - left) / (right - left)
    return points[-1][1]


def capped(score, lowest, highest):
    """Return ``score`` within its caps, with two decimals."""
    return round(min(max(score, lowest), highest), 2)


def spread_weights(weights, counted):
    """Return the weights of what counts, grown in proportion to 100 in all; 0 for the rest.

    :param list weights: percent, as agreed
    :param list counted: whether there is something to score
    """
    total = sum(weight for weight, is_counted in zip(weights, counted, strict=True) if is_counted)
    if not total:
        return [0.0] * len(weights)
    return [100.0 * weight / total if is_counted else 0.0 for weight, is_counted in zip(weights, counted, strict=True)]
