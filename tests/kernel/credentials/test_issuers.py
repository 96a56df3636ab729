"""Issuers decide by vote who is one of them; the first ones are accredited by the body that runs the site."""

import pytest

from munera.engines.attestation.log.leaves import AccreditationGranted, AccreditationWithdrawn, read_entry
from munera.kernel.credentials import actions, queries, rules
from munera.kernel.credentials.actions.issuers import (
    AlreadyAccredited,
    AlreadyAnIssuer,
    AlreadyVoted,
    MayNotVote,
    VotingHasBegun,
)
from munera.kernel.credentials.models import Issuer
from tests.factories.credentials import entered_issuer, issuer
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def test_the_first_two_are_accredited_by_the_site_and_the_log_says_so() -> None:
    first, second, third = entered_issuer(), entered_issuer(), entered_issuer()
    actions.accredit_founding_issuer(first, by=None)
    actions.accredit_founding_issuer(second, by=None)
    with pytest.raises(VotingHasBegun):
        actions.accredit_founding_issuer(third, by=None)
    said = [read_entry(bytes(leaf.payload)) for leaf in queries.issuer_events()]
    assert [(event.issuer, event.by) for event in said if isinstance(event, AccreditationGranted)] == [
        (second.did, (rules.did_of_site(),)),
        (first.did, (rules.did_of_site(),)),
    ]
    with pytest.raises(AlreadyAccredited):
        actions.accredit_founding_issuer(first, by=None)


def test_two_votes_accredit_and_the_log_names_who_gave_them() -> None:
    one, two, new = issuer(), issuer(), entered_issuer()
    assert not actions.vote_on_issuer(new, voter=one, by=person())
    assert not Issuer.objects.get(pk=new.pk).is_accredited
    assert actions.vote_on_issuer(new, voter=two, by=person())
    accredited = Issuer.objects.get(pk=new.pk)
    assert accredited.accreditation is not None
    event = read_entry(bytes(accredited.accreditation.payload))
    assert isinstance(event, AccreditationGranted)
    assert event.by == (one.did, two.did)


def test_two_votes_withdraw_an_accreditation() -> None:
    one, two, third = issuer(), issuer(), issuer()
    actions.vote_on_issuer(third, voter=one, because="It certified nobody we could find.", by=person())
    assert actions.vote_on_issuer(third, voter=two, by=person())
    assert not Issuer.objects.get(pk=third.pk).is_accredited
    newest = queries.issuer_events().first()
    assert newest is not None
    event = read_entry(bytes(newest.payload))
    assert isinstance(event, AccreditationWithdrawn)
    assert b"certified nobody" not in bytes(newest.payload)


def test_one_organisation_has_one_vote_a_round() -> None:
    one, two, new = issuer(), issuer(), entered_issuer()
    actions.vote_on_issuer(new, voter=one, by=person())
    with pytest.raises(AlreadyVoted):
        actions.vote_on_issuer(new, voter=one, by=person())
    actions.vote_on_issuer(new, voter=two, by=person())
    assert not actions.vote_on_issuer(Issuer.objects.get(pk=new.pk), voter=one, by=person())


def test_nobody_votes_on_oneself_or_without_accreditation() -> None:
    one, new, other = issuer(), entered_issuer(), entered_issuer()
    with pytest.raises(MayNotVote):
        actions.vote_on_issuer(one, voter=one, by=person())
    with pytest.raises(MayNotVote):
        actions.vote_on_issuer(new, voter=other, by=person())


def test_the_vote_of_one_that_lost_its_own_accreditation_does_not_count() -> None:
    one, two, three, new = issuer(), issuer(), issuer(), entered_issuer()
    actions.vote_on_issuer(new, voter=three, by=person())
    for voter in (one, two):
        actions.vote_on_issuer(three, voter=voter, by=person())
    assert not actions.vote_on_issuer(new, voter=one, by=person())
    assert actions.vote_on_issuer(new, voter=two, by=person())


def test_an_organisation_is_entered_once() -> None:
    entered = entered_issuer()
    with pytest.raises(AlreadyAnIssuer):
        actions.enter_issuer(entered.organisation, slug="another", by=None)


def test_whom_one_may_still_vote_on() -> None:
    one, two, new = issuer(), issuer(), entered_issuer()
    assert set(queries.issuers_to_vote_on(one)) == {two, new}
    actions.vote_on_issuer(new, voter=one, by=person())
    assert set(queries.issuers_to_vote_on(one)) == {two}
    actions.vote_on_issuer(new, voter=two, by=person())
    assert set(queries.issuers_to_vote_on(one)) == {two, new}
