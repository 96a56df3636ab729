"""Choosing a language, finding it again after sign-in, and what a page says in a language it does not speak."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import override

from munera.kernel.people.models import Person
from munera.services.seasonal.case import CASE as SEASONAL
from tests.factories.seasonal import employer_with_crew

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]
ARABIC = re.compile("[\u0621-\u064a]")
EVERY = [code for code, _ in settings.LANGUAGES]


def choose(client: Client, language: str, *, next_page: str = "/") -> None:
    answer = client.post(reverse("set_language"), {"language": language, "next": next_page})
    assert answer["Location"] == next_page


@pytest.fixture
def leila() -> Person:
    return Person.objects.create_user("leila@demo.example", full_name="Leila Haddad")


@pytest.mark.parametrize("language", EVERY)
def test_every_language_is_offered_under_its_own_name_and_marked_as_such(client: Client, language: str) -> None:
    choose(client, language)
    page = client.get("/").content.decode()
    for code, own_name in settings.LANGUAGES:
        current = ' aria-current="true"' if code == language else " "
        assert f'<button name="language" value="{code}" lang="{code}"{current}>{own_name}</button>' in page
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}"' in page


def test_the_page_stays_the_same(client: Client) -> None:
    choose(client, "pt", next_page="/?q=rain&audience=workers")
    answer = client.get("/?q=rain&audience=workers")
    assert answer["Content-Language"] == "pt"


def test_nobody_is_led_away_to_another_site(client: Client) -> None:
    answer = client.post(reverse("set_language"), {"language": "pt", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_language_that_is_not_offered_changes_nothing(client: Client, leila: Person, sign_in: SignIn) -> None:
    sign_in(client, leila)
    choose(client, "tlh")
    leila.refresh_from_db()
    assert leila.language == ""
    assert client.get("/")["Content-Language"] == "en"


def test_what_a_person_chose_waits_for_them_in_another_browser(client: Client, leila: Person, sign_in: SignIn) -> None:
    sign_in(client, leila)
    choose(client, "ar")
    elsewhere = Client()
    assert elsewhere.get("/")["Content-Language"] == "en"
    sign_in(elsewhere, leila)
    assert elsewhere.get("/")["Content-Language"] == "ar"


def test_a_page_of_a_service_that_lacks_the_language_says_so_and_is_marked_english(
    client: Client, leila: Person, sign_in: SignIn
) -> None:
    sign_in(client, leila)
    choose(client, "pt")
    page = client.get(reverse(SEASONAL.entry), follow=True).content.decode()
    assert "Esta página ainda não está traduzida" in page
    assert '<div class="page-content" lang="en" dir="ltr">' in page
    assert '<div class="page-place" lang="en" dir="ltr">' in page


def test_a_page_of_a_service_that_lacks_the_language_writes_its_days_in_english_and_its_frame_in_the_readers(
    client: Client, sign_in: SignIn
) -> None:
    _garden, milica, _crew = employer_with_crew()
    sign_in(client, milica)
    choose(client, "ar")
    answer = client.get(f"{reverse(SEASONAL.entry)}?on=2026-07-15", follow=True)
    page = answer.content.decode()
    frame, content = page.split('<div class="page-content" lang="en" dir="ltr">')
    content, footer = content.split('<footer class="site-footer">')
    assert not ARABIC.search(content)
    assert re.search(r"[A-Z][a-z]+day, \d+ [A-Z][a-z]+ \d{4}", content)
    assert not ARABIC.search(re.findall(r"<title>(.*?)</title>", page)[0])
    assert '<html lang="ar" dir="rtl"' in frame
    assert ARABIC.search(footer)
    assert answer["Content-Language"] == "ar"


def test_a_page_of_a_service_that_speaks_the_language_says_nothing(
    client: Client, leila: Person, sign_in: SignIn
) -> None:
    sign_in(client, leila)
    for language in SEASONAL.languages:
        choose(client, language)
        page = client.get(reverse(SEASONAL.entry), follow=True).content.decode()
        assert '<div class="page-content" >' in page


def test_numbers_and_days_follow_the_language_with_latin_digits(client: Client) -> None:
    said = {}
    for language in EVERY:
        choose(client, language)
        said[language] = client.get(reverse("accessibility")).content.decode()
    assert "23 November 2026" in said["en"]
    assert "23 de Novembro de 2026" in said["pt"]
    assert "23. novembar 2026." in said["sr-latn"]
    assert "23 نوفمبر 2026" in said["ar"]
    assert "2026년 11월 23일" in said["ko"]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["5 November 2026, 14:05", "05/11/2026", "1,234,567.80"]),
        ("pt", ["5 de Novembro de 2026 às 14:05", "05/11/2026", "1.234.567,80"]),
        ("sr-latn", ["5. novembar 2026. 14:05", "5.11.2026.", "1.234.567,80"]),
        ("ko", ["2026년 11월 5일 14:05", "2026. 11. 5.", "1,234,567.80"]),
        ("ar", ["5 نوفمبر 2026، 14:05", "2026/11/05", "1,234,567.80"]),
    ],
)
def test_a_day_a_time_and_a_sum_are_written_as_the_language_writes_them(language: str, written: list[str]) -> None:
    moment = datetime(2026, 11, 5, 14, 5)  # noqa: DTZ001  # how it is written, not when it was
    with override(language):
        assert [
            date_format(moment, "DATETIME_FORMAT"),
            date_format(moment, "SHORT_DATE_FORMAT"),
            number_format(1234567.8, 2, force_grouping=True),
        ] == written
