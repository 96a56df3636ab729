"""Filters that live in the address."""

from django.http import QueryDict

from munera.ui.addresses import toggled, with_changes
from munera.ui.facets import Chip, chips_of, facet
from tests.ui.drawing import draw

REGIONS = {"rs": "Serbia", "pt": "Portugal", "kr": "Korea"}


def test_an_answer_ticks_and_unticks_itself() -> None:
    query = QueryDict("region=rs&q=crew&page=4")
    region = facet("region", "Region", REGIONS, counts={"rs": 3, "pt": 1}, query=query)
    assert [(option.label, option.count, option.is_ticked, option.query) for option in region.options] == [
        ("Serbia", 3, True, "q=crew"),
        ("Portugal", 1, False, "region=rs&region=pt&q=crew"),
    ]


def test_an_answer_that_would_show_nothing_is_not_offered_unless_ticked() -> None:
    region = facet("region", "Region", REGIONS, counts={}, query=QueryDict("region=kr"))
    assert [option.label for option in region.options] == ["Korea"]


def test_every_ticked_answer_has_a_chip() -> None:
    region = facet("region", "Region", REGIONS, counts={"rs": 1, "pt": 1}, query=QueryDict("region=rs&region=pt"))
    assert chips_of([region]) == [Chip("Serbia", "region=pt"), Chip("Portugal", "region=rs")]


def test_the_drawn_facet_tells_what_is_ticked() -> None:
    region = facet("region", "Region", REGIONS, counts={"rs": 1, "pt": 2}, query=QueryDict("region=pt"))
    links = draw('<c-facets :facets="facets" anchor="#found" />', facets=[region]).all("a")
    assert [(link.text, link.attributes.get("aria-current")) for link in links] == [
        ("Serbia 1", None),
        ("Portugal 2", "true"),
    ]
    assert links[1].attributes["href"] == "?#found"


def test_other_values_of_the_address_are_kept() -> None:
    query = QueryDict("q=a%26b&region=rs&region=pt&page=2")
    assert with_changes(query, page=3) == "q=a%26b&region=rs&region=pt&page=3"
    assert with_changes(query, page=None, order="name") == "q=a%26b&region=rs&region=pt&order=name"
    assert toggled(query, "region", "pt") == "q=a%26b&region=rs"
    assert query.urlencode() == "q=a%26b&region=rs&region=pt&page=2"
