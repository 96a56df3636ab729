"""How many days somebody may work under these rules, and what happens to the day that would be one too many.

The engine knows no rows: whoever asks counts the distinct days or units in the span of ``window_of`` and is told how
many are left.

>>> from datetime import date
>>> from munera.engines.levies.reading import rulebook
>>> limit = limits_on(rulebook("rs"), "seasonal", on=date(2026, 7, 1))[0]
>>> limit.at_most, limit.left(119), limit.exceeded_by(121)
(120, 1, True)
>>> window_of(limit, on=date(2026, 7, 1))
(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31))
"""

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from munera.engines.levies.rulebook import RuleBook
from munera.engines.levies.terms import LimitCounts, LimitRule, LimitScope, LimitWindow, OnExceed


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as it stands on a day.

    ``kinds`` are counted together. ``sentences`` have the places ``{at_most}`` and ``{counted}``; ``said`` fills them.
    ``priced_as`` is the kind whose levy is owed beyond the limit, where ``on_exceed`` is the price.
    """

    id: str
    kinds: tuple[str, ...]
    scope: LimitScope
    window: LimitWindow
    counts: LimitCounts
    at_most: int
    on_exceed: OnExceed
    priced_as: str | None
    names: Mapping[str, str]
    sentences: Mapping[str, str]
    sources: Mapping[str, str]
    verified: bool

    def left(self, counted: int) -> int:
        """How many more there may be; never less than nothing."""
        return max(0, self.at_most - counted)

    def exceeded_by(self, counted_with_it: int) -> bool:
        """Whether a day is one too many, counted together with it."""
        return counted_with_it > self.at_most

    def said(self, counted: int) -> Mapping[str, str]:
        """The sentence in each language, its places filled; it ends with the source."""
        filled = {"at_most": self.at_most, "counted": counted}
        sources = {language: self.sources.get(language, self.sources["en"]) for language in self.sentences}
        return {
            language: f"{sentence.removesuffix('.').format(**filled)} ({sources[language]})."
            for language, sentence in self.sentences.items()
        }


@lru_cache(maxsize=4096)
def limits_on(rulebook: RuleBook, kind: str, *, on: date) -> tuple[Limit, ...]:
    """The limits in force on a day for a kind of engagement, in the order of the file."""
    known = rulebook.kind(kind).id
    rules = (rule for rule in rulebook.limits if known in rule.kinds and rule.holds_on(on))
    return tuple(_limit(rule, rulebook, on=on) for rule in rules)


def window_of(limit: Limit, *, on: date) -> tuple[date, date]:
    """The first and the last day that count together with ``on``.

    For a limit on days in a row it is the span in which a run through ``on`` could be too long.
    """
    match limit.window:
        case LimitWindow.CALENDAR_YEAR:
            return date(on.year, 1, 1), date(on.year, 12, 31)
        case LimitWindow.MONTH:
            return on.replace(day=1), on.replace(day=monthrange(on.year, on.month)[1])
        case LimitWindow.CONSECUTIVE:
            reach = timedelta(days=limit.at_most)
            return on - reach, on + reach


def longest_run(days: Collection[date], *, through: date) -> int:
    """How many days in a row there are around ``through``, which is counted whether or not it is among ``days``.

    >>> longest_run({date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 4)}, through=date(2026, 7, 3))
    4
    """
    known = set(days)
    return 1 + _run(known, through, step=timedelta(days=1)) + _run(known, through, step=timedelta(days=-1))


def _run(days: set[date], start: date, *, step: timedelta) -> int:
    length, day = 0, start + step
    while day in days:
        length, day = length + 1, day + step
    return length


def _limit(rule: LimitRule, rulebook: RuleBook, *, on: date) -> Limit:
    rules = rulebook.on(on)
    at_most = rules.number(rule.at_most)
    return Limit(
        id=rule.id,
        kinds=rule.kinds,
        scope=rule.scope,
        window=rule.window,
        counts=rule.counts,
        at_most=int(at_most.value),
        on_exceed=rule.on_exceed,
        priced_as=rule.priced_as,
        names=rule.names,
        sentences=rule.sentences,
        sources=rules.sources(rule.at_most),
        verified=at_most.verified,
    )
