"""What saved searches find, and what of it their owners have not been told."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from munera.kernel.people.models import Person
from munera.services.evaluators.choices import ANYWHERE, Direction
from munera.services.evaluators.models import Demand, Invitation, Profile, SavedSearch, Told
from munera.services.evaluators.queries.bodies import bodies_of, open_demands, open_profiles, profile_of
from munera.services.evaluators.queries.conflicts import without_conflict_for_demand, without_conflict_for_profile
from munera.services.evaluators.queries.fairness import lot
from munera.services.evaluators.queries.indexing import are_many
from munera.services.evaluators.queries.matching import scores_for_demand
from munera.services.evaluators.queries.ranking import best_for_demand


def searches_of(person: Person) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.filter(person=person)


def people_with_searches() -> QuerySet[Person]:
    """Whoever may still sign in and has saved a search, in the order of their numbers."""
    return Person.objects.filter(is_active=True, pk__in=SavedSearch.objects.values("person")).order_by("pk")


def demands_found(search: SavedSearch) -> list[Demand]:
    """For a researcher: open ones that fit, without conflicts and blocks; newest first."""
    profile = profile_of(search.person)
    found = open_demands() if profile is None else without_conflict_for_profile(profile, open_demands())
    if search.themes:
        found = found.filter(theme__in=search.themes)
    if search.kinds:
        found = found.filter(kind__in=search.kinds)
    if search.places:
        found = found.filter(place__in=[*search.places, ANYWHERE])
    fitting = (one for one in found.order_by("-opened_at", "-pk") if _share(one.methods, search.methods))
    return list(fitting)


def profiles_found(search: SavedSearch) -> list[Profile]:
    """For a manager: open ones that fit, whom none of their bodies has a block or conflict with; newest first."""
    found = open_profiles().exclude(person=search.person)
    for body in bodies_of(search.person):
        found = without_conflict_for_demand(Demand(body=body, manager=search.person), found)
    fitting = (
        one
        for one in found.order_by("-opened_at", "-pk")
        if _share(one.themes, search.themes)
        and _share(one.methods, search.methods)
        and (ANYWHERE in one.places or _share(one.places, search.places))
    )
    if not search.kinds:
        return list(fitting)
    listed = set(Profile.objects.filter(experiences__kind__in=search.kinds).values_list("pk", flat=True))
    return [one for one in fitting if one.pk in listed]


def news_for(search: SavedSearch) -> list[int]:
    """The numbers of cards opened since the search was saved, and not told of yet."""
    if search.side == Direction.EVALUATOR:
        told = set(Told.objects.filter(search=search).values_list("demand", flat=True))
        found: list[Demand] | list[Profile] = demands_found(search)
    elif not bodies_of(search.person).exists():
        # Who manages nothing any more learns nothing of researchers.
        return []
    else:
        told = set(Told.objects.filter(search=search).values_list("profile", flat=True))
        found = profiles_found(search)
    return sorted(
        card.pk for card in found if card.opened_at and card.opened_at > search.saved_at and card.pk not in told
    )


def may_be_invited(demand: Demand) -> QuerySet[Profile]:
    """Open profiles without conflict and block, whatever they have answered: an answer must not show here."""
    if not demand.is_in_decks(on=timezone.localdate()):
        return Profile.objects.none()
    return without_conflict_for_demand(demand, open_profiles())


def invitations_to(demand: Demand) -> QuerySet[Invitation]:
    return Invitation.objects.filter(demand=demand).select_related("profile__person", "invited_by")


def uninvited(demand: Demand) -> QuerySet[Profile]:
    invited = Invitation.objects.filter(demand=demand, profile=OuterRef("pk"))
    return may_be_invited(demand).exclude(Exists(invited))


def uninvited_best_first(demand: Demand, *, most: int) -> list[tuple[Profile, int]]:
    """With the points of each; who has nothing that is asked for is left out."""
    able = uninvited(demand)
    if are_many():
        able = able.filter(pk__in=best_for_demand(demand, able, most=most))
    found = {profile.pk: profile for profile in able}
    scores = scores_for_demand(demand, list(found.values()), on=timezone.localdate())
    ranked = sorted(scores.items(), key=lambda one: (-one[1].total, -one[1].verified, lot(one[0])))
    return [(found[number], score.points) for number, score in ranked[:most]]


def _share(mine: list[str], wanted: list[str]) -> bool:
    """Whether one of them is wanted; where nothing is, everything is right."""
    return not wanted or not set(wanted).isdisjoint(mine)
