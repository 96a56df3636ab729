"""Letters: reports wait for a second person, and candidates who asked for it find something new. No mark, no name."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from munera.kernel.jobs.actions import Progress
from munera.kernel.messages.actions import send_letter
from munera.kernel.organisations.queries import members_of
from munera.kernel.people.models import Person
from munera.kernel.refusal import Sentence
from munera.services.mentor import queries, rules
from munera.services.mentor.models import Release

LETTER = "mentor.reports"
TO_CANDIDATE: tuple[Sentence, Sentence] = (
    _("There is something new for you"),
    _("The report about an examination that you sat is ready. Sign in and open your examinations to read it."),
)
TO_HEAD: tuple[Sentence, Sentence] = (
    _("Something waits for your look"),
    _(
        "The reports of a sitting are made. Before candidates are shown them, somebody who did not make them reads "
        "some. Sign in and open the reports to look at."
    ),
)


def tell_heads(release: Release) -> None:
    """Everybody who may look at them, but for whoever had them made. Within the caller's transaction."""
    body = release.sitting.examination.body
    members = members_of(body, on=timezone.localdate()).filter(role=rules.HEAD.code).select_related("person")
    _write({each.person for each in members if each.person_id != release.asked_by_id}, TO_HEAD, release)


def tell_candidates(release: Release, *, progress: Progress) -> int:
    """Each who has claimed an attempt at the sitting, once however often the work is begun again."""
    people = queries.people_who_claimed(release.sitting)
    for number, person in enumerate(people[progress.done_before :], start=progress.done_before + 1):
        with transaction.atomic():
            progress.report(number, of=len(people))
            _write([person], TO_CANDIDATE, release)
    return len(people)


def _write(people: Iterable[Person], words: tuple[Sentence, Sentence], release: Release) -> None:
    subject, body = words
    for person in people:
        send_letter(person, kind=LETTER, subject=subject, body=body, about=release)
