from decimal import ROUND_HALF_UP, Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def chinese_amount(amount):
    """Return an amount of money (¥) as Chinese contracts spell it out, so that nobody adds a digit.

    1234567.8 → 壹佰贰拾叁万肆仟伍佰陆拾柒元捌角整; 10005 → 壹万零伍元整; 0.05 → 伍分

    :raises ValueError: 10¹⁶ ¥ and more
    """
    cents = int((Decimal(str(amount)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign, cents = ("负", -cents) if cents < 0 else ("", cents)
    yuan, rest = divmod(cents, 100)
    if yuan >= 10**16:
        raise ValueError("no contract has such an amount")
    jiao, fen = divmod(rest, 10)
    text = f"{_integer(yuan)}元" if yuan or not rest else ""
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif fen and yuan:
        text += DIGITS[0]
    return sign + text + (f"{DIGITS[fen]}分" if fen else "整")


def _integer(number):
    """Spell out a whole number, group by group of four digits."""
    if not number:
        return DIGITS[0]
    text, gap = "", False
    for power in range(3, -1, -1):
        group = number // 10 ** (4 * power) % 10000
        if group:
            if text and (gap or group < 1000):
                text += DIGITS[0]
            text += _group(group) + GROUPS[power]
        gap = bool(text) and not group
    return text


def _group(number):
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if gap and text else "") + DIGITS[digit] + PLACES[place]
        gap = bool(text) and not digit
    return text
