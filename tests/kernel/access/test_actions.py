"""Issuing and revoking keys."""

from datetime import timedelta

import pytest
from django.utils import timezone

from munera.kernel.access import actions, queries
from munera.kernel.access.choices import Role
from munera.kernel.access.models import ApiKey
from munera.kernel.access.rules import READ_AUDIT, state_of
from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.organisations.models import Membership
from tests.factories.access import key_of, member, organisation

pytestmark = pytest.mark.django_db


def test_the_secret_finds_its_key_and_is_kept_nowhere() -> None:
    ours = organisation()
    key, secret = key_of(member(ours), of=ours)
    assert queries.key_presented(secret, on=timezone.localdate()) == key
    assert secret.startswith(key.prefix)
    stored = " ".join(str(value) for value in ApiKey.objects.filter(pk=key.pk).values_list()[0])
    assert secret not in stored
    assert secret.removeprefix(key.prefix) not in stored


@pytest.mark.parametrize("wrong", ["", "munera_", "x", "munera_00000000_" + "a" * 43])
def test_another_secret_finds_nothing(wrong: str) -> None:
    ours = organisation()
    key_of(member(ours), of=ours)
    assert queries.key_presented(wrong, on=timezone.localdate()) is None


def test_a_key_holds_through_its_last_day() -> None:
    ours, last = organisation(), timezone.localdate() + timedelta(days=3)
    key, secret = key_of(member(ours), of=ours, expires_on=last)
    assert queries.key_presented(secret, on=last) == key
    assert queries.key_presented(secret, on=last + timedelta(days=1)) is None
    assert [state_of(key, on=last), state_of(key, on=last + timedelta(days=1))] == ["valid", "ended"]


def test_a_revoked_key_holds_no_more() -> None:
    ours = organisation()
    owner = member(ours)
    key, secret = key_of(owner, of=ours)
    actions.revoke_api_key(key, by=owner)
    assert queries.key_presented(secret, on=timezone.localdate()) is None
    with pytest.raises(actions.KeyAlreadyRevoked):
        actions.revoke_api_key(key, by=owner)


def test_a_key_rests_while_its_issuer_does_not_administer_the_organisation() -> None:
    ours = organisation()
    owner = member(ours)
    _key, secret = key_of(owner, of=ours)
    Membership.objects.filter(person=owner).update(ends_on=timezone.localdate() - timedelta(days=1))
    assert queries.key_presented(secret, on=timezone.localdate()) is None


def test_issuing_and_revoking_are_noted_without_the_secret() -> None:
    ours = organisation()
    owner = member(ours)
    key, secret = key_of(owner, of=ours)
    actions.revoke_api_key(key, by=owner)
    events = list(Event.objects.filter(object=reference(key)))
    assert [(event.verb, event.actor, event.on_behalf_of) for event in events] == [
        ("access.key.issued", reference(owner), reference(ours)),
        ("access.key.revoked", reference(owner), reference(ours)),
    ]
    assert secret not in str([event.details for event in events])


@pytest.mark.parametrize("days", [-1, 367])
def test_a_key_must_end_within_a_year(days: int) -> None:
    ours = organisation()
    with pytest.raises(actions.KeyLifeTooLong):
        key_of(member(ours), of=ours, expires_on=timezone.localdate() + timedelta(days=days))


@pytest.mark.parametrize("scopes", [(), ("no:such",), (READ_AUDIT.code, "no:such"), ("seasonal:write",)])
def test_a_key_needs_scopes_that_exist_and_that_its_organisation_may_use(scopes: tuple[str, ...]) -> None:
    ours = organisation()
    with pytest.raises(actions.NoSuchScope):
        key_of(member(ours), of=ours, scopes=scopes)


def test_a_name_is_free_again_once_its_key_is_revoked() -> None:
    ours = organisation()
    owner, lasts = member(ours), timezone.localdate() + timedelta(days=1)
    first, _ = actions.issue_api_key(ours, name="payroll", scopes=["audit:read"], expires_on=lasts, by=owner)
    with pytest.raises(actions.KeyNameTaken):
        actions.issue_api_key(ours, name="payroll", scopes=["audit:read"], expires_on=lasts, by=owner)
    actions.revoke_api_key(first, by=owner)
    actions.issue_api_key(ours, name="payroll", scopes=["audit:read"], expires_on=lasts, by=owner)
    assert ApiKey.objects.filter(name="payroll").count() == 2


def test_a_use_is_written_once_a_day() -> None:
    ours, today = organisation(), timezone.localdate()
    key, _ = key_of(member(ours), of=ours)
    actions.note_key_used(key, on=today)
    assert ApiKey.objects.get(pk=key.pk).last_used_on == today


def test_a_key_acts_in_a_role_only_while_somebody_there_holds_it() -> None:
    ours = organisation()
    key, _ = key_of(member(ours), of=ours)
    employer = Role("seasonal.employer", "Employer")
    assert not queries.organisation_of_key(key, role=employer).exists()
    member(ours, role=employer)
    assert queries.organisation_of_key(key, role=employer).get() == ours
