"""Skills that a demand may ask for, suggested from its own words. A manager decides; nothing is asked for by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from munera.engines.matching import text as texts
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries import Named, named, skills_to_choose
from munera.services.evaluators.models import Demand, Profile
from munera.services.evaluators.queries.linking import languages_read_with, linker_for

MOST: Final = 12
# Below, a suggestion shares hardly more with the text than a few letters.
NEAR_ENOUGH: Final = 300


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A skill, and the words of the demand that led to it."""

    skill: Named
    words: tuple[str, ...]
    similarity: int


def suggestions_for(demand: Demand, *, language: str) -> list[Suggestion]:
    """The nearest first, without what the demand asks for already."""
    labels = linker_for(language)
    if labels is None:
        return []
    asked_for = {requirement.skill.uri for requirement in demand.requirements.all()}
    text = f"{demand.policy}\n{demand.question}\n{demand.about}\n{demand.data_at_hand}"
    candidates = _nearest(labels, text, languages_read_with(language), most=MOST + len(asked_for))
    fresh = [each for each in candidates if each.skill not in asked_for][:MOST]
    concepts = {concept.uri: concept for concept in skills_to_choose().filter(uri__in=[each.skill for each in fresh])}
    names = named(concepts.values(), language=language)
    return [
        Suggestion(names[concepts[each.skill].pk], each.words, each.similarity)
        for each in fresh
        if each.skill in concepts
    ]


def _nearest(labels: "texts.Linker", text: str, languages: Iterable[str], *, most: int) -> "list[texts.Candidate]":
    """In whichever of these languages each skill is nearest: what a demand is written in nobody has said."""
    best: dict[str, texts.Candidate] = {}
    for language in languages:
        for each in labels.link(text, language=language, k=most, at_least=NEAR_ENOUGH):
            if each.skill not in best or each.similarity > best[each.skill].similarity:
                best[each.skill] = each
    return sorted(best.values(), key=lambda each: (-each.similarity, each.skill))[:most]


def skills_by_number(numbers: Iterable[int]) -> list[Concept]:
    """Those of the present edition, in the order that was asked for."""
    wanted = list(numbers)
    found = skills_to_choose().in_bulk(wanted)
    return [found[number] for number in wanted if number in found]


def profile_with_record(profile: Profile | None, **record: str) -> dict[str, object]:
    """What the form of the profile begins with: what is known, and over it what the record says."""
    known: dict[str, object] = {}
    if profile is not None:
        names = [field.name for field in Profile._meta.concrete_fields]
        known = {name: getattr(profile, name) for name in names}
    return known | {name: said for name, said in record.items() if said}
