"""The reader's colours, chosen without script and known to the first byte of the next page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def scheme_of(client: Client) -> str:
    html = client.get("/design").content.decode()
    return html.partition('data-color-scheme="')[2].partition('"')[0]


def test_the_device_decides_until_the_reader_does(client: Client) -> None:
    assert scheme_of(client) == "auto"


@pytest.mark.parametrize("scheme", ["light", "dark", "auto"])
def test_a_chosen_scheme_is_kept(client: Client, scheme: str) -> None:
    answer = client.post("/colours", {"scheme": scheme, "next": "/design?order=name"})
    assert answer.headers["Location"] == "/design?order=name"
    assert scheme_of(client) == scheme


def test_a_scheme_that_does_not_exist_changes_nothing(client: Client) -> None:
    client.post("/colours", {"scheme": "dark"})
    client.post("/colours", {"scheme": '"><script>'})
    assert scheme_of(client) == "dark"
    client.cookies["munera_colour_scheme"] = '"><script>'
    assert scheme_of(client) == "auto"


@pytest.mark.parametrize("address", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(client: Client, address: str) -> None:
    assert client.post("/colours", {"scheme": "dark", "next": address}).headers["Location"] == "/"


def test_only_a_form_changes_the_colours(client: Client) -> None:
    assert client.get("/colours").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/colours", {"scheme": "dark"}).status_code == 403
