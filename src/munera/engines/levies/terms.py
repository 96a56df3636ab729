"""The terms that surround a levy, as a rule file states them: limits, cut-offs, findings, payment.

These are the rules as written, through time. What they say on a day is asked of ``limits.py``, ``deadlines.py``,
``findings.py`` and ``payments.py``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From a day until a day, both included; None where the text sets no start or no end."""

    starts: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.until is None or day <= self.until)

    def meets(self, other: "Span") -> bool:
        """Whether some day belongs to both."""
        ends_after = self.until is None or other.starts <= self.until
        return ends_after and (other.until is None or self.starts <= other.until)


Dated = TypeVar("Dated", bound=Span)


def of_day(spans: Iterable[Dated], day: date) -> Dated | None:
    """The one of several spans without overlap that holds on a day."""
    return next((span for span in spans if span.holds_on(day)), None)


class LimitScope(StrEnum):
    """Whose days are counted together."""

    WORKER = "worker"
    WORKER_EMPLOYER = "worker_employer"
    EMPLOYER = "employer"


class LimitWindow(StrEnum):
    """Over which span they are counted."""

    CALENDAR_YEAR = "calendar_year"
    MONTH = "month"
    CONSECUTIVE = "consecutive"


class LimitCounts(StrEnum):
    """Distinct days, or every unit of work on them."""

    DAYS = "days"
    UNITS = "units"


class OnExceed(StrEnum):
    """What happens to the day that would exceed a limit; the price of ``PRICE`` is that of another kind."""

    REFUSE = "refuse"
    WARN = "warn"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class LimitRule(Span):
    """A limit as written; ``at_most`` names the dated parameter that says how much."""

    id: str
    kinds: tuple[str, ...]
    scope: LimitScope
    window: LimitWindow
    counts: LimitCounts
    at_most: str
    on_exceed: OnExceed
    priced_as: str | None
    names: Mapping[str, str]
    sentences: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CutOff:
    """An hour on the clock of the country, on the day of work or some days before."""

    at: time
    days_before: int = 0


@dataclass(frozen=True, slots=True)
class CutOffs(Span):
    """Until when a day of a shift may be registered and cancelled."""

    register_from: CutOff | None
    register_until: CutOff
    cancel_until: CutOff
    sources: Mapping[str, str]
    verified: bool


@dataclass(frozen=True, slots=True)
class ShiftRule:
    """A shift and its cut-offs through time, oldest first."""

    id: str
    names: Mapping[str, str]
    values: tuple[CutOffs, ...]


class Effect(StrEnum):
    """What a finding does to a registration."""

    REFUSE = "refuse"
    WARN = "warn"
    TELL = "tell"


class Comparison(StrEnum):
    """How a fact is held against what the rules say."""

    IS = "is"
    BELOW = "below"
    ABOVE = "above"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact, a comparison, and what it is compared with: yes or no, a number, or a parameter by name."""

    fact: str
    comparison: Comparison
    against: bool | Decimal | str


@dataclass(frozen=True, slots=True)
class FindingRule(Span):
    """What is found, and said, where every condition holds."""

    id: str
    when: tuple[Condition, ...]
    effect: Effect
    sentences: Mapping[str, str]
    sources: Mapping[str, str]
    verified: bool


@dataclass(frozen=True, slots=True)
class PaymentTerms(Span):
    """How the levy of a month is paid: ``due_day`` of the month that follows ``months_after`` months later."""

    due_day: int
    months_after: int
    account: str
    code: str
    model: str
    payee_names: Mapping[str, str]
    purposes: Mapping[str, str]
    sources: Mapping[str, str]
    verified: bool
