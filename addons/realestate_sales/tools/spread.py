"""A total spread over parts so that the parts add up to it exactly."""

from decimal import ROUND_HALF_UP, Decimal


def spread(total, weights, step):
    """Return ``total`` spread in proportion to ``weights``, each part a whole number of ``step``.

    Each part is the difference between two rounded running sums: they add up whatever is rounded, no part
    is negative, and none is off by more than one step.

    :param total: what is spread, not negative
    :param list weights: one number a part, none negative; all zero: evenly
    :param step: the smallest amount: 1 of units, 0.01 of ¥ and ㎡
    :rtype: list[float]
    """
    step, total = Decimal(str(step)), Decimal(str(total))
    shares = [Decimal(str(weight)) for weight in weights]
    if not any(shares):
        shares = [Decimal(1)] * len(shares)
    whole, reached, parts = sum(shares), Decimal(0), []
    running = Decimal(0)
    for share in shares:
        running += share
        upto = (total * running / whole / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        parts.append(float(upto - reached))
        reached = upto
    return parts
