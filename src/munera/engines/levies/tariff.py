"""Many days at once: one table per rule book and kind, looked up in whole numbers of the smallest coin.

The table has a row for every stretch in which nothing changes, filled by the same reckoning that explains a single
day. So both agree to the last coin, and a year of a country is reckoned faster than it is read from a database.

>>> import numpy as np
>>> from munera.engines.levies.reading import rulebook
>>> tariff = compile_tariff(rulebook("rs"), "seasonal")
>>> tariff.components, tariff.minor_digits
(('tax', 'pension', 'health'), 2)
>>> tariff.amounts(np.array(["2019-01-08", "2026-07-01"], "datetime64[D]")).tolist()
[[7974, 20732, 1595], [17099, 41038, 3420]]

Numpy is needed here and nowhere else in this engine.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm, prod
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from munera.engines.levies.assess import Reckoned, assess, reckoned_behind
from munera.engines.levies.errors import NotAnswerable
from munera.engines.levies.model import Engagement, Rounding, RoundingScope
from munera.engines.levies.periods import cuts
from munera.engines.levies.rulebook import RuleBook

Numbers = NDArray[np.int64]
Days = NDArray[np.datetime64]
EPOCH = date(1970, 1, 1)
MOST = 2**61  # twice a sum, and half a unit, still fit into 64 bits


@dataclass(frozen=True, slots=True)
class MonthAmounts:
    """What is owed by month, in the smallest coin; each row is one employer, month and worker.

    ``rounding`` has a row for each employer and month in ``rounding_employers`` and ``rounding_months``: what rounding
    once for all workers adds to the sum of their rows. It is nothing where the law rounds otherwise.
    """

    employers: Numbers
    months: Days
    workers: Numbers
    days: Numbers
    amounts: Numbers
    rounding_employers: Numbers
    rounding_months: Days
    rounding: Numbers

    @property
    def total(self) -> int:
        return int(self.amounts.sum()) + int(self.rounding.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Tariff:
    """The levies of one kind through time. Amounts are int64, in units of ``10 ** -minor_digits`` of the currency."""

    rulebook: RuleBook
    kind: str
    components: tuple[str, ...]
    minor_digits: int
    _first_day: int = field(repr=False)
    _stretches: NDArray[np.intp] = field(repr=False)  # of each day from the first
    _first_start: int = field(repr=False)
    _starts: NDArray[np.intp] = field(repr=False)  # of each first day of an engagement
    _rows: NDArray[np.intp] = field(repr=False)  # by stretch and start; the last row is no answer
    _amounts: Numbers = field(repr=False)
    _exact: Numbers = field(repr=False)  # numerators over _denominator
    _denominator: int = field(repr=False)
    _roundings: tuple[Rounding, ...] = field(repr=False)
    _rounding_of: NDArray[np.intp] = field(repr=False)  # of each row

    def amounts(self, days: Days, began: Days | None = None) -> Numbers:
        """What each day costs by component, as ``assess`` says it."""
        return self._amounts.take(self._rows_of(days, began), axis=0)

    def month_amounts(
        self,
        workers: Numbers,
        days: Days,
        began: Days | None = None,
        employers: Numbers | None = None,
        *,
        times: Numbers | None = None,
    ) -> MonthAmounts:
        """What is owed by employer, month and worker, rounded in the scope that held, as ``assess_month`` says it.

        ``times`` is how often each day counts: -1 takes back one that was reckoned before.
        """
        rows = self._rows_of(days, began)
        times = np.ones(len(days), np.int64) if times is None else times
        employers = np.zeros(len(days), np.int64) if employers is None else employers
        months = days.astype("datetime64[M]")
        order, heads, tops = _grouped(employers, months.astype(np.int64), workers)
        rows, times = rows[order], times[order]
        self._must_fit(times, heads, tops)
        amounts = np.zeros((len(heads), len(self.components)), np.int64)
        rounding = np.zeros((len(tops), len(self.components)), np.int64)
        rounding_of = self._rounding_of[rows]
        for number in np.unique(rounding_of):
            here = times * (rounding_of == number)
            if self._roundings[number].scope is RoundingScope.DAY:
                amounts += _sums(self._amounts.take(rows, axis=0) * here[:, None], heads)
            else:
                exact = _sums(self._exact.take(rows, axis=0) * here[:, None], heads)
                shown = self._rounded(exact, self._roundings[number])
                amounts += shown
                if self._roundings[number].scope is RoundingScope.EMPLOYER_MONTH:
                    rounding += self._rounded(_sums(exact, tops), self._roundings[number]) - _sums(shown, tops)
        first, top = order[heads], order[heads[tops]]
        return MonthAmounts(
            employers[first],
            months[first],
            workers[first],
            _sums(times, heads),
            amounts,
            employers[top],
            months[top],
            rounding,
        )

    def money(self, minor: int) -> Decimal:
        """An amount of these tables as money."""
        return Decimal(int(minor)).scaleb(-self.minor_digits)

    def _rows_of(self, days: Days, began: Days | None) -> NDArray[np.intp]:
        stretches = self._stretches.take(_places(days, self._first_day, len(self._stretches)))
        if self._rows.shape[1] == 1:
            rows = self._rows[:, 0].take(stretches)
        else:
            began_or_day = days if began is None else began
            starts = self._starts.take(_places(began_or_day, self._first_start, len(self._starts)))
            rows = self._rows[stretches, starts]
        no_answer = len(self._amounts) - 1
        if began is not None and (late := np.flatnonzero(~(began <= days))).size:
            self._refuse(days, began, int(late[0]))
        if rows.size and int(rows.max()) == no_answer:
            self._refuse(days, began, int(np.argmax(rows)))
        return rows

    def _refuse(self, days: Days, began: Days | None, place: int) -> NoReturn:
        """Raise what ``assess`` raises for the day at that place."""
        day: date | None = days[place].astype("datetime64[D]").item()
        began_on: date | None = None if began is None else began[place].astype("datetime64[D]").item()
        if day is None or (began is not None and began_on is None):
            raise ValueError(f"there is no day at place {place}")
        assess(Engagement(self.kind, began_on), self.rulebook, on=day)
        raise AssertionError(f"the table has no answer for {day}, and the rules have one")

    def _rounded(self, exact: Numbers, rounding: Rounding) -> Numbers:
        """Half away from zero, to a multiple of the unit."""
        unit = int(rounding.unit.scaleb(self.minor_digits))
        step = self._denominator * unit
        whole: Numbers = (2 * np.abs(exact) + step) // (2 * step)
        return np.sign(exact) * whole * unit

    def _must_fit(self, times: Numbers, heads: NDArray[np.intp], tops: NDArray[np.intp]) -> None:
        """Refuse what could leave the 64 bits; ``assess_month`` knows no such bound."""
        if not times.size:
            return
        of_workers = _sums(np.abs(times), heads)
        together = int(_sums(of_workers, tops).max())
        largest = max(int(np.abs(self._exact).max()), int(np.abs(self._amounts).max()))
        if together * largest >= MOST:
            raise OverflowError(f"{together} days of one employer and month are too many to sum in 64 bits")


@lru_cache(maxsize=64)
def compile_tariff(rulebook: RuleBook, kind: str) -> Tariff:
    """The table of a kind: made once per rule book, in a few milliseconds."""
    changes = cuts(rulebook, kind)
    components = rulebook.kind(kind).component_ids
    reckoned: list[Reckoned] = []
    rows = np.full((len(changes.days), len(changes.starts)), -1, np.intp)
    for stretch, day in enumerate(changes.days):
        for start, began_on in enumerate(changes.starts):
            with suppress(NotAnswerable):
                reckoned.append(reckoned_behind(rulebook, kind, day, began_on))
                rows[stretch, start] = len(reckoned) - 1
    rows[rows == -1] = len(reckoned)
    minor_digits = rulebook.minor_digits
    exact = [[_exact(row, component) * 10**minor_digits for component in components] for row in reckoned]
    denominator = lcm(*(value.denominator for row in exact for value in row))
    roundings = tuple(dict.fromkeys(row.rounding for row in reckoned))
    no_answer = [0] * len(components)
    first_day, stretches = _looked_up(changes.days)
    first_start, starts = _looked_up(changes.starts)
    return Tariff(
        rulebook=rulebook,
        kind=kind,
        components=components,
        minor_digits=minor_digits,
        _first_day=first_day,
        _stretches=stretches,
        _first_start=first_start,
        _starts=starts,
        _rows=rows,
        _amounts=_table([[_amount(row, c, minor_digits) for c in components] for row in reckoned] + [no_answer]),
        _exact=_table([[int(value * denominator) for value in row] for row in exact] + [no_answer]),
        _denominator=denominator,
        _roundings=roundings,
        _rounding_of=np.array([*(roundings.index(row.rounding) for row in reckoned), 0], np.intp),
    )


def _looked_up(changes: Sequence[date]) -> tuple[int, NDArray[np.intp]]:
    """The number of the first day looked up, and for each day from there behind which cut it lies.

    The day before the first change stands for all before it, the day of the last one for all that follow.
    """
    first = changes[1] - timedelta(days=1) if len(changes) > 1 else EPOCH
    found = np.zeros((max(changes[-1], first) - first).days + 1, np.intp)
    for number, change in enumerate(changes[1:], start=1):
        found[(change - first).days :] = number
    return (first - EPOCH).days, found


def _places(days: Days, first: int, length: int) -> NDArray[np.intp]:
    """Where each day is looked up; a day that is none is looked up before all others."""
    numbers = days.astype("datetime64[D]").astype(np.int64)
    return np.clip(numbers, first, first + length - 1) - first


def _exact(row: Reckoned, component: str) -> Fraction:
    return sum((line.exact for line in row.lines if line.component == component), Fraction(0))


def _amount(row: Reckoned, component: str, minor_digits: int) -> int:
    return sum(int(line.amount.scaleb(minor_digits)) for line in row.lines if line.component == component)


def _table(rows: list[list[int]]) -> Numbers:
    if any(abs(value) >= MOST for row in rows for value in row):
        raise OverflowError("the values of these rules are too large for 64 bits")
    return np.array(rows, np.int64)


def _grouped(
    employers: Numbers, months: Numbers, workers: Numbers
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """An order by employer, month and worker; where each worker begins in it; which of those open an employer."""
    if not len(workers):
        return np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.intp)
    order = _order(employers, months, workers)
    of_employer = _changes(employers[order]) | _changes(months[order])
    heads = np.flatnonzero(of_employer | _changes(workers[order]))
    return order, heads, np.flatnonzero(of_employer[heads])


def _order(*keys: Numbers) -> NDArray[np.intp]:
    """An order by the first key, then the next: sorted as one number where they fit into one, which is much faster."""
    lowest = [int(key.min()) for key in keys]
    spans = [int(key.max()) - low + 1 for key, low in zip(keys, lowest, strict=True)]
    if prod(spans) >= MOST:
        return np.lexsort(keys[::-1])
    together = np.zeros(len(keys[0]), np.int64)
    for key, low, span in zip(keys, lowest, spans, strict=True):
        together = together * span + (key - low)
    return np.argsort(together)


def _changes(values: Numbers) -> NDArray[np.bool_]:
    """Where a sorted list goes on to another value; the first of it counts."""
    return np.concatenate(([True], values[1:] != values[:-1]))


def _sums(values: Numbers, heads: NDArray[np.intp]) -> Numbers:
    """The sums of what lies between each head and the next, exactly."""
    if not heads.size:
        return np.zeros((0, *values.shape[1:]), np.int64)
    return np.add.reduceat(values, heads, axis=0)
