"""A person wants to be told about their examinations, proves which attempts are theirs, and can take all of it back."""

import hashlib
import time
from datetime import date
from typing import ClassVar, Final

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel.access.doors import TooManyRequests
from munera.kernel.audit.actions import record_audit
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.kernel.sealing import lookup_digest
from munera.services.mentor import queries, rules
from munera.services.mentor.choices import ProofKind
from munera.services.mentor.models import Claim, OptIn, Sitting

SPAN: Final = 15 * 60
# A number and a birth date that belong together are one in many thousands: ten tries in a quarter of an hour find none.
MOST_OF_A_PERSON: Final = 10
MOST_OF_A_NUMBER: Final = 10
# A school or a library may stand behind one address.
MOST_OF_AN_ADDRESS: Final = 60


class ClaimedTooOften(TooManyRequests):
    title = _("Tried too often")
    sentence = _(
        "Too many tries were made from here or with this number. Wait a quarter of an hour, then try again. "
        "The examining body can tell you your candidate number."
    )


class NotOptedIn(Refusal):
    status: ClassVar[int] = 403
    title = _("You have not agreed yet")
    sentence: Sentence = _("Read first what happens with your answers, and agree if you want to be told about them.")


class OptInWithdrawn(Refusal):
    title = _("You have taken it back already")
    sentence: Sentence = _("You have already taken back your agreement. No examination is tied to you any more.")


class NothingProved(Exception):
    """Nothing is found by what was typed; the form says so in one sentence, whatever the reason."""


@transaction.atomic
def opt_in(person: Person, *, by: Person) -> OptIn:
    """Note that the person agreed to the words of today, as shown in the language of the page."""
    standing = OptIn.objects.select_for_update().filter(person=person, withdrawn_at=None).first()
    if standing and standing.text_version == rules.TEXT_VERSION:
        return standing
    if standing:
        OptIn.objects.filter(pk=standing.pk).update(withdrawn_at=timezone.now())
    digest = hashlib.sha256(str(rules.OPT_IN_TEXT).encode()).hexdigest()
    try:
        with transaction.atomic():
            given = OptIn.objects.create(
                person=person, text_version=rules.TEXT_VERSION, text_digest=digest, language=get_language() or ""
            )
    except IntegrityError:
        # The same button, pressed twice at once.
        return OptIn.objects.get(person=person, withdrawn_at=None)
    record_audit("mentor.opt-in.given", given, by=by, details={"text_version": rules.TEXT_VERSION, "text": digest})
    return given


@transaction.atomic
def withdraw_opt_in(person: Person, *, by: Person) -> None:
    """Cut every tie between the person and their attempts: no page shows them from now on, to nobody."""
    standing = OptIn.objects.filter(person=person, withdrawn_at=None).first()
    if standing is None or not OptIn.objects.filter(pk=standing.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    ):
        raise OptInWithdrawn
    claims = Claim.objects.filter(person=person)
    cut = claims.count()
    claims.delete()
    record_audit("mentor.opt-in.withdrawn", standing, by=by, details={"claims": cut})


def count_claim(person: Person, *, address: str, number: str) -> None:
    """Refuse the try that is one too many within a quarter of an hour. Right and wrong tries count alike.

    Person, address and number are kept as keyed digests. Two tries at the same moment may count as one.
    """
    span, into = divmod(int(time.time()), SPAN)
    limits = (
        (f"person {person.pk}", MOST_OF_A_PERSON),
        (f"address {address}", MOST_OF_AN_ADDRESS),
        (f"number {queries.plain_number(number)}", MOST_OF_A_NUMBER),
    )
    for said, most in limits:
        counter = f"mentor.tries:{lookup_digest(said, purpose='mentor.tries')}:{span}"
        tries = cache.get(counter, 0) + 1
        cache.set(counter, tries, timeout=SPAN)
        if tries > most:
            raise ClaimedTooOften(wait=SPAN - into)


@transaction.atomic
def claim_attempt(
    person: Person, sitting: Sitting, number: str, *, known: dict[ProofKind, date | str], by: Person
) -> Claim:
    """Tie the attempt to the person who knows its number and what else was asked; raises ``NothingProved``.

    One that somebody else has claimed is not found either: who knows of it learns nothing here, and the examining
    body can look into it.
    """
    if queries.opt_in_of(person) is None:
        raise NotOptedIn
    attempt = queries.attempt_proved(sitting, number, known=known)
    if attempt is None:
        raise NothingProved
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                attempt=attempt, person=person, audited=queries.digest_audited(sitting, number)
            )
    except IntegrityError:
        own = Claim.objects.filter(attempt=attempt, person=person).first()
        if own is None:
            raise NothingProved from None
        return own
    # The attempt, not its number: the audit may be read by others.
    record_audit("mentor.attempt.claimed", claim, by=by, details={"attempt": attempt.pk})
    return claim
