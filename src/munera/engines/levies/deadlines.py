"""Until when a day may be registered and cancelled, by shift, on the clock of the country."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from munera.engines.levies.errors import UnknownShift, ValueMissing
from munera.engines.levies.rulebook import RuleBook
from munera.engines.levies.terms import CutOff, ShiftRule, of_day


@dataclass(frozen=True, slots=True)
class Shift:
    """A part of the day with cut-offs of its own; ``names`` is by language."""

    id: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The moments for one day and shift, each still in time itself; ``register_from`` is None where none is set.

    How many months ahead are open at all is ``last_open_day``.
    """

    register_from: datetime | None
    register_until: datetime
    cancel_until: datetime
    sources: Mapping[str, str]
    verified: bool

    def may_register(self, at: datetime) -> bool:
        return (self.register_from is None or self.register_from <= at) and at <= self.register_until

    def may_cancel(self, at: datetime) -> bool:
        return at <= self.cancel_until


def shifts(rulebook: RuleBook, *, on: date) -> tuple[Shift, ...]:
    """The shifts of a day, the usual one first."""
    return tuple(Shift(rule.id, rule.names) for rule in rulebook.shifts if of_day(rule.values, on))


@lru_cache(maxsize=4096)
def deadlines(rulebook: RuleBook, *, on: date, shift: str) -> Deadlines:
    """Until when a day's shift, named by its identifier, may be registered and cancelled.

    >>> from munera.engines.levies.reading import rulebook
    >>> deadlines(rulebook("rs"), on=date(2026, 7, 1), shift="afternoon").register_until.isoformat()
    '2026-07-01T15:00:00+02:00'
    """
    rule = _shift(rulebook, shift)
    cut_offs = of_day(rule.values, on)
    if cut_offs is None:
        raise ValueMissing(rulebook.file, f"shifts.{shift}", f"no cut-off on {on}")
    zone = ZoneInfo(rulebook.time_zone)
    opens = cut_offs.register_from
    return Deadlines(
        register_from=_moment(opens, on, zone) if opens else None,
        register_until=_moment(cut_offs.register_until, on, zone),
        cancel_until=_moment(cut_offs.cancel_until, on, zone),
        sources=cut_offs.sources,
        verified=cut_offs.verified,
    )


@lru_cache(maxsize=4096)
def last_open_day(rulebook: RuleBook, *, today: date) -> date:
    """The last day that may be registered today: the end of the last month that is open.

    >>> from munera.engines.levies.reading import rulebook
    >>> last_open_day(rulebook("rs"), today=date(2025, 12, 9))
    datetime.date(2026, 2, 28)
    """
    months = today.year * 12 + today.month - 1 + int(rulebook.on(today).number("months_ahead").value)
    year, month = divmod(months, 12)
    return date(year, month + 1, monthrange(year, month + 1)[1])


def _shift(rulebook: RuleBook, shift: str) -> ShiftRule:
    for rule in rulebook.shifts:
        if rule.id == shift:
            return rule
    known = ", ".join(rule.id for rule in rulebook.shifts)
    raise UnknownShift(rulebook.file, f"shifts.{shift}", f"known shifts are {known}")


def _moment(cut_off: CutOff, on: date, zone: ZoneInfo) -> datetime:
    """The hour on the clock of that zone.

    Where the clock shows an hour twice, or leaves it out, the later reading counts: nobody is late by the change of
    the clock.
    """
    wall = datetime.combine(on - timedelta(days=cut_off.days_before), cut_off.at, zone)
    return max(wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)).astimezone(zone)
