"""The only place where money is rounded.

Amounts stay exact rationals until the law says round; then they are rounded once, half away from zero, to a unit
that is itself part of the dated rules (0.01 dinar, 100 forint). A total is a sum of rounded lines, never rounded.
"""

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction

# Wide enough for any levy; an inexact result raises instead of losing a digit.
EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


def round_half_up(exact: Fraction, *, unit: Decimal) -> Decimal:
    """The nearest multiple of ``unit``; a half goes away from zero, so that a correction mirrors its original.

    >>> round_half_up(Fraction(25801, 300), unit=Decimal("0.01"))
    Decimal('86.00')
    >>> round_half_up(Fraction(-5, 1000), unit=Decimal("0.01"))
    Decimal('-0.01')
    """
    steps = abs(exact) / Fraction(unit)
    whole = (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
    return EXACT.multiply(Decimal(whole if exact >= 0 else -whole), unit)


def exact_sum(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, without the silent rounding of the default context."""
    result = Decimal(0)
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def exact_times(amount: Decimal, times: int) -> Decimal:
    """A whole multiple, without the silent rounding of the default context."""
    return EXACT.multiply(amount, Decimal(times))
