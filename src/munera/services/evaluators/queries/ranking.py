"""The deck of a demand where there are many researchers: the same order, from an index in this process.

Everybody's claims lie in an index of the engine. It is made once in each process, and at each look those are put in
anew whose evidence, profile or work has changed since the last one; who may be shown at all is asked of the database.
Where there are few, everybody is scored at each look, and nothing is kept.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from munera.engines.matching import model as matching
from munera.engines.matching.index import Hit, Index
from munera.engines.matching.policy import policy
from munera.kernel.skills.models import Evidence
from munera.services.evaluators.models import Demand, Profile
from munera.services.evaluators.queries.bodies import open_profiles
from munera.services.evaluators.queries.decks import ProfileCard, deck_of_demand, profiles_for
from munera.services.evaluators.queries.fairness import Standing, arranged, lot
from munera.services.evaluators.queries.matching import engine_demand, engine_people, scores_for_demand, taxonomy

FEW: Final = 2_000
AT_ONCE: Final = 500
# What was written in a transaction that ended late is still found.
OVERLAP: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a page shows of a deck: how many cards there are, the one on top, and the first that follow."""

    count: int
    top: ProfileCard | None
    ahead: tuple[ProfileCard, ...]


@dataclass(slots=True)
class _Held:
    index: Index
    looked_at: datetime
    newest_evidence: int
    table: str


_lock = threading.Lock()
_held: dict[str, _Held] = {}


def dealt_for_demand(demand: Demand, *, asked_for: int | None, ahead: int) -> Dealt:
    """The card that was asked for if it lies in the deck, or the first; exactly as ``deck_of_demand`` has them."""
    if not demand.is_in_decks(on=timezone.localdate()):
        return Dealt(0, None, ())
    if not are_many():
        deck = deck_of_demand(demand)
        numbers = [card.profile.pk for card in deck]
        return _dealt(deck, numbers, asked_for, ahead)
    standings = _standings(demand)
    places = arranged(standings)
    numbers = [place.number for place in places]
    shown = _shown(numbers, asked_for, ahead)
    seldom = {place.number: place.because_seldom for place in places}
    profiles = {one.pk: one for one in open_profiles().filter(pk__in=shown)}
    scores = scores_for_demand(demand, list(profiles.values()), on=timezone.localdate())
    cards = [ProfileCard(profiles[one], scores[one], seldom[one]) for one in shown if one in scores]
    return Dealt(len(numbers), cards[0] if cards else None, tuple(cards[1:]))


def _dealt(deck: Sequence[ProfileCard], numbers: Sequence[int], asked_for: int | None, ahead: int) -> Dealt:
    cards = [deck[numbers.index(number)] for number in _shown(numbers, asked_for, ahead)]
    return Dealt(len(deck), cards[0] if cards else None, tuple(cards[1:]))


def _shown(numbers: Sequence[int], asked_for: int | None, ahead: int) -> list[int]:
    top = asked_for if asked_for in numbers else next(iter(numbers), None)
    return [] if top is None else [top, *[number for number in numbers if number != top][:ahead]]


def _standings(demand: Demand) -> list[Standing]:
    """Everybody who may still be answered and has anything of what is asked for."""
    hits = _hits(demand)
    rows = profiles_for(demand).order_by().values_list("pk", "seen", "opened_at")
    return [
        Standing(
            number,
            points=hits[number].points,
            total=hits[number].total,
            verified=hits[number].verified,
            seen=seen,
            opened_at=opened_at,
        )
        for number, seen, opened_at in rows
        if number in hits and opened_at is not None
    ]


def best_for_demand(demand: Demand, among: QuerySet[Profile], *, most: int) -> list[int]:
    """The numbers of those researchers of ``among`` who are worth most to the demand, the best first."""
    hits = _hits(demand)
    able = [number for number in among.order_by().values_list("pk", flat=True) if number in hits]
    return sorted(able, key=lambda number: (-hits[number].total, -hits[number].verified, lot(number)))[:most]


def are_many() -> bool:
    """Whether scoring everybody at each look would keep a page waiting."""
    return open_profiles().count() > FEW


def _hits(demand: Demand) -> dict[int, Hit]:
    """By the number of the profile, whoever has anything of what is asked for; to live there is not enough."""
    index, wanted = _index(on=timezone.localdate()), engine_demand(demand)
    of_work = tuple(each for each in wanted.requirements if not each.skills[0].startswith("place:"))
    found = {hit.key: hit for hit in index.search(wanted, k=max(len(index), 1)).hits}
    if len(of_work) < len(wanted.requirements):
        working = index.search(replace(wanted, requirements=of_work), k=max(len(index), 1)).hits
        found = {hit.key: found[hit.key] for hit in working}
    return {int(key.partition(":")[2]): hit for key, hit in found.items()}


def _index(*, on: date) -> Index:
    """As everybody is now. One thread at a time sees to it; searches beside that see somebody before or after."""
    with _lock:
        held = _held.get("profiles")
        table, now = taxonomy().version, timezone.now()
        newest = Evidence.objects.aggregate(newest=Max("pk"))["newest"] or 0
        if held is None or held.table != table or held.index.is_due_for_merging or held.index.on > on:
            people = _people(open_profiles().values_list("pk", flat=True), on=on)
            held = _held["profiles"] = _Held(Index.build(people, taxonomy(), policy(), on=on), now, newest, table)
            return held.index
        changed = set(_changed_since(held.looked_at - OVERLAP, after=held.newest_evidence))
        for person in _people(changed, on=on):
            held.index.upsert(person)
        if held.index.on < on:
            held.index.advance(on, lambda keys: _people([int(key.partition(":")[2]) for key in keys], on=on))
        held.looked_at, held.newest_evidence = now, newest
        return held.index


def _changed_since(since: datetime, *, after: int) -> Iterable[int]:
    """The numbers of profiles of which anything that counts has changed."""
    evidence = Evidence.objects.filter(Q(pk__gt=after) | Q(voided_at__gte=since)).values("person")
    return open_profiles().filter(Q(changed_at__gte=since) | Q(person__in=evidence)).values_list("pk", flat=True)


def _people(numbers: Iterable[int], *, on: date) -> list[matching.Person]:
    wanted, found = sorted(numbers), list[matching.Person]()
    for start in range(0, len(wanted), AT_ONCE):
        profiles = list(Profile.objects.filter(pk__in=wanted[start : start + AT_ONCE]))
        found += engine_people(profiles, on=on).values()
    return found
