"""The gallery shows every component of the house, and the lines that draw it."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape

import munera
from munera.site.design import PARTS
from tests.ui.drawing import Element, read

COMPONENTS = {
    path.stem.replace("_", "-")
    for path in (Path(munera.__file__).parent / "ui" / "templates" / "cotton").glob("*.html")
}
# Drawn by another component, never by a page.
WITHIN = {"field", "errors", "mark"}


@pytest.fixture
def gallery(client: Client, db: None) -> Element:
    return read(client.get("/design").content.decode())


def test_no_component_is_missing() -> None:
    shown = {name for part in PARTS for name in re.findall(r"<c-([\w-]+)", part.source)} - {"slot"}
    assert shown | WITHIN == COMPONENTS


def test_every_part_shows_the_lines_that_drew_it(client: Client, db: None) -> None:
    html = client.get("/design").content.decode()
    assert [part.code for part in PARTS if escape(part.source) not in html] == []


def test_the_index_leads_to_every_part(gallery: Element) -> None:
    links = [link.attributes["href"] for link in gallery.one(class_="gallery__index").all("a")]
    assert links == ["#colours", *(f"#{part.code}" for part in PARTS)]
    assert all(gallery.one("h2", id=part.code) for part in PARTS)


def test_no_two_elements_bear_one_id(gallery: Element) -> None:
    ids = [element.attributes["id"] for element in gallery.all() if "id" in element.attributes]
    assert sorted(ids) == sorted(set(ids))


def test_whatever_an_element_refers_to_is_there(gallery: Element) -> None:
    ids = {element.attributes["id"] for element in gallery.all() if "id" in element.attributes}
    referring = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
    referred = {
        name for element in gallery.all() for kind in referring for name in element.attributes.get(kind, "").split()
    }
    anchors = {
        link.attributes["href"].removeprefix("#") for link in gallery.all("a") if link.attributes["href"][:1] == "#"
    }
    assert (referred | anchors) - ids == set()


def test_the_table_of_the_gallery_turns_its_pages(client: Client, db: None) -> None:
    table = read(client.get("/design?page=2").content.decode()).all(class_="table")[0]
    assert [row.text for row in table.all("th", scope="row")] == ["Πέτρος Παππάς", "Marija Kostić", "김민서"]
