"""Phone numbers as customers in China give them: one form for each number, so that equal ones are found (CUS-4)."""

import re
import unicodedata

import phonenumbers

# what surrounds a number on a business card, and invisible marks of pasted text
_LABEL = re.compile(r"^(?:tel|phone|mobile|电话|手机)\s*[:.]?\s*", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|extension|x|#|;ext=)\s*[:.]?\s*(\d{1,6})$", re.IGNORECASE)
# a landline's area code and number, then the extension behind one more hyphen
_HYPHEN_EXTENSION = re.compile(r"^(.*?\d{7,8})\s*-\s*(\d{1,6})$")
_MOBILE = re.compile(r"^(?:(?:\+|00)?86)?(1[3-9]\d{9})$")
_NUMBER = re.compile(r"\+?[\d\s\-().]+")


def clean(number):
    """Return ``number`` half-width, without labels, blanks at its ends and invisible characters."""
    text = unicodedata.normalize("NFKC", number or "")
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    text = re.sub(r"[\u2010-\u2015\u2212_]", "-", text).replace("·", " ")
    return _LABEL.sub("", text.strip()).rstrip(".,;、。").strip()


def sanitize(number, country_code="CN"):
    """Return ``number`` in the one form in which numbers are compared, or None if it is none.

    A Chinese mobile number is recognised by its 11 digits, whatever the prefixes that a library knows of;
    an extension belongs to the number: colleagues share a switchboard.

    :param str number: as typed
    :param str country_code: where a number without country code is from (ISO, 2 letters)
    :return: E.164, with ``;ext=801`` (RFC 3966) for an extension
    """
    text, extension = _split_extension(clean(number))
    compact = re.sub(r"[\s\-().]", "", text)
    mobile = _MOBILE.match(compact)
    if mobile and (country_code in (None, "CN") or compact != mobile[1]):
        return f"+86{mobile[1]}"
    if not _NUMBER.fullmatch(text):
        return None
    for code in dict.fromkeys((country_code or "CN", "CN")):
        if parsed := _parse(text, code) or (compact.startswith("00") and _parse(f"+{compact[2:]}", code)):
            found = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            return f"{found};ext={extension}" if extension else found
    return None


def shown(sanitized):
    """Return a sanitized number as it is written in China: 13800001234, 0571-88886666转801, 400-820-8820."""
    text, extension = _split_extension(sanitized)
    if mobile := _MOBILE.match(text):
        return mobile[1]
    parsed = phonenumbers.parse(text)
    if parsed.country_code != 86:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    area, number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL).split(" ", 1)
    number = number.replace(" ", "" if area.startswith("0") else "-")
    return f"{area}-{number}" + (f"转{extension}" if extension else "")


def error(number, country_code="CN"):
    """Say why ``number`` is no phone number.

    :return: ``"several"``, ``"area"`` (a landline without area code), ``"digits"`` or None
    """
    if not number or sanitize(number, country_code):
        return None
    text = clean(number)
    parts = [part for part in re.split(r"[/,;、|]|或|\s{2,}", text) if part.strip()]
    if len(parts) > 1 and all(sanitize(part, country_code) for part in parts):
        return "several"
    return "area" if re.fullmatch(r"[2-8]\d{6,7}", re.sub(r"[\s\-]", "", text)) else "digits"


def _split_extension(text):
    if match := _EXTENSION.search(text):
        return text[: match.start()].rstrip(" -,("), match[1]
    if (match := _HYPHEN_EXTENSION.match(text)) and not _parse(text, "CN") and _parse(match[1], "CN"):
        return match[1], match[2]
    return text, None


def _parse(text, country_code):
    try:
        parsed = phonenumbers.parse(text, country_code)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_valid_number(parsed) else None
