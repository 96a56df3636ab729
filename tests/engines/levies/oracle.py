"""A second reckoning of many days in decimal arithmetic, which shares no code with the engine.

It draws a law of its own by lot, in which base, rates, unit and scope of rounding change on days of their own, writes
it down as a rule file for the engine, and reckons from its own copy of what it drew. What it reckoned once for a law
and a count of days it keeps, so that a million cases take seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from random import Random
from typing import Any

FIRST, LAST = date(2000, 1, 1).toordinal(), date(2019, 12, 31).toordinal()
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
SCOPES = ("day", "worker_month", "employer_month")
COMPONENTS = ("tax", "pension", "health")
PARA = Decimal("0.01")
UNITS = (PARA, Decimal("0.05"), Decimal(1), Decimal(100))
SHARED = 5  # every fifth row is another day of the worker and month before it

Amounts = tuple[int, ...]  # in para, by component
NOTHING: Amounts = (0, 0, 0)
Month = tuple[int, int]  # year and month
Counted = tuple[tuple[int, int], ...]  # the number of a law, and how many days it holds for


@dataclass(frozen=True, slots=True)
class Law:
    """What holds on a stretch of days."""

    base: Decimal
    rates: tuple[Decimal, ...]
    unit: Decimal
    scope: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Days of work by lot: for whom, who, when, and how often each counts; below nothing where it is taken back."""

    employers: list[int] = field(default_factory=list)
    workers: list[int] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed by employer, month and worker; and what rounding adds, by employer and month."""

    workers: dict[tuple[int, Month, int], Amounts]
    rounding: dict[tuple[int, Month], Amounts]


class Oracle:
    """A law by lot and what it makes of days. With the scope ``mixed`` the scope changes as everything else does."""

    def __init__(self, chance: Random, *, scope: str) -> None:
        series: dict[str, dict[int, Any]] = {
            "base": _series(chance, lambda: Decimal(chance.randint(1, 10**8)) / 100),
            **{component: _series(chance, lambda: Decimal(chance.randint(0, 4000)) / 100) for component in COMPONENTS},
            "rounding_unit": _series(chance, lambda: chance.choice(UNITS)),
            "rounding_scope": _series(chance, lambda: chance.choice(SCOPES)) if scope == "mixed" else {FIRST: scope},
        }
        self.rules = _written(series)
        self.laws: list[Law] = []
        self.law_on: dict[int, int] = {}
        now: dict[str, Any] = {}
        for day in range(FIRST, LAST + 1):
            changed = {key: values[day] for key, values in series.items() if day in values}
            now |= changed
            if changed:
                rates = tuple(now[component] for component in COMPONENTS)
                self.laws.append(Law(now["base"], rates, now["rounding_unit"], now["rounding_scope"]))
            self.law_on[day] = len(self.laws) - 1
        self._products = [[EXACT.multiply(law.base, rate) for rate in law.rates] for law in self.laws]
        self._of_one_day = [
            tuple(_to_unit(product, law.unit) for product in products)
            for law, products in zip(self.laws, self._products, strict=True)
        ]
        self._of_counted: dict[Counted, Amounts] = {}

    def days(self, cases: Cases) -> list[Amounts]:
        """What each day costs, rounded by itself."""
        return [self._of_one_day[self.law_on[day]] for day in cases.days]

    def months(self, cases: Cases) -> Owed:
        """What is owed for the months, each day in the scope that held on it."""
        counted: dict[tuple[int, Month, int], dict[int, int]] = {}
        month_of = {day: date.fromordinal(day).timetuple()[:2] for day in self.law_on}
        for employer, worker, day, times in zip(cases.employers, cases.workers, cases.days, cases.times, strict=True):
            laws, law = counted.setdefault((employer, month_of[day], worker), {}), self.law_on[day]
            laws[law] = laws.get(law, 0) + times
        owed = {key: self._kept(tuple(laws.items())) for key, laws in counted.items()}
        return Owed(owed, self._rounding(counted))

    def _rounding(self, counted: dict[tuple[int, Month, int], dict[int, int]]) -> dict[tuple[int, Month], Amounts]:
        """What rounding once for an employer and month adds to the rows of its workers."""
        together: dict[tuple[int, Month], dict[int, int]] = {}
        in_rows: dict[tuple[int, Month], Amounts] = {}
        for (employer, month, _worker), laws in counted.items():
            common = [(law, times) for law, times in laws.items() if self.laws[law].scope == "employer_month"]
            of_employer = together.setdefault((employer, month), {})
            in_rows[employer, month] = _added(in_rows.get((employer, month), NOTHING), self._kept(tuple(common)))
            for law, times in common:
                of_employer[law] = of_employer.get(law, 0) + times
        return {
            key: _added(self._together(tuple(laws.items())), tuple(-amount for amount in in_rows[key]))
            for key, laws in together.items()
        }

    def _kept(self, counted: Counted) -> Amounts:
        if counted not in self._of_counted:
            self._of_counted[counted] = self._together(counted)
        return self._of_counted[counted]

    def _together(self, counted: Counted) -> Amounts:
        """Days rounded one by one; or summed exactly with all that are rounded alike, and rounded once."""
        total = NOTHING
        exact: dict[tuple[Decimal, str], list[Decimal]] = {}
        for number, times in counted:
            law = self.laws[number]
            if law.scope == "day":
                total = _added(total, tuple(amount * times for amount in self._of_one_day[number]))
                continue
            sums, often = exact.setdefault((law.unit, law.scope), [Decimal(0)] * len(COMPONENTS)), Decimal(times)
            for place, product in enumerate(self._products[number]):
                sums[place] = EXACT.add(sums[place], EXACT.multiply(product, often))
        for (unit, _scope), sums in exact.items():
            total = _added(total, tuple(_to_unit(product, unit) for product in sums))
        return total


def draw_cases(chance: Random, count: int) -> Cases:
    """``count`` rows; some share worker and month, some are taken back."""
    cases = Cases()
    for place in range(count):
        employer, worker, day = chance.randrange(count // 2000 + 1), place, chance.randint(FIRST, LAST)
        if place % SHARED == SHARED - 1:
            employer, worker = cases.employers[-1], cases.workers[-1]
            day = date.fromordinal(cases.days[-1]).replace(day=chance.randint(1, 28)).toordinal()
        cases.employers.append(employer)
        cases.workers.append(worker)
        cases.days.append(day)
        cases.times.append(chance.choice((-1, 1)) * chance.randint(1, 31))
    return cases


def _to_unit(product: Decimal, unit: Decimal) -> int:
    """A per cent of a thirtieth, rounded to the unit, in para."""
    steps = EXACT.divide(product, EXACT.multiply(unit, Decimal(3000))).quantize(Decimal(1), context=EXACT)
    return int(EXACT.divide(EXACT.multiply(steps, unit), PARA))


def _added(one: Amounts, other: Amounts) -> Amounts:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def _series(chance: Random, draw: Callable[[], Any]) -> dict[int, Any]:
    """Values by the day from which they hold."""
    series, day = {}, FIRST
    while day <= LAST:
        series[day] = draw()
        day += chance.randint(5, 60)
    return series


# --- the same law as a rule file ------------------------------------------------------------------------------------

RULES = """
[book]
country = "XX"
title = { en = "By lot" }
in_force_from = 2000-01-01
source = "By lot"
time_zone = "UTC"
levy_per = "day"

[kinds.seasonal]
name = { en = "Work" }
base = { product = ["base"], divided_by = 30, name = { en = "A thirtieth" }, source = "By lot" }
components = [
    { id = "tax", rate = "tax", name = { en = "Tax" } },
    { id = "pension", rate = "pension", name = { en = "Pension" } },
    { id = "health", rate = "health", name = { en = "Health" } },
]

[[shifts]]
id = "day"
name = { en = "Day" }

[[shifts.cut_offs]]
from = 2000-01-01
register_until = { at = 10:00:00 }
cancel_until = { at = 10:00:00 }
verified = true
source = "By lot"
"""
KINDS = {"base": "money", "rounding_unit": "money", "rounding_scope": "scope"} | dict.fromkeys(COMPONENTS, "percent")


def _written(series: dict[str, dict[int, Any]]) -> str:
    parts = [RULES]
    for key, values in series.items():
        written = {day: f'"{value}"' if key == "rounding_scope" else str(value) for day, value in values.items()}
        parts.append(_parameter(key, KINDS[key], written))
    parts.append(_parameter("currency", "currency", {FIRST: '"XXX"'}))
    parts.append(_parameter("minor_digits", "count", {FIRST: "2"}))
    parts.append(_parameter("months_ahead", "count", {FIRST: "0"}))
    return "\n".join(parts)


def _parameter(key: str, kind: str, values: dict[int, str]) -> str:
    starts = list(values)
    ends = [*(start - 1 for start in starts[1:]), LAST]
    lines = [
        f"    {{ from = {date.fromordinal(start)}, until = {date.fromordinal(end)}, value = {values[start]},"
        ' verified = true, source = "By lot" },'
        for start, end in zip(starts, ends, strict=True)
    ]
    return f'[parameters.{key}]\nkind = "{kind}"\nname = {{ en = "{key}" }}\nvalues = [\n{chr(10).join(lines)}\n]'
