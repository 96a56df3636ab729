"""Signing in with a national eID: the whole code flow against a real provider in another process."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from environs import Env
from pytest_django.fixtures import Settings

from munera.kernel.access.rules import SECOND_FACTOR
from munera.kernel.people.actions import find_or_create_by_identifier
from munera.kernel.people.models import Identifier, Person
from munera.kernel.people.queries import person_by_identifier
from munera.site.sign_in.eids import eids_named_in
from tests.site import national_eid as eid
from tests.site.national_eid.running import name_eid, running_eid

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def eid_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    callback = f"http://testserver{reverse('openid_connect_callback', args=['rs'])}"
    with running_eid(tmp_path_factory.mktemp("eid"), callback=callback) as address:
        yield address


@pytest.fixture
def eid_named(eid_address: str, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """Our site knows the eID."""
    cache.clear()
    name_eid(eid_address, monkeypatch=monkeypatch, settings=settings)


def prove_at_eid(address: str, password: str = eid.PASSWORD) -> str:
    """Petar's part in his browser: from where our site sent him to where the eID sends him back."""
    browser = requests.Session()
    form = browser.get(address, timeout=10)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
    assert token, form.text
    onward = re.search(r'name="next" value="([^"]+)"', form.text)
    assert onward
    sent = browser.post(
        form.url,
        {
            "csrfmiddlewaretoken": token.group(1),
            "login": eid.NUMBER,
            "password": password,
            "next": onward.group(1).replace("&amp;", "&"),
        },
        headers={"Referer": form.url},
        allow_redirects=False,
        timeout=10,
    )
    if sent.status_code == 200:
        return ""
    back = browser.get(urljoin(form.url, sent.headers["Location"]), allow_redirects=False, timeout=10)
    return back.headers["Location"]


def sign_in_with_eid(client: Client, process: str = "login") -> str:
    """Returns where our site leads in the end."""
    there = client.post(f"{reverse('openid_connect_login', args=['rs'])}?process={process}&next=/account/security/")
    back = urlsplit(prove_at_eid(there["Location"]))
    return client.get(f"{back.path}?{back.query}")["Location"]


def test_a_stranger_with_an_eid_becomes_a_person(client: Client, eid_named: None) -> None:
    assert sign_in_with_eid(client) == "/account/security/"
    assert client.get("/account/security/").status_code == 200
    petar = Person.objects.get()
    assert (petar.full_name, petar.email) == (eid.NAME, eid.EMAIL)
    assert person_by_identifier("rs-jmbg", eid.NUMBER) == petar
    assert client.session[SECOND_FACTOR] == petar.pk, "this eID shows two factors by itself"


def test_what_the_eid_said_is_not_kept(client: Client, eid_named: None) -> None:
    sign_in_with_eid(client)
    account = SocialAccount.objects.get()
    assert account.extra_data == {}
    assert eid.NUMBER not in account.uid
    assert eid.NUMBER not in str(dict(client.session))
    assert eid.NUMBER not in Identifier.objects.get().sealed


def test_the_second_time_it_is_the_same_person(client: Client, eid_named: None) -> None:
    sign_in_with_eid(client)
    sign_in_with_eid(Client())
    assert Person.objects.count() == SocialAccount.objects.count() == 1


def test_somebody_an_office_recorded_by_number_is_found(client: Client, eid_named: None) -> None:
    recorded = find_or_create_by_identifier("rs-jmbg", eid.NUMBER, full_name="Petar N.", by=None)
    sign_in_with_eid(client)
    assert SocialAccount.objects.get().user == recorded
    assert Person.objects.get().full_name == "Petar N.", "who is known keeps the name on file"
    assert client.get("/account/security/").status_code == 200


def test_an_account_with_the_same_address_is_not_taken_over(client: Client, eid_named: None) -> None:
    holder = Person.objects.create_user(eid.EMAIL, full_name="Somebody else")
    sign_in_with_eid(client)
    assert client.get("/account/security/").status_code == 302
    assert not holder.socialaccount_set.exists()


def test_an_eid_is_added_to_an_account(client: Client, eid_named: None) -> None:
    ana = Person.objects.create_user("ana@demo.example", full_name="Ana")
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    sign_in_with_eid(client, process="connect")
    assert SocialAccount.objects.get().user == ana
    assert "eID Srbija" in client.get(reverse("socialaccount_connections")).content.decode()


def test_an_eid_of_somebody_known_is_not_added_to_another(client: Client, eid_named: None) -> None:
    find_or_create_by_identifier("rs-jmbg", eid.NUMBER, full_name="Petar", by=None)
    ana = Person.objects.create_user("ana@demo.example", full_name="Ana")
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    there = client.post(f"{reverse('openid_connect_login', args=['rs'])}?process=connect")
    back = urlsplit(prove_at_eid(there["Location"]))
    assert client.get(f"{back.path}?{back.query}").status_code == 409
    assert not SocialAccount.objects.exists()


def test_nobody_gets_in_without_proof_or_with_the_answer_to_another_question(client: Client, eid_named: None) -> None:
    there = client.post(reverse("openid_connect_login", args=["rs"]))["Location"]
    assert prove_at_eid(there, password="guessed") == ""
    back = urlsplit(prove_at_eid(there))
    stranger = Client()
    assert "did not answer as it should" in stranger.get(f"{back.path}?{back.query}").content.decode()
    assert not Person.objects.exists()


def test_the_question_is_asked_with_proof_of_who_asks(client: Client, eid_named: None) -> None:
    asked = parse_qs(urlsplit(client.post(reverse("openid_connect_login", args=["rs"]))["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"]
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}


def test_the_sign_in_page_offers_it_and_its_forms_may_lead_there(
    client: Client, eid_named: None, eid_address: str
) -> None:
    answer = client.get(reverse("account_login"))
    assert "Sign in with eID Srbija" in answer.content.decode()
    assert f"form-action 'self' {eid_address};" in answer["Content-Security-Policy"] + ";"


def test_an_eid_without_a_key_stops_the_start(eid_named: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MUNERA_EID_RS_SECRET")
    with pytest.raises(Exception, match="MUNERA_EID_RS_SECRET"):
        eids_named_in(Env())
