"""Arithmetic of performance shares: tiers of a large customer, and a split whose cents add up (CUS-8)."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(value):
    return Decimal(str(value)).quantize(CENT, rounding=ROUND_HALF_UP)


def tiered(before, price, limit, tiers):
    """Cut a price into the parts that count at different rates.

    A customer's deals are laid end to end in the order they were made: what lies below ``limit`` counts in
    full, what lies above it at the rate of the tier it falls into.

    :param float before: ¥ of the customer's earlier deals
    :param float price: ¥ of this one
    :param float limit: ¥ up to which all counts
    :param list tiers: ``[(¥ from, rate in %)]``; above the limit and below the first tier all counts
    :return: ``[(¥, rate in %)]``, which add up to ``price``
    """
    start, end = to_cents(before), to_cents(before) + to_cents(price)
    edges = [(Decimal(0), Decimal(100))]
    for amount, rate in sorted(tiers):
        edges.append((max(to_cents(amount), to_cents(limit)), Decimal(str(rate))))
    parts = []
    for index, (low, rate) in enumerate(edges):
        high = edges[index + 1][0] if index + 1 < len(edges) else end
        part = min(high, end) - max(low, start)
        if part > 0:
            parts.append((float(part), float(rate)))
    return parts


def credited(parts):
    """Return the ¥ that ``parts`` of ``tiered`` count for."""
    return float(sum((to_cents(Decimal(str(a)) * Decimal(str(rate)) / 100) for a, rate in parts), Decimal(0)))


def split(total, percents):
    """Return the ¥ of each percent of ``total``; they add up to the cent to that of the sum of the percents."""
    amounts, reached, done = [], Decimal(0), Decimal(0)
    for percent in percents:
        reached += Decimal(str(percent))
        upto = to_cents(to_cents(total) * reached / 100)
        amounts.append(float(upto - done))
        done = upto
    return amounts
