"""The difference between contract and final survey (面积补差), in whole cents (DEAL-10)."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# over or under the contract → (percent above which it holds, percent of the price that is paid or refunded)
LEGAL_BANDS = {"over": ((0, 100), (3, 0)), "under": ((0, 100), (3, 200))}
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Difference:
    """What a survey changes: ``ratio`` exact, ``amount`` in cents (positive: the buyer pays), ``parts`` as
    (percent above, ㎡, percent of the price)."""

    ratio: Decimal
    amount: int
    parts: tuple


def settle(contract, final, unit_price, bands=None):
    """Return what is settled for an area of ``final`` ㎡ where ``contract`` ㎡ were agreed.

    Each part of the difference is settled by its band; a threshold belongs to the band below it. The areas count
    with 2 decimals, the thresholds exactly; the amount is rounded once, half a cent up.

    :param float contract: ㎡, above 0
    :param float final: ㎡
    :param float unit_price: ¥ per ㎡
    :param dict bands: as ``LEGAL_BANDS``
    :rtype: Difference
    """
    contract, final, price = _decimal(contract), _decimal(final), _decimal(unit_price)
    off = final - contract
    rows = sorted((bands or LEGAL_BANDS)["over" if off > 0 else "under"])
    amount, parts = Decimal(0), []
    for position, (above, share) in enumerate(rows):
        first = contract * _percent(above)
        last = contract * _percent(rows[position + 1][0]) if position + 1 < len(rows) else abs(off)
        part = min(abs(off), last) - first
        if part > 0:
            amount += part * price * _percent(share)
            parts.append((above, part, share))
    cents = int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return Difference(off / contract, cents if off > 0 else -cents, tuple(parts))


def exceeds(difference, percent):
    """Say whether the difference lies beyond ``percent`` either way; exactly that much does not."""
    return abs(difference.ratio) > _percent(percent)


def _decimal(number):
    return Decimal(str(round(number, 2)))


def _percent(number):
    return Decimal(str(round(number, 4))) / HUNDRED
