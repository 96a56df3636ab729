"""Finding a case: by words in any spelling, by facets, and what is offered where nothing fits."""

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.utils.translation import override

from munera.kernel.cases import Audience, Capability, Case, Region, Step
from munera.services.seasonal.case import CASE as SEASONAL
from munera.site import library
from munera.site.library import Filter

HARVEST = Case(
    slug="harvest",
    title="Žetva u Šapcu",
    summary="Ulov i žetva",
    for_whom="Djaci Đorđa",
    original="",
    country="Србија",
    institution="Υπουργείο Εργασίας",
    problem="",
    changed="إعلانات عن الوظائف",
    holds_data_because="",
    entry="harvest:home",
    region=Region.SOUTHERN_EUROPE,
    audiences=(Audience.WORKERS,),
    capabilities=(Capability.REGISTER,),
    languages=("en",),
    steps=(Step("", ""),),
)
OFFICE = replace(
    HARVEST,
    slug="office",
    title="Office",
    summary="An office that mentions the harvest: žetva",
    audiences=(Audience.EMPLOYERS,),
    capabilities=(Capability.LEVIES, Capability.REASONS),
)
CASES = (OFFICE, HARVEST)


def asked(query: str) -> Filter:
    return library.read_filter(QueryDict(query).getlist)


@pytest.mark.parametrize(
    "text", ["šapcu", "SAPCU", "sap", "djordja", "đorđa", "εργασιας", "ΕΡΓΑΣΊΑΣ", "اعلانات", "срБија", "žetva sapcu"]
)
def test_words_are_found_without_accents_and_in_any_case(text: str) -> None:
    assert library.cases_saying([HARVEST], text) == [HARVEST]


@pytest.mark.parametrize("text", ["apcu", "žetva u Parizu", "pariz"])
def test_every_word_must_begin_a_word_of_the_case(text: str) -> None:
    assert library.cases_saying([HARVEST], text) == []


def test_a_case_whose_title_says_it_comes_first() -> None:
    assert library.cases_saying(CASES, "zetva") == [HARVEST, OFFICE]


def test_within_a_facet_one_word_suffices_and_all_facets_must_agree() -> None:
    assert library.cases_fitting(CASES, asked("audience=workers&audience=employers")) == [OFFICE, HARVEST]
    assert library.cases_fitting(CASES, asked("audience=workers&capability=levies")) == []
    assert library.cases_fitting(CASES, asked("audience=employers&capability=levies")) == [OFFICE]


def test_counts_leave_their_own_facet_out_so_that_a_second_word_can_be_added() -> None:
    audience = library.FACETS[0]
    counts = library.counts_of(audience, CASES, asked("audience=workers&capability=register"))
    assert counts == {"workers": 1}
    assert library.counts_of(audience, CASES, asked("audience=workers")) == {
        "workers": 1,
        "employers": 1,
    }


def test_the_address_holds_the_filter_and_drops_unknown_words() -> None:
    found = asked("q=+rain++crew&audience=workers&audience=ghosts&region=southern-europe&page=3")
    assert found == Filter("rain crew", frozenset({("audience", "workers"), ("region", "southern-europe")}))
    assert asked(found.query) == found
    assert Filter().is_empty


def test_a_mistyped_word_finds_its_nearest() -> None:
    assert library.nearest_words([SEASONAL], "seasonel harwest") == ["seasonal", "harvest"]
    assert library.nearest_words([SEASONAL], "seasonal") == []
    assert library.nearest_words([SEASONAL], "xqzzk") == []


def test_a_case_is_searched_and_told_in_the_language_of_the_reader() -> None:
    with override("sr-latn"):
        assert library.language_told(SEASONAL) == "sr-latn"
        assert library.cases_saying([SEASONAL], "sezonski") == [SEASONAL]
        assert library.cases_saying([SEASONAL], "sezonski harvest") == [SEASONAL], "in English too"
        assert library.language_told(HARVEST) == "en"
    with override("en"):
        assert library.cases_saying([SEASONAL], "sezonskog") == []


def test_every_installed_room_has_a_case_and_no_two_share_an_address() -> None:
    cases = library.installed_cases()
    assert SEASONAL in cases
    assert len({case.slug for case in cases}) == len(cases)
    assert library.case_of("seasonal-work") is SEASONAL
    assert library.case_of("no-such-thing") is None


def test_no_word_of_a_facet_is_carried_by_no_case() -> None:
    for facet in library.FACETS:
        used = {str(value) for case in library.installed_cases() for value in facet.values_of(case)}
        assert set(facet.choices.values) == used
