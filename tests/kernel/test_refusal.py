"""The one family of errors that a person may cause: each has its own words."""

import importlib
import pkgutil
from collections import Counter

import pytest
from django.utils.functional import Promise
from django.utils.translation import override

import munera
from munera.kernel.refusal import Refusal


def family(of: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """Every refusal of the house; each module is imported first, so that none hides."""
    return [member for child in of.__subclasses__() for member in (child, *family(child))]


@pytest.fixture(scope="module", autouse=True)
def _every_module() -> None:
    for module in pkgutil.walk_packages(munera.__path__, "munera."):
        if not module.name.endswith(("__main__", ".wsgi")):
            importlib.import_module(module.name)


def ours() -> list[type[Refusal]]:
    return [member for member in family() if member.__module__.startswith("munera.")]


def test_each_refusal_has_a_title_and_a_sentence_of_its_own_that_can_be_translated() -> None:
    wordless = [
        f"{member.__module__}.{member.__name__}.{part}"
        for member in ours()
        for part in ("title", "sentence")
        if not isinstance(vars(member).get(part), Promise)
    ]
    assert wordless == []


def test_no_two_refusals_say_the_same() -> None:
    with override("en"):
        sentences = Counter(str(member.sentence) for member in ours())
    assert [sentence for sentence, times in sentences.items() if times > 1] == []


def test_no_two_kinds_share_an_address() -> None:
    kinds = Counter(member.kind for member in ours())
    assert [kind for kind, times in kinds.items() if times > 1] == []


def test_a_kind_is_its_class_name_in_an_address() -> None:
    class CourseFull(Refusal):
        pass

    assert CourseFull.kind == CourseFull().kind == "course-full"


def test_a_sentence_that_names_a_value_is_the_refusals_own() -> None:
    class TooLate(Refusal):
        sentence = "It is too late."

    assert TooLate("It was due on 1 March.").sentence == "It was due on 1 March."
    assert TooLate.sentence == TooLate().sentence == "It is too late."
