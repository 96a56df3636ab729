"""The pages of keys. Who gets in is a matter of tests/house/matrix/access.py."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from munera.kernel.access.models import ApiKey
from munera.kernel.people.models import Person
from tests.factories.access import key_of, member, organisation

pytestmark = pytest.mark.django_db
SignIn = Callable[[Client, Person], None]


def form(**fields: object) -> dict[str, object]:
    in_a_month = timezone.localdate() + timedelta(days=30)
    return {"name": "payroll", "scopes": ["audit:read"], "expires_on": in_a_month.isoformat()} | fields


def test_the_secret_is_shown_once_and_not_kept_by_the_browser(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    sign_in(client, member(ours))
    response = client.post(reverse("access:issue_key"), form(organisation=ours.pk))
    key = ApiKey.objects.get()
    page = response.content.decode()
    assert f">{key.prefix}_" in page
    assert "no-store" in response["Cache-Control"]
    assert f"{key.prefix}_" not in client.get(reverse("access:list_keys")).content.decode()


def test_nobody_issues_a_key_for_another_organisation(client: Client, sign_in: SignIn) -> None:
    theirs = organisation()
    sign_in(client, member(organisation()))
    response = client.post(reverse("access:issue_key"), form(organisation=theirs.pk))
    assert response.context["form"].errors.keys() == {"organisation"}
    assert not ApiKey.objects.exists()


def test_a_form_in_error_keeps_what_was_written(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    sign_in(client, member(ours))
    page = client.post(reverse("access:issue_key"), form(organisation=ours.pk, scopes=[])).content.decode()
    assert 'value="payroll"' in page
    assert "There is a problem" in page


def test_the_list_shows_the_keys_of_ones_own_organisations_only(client: Client, sign_in: SignIn) -> None:
    ours, theirs = organisation(), organisation()
    owner = member(ours)
    key, _ = key_of(owner, of=ours)
    other, _ = key_of(member(theirs), of=theirs)
    sign_in(client, owner)
    page = client.get(reverse("access:list_keys")).content.decode()
    assert key.prefix in page
    assert other.prefix not in page


def test_the_list_asks_as_often_for_three_keys_as_for_one(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    owner = member(ours)
    sign_in(client, owner)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            key_of(owner, of=ours)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("access:list_keys"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_revoked_key_offers_nothing_to_revoke(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    owner = member(ours)
    key, _ = key_of(owner, of=ours)
    sign_in(client, owner)
    address = reverse("access:revoke_key", kwargs={"pk": key.pk})
    assert client.post(address, follow=True).redirect_chain == [(reverse("access:list_keys"), 302)]
    again = client.post(address)
    assert again.status_code == 409
    assert "This key was revoked before" in again.content.decode()
    assert "Revoke the key" not in client.get(address).content.decode()
