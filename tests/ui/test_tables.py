"""Tables as the address asks for them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import QueryDict

from munera.kernel.people.models import Person
from munera.ui.tables import Act, Column, Link, Mark, Table, build
from tests.factories.people import person
from tests.ui.drawing import draw

COLUMNS = (Column("Name", sort="full_name"), Column("Letters", numeric=True))


def table(query: str = "", rows: Any = (), **options: Any) -> Table:
    return build(
        QueryDict(query), rows, caption="People", columns=COLUMNS, cells=lambda name: (name, len(name)), **options
    )


@pytest.mark.parametrize("within", [lambda moment: moment, lambda moment: Link(moment, "/there")])
def test_a_moment_is_told_in_the_time_of_the_place(within: Callable[[datetime], Any]) -> None:
    moment = within(datetime(2026, 7, 15, 10, 24, tzinfo=UTC))
    drawn = build(QueryDict(), [moment], caption="Events", columns=(Column("When"),), cells=lambda row: (row,))
    assert "15 July 2026, 12:24" in drawn.rows[0][0].html


def names(drawn: Table) -> list[str]:
    return [row[0].content for row in drawn.rows]


def test_a_list_is_shown_in_pages() -> None:
    shown = table("page=2", ["Ana", "Emin", "Leila", "Milica", "Zoran"], per_page=2)
    assert names(shown) == ["Leila", "Milica"]
    assert (shown.first, shown.last, shown.total) == (3, 4, 5)
    assert [(page.number, page.is_here) for page in shown.pages] == [(1, False), (2, True), (3, False)]


def test_the_pages_keep_the_filter_and_the_order() -> None:
    shown = table("region=rs&region=pt&order=-full_name&page=2", ["Ana", "Emin", "Leila"], per_page=1)
    assert shown.previous == "region=rs&region=pt&order=-full_name&page=1"
    assert shown.following == "region=rs&region=pt&order=-full_name&page=3"


@pytest.mark.parametrize(("page", "shown"), [("0", "Emin"), ("99", "Emin"), ("x", "Ana")])
def test_a_page_that_is_not_there_falls_back_to_one_that_is(page: str, shown: str) -> None:
    assert names(table(f"page={page}", ["Ana", "Emin"], per_page=1)) == [shown]


def test_a_heading_sorts_and_begins_again_at_the_first_page() -> None:
    heading = table("region=rs&page=3", ["Ana"]).headings[0]
    assert (heading.query, heading.order) == ("region=rs&order=full_name", "none")


def test_a_second_click_turns_the_order() -> None:
    assert table("order=full_name", ["Ana"]).headings[0].query == "order=-full_name"
    assert table("order=-full_name", ["Ana"]).headings[0].query == "order=full_name"


def test_a_column_that_does_not_sort_has_no_link() -> None:
    assert table("", ["Ana"]).headings[1].query == ""


@pytest.mark.django_db
def test_rows_stand_in_the_order_asked_for() -> None:
    for name in ("Milica", "Ana", "Zoran"):
        person(name)
    people = Person.objects.order_by("pk")

    def shown(query: str) -> list[str]:
        listed = build(QueryDict(query), people, caption="", columns=COLUMNS, cells=lambda row: (row.full_name, 0))
        return [name for name in names(listed) if name in ("Milica", "Ana", "Zoran")]

    assert shown("order=full_name") == ["Ana", "Milica", "Zoran"]
    assert shown("order=-full_name") == ["Zoran", "Milica", "Ana"]
    assert shown("") == ["Milica", "Ana", "Zoran"]


@pytest.mark.django_db
def test_an_order_that_no_column_offers_is_not_asked_of_the_database() -> None:
    person("Milica")
    people = Person.objects.order_by("pk")
    query = QueryDict("order=password")
    listed = build(query, people, caption="", columns=COLUMNS, cells=lambda row: (row.full_name, 0))
    assert [heading.order for heading in listed.headings] == ["none", ""]


def test_a_table_says_how_its_rows_stand() -> None:
    drawn = draw('<c-table :table="table" />', table=table("order=-full_name", ["Ana"]))
    heads = drawn.all("th", scope="col")
    assert [head.attributes.get("aria-sort") for head in heads] == ["descending", None]
    assert drawn.one("caption").text == "People"
    assert drawn.one("th", scope="row").text == "Ana"
    assert drawn.one("td").attributes["data-label"] == "Letters"


def test_cells_lead_mark_and_act() -> None:
    columns = tuple(Column(title) for title in ("Name", "Day", "State", "Undo"))
    rows = [("Ana", date(2025, 7, 1))]

    def cells(row: tuple[str, date]) -> tuple[Any, ...]:
        return Link(row[0], "/ana?a=1&b=2"), row[1], Mark("Paid", "success"), Act("Cancel", "/cancel", about=row[0])

    listed = build(QueryDict(""), rows, caption="Days", columns=columns, cells=cells)
    drawn = draw('<c-table :table="table" />', table=listed)
    assert drawn.one("a").attributes["href"] == "/ana?a=1&b=2"
    assert drawn.one(class_="ds-tag").attributes["data-color"] == "success"
    form = drawn.one("form")
    assert (form.attributes["action"], form.attributes["method"]) == ("/cancel", "post")
    assert form.one("input", name="csrfmiddlewaretoken")
    assert form.one("button").text == "Cancel Ana"


def test_a_table_without_rows_says_what_will_be_there() -> None:
    drawn = draw('<c-table :table="table"><c-slot name="empty">Register somebody.</c-slot></c-table>', table=table())
    assert drawn.all("table") == []
    assert drawn.one(class_="empty").text == "People Register somebody."


def test_as_many_cells_as_columns() -> None:
    with pytest.raises(ValueError, match="zip"):
        build(QueryDict(""), ["Ana"], caption="", columns=COLUMNS, cells=lambda name: (name,))
