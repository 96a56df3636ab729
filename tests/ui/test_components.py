"""What the components make of what they are given; /design shows how it looks."""

import re
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from munera.ui.facets import Chip
from tests.ui.drawing import draw

NASTY = "<script>alert(\"x\")</script> & 'co'"


@pytest.mark.parametrize(
    "source",
    [
        '<c-page-header :title="nasty" :lead="nasty" :over="nasty" />',
        '<c-page-header title="{{ nasty }}" lead="{{ nasty }}" />',
        '<c-hero :title="nasty" :lead="nasty" />',
        '<c-card :title="nasty" :over="nasty" :href="nasty">{{ nasty }}</c-card>',
        '<c-alert :title="nasty" :tone="nasty">{{ nasty }}</c-alert>',
        '<c-button :href="nasty" :tone="nasty">{{ nasty }}</c-button>',
        '<c-tag :tone="nasty">{{ nasty }}</c-tag>',
        '<c-empty :title="nasty">{{ nasty }}</c-empty>',
        '<c-secret :masked="nasty" :name="nasty">{{ nasty }}</c-secret>',
        '<c-definition-list><c-definition :term="nasty">{{ nasty }}</c-definition></c-definition-list>',
        '<c-definition-list :items="pairs" />',
        '<c-timeline :items="events" />',
        '<c-steps :steps="events" />',
        '<c-tasks :tasks="events" />',
        '<c-breadcrumbs :here="nasty"><c-crumb :href="nasty">{{ nasty }}</c-crumb></c-breadcrumbs>',
        '<c-progress :job="job" :title="nasty" />',
        '<c-chips :chips="chips" />',
    ],
)
def test_words_of_people_are_never_markup(source: str) -> None:
    event = SimpleNamespace(at=NASTY, title=NASTY, text=NASTY, state=NASTY, hint=NASTY, address=NASTY, tone=NASTY)
    job = SimpleNamespace(state="running", done=1, of=2, address=NASTY)
    drawn = draw(source, nasty=NASTY, pairs=[(NASTY, NASTY)], events=[event], job=job, chips=[Chip(NASTY, NASTY)])
    assert drawn.all("script") == []
    told = drawn.text + "".join(" ".join(element.attributes.values()) for element in drawn.all())
    assert NASTY in re.sub(r"\s+", " ", told)
    assert "&amp;amp;" not in told
    assert "&lt;" not in told


def test_a_component_does_not_see_the_page_around_it() -> None:
    drawn = draw('<c-card>text</c-card><c-page-header title="Crew" />', title="Of the page", lead="Of the page")
    assert drawn.text == "text Crew"


def test_a_button_that_leads_somewhere_is_a_link() -> None:
    link = draw('<c-button href="/there" variant="secondary">Go</c-button>').one("a")
    assert (link.attributes["href"], link.attributes["data-variant"], link.text) == ("/there", "secondary", "Go")


def test_a_button_keeps_what_else_it_is_told() -> None:
    button = draw('<c-button name="verdict" value="yes" formaction="/x">Go</c-button>').one("button")
    assert {
        "name": "verdict",
        "value": "yes",
        "formaction": "/x",
        "type": "submit",
    }.items() <= button.attributes.items()


@pytest.mark.parametrize(("tone", "role"), [("danger", "alert"), ("success", "status"), ("info", None)])
def test_an_alert_speaks_up_as_loudly_as_it_matters(tone: str, role: str | None) -> None:
    alert = draw(f'<c-alert tone="{tone}">text</c-alert>').one(class_="alert")
    assert alert.attributes.get("role") == role


def test_the_level_of_django_messages_is_a_tone() -> None:
    assert draw('<c-alert tone="error">text</c-alert>').one(class_="alert").attributes["data-color"] == "danger"


def test_the_heading_of_a_card_takes_the_level_it_is_given() -> None:
    assert draw('<c-card title="Seasonal work" level="4" />').one("h4").text == "Seasonal work"


def test_a_secret_is_opened_only_where_it_is_given() -> None:
    assert draw('<c-secret masked="•• 21" />').all("details") == []
    assert "4821" in draw('<c-secret masked="•• 21">4821</c-secret>').one("details").text


def test_a_timeline_says_where_the_case_stands() -> None:
    events = [
        {"title": "Sent", "state": "done", "at": "1 July"},
        {"title": "Read", "state": "current", "at": "2 July"},
        {"title": "Decided", "state": "waiting"},
    ]
    lines = draw('<c-timeline :items="events" />', events=events).all("li")
    assert [line.text for line in lines] == ["1 July Sent", "2 July Read", "Not yet Decided"]
    assert [line.attributes.get("aria-current") for line in lines] == [None, "step", None]


@pytest.mark.parametrize(("state", "asks"), [("waiting", True), ("running", True), ("done", False), ("failed", False)])
def test_progress_is_asked_for_until_the_work_ends(state: str, asks: bool) -> None:
    job = SimpleNamespace(state=state, done=3, of=9, address="/jobs/1/")
    part = draw('<c-progress :job="job">See it</c-progress>', job=job).one("section")
    assert ("hx-get" in part.attributes) is asks
    assert bool(part.all("a", href="/jobs/1/")) is asks  # and by hand where there is no script


def test_progress_tells_how_far_it_is() -> None:
    bar = draw('<c-progress :job="job" />', job=SimpleNamespace(state="running", done=3, of=9, address="/")).one(
        "progress"
    )
    assert (bar.attributes["value"], bar.attributes["max"]) == ("3", "9")


def test_what_is_ticked_can_be_removed() -> None:
    link = draw('<c-chips :chips="chips" anchor="#list" />', chips=[Chip("Serbia", "region=pt")]).one("a")
    assert (link.attributes["href"], link.text) == ("?region=pt#list", "Remove: Serbia")


@dataclass(frozen=True)
class Named:
    """As much of an identity as the footer tells."""

    body: str


def test_what_is_remembered_differs_by_language_and_by_its_facts() -> None:
    source = '{% load ui %}{% remembered "ui/footer.html" identity=identity %}'
    for _time in ("drawn", "remembered"):
        for language, sentence in (("en", "Munera is free software."), ("pt", "O Munera é software livre.")):
            for body in ("Demo Town", NASTY):
                with override(language):
                    told = draw(source, identity=Named(body)).text
                assert told.startswith(f"{body} {sentence}")
