"""Concepts, the words for them in the reader's language, and finding one by what somebody types."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Case, QuerySet, When
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from munera.kernel.skills.choices import LABELS, NEARNESS, ConceptKind, LabelKind, LabelSource
from munera.kernel.skills.models import Concept, Description, Edition, Label, Relation

# Commission Decision 2011/833/EU: shown wherever skills are.
ATTRIBUTION: Final = _(
    "This service uses the ESCO classification of the European Commission. Some of its words in languages other than "
    "English are ours and not official."
)
FALLBACK: Final = "en"
# Databases bound how many values a question may name.
AT_ONCE: Final = 500
# How many labels that fit are weighed before the best are shown.
WEIGHED: Final = 400
# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN_LETTERS: Final = str.maketrans(
    {"đ": "dj", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ى": "ي", "ة": "ه", "ـ": None, "’": "'"}
)
# C++ and C# are words.
NO_PART_OF_A_WORD: Final = re.compile(r"[^\w+#]|_")
SOURCES: Final = list(LabelSource.values)


@dataclass(frozen=True, slots=True)
class Named:
    """A concept as a reader sees it; ``language`` tells in which one its label is."""

    concept: Concept
    label: str
    language: str
    found_as: str = ""
    description: str = ""


def folded(text: str) -> str:
    """Words in lower case, without accents, a blank before each: ``Šumarstvo`` is found as ``sumarstvo``."""
    plain = text.lower()
    if not plain.isascii():
        apart = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN_LETTERS))
        plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    words = NO_PART_OF_A_WORD.sub(" ", plain).split()
    return f" {' '.join(words)}" if words else ""


def languages_for(language: str) -> list[str]:
    """The languages whose words suit the reader, best first: ``sr-latn``, ``sr``, ``en``."""
    parts = language.split("-")
    wider = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return list(dict.fromkeys([*wider, FALLBACK]))


def edition() -> Edition | None:
    """The classification this site has, as it was last imported."""
    return Edition.objects.exclude(name__in=(LABELS, NEARNESS)).first()


def skill_by_uri(uri: str) -> Concept | None:
    return Concept.objects.filter(uri=uri, kind=ConceptKind.SKILL).first()


def skills_to_choose() -> QuerySet[Concept]:
    """Those of the present edition."""
    return Concept.objects.filter(kind=ConceptKind.SKILL, is_current=True)


def named(concepts: Iterable[Concept], *, language: str, described: bool = False) -> dict[int, Named]:
    """By number, each concept under its label in the language, or the nearest that has one: two questions at most."""
    by_number = {concept.pk: concept for concept in concepts}
    labels = _preferred(list(by_number), language)
    meant = _descriptions(list(by_number), language) if described else {}
    return {
        number: Named(concept, *labels.get(number, (concept.uri, "")), description=meant.get(number, ""))
        for number, concept in by_number.items()
    }


def _preferred(numbers: list[int], language: str) -> dict[int, tuple[str, str]]:
    wanted = languages_for(language)
    best: dict[int, tuple[tuple[int, int], str, str]] = {}
    for start in range(0, len(numbers), AT_ONCE):
        labels = Label.objects.filter(concept__in=numbers[start : start + AT_ONCE], kind=LabelKind.PREFERRED)
        for number, spoken, source, text in labels.values_list("concept_id", "language", "source", "text"):
            # A language nobody asked for is better than an address.
            rank = (wanted.index(spoken) if spoken in wanted else len(wanted), -SOURCES.index(source))
            if number not in best or rank < best[number][0]:
                best[number] = (rank, text, spoken)
    return {number: (text, spoken) for number, (_rank, text, spoken) in best.items()}


def _descriptions(numbers: list[int], language: str) -> dict[int, str]:
    """In the reader's language, or in the nearest that has one."""
    found: dict[int, str] = {}
    for spoken in reversed(languages_for(language)):
        rows = Description.objects.filter(concept__in=numbers, language=spoken)
        found |= dict(rows.values_list("concept_id", "text"))
    return found


def search(text: str, *, language: str, kind: str = ConceptKind.SKILL, most: int = 20) -> list[Named]:
    """The concepts a label of which has every word of ``text`` at the beginning of a word; the nearest first.

    Labels in the reader's language are looked through, and English ones: a skill that nobody has translated is
    found under its English name.
    """
    wanted = folded(text)
    if not wanted:
        return []
    spoken = languages_for(language)
    labels = Label.objects.filter(language__in=spoken, concept__kind=kind, concept__is_current=True)
    for word in wanted.split():
        labels = labels.filter(folded__contains=f" {word}")
    nearest: dict[int, tuple[tuple[object, ...], str]] = {}
    near = Case(When(folded=wanted, then=0), When(folded__startswith=wanted, then=1), default=2)
    labels = labels.order_by(near, Length("folded"), "concept_id")
    rows = labels.values_list("concept_id", "folded", "kind", "language", "text")[:WEIGHED]
    for number, said, how, in_language, text_found in rows:
        rank = (
            said != wanted,
            not said.startswith(wanted),
            how != LabelKind.PREFERRED,
            spoken.index(in_language),
            len(said),
            said,
        )
        if number not in nearest or rank < nearest[number][0]:
            nearest[number] = (rank, "" if how == LabelKind.HIDDEN else text_found)
    best = sorted(nearest, key=lambda number: nearest[number][0])[:most]
    shown = named(Concept.objects.filter(pk__in=best), language=language)
    return [_found(shown[number], nearest[number][1]) for number in best if number in shown]


def _found(shown: Named, found_as: str) -> Named:
    """With the words by which it was found, where they are others than its name."""
    return shown if found_as == shown.label else Named(shown.concept, shown.label, shown.language, found_as)


def related(concept: Concept, *kinds: str) -> QuerySet[Concept]:
    """What the concept points at: the broader ones of a skill, the skills of an occupation."""
    targets = Relation.objects.filter(source=concept, kind__in=kinds).values("target")
    return Concept.objects.filter(pk__in=targets)
