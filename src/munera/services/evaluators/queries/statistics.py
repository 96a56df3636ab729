"""What everybody may know: which policies ask for evaluation, where evaluators are missing, how long it takes.

Counted as of the first day of the month, so that nobody learns of a single match by looking on two days. A group of
fewer than five demands or researchers is put together with others; whether a demand found somebody is told only where
at least five did and at least five did not.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from statistics import median
from typing import Final, TypeVar

from django.db.models import Min, Q
from django.utils import timezone

from munera.kernel.grouping import Kinds, is_small, to_put_together, united
from munera.services.evaluators.choices import ANYWHERE, REGION_OF, DemandStatus
from munera.services.evaluators.models import Demand, Profile

FEWEST: Final = 5
DAYS_OF_WEEK: Final = 7
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Need:
    """Demands and those who could evaluate them, in one theme or region; ``key`` is None for several small ones."""

    key: str | None
    demands: int
    evaluators: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the demands of one theme; ``weeks`` is how long half of the matches took at most."""

    key: str | None
    matched: int
    unmet: int
    weeks: int


@dataclass(frozen=True, slots=True)
class Asked:
    """How often one kind of evaluation was asked for."""

    key: str | None
    demands: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The whole, and what of its parts may be shown. A whole that is too small has no parts."""

    as_of: date
    demands: int
    evaluators: int
    outcome: Outcome | None
    by_theme: tuple[Need, ...]
    by_region: tuple[Need, ...]
    by_kind: tuple[Asked, ...]
    by_outcome: tuple[Outcome, ...]

    @property
    def is_too_small(self) -> bool:
        return self.demands < FEWEST or self.evaluators < FEWEST


@dataclass(frozen=True, slots=True)
class _Opened:
    number: int
    theme: str
    region: str
    kind: str
    opened_at: datetime
    matched_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Known:
    number: int
    themes: tuple[str, ...]
    regions: frozenset[str]


def statistics(*, today: date) -> Statistics:
    """Every demand ever opened and every profile open now, as they were when the month began."""
    as_of = today.replace(day=1)
    before = timezone.make_aware(datetime.combine(as_of, time.min))
    demands, profiles = _opened(before), _profiles(before)
    return Statistics(
        as_of=as_of,
        demands=len(demands),
        evaluators=len(profiles),
        outcome=_whole_outcome(demands),
        by_theme=_needs(_split(demands, lambda one: [one.theme]), _split(profiles, lambda one: one.themes)),
        by_region=_needs(_split(demands, lambda one: [one.region]), _split(profiles, lambda one: one.regions)),
        by_kind=_kinds(_split(demands, lambda one: [one.kind])),
        by_outcome=_outcomes(_split(demands, lambda one: [one.theme])),
    )


def _opened(before: datetime) -> list[_Opened]:
    first = Min("matches__made_at", filter=Q(matches__made_at__lt=before))
    rows = (
        Demand.objects.filter(opened_at__lt=before, hidden_at=None)
        .exclude(status=DemandStatus.DRAFT)
        .annotate(matched_at=first)
        .order_by("pk")
        .values_list("pk", "theme", "place", "kind", "opened_at", "matched_at")
    )
    return [
        _Opened(number, theme, _region(place), kind, opened_at, matched_at)
        for number, theme, place, kind, opened_at, matched_at in rows
        if opened_at is not None
    ]


def _profiles(before: datetime) -> list[_Known]:
    rows = Profile.objects.filter(is_open=True, hidden_at=None, opened_at__lt=before).order_by("pk")
    return [
        _Known(number, tuple(themes), frozenset(map(_region, places)))
        for number, themes, places in rows.values_list("pk", "themes", "places")
    ]


def _region(place: str) -> str:
    return REGION_OF[place].value if place in REGION_OF else ANYWHERE


def _split(rows: Iterable[Row], keys: Callable[[Row], Iterable[str]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        for key in keys(row):
            found[key].append(row)
    return found


def _needs(demands: Mapping[str, list[_Opened]], profiles: Mapping[str, list[_Known]]) -> tuple[Need, ...]:
    groups: dict[str, Kinds] = {
        key: (_numbers(demands.get(key, ())), _numbers(profiles.get(key, ())))
        for key in demands.keys() | profiles.keys()
    }
    return tuple(Need(key, len(wanted), len(offered)) for key, (wanted, offered) in _shown(groups))


def _kinds(demands: Mapping[str, list[_Opened]]) -> tuple[Asked, ...]:
    groups: dict[str, Kinds] = {key: (_numbers(rows),) for key, rows in demands.items()}
    return tuple(Asked(key, len(wanted)) for key, (wanted,) in _shown(groups))


def _outcomes(demands: Mapping[str, list[_Opened]]) -> tuple[Outcome, ...]:
    groups: dict[str, Kinds] = {key: _met_and_unmet(rows) for key, rows in demands.items()}
    weeks = {one.number: _weeks(one) for rows in demands.values() for one in rows if one.matched_at}
    return tuple(
        Outcome(key, len(met), len(unmet), _half(weeks[number] for number in weeks.keys() & met))
        for key, (met, unmet) in _shown(groups)
    )


def _whole_outcome(demands: Sequence[_Opened]) -> Outcome | None:
    kinds = _met_and_unmet(demands)
    if is_small(kinds, fewest=FEWEST):
        return None
    return Outcome(None, len(kinds[0]), len(kinds[1]), _half(_weeks(one) for one in demands if one.matched_at))


def _met_and_unmet(rows: Iterable[_Opened]) -> Kinds:
    listed = list(rows)
    return (
        frozenset(one.number for one in listed if one.matched_at),
        frozenset(one.number for one in listed if not one.matched_at),
    )


def _shown(groups: Mapping[str, Kinds]) -> list[tuple[str | None, Kinds]]:
    """Largest first; small ones together at the end, and nothing at all where even all of them are small."""
    together = to_put_together(groups, fewest=FEWEST)
    alone = sorted(groups.keys() - together, key=lambda key: (-len(groups[key][0]), key))
    rows: list[tuple[str | None, Kinds]] = [(key, groups[key]) for key in alone]
    if together:
        rest = united(groups, together)
        if is_small(rest, fewest=FEWEST):
            return []
        rows.append((None, rest))
    return rows


def _numbers(rows: Iterable[_Opened | _Known]) -> frozenset[int]:
    return frozenset(row.number for row in rows)


def _weeks(one: _Opened) -> int:
    """From the opening to the first match; a week that has begun counts."""
    if one.matched_at is None:
        raise ValueError(one.number)
    return max(0, (one.matched_at - one.opened_at).days) // DAYS_OF_WEEK + 1


def _half(weeks: Iterable[int]) -> int:
    """Half of them took so long or less, rounded up."""
    return int(-(-median(weeks) // 1))
