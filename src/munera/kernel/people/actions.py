"""Everything that changes what is held about a person. Audit details name fields and kinds, never values."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import ClassVar, Final

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from munera.kernel import sealing
from munera.kernel.audit.actions import record_audit, record_audits
from munera.kernel.inserting import insert_objects
from munera.kernel.people import queries
from munera.kernel.people.choices import ConsentPurpose
from munera.kernel.people.models import Consent, ErasureRequest, Export, Identifier, Person, PersonName
from munera.kernel.people.rules import (
    CONSENT_TEXTS,
    CONSENT_VERSION,
    check_identifier,
    check_name,
    check_phone,
    may_decide,
)
from munera.kernel.refusal import Refusal, Sentence

# How often many people are recorded at once before it is tried one by one.
AGAIN: Final = 2


class IdentifierOfAnother(Refusal):
    title = _("The number is somebody else's")
    sentence: Sentence = _("This number already belongs to somebody else. An office that sees the document can help.")


class EmailTaken(Refusal):
    title = _("The e-mail address is taken")
    sentence: Sentence = _("Somebody already signs in with this e-mail address.")


class NoLongerStanding(Refusal):
    title = _("The consent no longer stands")
    sentence: Sentence = _("This consent was already taken back.")


class AlreadyAsked(Refusal):
    title = _("You have asked already")
    sentence: Sentence = _("You have already asked to be forgotten; the request is waiting for an answer.")


class AlreadyDecided(Refusal):
    title = _("The request is decided already")
    sentence: Sentence = _("This request has already been decided or taken back.")


class OwnRequest(Refusal):
    status: ClassVar[int] = 403
    title = _("Somebody else has to decide")
    sentence: Sentence = _("Nobody decides on their own request. Ask another privacy officer.")


@transaction.atomic
def find_or_create_by_identifier(kind: str, number: str, *, full_name: str, by: Person | None) -> Person:
    """The person known by this number; if nobody is, a new one called ``full_name`` who cannot sign in.

    A person who is found keeps the name they have: who types a number does not rename its bearer. One who was
    forgotten, but whose number the law still keeps, bears the name given now.
    """
    plain = check_identifier(kind, number)
    known = queries.person_by_identifier(kind, plain)
    if known is None:
        try:
            with transaction.atomic():
                return _record_person(kind, plain, full_name=full_name, by=by)
        except IntegrityError:
            # Another transaction recorded the same number a moment ago; the constraint let only one through.
            known = Person.objects.get(identifiers__kind=kind, identifiers__digest=queries.digest_of(kind, plain))
    if known.erased_at is not None:
        known.full_name, known.erased_at = full_name, None
        known.save(update_fields=["full_name", "erased_at"])
        record_audit("people.person.recorded-again", known, by=by, details={"kind": kind})
    return known


@transaction.atomic
def find_or_create_by_identifiers(
    names: Mapping[tuple[str, str], str], *, by: Person | None
) -> dict[tuple[str, str], Person]:
    """As ``find_or_create_by_identifier`` for many at once: ``names`` by kind and checked number."""
    found: dict[tuple[str, str], Person] = {}
    for _attempt in range(AGAIN):
        known = queries.people_by_identifiers(names).items()
        found = {number: one for number, one in known if one.erased_at is None}
        # In the order of the numbers, so that of two who record the same people one waits for the other.
        missing = sorted(number for number in names if number not in found)
        try:
            with transaction.atomic():
                return found | _record_people({number: names[number] for number in missing}, by=by)
        except IntegrityError:
            # Another transaction recorded some of them a moment ago; by now they can be seen.
            continue
    # The law still keeps the number of somebody who was forgotten, or others keep coming first.
    return found | {
        (kind, plain): find_or_create_by_identifier(kind, plain, full_name=names[kind, plain], by=by)
        for kind, plain in missing
    }


def _record_people(names: Mapping[tuple[str, str], str], *, by: Person | None) -> dict[tuple[str, str], Person]:
    people = [Person(full_name=" ".join(name.split()), password=_no_password()) for name in names.values()]
    insert_objects(people)
    insert_objects(
        [
            Identifier(person=person, kind=kind, sealed=sealing.seal(plain), digest=queries.digest_of(kind, plain))
            for (kind, plain), person in zip(names, people, strict=True)
        ]
    )
    known_by = [(person, {"kind": kind}) for (kind, _plain), person in zip(names, people, strict=True)]
    record_audits("people.person.recorded", known_by, by=by)
    record_audits("people.identifier.added", known_by, by=by)
    return dict(zip(names, people, strict=True))


def _no_password() -> str:
    """As ``set_unusable_password`` has it, which asks the system for chance letter by letter."""
    return UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)


def _record_person(kind: str, plain: str, *, full_name: str, by: Person | None) -> Person:
    person = Person(full_name=" ".join(full_name.split()))
    person.set_unusable_password()
    person.save()
    record_audit("people.person.recorded", person, by=by, details={"kind": kind})
    _attach(person, kind, plain, by=by)
    return person


def _attach(person: Person, kind: str, plain: str, *, by: Person | None) -> Identifier:
    identifier = Identifier.objects.create(
        person=person, kind=kind, sealed=sealing.seal(plain), digest=queries.digest_of(kind, plain)
    )
    record_audit("people.identifier.added", person, by=by, details={"kind": kind})
    return identifier


@transaction.atomic
def add_identifier(person: Person, kind: str, number: str, *, by: Person | None) -> Identifier:
    """Make the person known by this number as well; doing it twice is harmless."""
    plain = check_identifier(kind, number)
    try:
        with transaction.atomic():
            return _attach(person, kind, plain, by=by)
    except IntegrityError:
        identifier = Identifier.objects.get(kind=kind, digest=queries.digest_of(kind, plain))
    if identifier.person_id != person.pk:
        raise IdentifierOfAnother
    return identifier


@transaction.atomic
def open_account(email: str, *, full_name: str, language: str = "", by: Person | None) -> Person:
    """A person who can sign in with a code sent to ``email``; refuses an address in use."""
    if queries.person_by_email(email):
        raise EmailTaken
    person = Person(email=Person.objects.normalize_email(email.strip()), full_name=full_name, language=language)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise EmailTaken from None
    record_audit("people.account.opened", person, by=by)
    return person


@transaction.atomic
def add_email(person: Person, email: str, *, by: Person | None) -> None:
    """Let somebody who was known by a number sign in as well."""
    other = queries.person_by_email(email)
    if other and other.pk != person.pk:
        raise EmailTaken
    person.email = Person.objects.normalize_email(email.strip())
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise EmailTaken from None
    record_audit("people.account.opened", person, by=by)


@transaction.atomic
def settle_in_demo_town(person: Person) -> None:
    """Mark somebody made up, whom a visitor of the demo may try to be."""
    person.is_of_demo_town = True
    person.save(update_fields=["is_of_demo_town"])
    record_audit("people.person.settled-in-demo-town", person, by=None)


@transaction.atomic
def add_name(
    person: Person,
    script: str,
    full_name: str,
    *,
    by: Person | None,
    given_name: str = "",
    family_name: str = "",
) -> PersonName:
    """Write the person's name in a script, or correct it."""
    written = {
        "full_name": check_name(full_name, script),
        "given_name": check_name(given_name, script) if given_name else "",
        "family_name": check_name(family_name, script) if family_name else "",
    }
    name, _created = PersonName.objects.update_or_create(person=person, script=script, defaults=written)
    record_audit("people.name.written", person, by=by, details={"script": script})
    return name


@transaction.atomic
def remove_name(name: PersonName, *, by: Person | None) -> None:
    person, script = name.person, name.script
    name.delete()
    record_audit("people.name.removed", person, by=by, details={"script": script})


@transaction.atomic
def change_contact(person: Person, *, full_name: str, phone: str, by: Person | None) -> None:
    """The name and the phone; an e-mail address changes only once its new owner has confirmed it."""
    new = {"full_name": " ".join(full_name.split()), "phone": check_phone(phone)}
    changed = [name for name, value in new.items() if getattr(person, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(person, name, new[name])
    person.save(update_fields=changed)
    record_audit("people.contact.changed", person, by=by, details={"fields": changed})


@transaction.atomic
def choose_language(person: Person, language: str, *, by: Person | None) -> None:
    """In which language letters and pages reach the person."""
    if person.language == language:
        return
    person.language = language
    person.save(update_fields=["language"])
    record_audit("people.language.chosen", person, by=by, details={"language": language})


@transaction.atomic
def give_consent(person: Person, purpose: str, *, by: Person | None) -> Consent:
    """Note that the person agreed to the words of today, as shown in the language of the page."""
    standing = queries.standing_consents(person).select_for_update().filter(purpose=purpose).first()
    if standing and standing.text_version == CONSENT_VERSION:
        return standing
    if standing:
        withdraw_consent(standing, by=by)
    words = str(CONSENT_TEXTS[ConsentPurpose(purpose)])
    try:
        with transaction.atomic():
            consent = Consent.objects.create(
                person=person,
                purpose=purpose,
                text_version=CONSENT_VERSION,
                text_digest=hashlib.sha256(words.encode()).hexdigest(),
                language=get_language() or "",
            )
    except IntegrityError:
        # The same button, pressed twice at once.
        return queries.standing_consents(person).get(purpose=purpose)
    record_audit("people.consent.given", person, by=by, details={"purpose": purpose, "text_version": CONSENT_VERSION})
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Person | None) -> None:
    """Taking back is as easy as giving, and leaves the row as proof of both."""
    now = timezone.now()
    if not Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=now):
        raise NoLongerStanding
    record_audit("people.consent.withdrawn", consent.person, by=by, details={"purpose": consent.purpose})


@transaction.atomic
def request_export(person: Person, *, by: Person | None) -> Export:
    """Ask for everything held about the person; one that is being packed is given again."""
    waiting = queries.exports_of(person).filter(packed_at=None).first()
    if waiting:
        return waiting
    export = Export.objects.create(person=person)
    record_audit("people.export.requested", person, by=by, details={"export": export.pk})
    return export


@transaction.atomic
def keep_export(export: Export, packed: bytes) -> None:
    """Keep what was packed, sealed, until it is fetched or too old."""
    export.sealed = sealing.seal_bytes(packed)
    export.size = len(packed)
    export.packed_at = timezone.now()
    export.save(update_fields=["sealed", "size", "packed_at"])
    digest = hashlib.sha256(packed).hexdigest()
    record_audit("people.export.packed", export.person, by=None, details={"export": export.pk, "sha256": digest})


def discard_stale_exports() -> int:
    """Remove copies that are too old; the timetable calls it."""
    discarded, _by_model = queries.stale_exports().delete()
    return discarded


@transaction.atomic
def request_erasure(person: Person, *, by: Person) -> ErasureRequest:
    """Ask to be forgotten; a privacy officer answers within the month the law gives."""
    try:
        with transaction.atomic():
            erasure_request = ErasureRequest.objects.create(person=person)
    except IntegrityError:
        raise AlreadyAsked from None
    record_audit("people.erasure.requested", person, by=by, details={"request": erasure_request.pk})
    return erasure_request


@transaction.atomic
def take_back_erasure(erasure_request: ErasureRequest, *, by: Person) -> None:
    """The person changed their mind before anybody approved."""
    waiting = ErasureRequest.objects.filter(pk=erasure_request.pk, approved_at=None, taken_back_at=None)
    if not waiting.update(taken_back_at=timezone.now()):
        raise AlreadyDecided
    record_audit("people.erasure.taken-back", erasure_request.person, by=by, details={"request": erasure_request.pk})


@transaction.atomic
def approve_erasure(erasure_request: ErasureRequest, *, by: Person) -> None:
    """A privacy officer has read what goes and what stays; from here the flow carries it out."""
    if not may_decide(by, erasure_request):
        raise OwnRequest
    waiting = ErasureRequest.objects.filter(pk=erasure_request.pk, approved_at=None, taken_back_at=None)
    if not waiting.update(approved_at=timezone.now(), approved_by=by):
        raise AlreadyDecided
    record_audit("people.erasure.approved", erasure_request.person, by=by, details={"request": erasure_request.pk})


@transaction.atomic
def forget_person(person: Person) -> None:
    """Leave a row that names nobody and that nobody can sign in with."""
    person.full_name = person.phone = person.language = ""
    person.email = None
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.erased_at = timezone.now()
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


@transaction.atomic
def close_erasure(erasure_request: ErasureRequest, *, deleted: dict[str, int], kept: dict[str, int]) -> None:
    """Note that the request was carried out, with how many rows of each room went and stayed."""
    open_still = ErasureRequest.objects.filter(pk=erasure_request.pk, carried_out_at=None)
    if not open_still.update(carried_out_at=timezone.now()):
        raise AlreadyDecided
    record_audit(
        "people.person.erased",
        erasure_request.person,
        by=erasure_request.approved_by,
        details={"request": erasure_request.pk, "deleted": deleted, "kept": kept},
    )


def reseal_identifiers() -> int:
    """Put every number under the newest keys, for encryption and for look-up; returns how many changed.

    Each row is its own small transaction: a change of keys runs for as long as it takes while people work, and
    may be stopped and started again.
    """
    changed = 0
    for number in Identifier.objects.values_list("pk", flat=True).order_by("pk").iterator():
        with transaction.atomic():
            identifier = Identifier.objects.select_for_update().filter(pk=number).first()
            changed += identifier is not None and _reseal(identifier)
    return changed


def _reseal(identifier: Identifier) -> bool:
    digest = queries.digest_of(identifier.kind, sealing.unseal(identifier.sealed))
    if digest == identifier.digest and sealing.is_newest(identifier.sealed):
        return False
    identifier.digest = digest
    identifier.sealed = sealing.reseal(identifier.sealed)
    identifier.save(update_fields=["digest", "sealed"])
    return True
