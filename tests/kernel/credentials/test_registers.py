"""The word of a register weighs more than that of another issuer, and ends like it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from munera.kernel.audit.models import Event
from munera.kernel.audit.rules import reference
from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.actions.withdrawing import AlreadyWithdrawn
from munera.kernel.credentials.models import Achievement, Credential
from munera.kernel.people.models import Person
from munera.kernel.skills.choices import Standing
from munera.kernel.skills.queries import skills_of
from tests.factories.credentials import achievement, credential
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def of_a_register() -> Achievement:
    certified = achievement()
    actions.note_register(certified.issuer, is_register=True, by=None)
    return certified


def standings(holder: Person, *, days_ahead: int = 0) -> list[Standing]:
    return [known.standing for known in skills_of(holder, on=timezone.localdate() + timedelta(days=days_ahead))]


def test_a_skill_that_a_register_proves_is_verified_in_a_register() -> None:
    ana, bojan = person(), person()
    credential(ana, of=of_a_register())
    credential(bojan, of=achievement())
    assert [standings(one) for one in (ana, bojan)] == [[Standing.REGISTRY_VERIFIED], [Standing.ISSUER_VERIFIED]]


def test_a_batch_of_a_register_proves_the_same_and_asks_no_more_often() -> None:
    asked = []
    for certified, standing in (
        (achievement(), Standing.ISSUER_VERIFIED),
        (of_a_register(), Standing.REGISTRY_VERIFIED),
    ):
        holder = person()
        batch = actions.open_batch(certified, reference="one", by=None)
        with CaptureQueriesContext(connection) as captured:
            actions.issue_credentials([actions.Award(holder, row="1")], batch=batch, by=None)
        asked.append(len(captured))
        assert standings(holder) == [standing]
    assert asked == [asked[0]] * 2


def test_it_ends_with_the_credential_or_its_last_day() -> None:
    ana, bojan, certified = person(), person(), of_a_register()
    withdrawn = credential(ana, of=certified)
    credential(bojan, of=certified, valid_until=timezone.now() + timedelta(days=2))
    actions.withdraw_credential(withdrawn, because="A slip.", by=None)
    assert standings(ana) == []
    assert (standings(bojan, days_ahead=2), standings(bojan, days_ahead=3)) == ([Standing.REGISTRY_VERIFIED], [])


def test_it_holds_for_what_is_issued_later_also_where_the_issuer_was_read_before() -> None:
    certified, before, after = achievement(), person(), person()
    credential(before, of=certified)
    assert not certified.issuer.is_register
    call_command("issuers", "describe", certified.issuer.slug, "--register")
    credential(after, of=certified)
    assert (standings(before), standings(after)) == ([Standing.ISSUER_VERIFIED], [Standing.REGISTRY_VERIFIED])
    call_command("issuers", "describe", certified.issuer.slug, "--register")
    call_command("issuers", "describe", certified.issuer.slug, "--no-register")
    events = Event.objects.filter(verb="credentials.issuer.described", object=reference(certified.issuer))
    assert [event.details for event in events.order_by("pk")] == [{"is_register": True}, {"is_register": False}]


# --- one in the place of another ----------------------------------------------------------------------------------


def test_one_takes_the_place_of_another_and_the_skill_is_proven_by_the_new_one() -> None:
    certified = of_a_register()
    old = credential(of=certified)
    new = actions.replace_credential(old, achievement=certified, because="A newer one says more.", by=None)
    old.refresh_from_db()
    assert (old.is_withdrawn, old.withdrawn_because) == (True, "A newer one says more.")
    assert [each.is_valid for each in queries.credentials_held_by(old.holder)] == [True, False]
    [known] = skills_of(old.holder)
    assert [evidence.reference for evidence in known.evidence] == [new.identifier]
    size = queries.log_size()
    with pytest.raises(AlreadyWithdrawn):
        actions.replace_credential(old, achievement=certified, because="Again.", by=None)
    assert (queries.log_size(), Credential.objects.count()) == (size, 2)


def test_what_the_program_says_of_a_withdrawal_is_told_in_the_language_of_the_reader() -> None:
    ours, theirs = credential(), credential()
    actions.withdraw_credential(ours, because="The credential was withdrawn", by=None)
    actions.withdraw_credential(theirs, because="Greška škole.", by=None)
    with translation.override("sr-latn"):
        assert (ours.why_withdrawn, theirs.why_withdrawn) == ("", "")
        ours.refresh_from_db(), theirs.refresh_from_db()
        assert (ours.why_withdrawn, theirs.why_withdrawn) == ("Uverenje je povučeno", "Greška škole.")


def test_another_issuer_may_take_over() -> None:
    old, certified = credential(), of_a_register()
    new = actions.replace_credential(old, achievement=certified, because="The register moved.", by=None)
    assert (new.issuer, new.holder) == (certified.issuer, old.holder)
