"""What a candidate must know to claim an attempt; it is kept as keyed digests alone."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from munera.kernel.people.rules import with_plain_digits
from munera.kernel.sealing import lookup_digest
from munera.services.mentor.choices import ProofKind
from munera.services.mentor.models import Attempt, Sitting


def plain_number(typed: str) -> str:
    """A candidate's number as it is compared: digits of any script, without blanks, strokes and case."""
    return "".join(letter for letter in with_plain_digits(typed).upper() if letter.isalnum())


def digest_of_number(sitting: Sitting, number: str) -> str:
    """By this a candidate is found within a sitting."""
    return lookup_digest(f"{sitting.pk}:{plain_number(number)}", purpose="mentor.candidate")


def proof_of(sitting: Sitting, number: str, kind: ProofKind, known: date | str) -> str:
    """Number and what else the candidate knows, together: neither can be tried by itself."""
    told = known.isoformat() if isinstance(known, date) else plain_number(known)
    return lookup_digest(f"{sitting.pk}:{plain_number(number)}:{kind}:{told}", purpose="mentor.proof")


def digest_audited(sitting: Sitting, number: str) -> str:
    """By this the audit finds a candidate's groups; without the number it leads to no attempt."""
    return lookup_digest(f"{sitting.pk}:{plain_number(number)}", purpose="mentor.audited")


def digest_to_recognise(body: int, national: str) -> str:
    """By this one body knows a candidate again from sitting to sitting; two bodies cannot join what they hold."""
    return lookup_digest(f"{body}:{plain_number(national)}", purpose="mentor.recognition")


def attempt_proved(sitting: Sitting, number: str, *, known: dict[ProofKind, date | str]) -> Attempt | None:
    """The attempt of whoever knows this; the same question is asked whatever is wrong."""
    proofs = [proof_of(sitting, number, kind, value) for kind, value in known.items()]
    return Attempt.objects.filter(sitting=sitting, proof__in=proofs).select_related("sitting__examination").first()


def sittings_to_claim() -> QuerySet[Sitting]:
    """Those that somebody can have sat, the latest first."""
    sat = Attempt.objects.filter(sitting=OuterRef("pk")).exclude(proof="")
    return Sitting.objects.filter(Exists(sat)).select_related("examination__body").order_by("-held_on", "-pk")
