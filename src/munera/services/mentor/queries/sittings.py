"""Sittings, their forms, the files of results and what became of each row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import numpy as np
from django.db.models import Avg, Count, Q, QuerySet
from django.utils import timezone

from munera.engines.psychometrics.suppression import FEWEST, Share, Telling, share_of
from munera.kernel.people.models import Person
from munera.kernel.sealing import unseal_bytes
from munera.services.mentor.choices import AttemptStatus, FileState, RowOutcome
from munera.services.mentor.models import Attempt, Form, ResultFile, ResultRow, Sitting
from munera.services.mentor.queries.blueprints import offices_of
from munera.services.mentor.queries.marking import Answers
from munera.services.mentor.queries.packing import open_sealed

# A file that could not be read in this time is let go of: it holds numbers and answers of candidates.
FILE_LASTS: Final = timedelta(days=7)
# Databases bound how many values a question may name.
AT_ONCE: Final = 500


def sittings_run_by(person: Person) -> QuerySet[Sitting]:
    mine = Sitting.objects.filter(examination__body__in=offices_of(person))
    return mine.select_related("examination__body", "blueprint")


def forms_run_by(person: Person) -> QuerySet[Form]:
    mine = Form.objects.filter(sitting__examination__body__in=offices_of(person))
    return mine.select_related("sitting__examination__body", "sitting__blueprint")


def files_run_by(person: Person) -> QuerySet[ResultFile]:
    """What is sealed is not read."""
    mine = ResultFile.objects.filter(form__sitting__examination__body__in=offices_of(person))
    return mine.defer("sealed").select_related("form__sitting__examination__body", "by", "work")


def forms_of(sitting: Sitting) -> QuerySet[Form]:
    """Each with how many questions it has and how many sat it."""
    return Form.objects.filter(sitting=sitting).annotate(
        question_count=Count("places", distinct=True), attempt_count=Count("attempts", distinct=True)
    )


def files_of(sitting: Sitting) -> QuerySet[ResultFile]:
    found = ResultFile.objects.filter(form__sitting=sitting).defer("sealed")
    return found.select_related("form", "by", "work").order_by("-received_at", "-pk")


def earlier_file(file: ResultFile) -> ResultFile | None:
    """The last one of the very same content for the form, if there was one."""
    same = ResultFile.objects.filter(form=file.form_id, sha256=file.sha256, pk__lt=file.pk)
    return same.defer("sealed").order_by("-pk").first()


def content_of(file: ResultFile) -> bytes:
    """The file itself, opened."""
    return unseal_bytes(bytes(file.sealed))


def stale_files() -> QuerySet[ResultFile]:
    """Files that have lain for too long."""
    before = timezone.now() - FILE_LASTS
    return ResultFile.objects.filter(state=FileState.RECEIVED, received_at__lte=before).defer("sealed")


def outcomes_of(file: ResultFile) -> dict[RowOutcome, int]:
    """How many rows were answered in which way so far, those that were taken in first."""
    return {outcome: file.counts[outcome.value] for outcome in RowOutcome if outcome.value in file.counts}


def refused_rows(file: ResultFile) -> QuerySet[ResultRow]:
    """Those that were not simply taken in, in the order of the file."""
    return ResultRow.objects.filter(file=file).order_by("number")


def known_attempts(sitting: Sitting, digests: Sequence[str]) -> dict[str, Attempt]:
    """By digest, those of the sitting that are here already."""
    return {each.digest: each for each in Attempt.objects.filter(sitting=sitting, digest__in=digests)}


@dataclass(frozen=True, slots=True)
class Standing:
    """A sitting in numbers."""

    candidates: int
    counted: int
    absent: int
    annulled: int
    passed: int
    mean: float | None

    @property
    def passes(self) -> Share:
        """Who of those counted passed, as it may be told: in tenths alone where a few did, or a few did not."""
        share = share_of(self.passed, self.counted)
        if share.telling is Telling.EXACT and min(self.passed, self.counted - self.passed) < FEWEST:
            return replace(share, telling=Telling.COARSE, share=round(self.passed / self.counted, 1))
        return share


def standing_of(sitting: Sitting) -> Standing:
    def having(status: AttemptStatus) -> Q:
        return Q(status=status)

    counted = having(AttemptStatus.COUNTED)
    found = Attempt.objects.filter(sitting=sitting).aggregate(
        candidates=Count("pk"),
        counted=Count("pk", filter=counted),
        absent=Count("pk", filter=having(AttemptStatus.ABSENT)),
        annulled=Count("pk", filter=having(AttemptStatus.ANNULLED)),
        passed=Count("pk", filter=counted & Q(passed=True)),
        mean=Avg("total", filter=counted),
    )
    return Standing(**found)


def verdicts_of(attempts: Sequence[int]) -> dict[int, bool | None]:
    """Who of these passed; None where no rule holds."""
    found: dict[int, bool | None] = {}
    for start in range(0, len(attempts), AT_ONCE):
        some = Attempt.objects.filter(pk__in=attempts[start : start + AT_ONCE])
        found |= dict(some.values_list("pk", "passed"))
    return found


@dataclass(frozen=True, slots=True)
class Sheaf:
    """Attempts at one form with their answers: shape (attempts, questions)."""

    form: Form
    attempts: tuple[int, ...]
    numbers: tuple[str, ...]
    answers: Answers


def sheaves_of(sitting: Sitting, *, at_once: int = AT_ONCE) -> Iterator[Sheaf]:
    """Everybody who is counted, form by form, so many at once."""
    for form in Form.objects.filter(sitting=sitting).select_related("sitting__examination").order_by("pk"):
        rows = (
            Attempt.objects.filter(form=form, status=AttemptStatus.COUNTED).order_by("pk").values_list("pk", "sealed")
        )
        some: list[tuple[int, bytes]] = []
        for pk, sealed in rows.iterator(chunk_size=at_once):
            some.append((pk, bytes(sealed)))
            if len(some) == at_once:
                yield _sheaf(form, some)
                some = []
        if some:
            yield _sheaf(form, some)


def _sheaf(form: Form, rows: Sequence[tuple[int, bytes]]) -> Sheaf:
    opened = [open_sealed(sealed) for _pk, sealed in rows]
    return Sheaf(
        form=form,
        attempts=tuple(pk for pk, _sealed in rows),
        numbers=tuple(each.number for each in opened),
        answers=np.frombuffer(b"".join(each.answers for each in opened), np.uint8).reshape(len(rows), -1),
    )
