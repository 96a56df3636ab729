"""The pages of one's skills: what is known and how, finding one, saying and taking back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from munera.kernel.people.models import Person
from munera.kernel.skills import actions, queries
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.demo import SERBIAN
from tests.counting import cost
from tests.factories.people import person
from tests.factories.skills import ENGLISH, HARVEST, PRUNING, classification, declared, skill, verified

pytestmark = pytest.mark.django_db
LIST, FIND = "/my/skills/", "/my/skills/add/"
ATTRIBUTION = "This service uses the ESCO classification of the European Commission."


@pytest.fixture
def owner(client: Client) -> Person:
    owner = person()
    client.force_login(owner)
    return owner


def test_each_skill_tells_how_it_is_known(client: Client, owner: Person) -> None:
    declared(owner, uri=HARVEST)
    verified(owner, valid_until=timezone.localdate() + timedelta(days=30))
    declared(person(), uri=ENGLISH, level=5)
    page = client.get(LIST).content.decode()
    assert "harvest crop" in page
    assert "Verified by its issuer" in page
    assert "Academy of Fruit Growing" in page
    assert ">English<" not in page.partition("</header>")[2].partition('id="main"')[2]
    assert ATTRIBUTION in page


def test_what_was_withdrawn_is_told_with_its_reason(client: Client, owner: Person) -> None:
    verified(owner, reference="credential:7")
    actions.void_evidence("credential:7", "The exam was void", by=None)
    page = client.get(LIST).content.decode()
    assert "What counts no more" in page
    assert "The exam was void" in page
    assert "Verified by its issuer</span>" not in page


def test_what_has_run_out_is_told_as_expired_and_no_longer_as_verified(client: Client, owner: Person) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    verified(owner, valid_until=yesterday)
    listed, _, ended = client.get(LIST).content.decode().partition("What counts no more")
    assert "Verified by its issuer" not in listed
    assert "Expired: valid from" in ended
    assert f"until {date_format(yesterday)}" in ended


def test_a_skill_is_found_said_and_taken_back(client: Client, owner: Person) -> None:
    classification()
    wanted = reverse("skills:declare_skill", args=[skill(PRUNING).pk])
    found = client.get(FIND, {"q": "hand prun"}).content.decode()
    assert wanted in found
    assert ATTRIBUTION in found
    assert client.post(wanted, {"level": "4"})["Location"] == LIST
    [known] = queries.skills_of(owner)
    assert (known.skill.uri, known.standing, known.level) == (PRUNING, Standing.DECLARED, 4)
    client.post(wanted, {"level": ""})
    assert queries.skills_of(owner)[0].level is None
    client.post(reverse("skills:withdraw_skill", args=[queries.declarations_of(owner)[0].pk]))
    assert queries.skills_of(owner) == []


def test_languages_are_measured_by_their_own_scale(client: Client, owner: Person) -> None:
    address = reverse("skills:declare_skill", args=[skill(SERBIAN).pk])
    assert "C1: in study and at work" in client.get(address).content.decode()
    client.post(address, {"level": "6"})
    assert queries.skills_of(owner)[0].level_name == "C2: understands practically everything"
    other = client.post(reverse("skills:declare_skill", args=[skill(PRUNING).pk]), {"level": "6"})
    assert other.status_code == 200
    assert len(queries.skills_of(owner)) == 1


def test_a_skill_in_the_language_of_its_reader(client: Client, owner: Person) -> None:
    declared(owner)
    owner.language = "ar"
    owner.save()
    page = client.get(LIST).content.decode()
    assert '<bdi lang="ar">التقليم اليدوي</bdi>' in page


def test_where_nothing_is_found_the_page_says_so(client: Client, owner: Person) -> None:
    classification()
    assert "No skill begins with these words" in client.get(FIND, {"q": "xyzzy"}).content.decode()


def test_a_site_without_a_classification_says_so(client: Client, owner: Person) -> None:
    assert "No classification of skills is here yet" in client.get(FIND).content.decode()


def test_a_list_asks_the_same_with_one_skill_and_with_three(client: Client, owner: Person) -> None:
    declared(owner)
    one = cost(client, LIST)
    declared(owner, uri=HARVEST), verified(owner, uri=ENGLISH, level=5)
    assert cost(client, LIST) == one
