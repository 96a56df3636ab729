"""What a schedule is made of: hearings that take their time somewhere, and interpreters who can be there.

Time is counted in whole minutes from the first midnight of the plan, which begins a week.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from munera.engines.matching.errors import Malformed

DAY: Final = 24 * 60
WEEK: Final = 7 * DAY


@dataclass(frozen=True, slots=True)
class Hearing:
    """Somebody must be there, from then to then, who speaks this."""

    key: str
    begins: int
    ends: int
    place: str
    language: str
    level: int = 0
    """The certificate that it needs at least."""
    training: frozenset[str] = frozenset()
    """What whoever interprets must be trained for."""
    strenuous: bool = False
    """Whether it counts for the limit of a day."""
    case: str = ""
    """Hearings of one case (one child) should have one interpreter; empty where it stands alone."""
    kept_from: frozenset[str] = frozenset()
    """Who must not interpret here, whatever they can."""

    @property
    def minutes(self) -> int:
        return self.ends - self.begins

    @property
    def day(self) -> int:
        return self.begins // DAY

    @property
    def week(self) -> int:
        return self.begins // WEEK


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Somebody who can be in one place at a time."""

    key: str
    languages: Mapping[str, int]
    """The certificate in each."""
    training: frozenset[str] = frozenset()
    available: tuple[tuple[int, int], ...] = ()
    """From when to when, in order; a hearing lies within one of these."""
    minutes_a_week: int = WEEK
    strenuous_a_day: int = 2


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all."""

    travel: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """Minutes between two places, either way round."""
    travel_otherwise: int = 0
    """Between two places that are not named."""
    value: int = 1000
    """Of a hearing that somebody comes to."""
    change: int = 100
    """The cost of each interpreter whom a case has; less than a hearing is worth."""

    def __post_init__(self) -> None:
        if not 0 <= self.change < self.value:
            raise Malformed("An interpreter more in a case must cost less than a hearing is worth.")

    def between(self, one: str, other: str) -> int:
        """The way from place to place."""
        if one == other:
            return 0
        return self.travel.get((one, other), self.travel.get((other, one), self.travel_otherwise))

    def clash(self, one: Hearing, other: Hearing) -> bool:
        """Whether nobody can be at both."""
        first, second = (one, other) if (one.begins, one.ends) <= (other.begins, other.ends) else (other, one)
        return second.begins < first.ends + self.between(first.place, second.place)


class Rule(StrEnum):
    """What a hearing asks of whoever comes, in the order in which it is asked."""

    LANGUAGE = "language"
    LEVEL = "level"
    TRAINING = "training"
    AVAILABILITY = "availability"
    CONFLICT = "conflict"


TESTS: Final[Mapping[Rule, Callable[[Hearing, Interpreter], bool]]] = {
    Rule.LANGUAGE: lambda hearing, one: hearing.language in one.languages,
    Rule.LEVEL: lambda hearing, one: one.languages[hearing.language] >= hearing.level,
    Rule.TRAINING: lambda hearing, one: hearing.training <= one.training,
    Rule.AVAILABILITY: lambda hearing, one: (
        hearing.minutes <= one.minutes_a_week
        and (one.strenuous_a_day > 0 or not hearing.strenuous)
        and any(begins <= hearing.begins and hearing.ends <= ends for begins, ends in one.available)
    ),
    Rule.CONFLICT: lambda hearing, one: one.key not in hearing.kept_from,
}


@dataclass(frozen=True, slots=True)
class Blocked:
    """A hearing to which nobody can come, whatever the plan; and the rule at which the last ones fail."""

    hearing: str
    rule: Rule
    passed: int
    """How many pass every rule before it."""


def eligible(
    hearings: Sequence[Hearing], interpreters: Sequence[Interpreter]
) -> tuple[list[list[int]], tuple[Blocked, ...]]:
    """For each hearing who can come to it; and those to which nobody can."""
    speaks: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(interpreters):
        for language in one.languages:
            speaks[language].append(place)
    found, blocked = [], []
    for hearing in hearings:
        left, passed = speaks.get(hearing.language, []), len(interpreters)
        for rule, passes in TESTS.items():
            left = [place for place in left if passes(hearing, interpreters[place])]
            if not left:
                blocked.append(Blocked(hearing.key, rule, passed))
                break
            passed = len(left)
        found.append(left)
    return found, tuple(blocked)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Who comes where, and how good that is."""

    given: Mapping[str, str]
    """The interpreter of each hearing that has one."""
    blocked: tuple[Blocked, ...]
    """To these nobody could have come."""
    uncovered: tuple[str, ...]
    """To these somebody could, but not beside the others."""
    value: int
    bound: int
    """No schedule is worth more."""

    @property
    def gap(self) -> float:
        """How far it may be from the best, as a part of the bound."""
        return (self.bound - self.value) / self.bound if self.bound else 0.0


def value_of(hearings: Sequence[Hearing], given: Mapping[str, str], terms: Terms) -> int:
    """What a schedule is worth."""
    teams = {(hearing.case or hearing.key, given[hearing.key]) for hearing in hearings if hearing.key in given}
    return terms.value * len(given) - terms.change * len(teams)


def broken(
    hearings: Sequence[Hearing], interpreters: Sequence[Interpreter], given: Mapping[str, str], terms: Terms
) -> tuple[str, ...]:
    """Every rule that a schedule breaks, in words; reckoned from the rules alone."""
    by_key = {one.key: one for one in interpreters}
    found = []
    theirs: dict[str, list[Hearing]] = defaultdict(list)
    for hearing in sorted(hearings, key=lambda hearing: hearing.begins):
        if hearing.key not in given:
            continue
        one = by_key[given[hearing.key]]
        theirs[one.key].append(hearing)
        failed = next((rule for rule, passes in TESTS.items() if not passes(hearing, one)), None)
        if failed is not None:
            found.append(f"{one.key} does not pass {failed} for {hearing.key}.")
    for key, ordered in theirs.items():
        one = by_key[key]
        found += [
            f"{key} cannot be at {first.key} and at {second.key}."
            for place, first in enumerate(ordered)
            for second in ordered[place + 1 :]
            if terms.clash(first, second)
        ]
        weeks: dict[int, int] = defaultdict(int)
        days: dict[int, int] = defaultdict(int)
        for hearing in ordered:
            weeks[hearing.week] += hearing.minutes
            days[hearing.day] += hearing.strenuous
        found += [
            f"{key} has {spent} minutes in week {week}." for week, spent in weeks.items() if spent > one.minutes_a_week
        ]
        found += [
            f"{key} has {count} strenuous hearings on day {day}."
            for day, count in days.items()
            if count > one.strenuous_a_day
        ]
    return tuple(found)
