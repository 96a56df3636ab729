"""Skills that a demand may ask for, suggested from its own words. A manager decides; nothing is asked for by itself."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings

from munera.engines.matching.errors import Malformed
from munera.engines.matching.text import Candidate, Linker
from munera.engines.matching.text import Label as EngineLabel
from munera.kernel.skills.choices import LabelKind
from munera.kernel.skills.models import Concept, Edition, Label
from munera.kernel.skills.queries import Named, named, skills_to_choose
from munera.services.evaluators.models import Demand, Profile

MOST: Final = 12
# Below, a suggestion shares hardly more with the text than a few letters.
NEAR_ENOUGH: Final = 300
# What demands are written in, whoever reads them in which language.
WRITTEN_IN: Final = ("pt", "en")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A skill, and the words of the demand that led to it."""

    skill: Named
    words: tuple[str, ...]
    similarity: int


def suggestions_for(demand: Demand, *, language: str) -> list[Suggestion]:
    """The nearest first, without what the demand asks for already."""
    labels = _linker(language)
    if labels is None:
        return []
    asked_for = {requirement.skill.uri for requirement in demand.requirements.all()}
    text = f"{demand.policy}\n{demand.question}\n{demand.about}\n{demand.data_at_hand}"
    candidates = _nearest(labels, text, _read_as(language), most=MOST + len(asked_for))
    fresh = [each for each in candidates if each.skill not in asked_for][:MOST]
    concepts = {concept.uri: concept for concept in skills_to_choose().filter(uri__in=[each.skill for each in fresh])}
    names = named(concepts.values(), language=language)
    return [
        Suggestion(names[concepts[each.skill].pk], each.words, each.similarity)
        for each in fresh
        if each.skill in concepts
    ]


def _nearest(labels: Linker, text: str, languages: Iterable[str], *, most: int) -> list[Candidate]:
    """In whichever of these languages each skill is nearest: what a demand is written in nobody has said."""
    best: dict[str, Candidate] = {}
    for language in languages:
        for each in labels.link(text, language=language, k=most, at_least=NEAR_ENOUGH):
            if each.skill not in best or each.similarity > best[each.skill].similarity:
                best[each.skill] = each
    return sorted(best.values(), key=lambda each: (-each.similarity, each.skill))[:most]


def _read_as(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((language.partition("-")[0], *WRITTEN_IN)))


def skills_by_number(numbers: Iterable[int]) -> list[Concept]:
    """Those of the present edition, in the order that was asked for."""
    wanted = list(numbers)
    found = skills_to_choose().in_bulk(wanted)
    return [found[number] for number in wanted if number in found]


def _linker(language: str) -> Linker | None:
    """Made ready once in each process, and again when the classification or its words have changed."""
    newest = Edition.objects.order_by("-pk").first()
    if newest is None:
        return None
    said = (settings.DATABASES["default"]["NAME"], newest.pk, f"{newest}", newest.imported_at, _read_as(language))
    return _made_ready(hashlib.sha256(f"{said}".encode()).hexdigest()[:24], language.partition("-")[0])


@lru_cache(maxsize=2)
def _made_ready(edition: str, language: str) -> Linker | None:
    """From the file that another process of this machine has left, or else built, which takes seconds, and left."""
    path = Path(settings.HOME) / "labels" / f"{language or 'none'}.{edition}"
    try:
        return Linker.from_bytes(path.read_bytes())
    except (Malformed, OSError):
        pass
    labels = _labels(language)
    if not labels:
        return None
    made = Linker.build(labels)
    _keep(made, path)
    return made


def _labels(language: str) -> list[EngineLabel]:
    """Words in the reader's language and in those of the demands; English is there for all skills."""
    rows = Label.objects.filter(concept__in=skills_to_choose(), concept__is_language=False).exclude(
        kind=LabelKind.HIDDEN
    )
    return [
        EngineLabel(uri, spoken, text)
        for uri, spoken, text in rows.values_list("concept__uri", "language", "text").iterator()
        if spoken.partition("-")[0] in _read_as(language)
    ]


def _keep(made: Linker, path: Path) -> None:
    """Whoever looks there sees a whole file or none; that of a former classification goes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    former = set(path.parent.glob(f"{path.name.partition('.')[0]}.*")) - {path}
    beside = path.with_name(f"part.{os.getpid()}.{path.name}")
    beside.write_bytes(made.to_bytes())
    beside.replace(path)
    for each in former:
        each.unlink(missing_ok=True)


def profile_with_record(profile: Profile | None, **record: str) -> dict[str, object]:
    """What the form of the profile begins with: what is known, and over it what the record says."""
    known: dict[str, object] = {}
    if profile is not None:
        names = [field.name for field in Profile._meta.concrete_fields]
        known = {name: getattr(profile, name) for name in names}
    return known | {name: said for name, said in record.items() if said}
