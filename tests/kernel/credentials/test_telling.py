"""Before a credential ends, its holder is written to: in time, once, and only where it matters."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from munera.kernel.credentials import actions, queries
from munera.kernel.credentials.models import Achievement, Credential
from munera.kernel.credentials.rules import NEW_FOR, TOLD_BEFORE_END
from munera.kernel.messages.models import Letter
from munera.kernel.people.models import Person
from tests.factories.credentials import achievement, credential
from tests.factories.people import person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ending(holder: Person | None = None, *, of: Achievement | None = None, until: datetime | None = None) -> Credential:
    """One of last year; unless said otherwise it ends in a month."""
    issued = credential(holder, of=of, valid_until=until or timezone.now() + 30 * DAY)
    Credential.objects.filter(pk=issued.pk).update(issued_at=timezone.now() - 335 * DAY)
    return Credential.objects.get(pk=issued.pk)


def test_the_holder_is_told_once_in_their_language() -> None:
    holder = person()
    holder.language = "pt"
    holder.save(update_fields=["language"])
    told = ending(holder)
    assert actions.tell_of_ends() == 1
    [letter] = Letter.objects.filter(person=holder)
    assert (letter.language, letter.about) == ("pt", f"credentials.credential:{told.pk}")
    assert "Poda segura" in letter.body
    assert told.issuer.organisation.name in letter.body
    assert told.valid_until is not None
    assert str(timezone.localtime(told.valid_until).year) in letter.body
    assert "Poda" not in letter.subject
    assert list(queries.credentials_about_to_end()) == []
    assert actions.tell_of_ends() == 0
    assert Letter.objects.count() == 1


def test_only_what_ends_soon_and_is_not_replaced_is_told_of() -> None:
    now = timezone.now()
    soon = ending()
    last_in_time = ending(until=now + TOLD_BEFORE_END)
    ending(until=now + TOLD_BEFORE_END + DAY)
    credential()  # without end
    ending(until=now - DAY)
    credential(valid_until=now + NEW_FOR - DAY)  # issued just now
    withdrawn = ending()
    actions.withdraw_credential(withdrawn, because="It was repeated.", by=None)
    assert list(queries.credentials_about_to_end()) == [soon, last_in_time]


@pytest.mark.parametrize("lasts", [None, 700 * DAY])
def test_what_was_certified_anew_needs_no_letter(lasts: timedelta | None) -> None:
    course = achievement()
    older = ending(of=course)
    newer = credential(older.holder, of=course, valid_until=timezone.now() + lasts if lasts else None)
    assert list(queries.credentials_about_to_end()) == []
    actions.withdraw_credential(newer, because="It was repeated.", by=None)
    assert list(queries.credentials_about_to_end()) == [older]


def test_another_course_or_another_person_renews_nothing() -> None:
    course = achievement()
    older = ending(of=course)
    credential(of=course)
    credential(older.holder, of=achievement(course.issuer))
    assert list(queries.credentials_about_to_end()) == [older]
