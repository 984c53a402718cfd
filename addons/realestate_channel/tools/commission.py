"""Arithmetic of commission: tiers, shares and parts in whole cents, so that sums match exactly (CH-7).

Money is an ``int`` of cents, a rate an ``int`` of ten-thousandths of its unit (% of the base, or ¥ a deal), a share
or a part of the whole an ``int`` of hundredths of a percent. Nothing here knows a record.
"""

from itertools import pairwise
from typing import NamedTuple

RATE = 10_000  # a rate of 1 (% or ¥)
WHOLE = 10_000  # 100%
COUNT = 10_000  # one whole deal


class Scale(NamedTuple):
    """What a line of a policy pays: its rate, and the rates of the tiers above it.

    ``edges`` begin at 0 with the line's own rate: ``[(where it begins, rate, what the office calls it)]``.
    """

    kind: str  # percent | amount
    edges: tuple
    basis: str = "none"  # none | count | amount
    mode: str = "jump"  # jump | progressive

    @property
    def is_tiered(self):
        return self.basis != "none"


class Slice(NamedTuple):
    """The part of a deal that one rate pays for."""

    number: int  # of the tier in a progressive scale, else 0
    rate: int
    tier_from: int  # what the tier is called: ¥ in cents or deals, 0 below the first
    numerator: int  # the part of the deal in this slice: numerator / denominator
    denominator: int


def half_up(numerator, denominator):
    """Return ``numerator / denominator`` rounded half away from zero; exact, on whole numbers."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def make_scale(kind, rate, basis="none", mode="jump", tiers=()):
    """Return the scale of a policy's line.

    A tier of deals begins *with* the deal it names: from the 4th deal on is all that lies beyond 3.

    :param list tiers: ``[(from, rate)]``; from in cents of ¥, or in deals
    """
    edges = [(0, rate, 0)]
    if basis != "none":
        for start, tier_rate in sorted(tiers):
            edges.append(((start - 1) * COUNT if basis == "count" else start, tier_rate, start))
    return Scale(kind, tuple(edges), basis, mode)


def reached(scale, total):
    """Return the edge that ``total`` (of the period, in the scale's measure) has reached in a jumping scale."""
    found = scale.edges[0]
    for edge in scale.edges[1:]:
        start = edge[2] * COUNT if scale.basis == "count" else edge[0]
        if total >= start:
            found = edge
    return found


def slices(scale, before, own, total):
    """Return how a deal falls into the rates of its scale.

    :param int before: the measure of the period's earlier deals (cents, or deals × ``COUNT``)
    :param int own: the measure of this deal
    :param int total: the measure of all deals of the period
    """
    if not scale.is_tiered:
        return [Slice(0, scale.edges[0][1], 0, 1, 1)]
    if scale.mode == "jump":
        _start, rate, name = reached(scale, total)
        return [Slice(0, rate, name, 1, 1)]
    if own <= 0:
        return []
    found = []
    for number, (start, rate, name) in enumerate(scale.edges):
        end = scale.edges[number + 1][0] if number + 1 < len(scale.edges) else before + own
        part = min(end, before + own) - max(start, before)
        if part > 0:
            found.append(Slice(number, rate, name, part, own))
    return found


def whole(kind, rate, piece, base, share):
    """Return the numerator and denominator of what a slice pays, in cents, not rounded yet.

    :param int base: cents the rate is taken of
    :param tuple share: of the deal, as numerator and denominator: for an amount a deal
    """
    if kind == "percent":
        return base * rate * piece.numerator, 100 * RATE * piece.denominator
    return rate * 100 * share[0] * piece.numerator, RATE * share[1] * piece.denominator


def split_parts(amount, parts, withheld):
    """Split a commission into its parts and what is withheld, by whole cents that add up to it.

    :param int amount: cents
    :param list parts: hundredths of a percent, together ``WHOLE``
    :param int withheld: hundredths of a percent kept back until delivery
    :return: cents of each part, then of what is withheld
    """
    paid = half_up(amount * (WHOLE - withheld), WHOLE) if withheld else amount
    amounts, upto, done = [], 0, 0
    for part in parts:
        upto += part
        cents = half_up(paid * upto, WHOLE)
        amounts.append(cents - done)
        done = cents
    return [*amounts, amount - paid]


def deal_out(amount, count):
    """Return ``amount`` (cents) in ``count`` parts that are equal to the cent and add up to it."""
    edges = [half_up(amount * number, count) for number in range(count + 1)]
    return [high - low for low, high in pairwise(edges)]


def without_tax(amount, rate):
    """Return the net of a gross amount (cents).

    :param int rate: of the tax, in ten-thousandths of a percent
    """
    return half_up(amount * 100 * RATE, 100 * RATE + rate)


def period_of(day, period):
    """Return the first day of the period that ``day`` lies in and of the next; ``None`` for all time.

    :param str period: month | quarter | total
    """
    if period == "total":
        return None, None
    first = day.replace(day=1)
    months = 1
    if period == "quarter":
        first = first.replace(month=3 * ((first.month - 1) // 3) + 1)
        months = 3
    month = first.month - 1 + months
    return first, first.replace(year=first.year + month // 12, month=month % 12 + 1)
