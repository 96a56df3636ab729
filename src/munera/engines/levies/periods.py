"""Where a levy may change: between two neighbouring cuts every day of work costs the same.

The cuts include those of the rates, of the rounding and of the components themselves, not of the base alone: a rate
that changes in the middle of a year would otherwise be missed.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from munera.engines.levies.model import ReadOn
from munera.engines.levies.rulebook import RuleBook
from munera.engines.levies.terms import Span

A_DAY = timedelta(days=1)
OF_EVERY_LEVY = ("rounding_unit", "rounding_scope", "currency")


@lru_cache(maxsize=256)
def cuts(rulebook: RuleBook, kind: str) -> Mapping[ReadOn, tuple[date, ...]]:
    """The days from which a levy of this kind may differ, by the day on which the value behind it is read.

    The first of each is the first day of the calendar, so that every day lies behind a cut.
    """
    rule = rulebook.kind(kind)
    found: dict[ReadOn, set[date]] = {read_on: {date.min} for read_on in ReadOn}
    found[ReadOn.DAY].add(rulebook.in_force_from)
    for component in rule.components:
        found[ReadOn.DAY].update(_ends(component))
    for key in (*rule.parameters_of_levy(), *OF_EVERY_LEVY):
        parameter = rulebook.parameters[key]
        for dated in parameter.values:
            found[parameter.read_on].update(_ends(dated))
    return {read_on: tuple(sorted(days)) for read_on, days in found.items()}


def latest(days: tuple[date, ...], day: date) -> date:
    """The last cut that does not lie after ``day``."""
    return days[bisect_right(days, day) - 1]


def _ends(span: Span) -> Iterator[date]:
    yield span.starts
    if span.until is not None and span.until < date.max:
        yield span.until + A_DAY
