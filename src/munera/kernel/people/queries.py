"""Finding people by their numbers, what is held about them, and what they asked of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.audit.models import Event
from munera.kernel.audit.queries import events_about, events_by
from munera.kernel.audit.rules import reference
from munera.kernel.people.choices import Erasure, Script
from munera.kernel.people.models import Consent, ErasureRequest, Export, Identifier, Person, PersonName
from munera.kernel.people.rules import InvalidIdentifier, check_identifier
from munera.kernel.refusal import Sentence
from munera.kernel.sealing import lookup_digest, unseal_bytes

SCRIPT_OF_LANGUAGE: Final = {"ar": Script.ARABIC, "el": Script.GREEK, "hy": Script.ARMENIAN, "ko": Script.KOREAN}
EXPORT_LASTS: Final = timedelta(days=7)
# Databases bound how many values a question may name.
AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class PersonalRecords:
    """The rows one room holds about one person, and what becomes of them when the person asks to be forgotten.

    A row that is kept names the law in ``because`` and the years in ``keep_years``, counted from its field
    ``kept_from``. ``blanked`` are text fields emptied when the row is kept; ``needs_identifiers`` says that the
    law asks for the number too (a tax record), so the sealed numbers stay as long as such rows do.
    """

    room: str
    name: Sentence
    rows: QuerySet[Any]
    fields: tuple[str, ...]
    erasure: Erasure
    because: Sentence = ""
    keep_years: int | None = None
    kept_from: str = ""
    blanked: tuple[str, ...] = ()
    needs_identifiers: bool = False


@dataclass(frozen=True, slots=True)
class RoomRecords:
    """The two ways of one room with rows about a person: deleted when they ask to be forgotten, or kept by a law."""

    room: str
    keep_years: int
    because: Sentence = ""
    """The law by which most rows of the room are kept."""

    def deleted(self, name: Sentence, rows: QuerySet[Any], fields: tuple[str, ...]) -> PersonalRecords:
        return PersonalRecords(self.room, name, rows, fields, Erasure.DELETE)

    def kept(
        self,
        name: Sentence,
        rows: QuerySet[Any],
        fields: tuple[str, ...],
        *,
        since: str,
        because: Sentence = "",
        blanked: tuple[str, ...] = (),
        needs_identifiers: bool = False,
    ) -> PersonalRecords:
        """From the moment in the field ``since``."""
        return PersonalRecords(
            self.room,
            name,
            rows,
            fields,
            Erasure.KEEP,
            because or self.because,
            self.keep_years,
            since,
            blanked,
            needs_identifiers,
        )


def digest_of(kind: str, number: str) -> str:
    """By what an identifier is found; ``number`` has been checked."""
    return lookup_digest(number, purpose=f"identifier:{kind}")


def person_by_identifier(kind: str, number: str) -> Person | None:
    """The one person known by this number; none also where the number cannot exist."""
    try:
        plain = check_identifier(kind, number)
    except InvalidIdentifier:
        return None
    return Person.objects.filter(identifiers__kind=kind, identifiers__digest=digest_of(kind, plain)).first()


def people_by_identifiers(numbers: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Person]:
    """By kind and checked number, the people who are known by one of these: a few questions, however many numbers."""
    by_digest = {digest_of(kind, plain): (kind, plain) for kind, plain in numbers}
    wanted = sorted(by_digest)
    found: dict[tuple[str, str], Person] = {}
    for start in range(0, len(wanted), AT_ONCE):
        identifiers = Identifier.objects.filter(_one_of(wanted[start : start + AT_ONCE])).select_related("person")
        found |= {by_digest[one.digest]: one.person for one in identifiers if one.kind == by_digest[one.digest][0]}
    return found


def _one_of(digests: Iterable[str]) -> RawSQL:
    """That the digest is one of these, written out: PostgreSQL would keep the plan of a list of values, and go through
    the whole list for every row of a table that was empty when it made the plan.
    """
    quoted = ", ".join(f"'{digest}'" for digest in digests)
    column = f"{Identifier._meta.db_table}.digest"
    return RawSQL(f"{column} IN ({quoted})", (), output_field=BooleanField())  # noqa: S611  # hexadecimal and ours


def masked(identifier: Identifier) -> str:
    """Dots and the last digits: enough to recognise one's own number, too little to know another's."""
    return mask(identifier.number)


def mask(number: str) -> str:
    shown = min(4, len(number) // 3)
    return "•" * (len(number) - shown) + number[len(number) - shown :]


def person_by_email(email: str) -> Person | None:
    return Person.objects.filter(email__iexact=email.strip()).first()


def name_in_script(person: Person, script: str) -> str:
    """The name as written in ``script`` (ISO 15924), or the person's main name."""
    name = person.names.filter(script=script).first()
    return name.full_name if name else person.full_name


def name_for_language(person: Person, language: str) -> str:
    """The name in the script in which ``language`` is written, where the person has told it."""
    script = SCRIPT_OF_LANGUAGE.get(language.partition("-")[0], Script.LATIN)
    return name_in_script(person, script) or person.shown_name


def names_of(references: set[str]) -> dict[str, str]:
    """For audit references that are people, the names to show: one query."""
    label = Person._meta.label_lower
    numbers = [int(number) for model, _colon, number in (one.partition(":") for one in references) if model == label]
    return {reference(person): person.shown_name for person in Person.objects.filter(pk__in=numbers)}


def identifiers_of(person: Person) -> QuerySet[Identifier]:
    return Identifier.objects.filter(person=person)


def names(person: Person) -> QuerySet[PersonName]:
    return PersonName.objects.filter(person=person)


def consents_of(person: Person) -> QuerySet[Consent]:
    return Consent.objects.filter(person=person)


def standing_consents(person: Person) -> QuerySet[Consent]:
    return consents_of(person).filter(withdrawn_at=None)


def has_consented(person: Person, purpose: str) -> bool:
    return standing_consents(person).filter(purpose=purpose).exists()


def events_of(person: Person) -> QuerySet[Event]:
    """What the person did, what was done in their name or to them, newest first."""
    return (events_by(reference(person)) | events_about([reference(person)])).order_by("-pk")


def exports_of(person: Person) -> QuerySet[Export]:
    """Those asked for and not yet too old; the packed bytes are not read."""
    return Export.objects.filter(person=person, asked_at__gt=timezone.now() - EXPORT_LASTS).defer("sealed")


def ready_exports_of(person: Person) -> QuerySet[Export]:
    return Export.objects.filter(person=person, asked_at__gt=timezone.now() - EXPORT_LASTS, packed_at__isnull=False)


def packed(export: Export) -> bytes:
    """The ZIP itself."""
    return unseal_bytes(bytes(export.sealed))


def stale_exports() -> QuerySet[Export]:
    return Export.objects.filter(asked_at__lte=timezone.now() - EXPORT_LASTS)


def erasure_requests_of(person: Person) -> QuerySet[ErasureRequest]:
    return ErasureRequest.objects.filter(person=person)


def open_erasure_requests() -> QuerySet[ErasureRequest]:
    """What a privacy officer has to decide or see through, longest waiting first."""
    return ErasureRequest.objects.filter(taken_back_at=None, carried_out_at=None).select_related("person")


def approved_erasures() -> QuerySet[ErasureRequest]:
    """What an officer approved and nobody has carried out."""
    return ErasureRequest.objects.filter(approved_at__isnull=False, carried_out_at=None).order_by("pk")


def personal_records(person: Person) -> list[PersonalRecords]:
    """What this room holds about a person."""
    return [
        PersonalRecords(
            room="people",
            name=_("Name and contact"),
            rows=Person.objects.filter(pk=person.pk),
            fields=("full_name", "email", "phone", "language", "joined_at", "last_login"),
            erasure=Erasure.KEEP,
            because=_("an empty row stays, so that what the law keeps does not point at nobody"),
        ),
        PersonalRecords(
            "people",
            _("Names in other scripts"),
            names(person),
            ("script", "full_name", "given_name", "family_name"),
            Erasure.DELETE,
        ),
        PersonalRecords(
            "people", _("Identifiers"), identifiers_of(person), ("kind", "number", "added_at"), Erasure.DELETE
        ),
        PersonalRecords(
            "people",
            _("Consents"),
            consents_of(person),
            ("purpose", "text_version", "text_digest", "language", "given_at", "withdrawn_at"),
            Erasure.DELETE,
        ),
        PersonalRecords(
            "people",
            _("Copies of your data you asked for"),
            Export.objects.filter(person=person),
            ("asked_at", "packed_at", "size"),
            Erasure.DELETE,
        ),
        PersonalRecords(
            room="people",
            name=_("Requests to be forgotten"),
            rows=erasure_requests_of(person),
            fields=("asked_at", "taken_back_at", "approved_at", "carried_out_at"),
            erasure=Erasure.KEEP,
            because=_("we must be able to prove that we answered (General Data Protection Regulation, article 5(2))"),
            keep_years=5,
            kept_from="asked_at",
        ),
        PersonalRecords(
            room="people",
            name=_("Requests of others that you decided"),
            rows=ErasureRequest.objects.filter(approved_by=person),
            fields=("approved_at",),
            erasure=Erasure.KEEP,
            because=_("a decision keeps who made it (General Data Protection Regulation, article 5(2))"),
            keep_years=5,
            kept_from="approved_at",
        ),
    ]
