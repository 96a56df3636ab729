"""The home page and the pages of cases, as a reader gets them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from munera.services.evaluators.case import CASE as EVALUATORS
from munera.services.seasonal.case import CASE as SEASONAL

pytestmark = pytest.mark.django_db


def test_home_shows_a_card_for_each_service_with_a_way_to_its_page(client: Client) -> None:
    page = client.get(reverse("home")).content.decode()
    for case in (SEASONAL, EVALUATORS):
        assert str(case.title) in page
        assert f'href="{reverse("show_case", args=[case.slug])}"' in page
    assert "3 services" in page


def test_a_filter_shows_chips_whose_address_leaves_it_out(client: Client) -> None:
    page = client.get(reverse("home"), {"q": "rain", "audience": "workers"}).content.decode()
    chips = re.findall(r'class="chip" href="\?([^"#]*)#found"', page)
    assert chips == ["audience=workers", "q=rain"]
    assert str(SEASONAL.title) in page


def test_a_search_keeps_what_is_ticked(client: Client) -> None:
    page = client.get(reverse("home"), {"audience": "workers"}).content.decode()
    assert '<input type="hidden" name="audience" value="workers">' in page


def test_where_nothing_fits_the_page_offers_ways_that_find_something(client: Client) -> None:
    answer = client.get(reverse("home"), {"q": "seasonel", "audience": "workers"})
    assert answer.status_code == 200
    assert [(way.query, way.count) for way in answer.context["ways_out"]] == [
        ("q=seasonal&audience=workers", 1),
        ("audience=workers", 1),
    ]
    assert f'href="{reverse("home")}#found"' in answer.content.decode()


def test_a_search_is_shown_as_it_was_typed_and_not_run_as_markup(client: Client) -> None:
    page = client.get(reverse("home"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_home_asks_the_database_nothing(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(reverse("home"))


def test_a_case_names_the_source_of_every_figure(client: Client) -> None:
    page = client.get(reverse("show_case", args=[SEASONAL.slug])).content.decode()
    assert SEASONAL.results
    for result in SEASONAL.results:
        assert str(result.figure) in page
        assert f"Source: {result.source}" in page


def test_a_case_leads_into_its_service(client: Client) -> None:
    page = client.get(reverse("show_case", args=[SEASONAL.slug])).content.decode()
    assert f'href="{reverse(SEASONAL.entry)}"' in page


def test_a_service_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get(reverse("show_case", args=["no-such-thing"])).status_code == 404
