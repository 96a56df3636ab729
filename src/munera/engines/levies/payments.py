"""How the levy of a month is paid, as far as the rules say."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from munera.engines.levies.rulebook import RuleBook
from munera.engines.levies.terms import of_day


@dataclass(frozen=True, slots=True)
class PaymentRule:
    """Until when, to whom and under which codes a month is paid; names and purposes are by language."""

    due_on: date
    account: str
    payee_names: Mapping[str, str]
    code: str
    model: str
    purposes: Mapping[str, str]
    sources: Mapping[str, str]
    verified: bool


def payment(rulebook: RuleBook, *, month: date) -> PaymentRule | None:
    """How the month that begins on ``month`` is paid; None where nothing is known.

    >>> from munera.engines.levies.reading import rulebook
    >>> payment(rulebook("rs"), month=date(2025, 12, 1)).due_on
    datetime.date(2026, 1, 15)
    """
    terms = of_day(rulebook.payments, month)
    if terms is None:
        return None
    shown = f"{month:%m/%Y}"
    return PaymentRule(
        due_on=_day_of_later_month(month, months=terms.months_after, day=terms.due_day),
        account=terms.account,
        payee_names=terms.payee_names,
        code=terms.code,
        model=terms.model,
        purposes={language: purpose.format(month=shown) for language, purpose in terms.purposes.items()},
        sources=terms.sources,
        verified=terms.verified,
    )


def _day_of_later_month(month: date, *, months: int, day: int) -> date:
    year, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(year, index + 1, min(day, monthrange(year, index + 1)[1]))
