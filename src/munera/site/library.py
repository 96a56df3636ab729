"""The case library: find the cases that fit what a reader typed and ticked, in the reader's language.

Pure reading of a few dozen cases kept in memory, so a plain scan is quick and there is no index to go stale.
"""

import difflib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from munera.kernel.cases import Audience, Capability, Case, Region
from munera.kernel.refusal import Sentence

# Letters that Unicode does not take apart into a plain letter and a mark.
PLAIN_LETTERS = str.maketrans(
    {"đ": "dj", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "ى": "ي", "ة": "ه", "ـ": None, "’": "'"}
)


@cache
def installed_cases() -> tuple[Case, ...]:
    """One case for each room that the settings write out; a room without one is not finished and fails here."""
    return tuple(import_module(f"{room}.case").CASE for room in settings.MUNERA_ROOMS)


def case_of(slug: str) -> Case | None:
    return next((case for case in installed_cases() if case.slug == slug), None)


def case_of_namespace(namespace: str) -> Case | None:
    """The case of the room whose pages carry this URL namespace."""
    return next((case for case in installed_cases() if case.entry.partition(":")[0] == namespace), None)


def language_told(case: Case) -> str:
    """The language the case is told in now: the reader's, or English where nobody has translated it."""
    language = get_language() or settings.LANGUAGE_CODE
    with override(settings.LANGUAGE_CODE):
        english = str(case.summary)
    return settings.LANGUAGE_CODE if str(case.summary) == english else language


def plain(text: str) -> str:
    """Lower case, without accents and other marks: ``Šabac`` and ``sabac`` are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in plain(text)).split()


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to sort the cases: its words, and which of them a case carries."""

    name: str
    title: Sentence
    choices: type[TextChoices]
    values_of: Callable[[Case], tuple[str, ...]]


FACETS = (
    Facet("audience", _("For whom"), Audience, lambda case: case.audiences),
    Facet("capability", _("What it does"), Capability, lambda case: case.capabilities),
    Facet("region", _("Where it comes from"), Region, lambda case: (case.region,)),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader asked for; the address holds all of it."""

    text: str = ""
    ticked: frozenset[tuple[str, str]] = frozenset()

    @property
    def query(self) -> str:
        """The part of the address after ``?``; the same filter always has the same address."""
        pairs = ([("q", self.text)] if self.text else []) + sorted(self.ticked)
        return urlencode(pairs)

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.ticked

    def ticked_in(self, facet: Facet) -> set[str]:
        return {value for name, value in self.ticked if name == facet.name}

    def without(self, facet: Facet, value: str) -> "Filter":
        return replace(self, ticked=self.ticked - {(facet.name, value)})


def read_filter(values_of: Callable[[str], Sequence[str]]) -> Filter:
    """The filter in an address (``request.GET.getlist``). Words that no facet knows are left out."""
    text = " ".join(" ".join(values_of("q")).split())[:200]
    ticked = {
        (facet.name, value) for facet in FACETS for value in values_of(facet.name) if value in facet.choices.values
    }
    return Filter(text, frozenset(ticked))


def cases_saying(cases: Iterable[Case], text: str) -> list[Case]:
    """The cases in which every word of ``text`` begins a word; first those whose title says it."""
    wanted = words_of(text)
    saying = [case for case in cases if _says(words_of(_text_in_both(case)), wanted)]
    return sorted(saying, key=lambda case: (not _says(words_of(str(case.title)), wanted), str(case.title)))


def cases_fitting(cases: Iterable[Case], asked: Filter) -> list[Case]:
    """The cases that carry what is ticked. Within a facet one word suffices; all facets must agree."""
    return [case for case in cases if all(_fits(case, facet, asked.ticked_in(facet)) for facet in FACETS)]


def count(cases: Iterable[Case], asked: Filter) -> int:
    return len(cases_fitting(cases_saying(cases, asked.text), asked))


def counts_of(facet: Facet, cases: Iterable[Case], asked: Filter) -> dict[str, int]:
    """How many cases carry each word of a facet, with the text and the other facets left as they are."""
    others = replace(asked, ticked=frozenset(pair for pair in asked.ticked if pair[0] != facet.name))
    return dict(Counter(str(value) for case in cases_fitting(cases, others) for value in facet.values_of(case)))


def nearest_words(cases: Iterable[Case], text: str) -> list[str]:
    """For each word that no case says, the nearest that one does: for a mistyped search."""
    known: dict[str, str] = {}
    for case in cases:
        for said in _text_of(case).split():
            cleaned = "".join(letter for letter in said if letter.isalnum()).casefold()
            known.setdefault(plain(cleaned), cleaned)
    unknown = [word for word in words_of(text) if not any(said.startswith(word) for said in known)]
    nearest = [difflib.get_close_matches(word, [said for said in known if len(said) > 2], n=1) for word in unknown]
    return list(dict.fromkeys(known[match] for matches in nearest for match in matches))


def _fits(case: Case, facet: Facet, ticked: set[str]) -> bool:
    return not ticked or not ticked.isdisjoint(facet.values_of(case))


def _says(said: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(start) for word in said) for start in wanted)


def _text_in_both(case: Case) -> str:
    """In the reader's language and in English, in which people know such services abroad."""
    with override(settings.LANGUAGE_CODE):
        english = _text_of(case)
    return f"{_text_of(case)} {english}"


def _text_of(case: Case) -> str:
    sentences: list[Sentence] = [
        case.title, case.summary, case.for_whom, case.problem, case.changed,
        case.original, case.institution, case.country, case.region.label,
    ]  # fmt: skip
    labels = [*(audience.label for audience in case.audiences), *(one.label for one in case.capabilities)]
    return " ".join(str(sentence) for sentence in [*sentences, *labels])
