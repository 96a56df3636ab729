"""Amounts as a reader writes them: formatted once in Python, so that pages, tables and charts agree."""

from decimal import Decimal

from django.utils.formats import number_format

NO_BREAK = "\u00a0"


def money(amount: Decimal, currency: str) -> str:
    """With the reader's separators and the currency, which stay on one line: ``1,231.14 RSD``."""
    return f"{plain_money(amount)}{NO_BREAK}{currency}"


def plain_money(amount: Decimal) -> str:
    """The same without the currency, for a column that names it in its head."""
    return number_format(amount, decimal_pos=2, force_grouping=True)


def rate(percentage: Decimal) -> str:
    """A rate with as many digits as the law gives it: ``25.5 %``."""
    return f"{number_format(percentage.normalize() + 0)}{NO_BREAK}%"
