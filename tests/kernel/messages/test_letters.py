"""Writing letters, choosing which come by e-mail, and what is told of failed work."""

import pytest
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy

from munera.kernel.audit.models import Event
from munera.kernel.jobs.actions.progress import Progress
from munera.kernel.messages.actions import mark_all_read, mark_letter_read, save_preferences, send_letter
from munera.kernel.messages.models import Delivery, Letter
from munera.kernel.messages.queries import letter_kind, letter_kinds, letters_to, unread_letters_to, unwanted_kinds
from munera.kernel.messages.tasks import tell_of_failures
from munera.kernel.people.models import Person
from tests.factories.access import person
from tests.factories.jobs import job
from tests.factories.messages import letter

pytestmark = pytest.mark.django_db

CHOSEN = next(kind.code for kind in letter_kinds() if not kind.mandatory)
MANDATORY = next(kind.code for kind in letter_kinds() if kind.mandatory)


def deliveries_to(somebody: Person) -> list[str]:
    return list(Delivery.objects.filter(letter__person=somebody).values_list("letter__kind", flat=True))


def test_a_letter_is_written_in_the_language_of_its_reader() -> None:
    somebody = person()
    somebody.language = "pt"
    with translation.override("en"):
        written = send_letter(somebody, kind=CHOSEN, subject=gettext_lazy("Yes"), body="-", about=somebody)
    with translation.override("pt"):
        assert (written.subject, written.language) == (str(gettext_lazy("Yes")), "pt")
    assert written.about == f"people.person:{somebody.pk}"
    assert Event.objects.filter(verb="messages.letter.written", object=f"letters.letter:{written.pk}").count() == 1


def test_a_letter_of_a_transaction_that_is_rolled_back_never_was() -> None:
    with transaction.atomic():
        letter(person())
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert not Delivery.objects.exists()


def test_an_unknown_kind_is_a_fault_of_the_program() -> None:
    with pytest.raises(LookupError, match=r"nobody\.knows"):
        letter(person(), kind="nobody.knows")


def test_no_kind_is_listed_twice() -> None:
    codes = [kind.code for kind in letter_kinds()]
    assert sorted(set(codes)) == sorted(codes)
    assert all(letter_kind(code).code == code for code in codes)


def test_what_a_person_does_not_want_stays_in_the_inbox_alone() -> None:
    somebody, other = person(), person()
    save_preferences(somebody, wanted=[])
    for reader in (somebody, other):
        letter(reader, kind=CHOSEN)
        letter(reader, kind=MANDATORY)
    assert deliveries_to(somebody) == [MANDATORY]
    assert deliveries_to(other) == [CHOSEN, MANDATORY]
    assert letters_to(somebody).count() == 2


def test_a_changed_mind_counts_from_then_on() -> None:
    somebody = person()
    save_preferences(somebody, wanted=[])
    assert unwanted_kinds(somebody) == {kind.code for kind in letter_kinds() if not kind.mandatory}
    save_preferences(somebody, wanted=[CHOSEN])
    letter(somebody, kind=CHOSEN)
    assert deliveries_to(somebody) == [CHOSEN]


@pytest.mark.parametrize("change", [{"email": None}, {"is_active": False}])
def test_who_cannot_be_reached_by_mail_has_an_inbox(change: dict[str, object]) -> None:
    somebody = person()
    Person.objects.filter(pk=somebody.pk).update(**change)
    somebody.refresh_from_db()
    letter(somebody)
    assert deliveries_to(somebody) == []
    assert letters_to(somebody).count() == 1


def test_only_the_first_reading_counts() -> None:
    written = letter(person())
    mark_letter_read(written)
    first = Letter.objects.get().read_at
    mark_letter_read(written)
    assert first is not None
    assert Letter.objects.get().read_at == first


def test_reading_everything_leaves_the_letters_of_others() -> None:
    somebody, other = person(), person()
    for reader in (somebody, somebody, other):
        letter(reader)
    assert mark_all_read(somebody) == 2
    assert (unread_letters_to(somebody).count(), unread_letters_to(other).count()) == (0, 1)


def test_who_waited_in_vain_is_told_once() -> None:
    somebody = person()
    failed = job(somebody, state="failed", sentence="The list was empty.")
    job(somebody, state="failed")
    job(somebody, state="done")
    job(state="failed")
    progress = Progress(job=job(state="running", attempts=1).pk, attempt=1)
    assert tell_of_failures(progress) == {"told": 2}
    assert tell_of_failures(progress) == {"told": 0}
    told = letters_to(somebody).get(about=f"jobs.job:{failed.pk}")
    assert told.body == "The list was empty."
