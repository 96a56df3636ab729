"""Write a letter, read it, and say which kinds one wants by e-mail."""

from collections.abc import Collection

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation

from munera.kernel.audit.actions import record_audit
from munera.kernel.audit.rules import reference
from munera.kernel.messages.choices import Channel, LetterKind
from munera.kernel.messages.models import Delivery, Letter, Preference
from munera.kernel.messages.queries import letter_kind, letter_kinds, unread_letters_to, unwanted_kinds
from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence


@transaction.atomic
def send_letter(
    to: Person, *, kind: str, subject: Sentence, body: Sentence, about: models.Model | None = None
) -> Letter:
    """Write to a person in their language: into their inbox now, by e-mail once the caller's transaction commits.

    The subject travels in the clear and is shown on lock screens: it names no one and no matter of theirs.
    """
    what = letter_kind(kind)
    language = to.language or settings.LANGUAGE_CODE
    with translation.override(language):
        letter = Letter.objects.create(
            person=to,
            kind=kind,
            subject=" ".join(str(subject).split()),
            body=str(body),
            language=language,
            about=reference(about) if about is not None else "",
        )
    if _goes_by_email(to, what):
        Delivery.objects.create(letter=letter, channel=Channel.EMAIL)
    record_audit("messages.letter.written", letter, by=None, details={"kind": kind})
    return letter


def _goes_by_email(person: Person, kind: LetterKind) -> bool:
    if not person.email or not person.is_active:
        return False
    return kind.mandatory or kind.code not in unwanted_kinds(person)


def mark_letter_read(letter: Letter) -> None:
    """The first reading counts."""
    Letter.objects.filter(pk=letter.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(person: Person) -> int:
    return unread_letters_to(person).update(read_at=timezone.now())


@transaction.atomic
def save_preferences(person: Person, *, wanted: Collection[str]) -> None:
    """Send by e-mail the kinds in ``wanted`` and, of the others, only the mandatory ones."""
    for kind in letter_kinds():
        Preference.objects.update_or_create(
            person=person,
            kind=kind.code,
            channel=Channel.EMAIL,
            defaults={"wanted": kind.mandatory or kind.code in wanted},
        )
    record_audit("messages.preferences.changed", person, by=person)
