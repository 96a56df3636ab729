"""Administrators appoint, members lend, holders lay down; what is not theirs to give is not offered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from munera.kernel.access.rules import ADMINISTRATOR, AUDITOR, PRIVACY_OFFICER
from munera.kernel.messages.queries import letters_to
from munera.kernel.organisations import queries
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.organisations.models import Delegation, Membership, Organisation
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_email
from munera.site.roles import BY_KIND, EVERY_ROLE, LENDABLE, OF_THE_SITE, roles_offered
from tests.counting import cost
from tests.factories.organisations import ROLE, delegation, member, membership, organisation
from tests.factories.people import person

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SignIn = Callable[[Client, Person], None]


@pytest.fixture
def ours(client: Client, sign_in: SignIn) -> Organisation:
    """An employer whose administrator is signed in."""
    ours = organisation()
    sign_in(client, member(ours, role=ADMINISTRATOR.code))
    return ours


def appoint(client: Client, to: Organisation, **said: Any) -> Any:
    usual = {"role": ROLE, "starts_on": TODAY.isoformat(), "full_name": "", "ends_on": ""}
    return client.post(reverse("organisations:appoint_member", args=[to.pk]), usual | said)


def test_somebody_known_is_appointed_by_e_mail_and_told_by_letter(client: Client, ours: Organisation) -> None:
    somebody = person()
    assert appoint(client, ours, email=str(somebody.email).upper()).status_code == 302
    assert queries.roles_in(somebody, ours, on=TODAY) == {ROLE}
    assert ours.name in letters_to(somebody).get().body


def test_somebody_new_gets_an_account_under_the_name_given(client: Client, ours: Organisation) -> None:
    assert "please tell us their name" in appoint(client, ours, email="new@demo.example").content.decode()
    assert person_by_email("new@demo.example") is None
    appoint(client, ours, email="new@demo.example", full_name="Nova Novak")
    found = person_by_email("new@demo.example")
    assert found is not None
    assert (found.full_name, found.has_usable_password()) == ("Nova Novak", False)


def test_an_employer_cannot_name_an_auditor_of_the_whole_site(client: Client, ours: Organisation) -> None:
    for role in (AUDITOR, PRIVACY_OFFICER):
        assert appoint(client, ours, email=person().email, role=role.code).status_code == 200
    assert not Membership.objects.filter(role__in=[AUDITOR.code, PRIVACY_OFFICER.code]).exists()


def test_roles_of_the_site_are_offered_only_where_it_is_run() -> None:
    for kind in OrganisationKind:
        assert not set(OF_THE_SITE) & set(roles_offered(organisation(kind)))
    assert set(OF_THE_SITE) <= set(roles_offered(organisation(OrganisationKind.PUBLIC_BODY, runs_site=True)))


def test_every_role_can_be_given_somewhere_and_no_power_of_office_is_lent() -> None:
    assert set(BY_KIND) == set(OrganisationKind)
    assert {role for roles in BY_KIND.values() for role in roles} | set(OF_THE_SITE) == set(EVERY_ROLE)
    assert not [role for role in LENDABLE if role.needs_second_factor]


def test_the_last_administrator_stays(client: Client, ours: Organisation) -> None:
    own = Membership.objects.get(organisation=ours)
    answer = client.post(reverse("organisations:end_membership", args=[own.pk]), {"ends_on": TODAY.isoformat()})
    assert answer.status_code == 409
    own.refresh_from_db()
    assert own.ends_on is None


def test_a_role_is_ended_on_the_day_chosen(client: Client, ours: Organisation) -> None:
    other = membership(ours)
    client.post(reverse("organisations:end_membership", args=[other.pk]), {"ends_on": TODAY.isoformat()})
    other.refresh_from_db()
    assert other.ends_on == TODAY


def test_an_administrator_who_holds_no_other_role_has_nothing_to_lend(client: Client, ours: Organisation) -> None:
    said = {"email": person().email, "role": ROLE, "starts_on": TODAY.isoformat()}
    assert client.post(reverse("organisations:delegate", args=[ours.pk]), said).status_code == 200
    assert not Delegation.objects.exists()


def test_a_member_lets_somebody_act_and_both_names_stand_on_both_pages(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    giver, accountant = member(ours), person("Ana Accountant")
    sign_in(client, giver)
    said = {"email": accountant.email, "role": ROLE, "starts_on": TODAY.isoformat(), "ends_on": ""}
    client.post(reverse("organisations:delegate", args=[ours.pk]), said)
    for reader in (giver, accountant):
        sign_in(client, reader)
        shown = client.get(reverse("organisations:list_roles")).content.decode()
        assert "Ana Accountant" in shown
        assert ours.name in shown
    assert "act for" in letters_to(accountant).get().body


def test_nobody_known_by_the_address_is_an_error_of_the_form(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    sign_in(client, member(ours))
    said = {"email": "nobody@demo.example", "role": ROLE, "starts_on": TODAY.isoformat()}
    answer = client.post(reverse("organisations:delegate", args=[ours.pk]), said)
    assert "Nobody here has this e-mail address" in answer.content.decode()


def test_who_holds_a_delegation_may_lay_it_down(client: Client, sign_in: SignIn) -> None:
    lent = delegation(organisation())
    sign_in(client, lent.delegate)
    client.post(reverse("organisations:end_delegation", args=[lent.pk]), {"ends_on": TODAY.isoformat()})
    lent.refresh_from_db()
    assert lent.ends_on == TODAY


def test_three_people_cost_as_many_queries_as_one(client: Client, ours: Organisation) -> None:
    address = reverse("organisations:list_members", args=[ours.pk])
    once = cost(client, address)
    membership(ours)
    membership(ours)
    assert cost(client, address) == once


def test_three_delegations_cost_as_many_queries_as_one(client: Client, sign_in: SignIn) -> None:
    ours = organisation()
    giver = member(ours)
    sign_in(client, giver)
    delegation(ours, by=giver)
    once = cost(client, reverse("organisations:list_roles"))
    delegation(ours, by=giver)
    delegation(ours, by=giver)
    assert cost(client, reverse("organisations:list_roles")) == once
