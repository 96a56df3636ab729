"""What cards are worth to each other: profiles and demands in the words of the engine, and its answer.

Beside skills a demand asks for a theme, a kind of evaluation, methods and a place. They become skills of the engine
under addresses of this room (``theme:10``), so that one rule weighs everything and one table explains it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Final

from munera.engines.matching import model as matching
from munera.engines.matching.explaining import Change, explain
from munera.engines.matching.policy import policy
from munera.engines.matching.scoring import Asked, Score, asked, score
from munera.engines.matching.taxonomy import Kinship, Neighbour, Taxonomy
from munera.kernel.skills.queries import matching_claims, matching_taxonomy
from munera.services.evaluators import rules
from munera.services.evaluators.choices import (
    ANYWHERE,
    STATE_NAMES,
    MinimumEvidence,
    ProjectState,
    places_around,
)
from munera.services.evaluators.models import Demand, Experience, Profile, Project

EVIDENCE: Final = {
    MinimumEvidence.DECLARED.value: matching.Evidence.DECLARED,
    MinimumEvidence.CHECKED.value: matching.Evidence.ATTESTED,
    MinimumEvidence.VERIFIED.value: matching.Evidence.VERIFIED,
}
# What is no matter of more or less counts as a level that loses nothing.
FULL: Final = 5


_PLACES: Final = tuple(
    (f"place:{state}", Neighbour(f"place:{other}", rules.SAME_REGION, Kinship.RELATED))
    for state in sorted(STATE_NAMES)
    for other in sorted(places_around(state) - {state})
)


def taxonomy() -> Taxonomy:
    """That of the classification, and how near places are."""
    return _with_places(matching_taxonomy().version)


@lru_cache(maxsize=2)
def _with_places(version: str) -> Taxonomy:
    return matching_taxonomy().overlaid(f"{version}, places 1988", _PLACES)


def engine_demand(demand: Demand) -> matching.Demand:
    """What the card asks for. ``requirements`` with their skills must have been fetched with it."""
    skills = [
        matching.Requirement(
            (each.skill.uri,),
            weight=each.weight,
            must=each.must,
            minimum_level=each.minimum_level,
            minimum_evidence=EVIDENCE[each.minimum_evidence],
        )
        for each in demand.requirements.all()
    ]
    others = [
        matching.Requirement((f"theme:{demand.theme}",), weight=rules.WEIGHTS["theme"]),
        matching.Requirement((f"kind:{demand.kind}",), weight=rules.WEIGHTS["kind"]),
        *(matching.Requirement((f"method:{method}",), weight=rules.WEIGHTS["method"]) for method in demand.methods),
    ]
    if demand.place != ANYWHERE:
        others.append(matching.Requirement((f"place:{demand.place}",), weight=rules.WEIGHTS["place"]))
    return matching.Demand(f"demand:{demand.pk}", (*skills, *others))


def engine_people(
    profiles: Collection[Profile], *, on: date, skills: Collection[str] | None = None
) -> dict[int, matching.Person]:
    """By the number of the profile. A finished project of this site verifies its theme, kind and methods."""
    known = matching_claims([profile.person_id for profile in profiles], on=on, skills=skills)
    shown = _shown_by_work(profiles)
    return {
        profile.pk: matching.Person(
            f"profile:{profile.pk}", (*known[profile.person_id], *_own_words(profile), *shown.get(profile.pk, ()))
        )
        for profile in profiles
    }


def _own_words(profile: Profile) -> Iterable[matching.Claim]:
    for theme in profile.themes:
        yield matching.Claim(f"theme:{theme}", FULL)
    for method in profile.methods:
        yield matching.Claim(f"method:{method}", FULL)
    # Where somebody wants to work nobody knows better than they do.
    for place in STATE_NAMES if ANYWHERE in profile.places else profile.places:
        yield matching.Claim(f"place:{place}", FULL, matching.Evidence.VERIFIED)


def _shown_by_work(profiles: Collection[Profile]) -> dict[int, list[matching.Claim]]:
    """From listed evaluations, as the researcher says, and from projects that a body here has seen finished."""
    found: dict[int, list[matching.Claim]] = defaultdict(list)
    numbers = [profile.pk for profile in profiles]
    listed = Experience.objects.filter(profile__in=numbers).values_list("profile_id", "theme", "kind", "year")
    for number, theme, kind, year in listed:
        since = date(year, 12, 31)
        found[number] += [_shown(f"theme:{theme}", since=since), _shown(f"kind:{kind}", since=since)]
    finished = Project.objects.filter(match__profile__in=numbers, state=ProjectState.FINISHED).select_related(
        "match__demand__body"
    )
    for project in finished.order_by("pk"):
        demand = project.match.demand
        verified = replace(
            _shown(f"theme:{demand.theme}", since=project.finished_on),
            evidence=matching.Evidence.VERIFIED,
            source=demand.body.name,
            reference=f"project:{project.pk}",
        )
        skills = (f"theme:{demand.theme}", f"kind:{demand.kind}", *(f"method:{each}" for each in demand.methods))
        found[project.match.profile_id] += [replace(verified, skill=skill) for skill in skills]
    return found


def _shown(skill: str, *, since: date | None) -> matching.Claim:
    return matching.Claim(skill, FULL, since=since)


def scores_for_demand(demand: Demand, profiles: Collection[Profile], *, on: date) -> dict[int, Score]:
    """By the number of the profile; who breaks a hard rule of the demand, or has nothing of it, is not among them."""
    near = taxonomy()
    question = asked(engine_demand(demand), near)
    people = engine_people(profiles, on=on, skills=_skills_of([question]))
    found = {number: score(person, question, near, policy(), on=on) for number, person in people.items()}
    return {number: each for number, each in found.items() if _is_card(each)}


def scores_for_profile(profile: Profile, demands: Collection[Demand], *, on: date) -> dict[int, Score]:
    """By the number of the demand, the same seen from the other side: the points of a pair are the same in both."""
    near = taxonomy()
    questions = {demand.pk: asked(engine_demand(demand), near) for demand in demands}
    person = engine_people([profile], on=on, skills=_skills_of(questions.values()))[profile.pk]
    found = {number: score(person, each, near, policy(), on=on) for number, each in questions.items()}
    return {number: each for number, each in found.items() if _is_card(each)}


def changes_for(profile: Profile, demand: Demand, *, on: date) -> list[Change]:
    """What would lift the points of this pair, the most first: skills only, for those can be learnt and certified."""
    question = asked(engine_demand(demand), taxonomy())
    person = engine_people([profile], on=on)[profile.pk]
    found = explain(person, question, taxonomy(), policy(), on=on)
    return [change for change in found.changes if "://" in change.skill]


def _is_card(found: Score) -> bool:
    """No hard rule is broken, and something is shown of the work itself: to live there is not enough."""
    of_work = (answer for answer in found.answers if not answer.requirement.skills[0].startswith("place:"))
    return found.is_ranked and any(answer.total for answer in of_work)


def _skills_of(questions: Iterable[Asked]) -> set[str]:
    """Addresses in the classification; those of this room are no matter of the kernel."""
    return {skill for question in questions for answers in question.answers for skill in answers if "://" in skill}
