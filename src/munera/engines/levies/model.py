"""What goes in and what comes out: plain frozen data, money as ``Decimal``, exact values as ``Fraction``."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from munera.engines.levies.rounding import exact_sum, exact_times


class RoundingScope(StrEnum):
    """Over what an amount is summed before it is rounded."""

    DAY = "day"
    WORKER_MONTH = "worker_month"
    EMPLOYER_MONTH = "employer_month"


class ReadOn(StrEnum):
    """The day on which a value of the law is read for a day of work."""

    DAY = "day"
    FIRST_OF_MONTH = "first_of_month"
    BEGAN_ON = "began_on"


@dataclass(frozen=True, slots=True)
class Engagement:
    """As much of an engagement as a levy depends on, beside the day: its kind, one of the rule book's, and its start.

    ``began_on`` is the first day of the relationship, for values that are read on it; None means the day itself.
    """

    kind: str = "seasonal"
    began_on: date | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """A value the law gave, where it is written, and on which day it was read."""

    key: str
    value: Decimal
    valid_from: date
    source: str
    verified: bool
    read_on: ReadOn = ReadOn.DAY


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
    """The levy for one worker and one day; ``rules`` and ``version`` say by which text it was reckoned.

    ``times`` is how often the day counts: 1, or -1 where the assessment takes back one that was made before.
    """

    on: date
    kind: str
    currency: str
    lines: tuple[Line, ...]
    rounding: Rounding
    rules: str
    version: str
    times: int = 1

    @property
    def total(self) -> Decimal:
        """The sum of the lines, as often as the day counts; nothing is rounded a second time."""
        return exact_times(exact_sum(line.amount for line in self.lines), self.times)

    @property
    def verified(self) -> bool:
        """Whether every value and the rounding were read at their source."""
        return self.rounding.verified and all(line.verified for line in self.lines)


@dataclass(frozen=True, slots=True)
class WorkerMonth:
    """What is owed for one worker and month; ``amounts`` pairs each component with its sum.

    Where the law rounds once for the whole employer, these are the worker's own sums, rounded to be shown; what the
    common rounding adds or takes away sits in ``Month.employer_rounding``.
    """

    worker: str
    days: int
    amounts: tuple[tuple[str, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return exact_sum(amount for _, amount in self.amounts)


@dataclass(frozen=True, slots=True)
class Month:
    """What an employer owes for a month, worker by worker.

    ``employer_rounding`` pairs each component with what rounding once for all workers adds to the sum of their rows:
    empty unless the scope of rounding is the employer's month. Every total is a sum of what is shown.
    """

    workers: tuple[WorkerMonth, ...]
    employer_rounding: tuple[tuple[str, Decimal], ...] = ()
    currency: str | None = None

    @property
    def days(self) -> int:
        return sum(worker.days for worker in self.workers)

    @property
    def amounts(self) -> tuple[tuple[str, Decimal], ...]:
        """The sum of each component over all workers and its rounding, in the order in which they first appear."""
        parts: dict[str, list[Decimal]] = {}
        for worker in self.workers:
            for component, amount in worker.amounts:
                parts.setdefault(component, []).append(amount)
        for component, amount in self.employer_rounding:
            parts[component].append(amount)
        return tuple((component, exact_sum(amounts)) for component, amounts in parts.items())

    @property
    def total(self) -> Decimal:
        return exact_sum(amount for _, amount in self.amounts)
