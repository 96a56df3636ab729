"""A skill is found by the words of its reader, in any of its names, with or without accents."""

import pytest

from munera.kernel.skills import queries
from munera.kernel.skills.models import Concept
from munera.kernel.skills.queries.classification import folded, languages_for
from tests.factories.skills import PRUNING, classification


@pytest.mark.parametrize(
    ("text", "as_found"),
    [
        ("Prune Trees", " prune trees"),
        ("Đorđe Šumar", " djordje sumar"),
        ("C++ / C#", " c++ c#"),
        ("اللغة العربيّة", " اللغه العربيه"),
        ("Ελληνικά", " ελληνικα"),
        ("snake_case", " snake case"),
        ("  –  ", ""),
    ],
)
def test_words_are_folded(text: str, as_found: str) -> None:
    assert folded(text) == as_found


def test_a_reader_is_told_in_the_nearest_language() -> None:
    assert languages_for("sr-latn") == ["sr-latn", "sr", "en"]
    assert languages_for("en") == ["en"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("prun", "en", "prune plants"),
        ("hand prun", "en", "perform hand pruning"),
        ("BERBA", "sr-latn", "berba grožđa"),
        ("berba grozdja", "sr-latn", "berba grožđa"),
        ("harvest grapes", "sr-latn", "berba grožđa"),
        ("قطف", "ar", "قطف العنب"),
        ("podar pl", "pt", "podar plantas"),
        ("harvest grapes", "hu", "harvest grapes"),
    ],
)
def test_a_skill_is_found_by_the_beginnings_of_words(text: str, language: str, first: str) -> None:
    classification()
    assert queries.search(text, language=language)[0].label == first


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "   ", "rune", "prune oxen", "%", "_"])
def test_what_no_word_begins_with_is_not_found(text: str) -> None:
    classification()
    assert queries.search(text, language="en") == []


@pytest.mark.django_db
def test_occupations_are_no_skills_and_are_found_as_themselves() -> None:
    classification()
    assert queries.search("interpreter", language="en") == []
    [found] = queries.search("interpreter", language="en", kind="occupation")
    assert {one.kind for one in queries.related(found.concept, "essential", "optional")} == {"skill"}


@pytest.mark.django_db
def test_naming_many_is_one_question(django_assert_num_queries: object) -> None:
    classification()
    concepts = list(Concept.objects.all())
    with django_assert_num_queries(1):  # type: ignore[operator]  # a fixture of pytest-django
        names = queries.named(concepts, language="pt")
    assert len(names) == len(concepts)
    assert names[Concept.objects.get(uri=PRUNING).pk].language == "pt"
