"""The deck of a demand where there are many researchers: the same order, from the index of ``indexing``.

Where there are few, everybody is scored at each look, and nothing is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from munera.kernel.skills.queries import person_of
from munera.services.evaluators.models import Demand, Profile
from munera.services.evaluators.queries.bodies import open_profiles
from munera.services.evaluators.queries.decks import ProfileCard, deck_of_demand, profiles_for
from munera.services.evaluators.queries.fairness import Standing, arranged, lot
from munera.services.evaluators.queries.indexing import are_many, front_of_researchers
from munera.services.evaluators.queries.matching import engine_demand, scores_for_demand

if TYPE_CHECKING:
    from munera.engines.matching.index import Hit


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a page shows of a deck: how many cards there are, the one on top, and the first that follow."""

    count: int
    top: ProfileCard | None
    ahead: tuple[ProfileCard, ...]


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
    rows = profiles_for(demand).order_by().values_list("pk", "person_id", "seen", "opened_at")
    return [
        Standing(
            number,
            points=hits[person].points,
            total=hits[person].total,
            verified=hits[person].verified,
            seen=seen,
            opened_at=opened_at,
        )
        for number, person, seen, opened_at in rows
        if person in hits and opened_at is not None
    ]


def best_for_demand(demand: Demand, among: QuerySet[Profile], *, most: int) -> list[int]:
    """The numbers of those researchers of ``among`` who are worth most to the demand, the best first."""
    hits = _hits(demand)
    rows = among.order_by().values_list("pk", "person_id")
    able = {number: hits[person] for number, person in rows if person in hits}
    return sorted(able, key=lambda number: (-able[number].total, -able[number].verified, lot(number)))[:most]


def _hits(demand: Demand) -> "dict[int, Hit]":
    """By the number of the person, whoever has anything of what is asked for; to live there is not enough."""
    front, wanted = front_of_researchers(on=timezone.localdate()), engine_demand(demand)
    of_work = tuple(each for each in wanted.requirements if not each.skills[0].startswith("place:"))
    found = {hit.key: hit for hit in front.search(wanted, k=max(len(front), 1)).hits}
    if len(of_work) < len(wanted.requirements):
        # Between the two somebody else may have brought the front up to date.
        working = front.search(replace(wanted, requirements=of_work), k=max(len(front), 1)).hits
        found = {hit.key: found[hit.key] for hit in working if hit.key in found}
    return {person_of(key): hit for key, hit in found.items()}
