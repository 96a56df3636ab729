"""A candidate agrees, proves what is theirs, and takes it all back."""

import hashlib
from datetime import date

import pytest
from django.utils import translation

from munera.flows import personal_data
from munera.kernel.access.doors import TooManyRequests
from munera.kernel.audit.models import Event
from munera.kernel.people.actions import approve_erasure, request_erasure
from munera.kernel.people.choices import Erasure
from munera.services.mentor import actions, queries, rules
from munera.services.mentor.actions.claiming import MOST_OF_A_NUMBER, MOST_OF_A_PERSON, NotOptedIn, OptInWithdrawn
from munera.services.mentor.choices import ProofKind
from munera.services.mentor.models import Attempt, AuditedGroups, Claim, OptIn, Recognition
from tests.factories import mentor_candidates as scene
from tests.factories import people

pytestmark = pytest.mark.django_db

NUMBER = "2026-000042"
KNOWN: dict[ProofKind, date | str] = {ProofKind.BIRTH_DATE: scene.BORN_ON}


def test_consent_keeps_the_words_that_were_shown_and_is_given_once() -> None:
    min_park = people.person("Min Park")
    with translation.override("en"):
        given = actions.opt_in(min_park, by=min_park)
        assert actions.opt_in(min_park, by=min_park) == given
        digest = hashlib.sha256(str(rules.OPT_IN_TEXT).encode()).hexdigest()
    assert (given.text_digest, given.text_version, given.language) == (digest, rules.TEXT_VERSION, "en")
    assert queries.opt_in_of(min_park) == given


def test_other_words_are_agreed_to_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    min_park = scene.candidate()
    first = queries.opt_in_of(min_park)
    monkeypatch.setattr(rules, "TEXT_VERSION", "2027-01")
    second = actions.opt_in(min_park, by=min_park)
    assert [row.text_version for row in OptIn.objects.filter(person=min_park)] == ["2027-01", "2026-11"]
    assert second != first
    assert OptIn.objects.get(pk=second.pk - 1).withdrawn_at is not None


def test_nobody_claims_before_they_have_agreed() -> None:
    at = scene.sat()
    scene.attempt(at, number=NUMBER)
    stranger = people.person()
    with pytest.raises(NotOptedIn):
        actions.claim_attempt(stranger, at.sitting, NUMBER, known=KNOWN, by=stranger)


@pytest.mark.parametrize("typed", [NUMBER, "2026 000042", "２０２６-٠٠٠٠٤٢", "2026000042"])
def test_a_number_is_found_however_it_is_typed(typed: str) -> None:
    at, min_park = scene.sat(), scene.candidate()
    told = scene.attempt(at, number=NUMBER)
    claim = actions.claim_attempt(min_park, at.sitting, typed, known=KNOWN, by=min_park)
    assert list(queries.attempts_of(min_park)) == [told]
    assert actions.claim_attempt(min_park, at.sitting, typed, known=KNOWN, by=min_park) == claim
    [event] = Event.objects.filter(verb="mentor.attempt.claimed")
    assert "000042" not in f"{event.details}"


def test_what_is_wrong_is_never_found() -> None:
    at, min_park = scene.sat(), scene.candidate()
    other = scene.sat(of=at, held_on=date(2025, 5, 17))
    scene.attempt(at, number=NUMBER)
    scene.attempt(at, number="2026-000043", born_on=date(2000, 1, 1))
    scene.attempt(at, number="2026-000044", born_on=None)
    tries = [
        (at, "2026-000041", KNOWN),
        (at, NUMBER, {ProofKind.BIRTH_DATE: date(1999, 3, 18)}),
        (at, NUMBER, {ProofKind.IDENTIFIER: "1999-03-17"}),
        (at, "2026-000043", KNOWN),
        (at, "2026-000044", KNOWN),
        (at, "2026-000044", {}),
        (other, NUMBER, KNOWN),
    ]
    for sat, number, known in tries:
        with pytest.raises(actions.NothingProved):
            actions.claim_attempt(min_park, sat.sitting, number, known=known, by=min_park)
    assert not Claim.objects.exists()


def test_what_somebody_else_has_claimed_is_not_found_either() -> None:
    at, min_park, other = scene.sat(), scene.candidate(), scene.candidate("So Lee")
    told = scene.attempt(at, number=NUMBER)
    actions.claim_attempt(min_park, at.sitting, NUMBER, known=KNOWN, by=min_park)
    with pytest.raises(actions.NothingProved):
        actions.claim_attempt(other, at.sitting, NUMBER, known=KNOWN, by=other)
    assert list(queries.attempts_of(other)) == []
    assert told.claim.person == min_park


def test_tries_end_for_a_person_and_for_a_number() -> None:
    guesser = people.person()
    for at in range(MOST_OF_A_PERSON):
        actions.count_claim(guesser, address="192.0.2.1", number=f"N{at}")
    with pytest.raises(TooManyRequests):
        actions.count_claim(guesser, address="192.0.2.1", number="N99")
    for at in range(MOST_OF_A_NUMBER):
        actions.count_claim(people.person(), address=f"192.0.2.{at + 10}", number=NUMBER)
    with pytest.raises(TooManyRequests):
        actions.count_claim(people.person(), address="192.0.2.99", number="2026 000042")


def test_taken_back_nothing_is_tied_to_anybody_and_it_can_be_claimed_again() -> None:
    told = scene.told_candidate()
    min_park = told.claim.person
    actions.withdraw_opt_in(min_park, by=min_park)
    assert queries.opt_in_of(min_park) is None
    assert list(queries.attempts_of(min_park)) == []
    assert queries.told_of(min_park) == []
    with pytest.raises(OptInWithdrawn):
        actions.withdraw_opt_in(min_park, by=min_park)
    actions.opt_in(min_park, by=min_park)
    assert scene.claimed(Attempt.objects.get(pk=told.pk), min_park) == told


def test_a_copy_holds_what_was_claimed_and_being_forgotten_cuts_the_tie() -> None:
    at = scene.sat()
    told = scene.attempt(at, number=NUMBER)
    report = scene.reported(told, at=at)
    groups = AuditedGroups.objects.create(
        sitting=at.sitting, digest=queries.digest_audited(at.sitting, NUMBER), gender="female"
    )
    known_again = Recognition.objects.create(attempt=told, digest="d" * 64)
    min_park = scene.candidate()
    other = scene.told_candidate(at=at)
    actions.claim_attempt(min_park, at.sitting, NUMBER, known=KNOWN, by=min_park)

    held = {row for records in queries.personal_records(min_park) for row in records.rows}
    assert {queries.opt_in_of(min_park), told.claim, report, groups, known_again} <= held
    assert other.claim not in held
    going = [records for records in queries.personal_records(min_park) if records.rows.exists()]
    assert {records.erasure for records in going} == {Erasure.DELETE}

    asked = request_erasure(min_park, by=min_park)
    approve_erasure(asked, by=people.person("Officer"))
    assert personal_data.run() == 1
    assert not Claim.objects.filter(person=min_park).exists()
    assert not OptIn.objects.filter(person=min_park).exists()
    assert not Recognition.objects.exists()
    assert Attempt.objects.filter(pk=told.pk).exists()
    assert list(queries.attempts_of(other.claim.person)) == [other]
