"""Enter issuers, and accredit them: by vote of those accredited, the first ones by the body that runs the site."""

from typing import ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.actions import record_audit
from munera.kernel.credentials import queries, rules
from munera.kernel.credentials.actions.leaves import accreditation_granted, accreditation_withdrawn
from munera.kernel.credentials.actions.log import append_leaf
from munera.kernel.credentials.choices import LeafKind, Question
from munera.kernel.credentials.models import Issuer, Vote
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence


class AlreadyAnIssuer(Refusal):
    title = _("This organisation is an issuer already")
    sentence: Sentence = _("This organisation is an issuer already, or its short name is taken by another.")


class MayNotVote(Refusal):
    status: ClassVar[int] = 403
    title = _("This organisation cannot vote here")
    sentence: Sentence = _("Only accredited issuers vote, and none of them on itself.")


class AlreadyVoted(Refusal):
    title = _("Your organisation has voted already")
    sentence: Sentence = _("Your organisation has voted on this already. A new vote can be given after the decision.")


class VotingHasBegun(Refusal):
    title = _("The issuers decide this by vote")
    sentence: Sentence = _(
        "There are enough accredited issuers to decide by vote. The body that runs this site has no say of its own any"
        " more."
    )


class AlreadyAccredited(Refusal):
    title = _("This issuer is accredited already")
    sentence: Sentence = _("This issuer is accredited already.")


@transaction.atomic
def enter_issuer(organisation: Organisation, *, slug: str, register_number: str = "", by: Person | None) -> Issuer:
    """Note that an organisation wants to issue. It may not until it is accredited and has a key."""
    try:
        with transaction.atomic():
            issuer = Issuer.objects.create(
                organisation=organisation,
                slug=slug,
                did=rules.did_of(slug, is_site=organisation.runs_site),
                register_number=register_number,
            )
    except IntegrityError:
        raise AlreadyAnIssuer from None
    record_audit("credentials.issuer.entered", issuer, by=by, on_behalf_of=organisation)
    return issuer


@transaction.atomic
def note_register(issuer: Issuer, *, is_register: bool, by: Person | None) -> None:
    """Whether the issuer keeps a register by law, as the body that runs the site found it.

    It holds for what is issued from now on; skills that were proven before stay known as they were.
    """
    other = Issuer.objects.filter(pk=issuer.pk, is_register=not is_register)
    if not other.update(is_register=is_register):
        return
    details = {"is_register": is_register}
    record_audit("credentials.issuer.described", issuer, by=by, on_behalf_of=issuer.organisation, details=details)


@transaction.atomic
def accredit_founding_issuer(issuer: Issuer, *, by: Person | None) -> None:
    """Accredit one of the first issuers, whom nobody can vote in yet; the leaf says "founding"."""
    held = _hold(issuer)
    if held.is_accredited:
        raise AlreadyAccredited
    if not rules.is_founding(queries.accredited_issuers().count()):
        raise VotingHasBegun
    _decide(held, votes=[], by=by)


@transaction.atomic
def vote_on_issuer(issuer: Issuer, *, voter: Issuer, because: str = "", by: Person) -> bool:
    """Vote for granting the accreditation, or for withdrawing it where it stands; whether that decided it.

    Votes of issuers that have meanwhile lost their own accreditation do not count.
    """
    held = _hold(issuer)
    if not rules.may_vote(Issuer.objects.get(pk=voter.pk), held):
        raise MayNotVote
    try:
        with transaction.atomic():
            vote = Vote.objects.create(
                issuer=held, voter=voter, round=held.round, question=held.question, because=because
            )
    except IntegrityError:
        raise AlreadyVoted from None
    details = {"issuer": held.pk, "question": vote.question}
    record_audit("credentials.vote.given", vote, by=by, on_behalf_of=voter.organisation, details=details)
    votes = list(queries.standing_votes(held))
    if len(votes) < rules.votes_needed():
        return False
    _decide(held, votes=votes, by=by)
    return True


def _hold(issuer: Issuer) -> Issuer:
    """Lock every issuer: whether there are enough to vote, and who counts, must not change while it is decided.

    Without their keys, here and wherever this room locks a row that others point at: what is issued meanwhile points
    at its issuer, and would wait for us while we wait for the log.
    """
    everyone = {each.pk: each for each in Issuer.objects.select_for_update(no_key=True).order_by("pk")}
    return everyone[issuer.pk]


def _decide(issuer: Issuer, *, votes: list[Vote], by: Person | None) -> None:
    """Grant or withdraw, in the log and for everybody to read who voted for it."""
    voters = [vote.voter for vote in votes]
    if issuer.question == Question.GRANT:
        leaf = append_leaf(LeafKind.ACCREDITATION_GRANTED, accreditation_granted(issuer, voters=voters))
        issuer.accreditation = leaf
    else:
        leaf = append_leaf(LeafKind.ACCREDITATION_WITHDRAWN, accreditation_withdrawn(issuer, voters=voters))
        issuer.accreditation = None
    issuer.round += 1
    issuer.save(update_fields=["accreditation", "round"])
    details = {"leaf": leaf.position, "voters": [voter.pk for voter in voters]}
    if issuer.is_accredited:
        record_audit("credentials.issuer.accredited", issuer, by=by, details=details)
    else:
        record_audit("credentials.issuer.struck-off", issuer, by=by, details=details)
