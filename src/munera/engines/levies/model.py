"""What goes in and what comes out: plain frozen data, money as ``Decimal``, exact values as ``Fraction``."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from munera.engines.levies.rounding import exact_sum


class RoundingScope(StrEnum):
    """Over what an amount is summed before it is rounded."""

    DAY = "day"
    WORKER_MONTH = "worker_month"


@dataclass(frozen=True, slots=True)
class Engagement:
    """As much of an engagement as a levy depends on, beside the day: its kind, one of the rule book's."""

    kind: str = "seasonal"


@dataclass(frozen=True, slots=True)
class Used:
    """A value the law gave on the day, and where it is written."""

    key: str
    value: Decimal
    valid_from: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Rounding:
    """How the amounts of a day were rounded, and where the scope of it is written."""

    unit: Decimal
    scope: RoundingScope
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One component of a levy: ``rate`` per cent of ``base``, rounded to ``amount``, and why."""

    component: str
    base: Fraction
    rate: Decimal
    amount: Decimal
    because: str
    used: tuple[Used, ...]

    @property
    def exact(self) -> Fraction:
        """The amount before rounding."""
        return self.base * Fraction(self.rate) / 100

    @property
    def verified(self) -> bool:
        """Whether every value in it was read at its source."""
        return all(used.verified for used in self.used)


@dataclass(frozen=True, slots=True)
class Assessment:
    """The levy for one worker and one day; ``rules`` and ``version`` say by which text it was reckoned."""

    on: date
    kind: str
    currency: str
    lines: tuple[Line, ...]
    rounding: Rounding
    rules: str
    version: str

    @property
    def total(self) -> Decimal:
        """The sum of the lines; nothing is rounded a second time."""
        return exact_sum(line.amount for line in self.lines)

    @property
    def verified(self) -> bool:
        """Whether every value and the rounding were read at their source."""
        return self.rounding.verified and all(line.verified for line in self.lines)


@dataclass(frozen=True, slots=True)
class WorkerMonth:
    """What is owed for one worker and month; ``amounts`` pairs each component with its sum."""

    worker: str
    days: int
    amounts: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return exact_sum(amount for _, amount in self.amounts)


@dataclass(frozen=True, slots=True)
class Month:
    """What an employer owes for a month, worker by worker."""

    workers: tuple[WorkerMonth, ...]

    @property
    def days(self) -> int:
        return sum(worker.days for worker in self.workers)

    @property
    def amounts(self) -> tuple[tuple[str, Decimal], ...]:
        """The sum of each component over all workers, in the order in which they first appear."""
        parts: dict[str, list[Decimal]] = {}
        for worker in self.workers:
            for component, amount in worker.amounts:
                parts.setdefault(component, []).append(amount)
        return tuple((component, exact_sum(amounts)) for component, amounts in parts.items())

    @property
    def total(self) -> Decimal:
        return exact_sum(worker.total for worker in self.workers)
