"""The two decks: demands for a researcher, researchers for a demand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from munera.engines.matching.scoring import Score
from munera.services.evaluators.choices import Direction, InterestState
from munera.services.evaluators.models import Demand, Interest, Match, Profile
from munera.services.evaluators.queries.bodies import open_demands, open_profiles
from munera.services.evaluators.queries.conflicts import without_conflict_for_demand, without_conflict_for_profile
from munera.services.evaluators.queries.fairness import Place, Standing, arranged
from munera.services.evaluators.queries.matching import scores_for_demand, scores_for_profile


@dataclass(frozen=True, slots=True)
class DemandCard:
    """A demand in a researcher's deck."""

    demand: Demand
    score: Score
    because_seldom: bool


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """A researcher in the deck of a demand."""

    profile: Profile
    score: Score
    because_seldom: bool


def demands_shown_to(profile: Profile) -> QuerySet[Demand]:
    """Those that the researcher may see, answered or not; not what is over before they have time."""
    found = without_conflict_for_profile(profile, open_demands())
    return found.exclude(ends_on__lt=profile.available_from) if profile.available_from else found


def profiles_shown_to(demand: Demand) -> QuerySet[Profile]:
    """Those whom the body may see for this demand, answered or not; not who has time only after its end."""
    found = without_conflict_for_demand(demand, open_profiles())
    return found.exclude(available_from__gt=demand.ends_on) if demand.ends_on else found


def demands_for(profile: Profile) -> QuerySet[Demand]:
    """All that the researcher may still answer."""
    answered = Interest.objects.filter(demand=OuterRef("pk"), profile=profile, direction=Direction.EVALUATOR)
    matched = Match.objects.filter(demand=OuterRef("pk"), profile=profile, ended_at=None)
    found = demands_shown_to(profile)
    return found.exclude(Exists(answered.exclude(state=InterestState.EXPIRED))).exclude(Exists(matched))


def profiles_for(demand: Demand) -> QuerySet[Profile]:
    """All whom the body may still answer."""
    answered = Interest.objects.filter(profile=OuterRef("pk"), demand=demand, direction=Direction.BODY)
    matched = Match.objects.filter(profile=OuterRef("pk"), demand=demand, ended_at=None)
    found = profiles_shown_to(demand)
    return found.exclude(Exists(answered.exclude(state=InterestState.EXPIRED))).exclude(Exists(matched))


def deck_of_profile(profile: Profile) -> list[DemandCard]:
    """Best first by the rule of ``fairness``; a demand with which the researcher has nothing in common is no card."""
    found = {demand.pk: demand for demand in demands_for(profile)}
    scores = scores_for_profile(profile, list(found.values()), on=timezone.localdate())
    places = _places([(number, found[number]) for number in scores], scores)
    return [DemandCard(found[place.number], scores[place.number], place.because_seldom) for place in places]


def deck_of_demand(demand: Demand) -> list[ProfileCard]:
    """Best first by the rule of ``fairness``; who has nothing that is asked for is no card."""
    if not demand.is_in_decks(on=timezone.localdate()):
        return []
    found = {profile.pk: profile for profile in profiles_for(demand)}
    scores = scores_for_demand(demand, list(found.values()), on=timezone.localdate())
    places = _places([(number, found[number]) for number in scores], scores)
    return [ProfileCard(found[place.number], scores[place.number], place.because_seldom) for place in places]


def _places(cards: Sequence[tuple[int, Demand | Profile]], scores: dict[int, Score]) -> list[Place]:
    return arranged(
        [
            Standing(
                number,
                points=scores[number].points,
                total=scores[number].total,
                verified=scores[number].verified,
                seen=card.seen,
                opened_at=card.opened_at or card.created_at,
            )
            for number, card in cards
        ]
    )
