"""What every form asks of its texts and amounts, checked once and in the same words."""

import re
from collections.abc import Callable
from decimal import Decimal

from munera.engines.levies.outputs.errors import BadAmount, BadCharacter, BadForm, Missing, TooLong

# Control characters, line breaks of every kind, halves of a surrogate pair, and what Unicode says is no character:
# none of them belongs in one line of text, and XML could not carry most of them.
NOT_IN_A_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def one_line(text: str, *, field: str) -> str:
    """``text`` without the blanks around it, which no form keeps."""
    line = text.strip()
    found = NOT_IN_A_LINE.search(line)
    if found:
        raise BadCharacter(field, f"U+{ord(found.group()):04X} does not belong in a line of text")
    return line


def must_say(text: str, *, field: str) -> str:
    line = one_line(text, field=field)
    if not line:
        raise Missing(field, "must say something")
    return line


def must_fit(line: str, *, field: str, at_most: int, length: int | None = None) -> str:
    """``line``, if it is short enough; ``length`` where the form does not count characters."""
    length = len(line) if length is None else length
    if length > at_most:
        raise TooLong(field, f"has room for {at_most}, not for {length}")
    return line


def must_carry(line: str, *, field: str, carries: Callable[[str], bool], what: str) -> str:
    """``line``, if every character of it is among those that ``what`` can carry."""
    for character in line:
        if not carries(character):
            raise BadCharacter(field, f"{what} cannot carry {character!r}")
    return line


def must_match(text: str, *, field: str, pattern: re.Pattern[str], form: str) -> str:
    if not pattern.fullmatch(text):
        raise BadForm(field, f"must be {form}, not {text!r}")
    return text


def hundredths(amount: Decimal, *, field: str) -> int:
    """``amount`` as a whole number of its hundredths; nothing is rounded here."""
    if not amount.is_finite():
        raise BadAmount(field, f"must be a number, not {amount}")
    numerator, denominator = amount.as_integer_ratio()
    whole, rest = divmod(numerator * 100, denominator)
    if rest:
        raise BadAmount(field, f"{amount} has more than two decimals")
    return whole


def to_be_paid(amount: Decimal, *, at_most: Decimal) -> int:
    """The hundredths of an amount that somebody is asked to pay."""
    if not amount.is_finite() or amount <= 0:
        raise BadAmount("amount", f"must be more than nothing, not {amount}")
    if amount > at_most:
        raise BadAmount("amount", f"has room for {at_most}, not for {amount}")
    return hundredths(amount, field="amount")


def written(hundredths: int, *, point: str = ".") -> str:
    """Hundredths with two decimals: ``123456`` is ``1234.56``."""
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}{point}{rest:02d}"
