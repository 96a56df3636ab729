"""Whom a page offers to tick for a day: who can work, who cannot and why, and the crews that are ticked at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import forms, queries
from munera.ui.forms import Choice, dress

EVERYBODY, NOBODY = "all", "none"


@dataclass(frozen=True, slots=True)
class Line:
    """One worker with a box to tick."""

    standing: queries.Standing
    box: Choice


@dataclass(frozen=True, slots=True)
class CrewChoice:
    """A crew that one tap ticks; ``asked`` is what the address then says."""

    name: str
    asked: str
    people: int


@dataclass(frozen=True, slots=True)
class LastCrew:
    """Those of the last day of work before, who can all be registered again at one press; ``op_id`` is that press."""

    op_id: UUID
    day: date
    workers: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choosing:
    """Everything that the page needs to let somebody choose a crew."""

    lines: tuple[Line, ...]
    blocked: tuple[queries.Standing, ...]
    crews: tuple[CrewChoice, ...]
    last: LastCrew | None
    season: queries.DaysLeft | None
    has_workers: bool


def shift_asked(employer: Organisation, on: date, query: Mapping[str, str]) -> str:
    """The shift that the address or the form names, else the usual one; nothing where the day has none."""
    known = [shift for shift, _name in queries.shifts_of(employer, on)]
    asked = query.get("shift", "")
    return asked if asked in known else next(iter(known), "")


def ticked(employer: Organisation, on: date, query: Mapping[str, str]) -> frozenset[int]:
    """Whom the page ticks at first: the crew that the address names, else those of the last day of work."""
    crew = query.get("crew", "")
    if crew == NOBODY:
        return frozenset()
    if crew == EVERYBODY:
        return frozenset(queries.crew_of(employer).values_list("pk", flat=True))
    named = next((one for one in queries.crews_of(employer) if str(one.pk) == crew), None)
    if named:
        return frozenset(worker.pk for worker in named.workers.all())
    return queries.last_crew_before(employer, on)


def choice_for(employer: Organisation, on: date, shift: str, form: forms.CrewForm) -> Choosing:
    """What the page offers for the shift; ``form`` is left with boxes for those who can be registered."""
    everybody = queries.standings_of(employer, queries.crew_of(employer), on)
    busy = queries.registered_workers(employer, on, shift)
    free = [one for one in everybody if one.worker.pk not in busy]
    able = {one.worker.pk: one for one in free if not one.refusals}
    form.offer(queries.crew_of(employer).filter(pk__in=able))
    boxes = dress(form["workers"]).choices
    return Choosing(
        lines=tuple(Line(standing, box) for standing, box in zip(able.values(), boxes, strict=True)),
        blocked=tuple(one for one in free if one.refusals),
        crews=tuple(
            CrewChoice(crew.name, str(crew.pk), sum(worker.pk in able for worker in crew.workers.all()))
            for crew in queries.crews_of(employer)
        ),
        last=_last_crew(employer, on, able),
        season=queries.season_left(everybody),
        has_workers=bool(everybody),
    )


def _last_crew(employer: Organisation, on: date, able: Mapping[int, queries.Standing]) -> LastCrew | None:
    """Those of the last crew who can be registered; none where nobody of it can."""
    day = queries.last_day_of_work_before(employer, on)
    if day is None:
        return None
    again = [able[number] for number in queries.last_crew_before(employer, on) if number in able]
    again.sort(key=lambda one: (one.worker.name, one.worker.pk))
    if not again:
        return None
    return LastCrew(uuid4(), day, tuple(one.worker.pk for one in again), tuple(one.worker.shown_name for one in again))
