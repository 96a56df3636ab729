"""A receipt read today: what each worker was answered then, and how it stands now."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from munera.kernel.organisations.models import Organisation
from munera.services.seasonal.choices import EngagementState, OperationKind, Outcome
from munera.services.seasonal.models import Engagement, Receipt, Worker
from munera.services.seasonal.queries.answers import WorkerTold, answers_of


@dataclass(frozen=True, slots=True)
class WorkerNow:
    """``engagement`` is the row of the day as it is now, where there is one: the newest of this worker and shift."""

    worker: Worker
    answer: WorkerTold
    engagement: Engagement | None

    @property
    def is_registered_now(self) -> bool:
        return self.engagement is not None and self.engagement.is_registered


def told_by(receipt: Receipt) -> list[WorkerNow]:
    """By name; in as many questions for forty workers as for one."""
    answers = {answer.worker: answer for answer in answers_of(receipt)}
    days = Engagement.objects.filter(
        employer=receipt.employer, worker__in=answers, on=receipt.on, shift=receipt.shift
    ).select_related("assessment")
    # One that stands goes before one that was taken off or came too late; of those, the newest.
    rows: dict[int, Engagement] = {}
    for engagement in sorted(days, key=lambda one: (one.state == EngagementState.REGISTERED, one.pk)):
        rows[engagement.worker_id] = engagement
    workers = Worker.objects.filter(pk__in=answers).order_by("name", "pk")
    return [WorkerNow(worker, answers[worker.pk], rows.get(worker.pk)) for worker in workers]


def receipts_numbered(employers: QuerySet[Organisation], numbers: Iterable[int]) -> QuerySet[Receipt]:
    """Those of these employers, the earliest day first."""
    found = Receipt.objects.filter(employer__in=employers, pk__in=list(numbers))
    return found.select_related("employer", "received_from").order_by("on", "pk")


def stands_wholly(receipt: Receipt) -> bool:
    """Whether everything that was asked for is so."""
    return receipt.outcome in (Outcome.OK, Outcome.DUPLICATE)


def registers(receipt: Receipt) -> bool:
    return receipt.kind == OperationKind.REGISTER
