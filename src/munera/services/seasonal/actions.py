"""Every write: enrol a worker, register a crew for a day, cancel a day, reckon what waited for its rules."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from munera.engines import levies
from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import find_or_create_by_identifier
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal, Sentence
from munera.services.seasonal import queries
from munera.services.seasonal.choices import EngagementState
from munera.services.seasonal.models import Assessment, Engagement, Receipt, Worker


class AlreadyInCrew(Refusal):
    title = _("The worker is on the list already")
    sentence: Sentence = _("Somebody with this number is on your list already.")


class NobodyChosen(Refusal):
    status: ClassVar[int] = 422
    title = _("Nobody is chosen yet")
    sentence: Sentence = _("Choose at least one worker to register.")


class NotOfThisCrew(Refusal):
    title = _("A worker is not of this crew")
    sentence: Sentence = _("One of the workers is not on the list of this employer. Nobody was registered.")


class DayHasPassed(Refusal):
    title = _("The day has passed")
    sentence: Sentence = _(
        "This day has passed. A day is registered before the work begins, and cancelled before it ends."
    )


class DayNotYetOpen(Refusal):
    title = _("The day is not open yet")
    sentence: Sentence = _("This day lies too far ahead to be registered now.")

    def __init__(self, last: date) -> None:
        day = date_format(last, "DATE_FORMAT")
        super().__init__(_("This day lies too far ahead. Days up to %(day)s can be registered now.") % {"day": day})


class LevyNotKnown(Refusal):
    title = _("The levy is not known yet")
    sentence: Sentence = _("The rates of this day are not known yet. The day is registered; its levy follows.")


class AlreadyCancelled(Refusal):
    title = _("The day is cancelled already")
    sentence: Sentence = _("This day has been cancelled already.")


class OperationReused(Refusal):
    title = _("The form was sent before")
    sentence: Sentence = _("This form was sent before with another crew or day. Open the day again and send it anew.")


@transaction.atomic
def enrol_worker(employer: Organisation, *, kind: str, number: str, name: str, job: str, by: Person) -> Worker:
    """Put somebody on the employer's list, known by the number their state gave them."""
    person = find_or_create_by_identifier(kind, number, full_name=name, by=by)
    worker, is_new = Worker.objects.get_or_create(
        employer=employer, person=person, defaults={"name": " ".join(name.split()), "job": job}
    )
    if not is_new:
        raise AlreadyInCrew
    record_audit("seasonal.worker.enrolled", worker, by=by, on_behalf_of=employer, details={"job": job})
    return worker


@transaction.atomic
def register_crew(employer: Organisation, workers: list[Worker], *, on: date, by: Person, op_id: UUID) -> Receipt:
    """Register all of them for the day, or none.

    A worker who is registered already stays so and counts as success. The same ``op_id`` gets the same receipt.
    """
    asked = sorted({worker.pk for worker in workers})
    earlier = Receipt.objects.filter(employer=employer, op_id=op_id).first()
    if earlier:
        return _same_operation(earlier, asked, on=on)
    if not asked:
        raise NobodyChosen
    _refuse_closed_day(employer, on)
    # Always in the order of their numbers: two crews that overlap wait for each other instead of locking up.
    locked = list(Worker.objects.select_for_update(no_key=True).filter(pk__in=asked, employer=employer).order_by("pk"))
    if len(locked) != len(asked):
        raise NotOfThisCrew
    receipt, is_new = Receipt.objects.get_or_create(
        employer=employer, op_id=op_id, defaults={"on": on, "asked": asked, "received_from": by}
    )
    if not is_new:  # the same form, sent twice at once
        return _same_operation(receipt, asked, on=on)
    made = _engage(locked, receipt)
    record_audit(
        "seasonal.crew.registered",
        receipt,
        by=by,
        on_behalf_of=employer,
        details={"on": on.isoformat(), "engagements": made, "already": len(asked) - len(made)},
    )
    return receipt


@transaction.atomic
def cancel_engagement(engagement: Engagement, *, reason: str, by: Person) -> None:
    """Take one worker off a day that has not ended; the row stays and tells when, by whom and why."""
    if engagement.on < timezone.localdate():
        raise DayHasPassed
    standing = Engagement.objects.filter(pk=engagement.pk, state=EngagementState.REGISTERED)
    if not standing.update(
        state=EngagementState.CANCELLED, cancelled_at=timezone.now(), cancelled_by=by, cancel_reason=reason
    ):
        raise AlreadyCancelled
    record_audit(
        "seasonal.engagement.cancelled",
        engagement,
        by=by,
        on_behalf_of=engagement.employer,
        details={"on": engagement.on.isoformat(), "reason": reason},
    )


@transaction.atomic
def assess_waiting_engagements() -> int:
    """Reckon the days that were registered before their rates were known; returns how many could be.

    Noted in the audit once a day and employer, by nobody: the rules changed, no person did.
    """
    assessed = 0
    for engagement in queries.awaiting_levy().select_for_update(of=("self",), no_key=True).order_by("pk"):
        assessment = _assessment_for(engagement.employer, engagement.on)
        if assessment:
            Engagement.objects.filter(pk=engagement.pk).update(assessment=assessment)
            record_audit("seasonal.engagement.assessed", engagement, by=None, details={"version": assessment.version})
            assessed += 1
    return assessed


def _refuse_closed_day(employer: Organisation, on: date) -> None:
    days = queries.open_days(employer, today=timezone.localdate())
    if on < days.first:
        raise DayHasPassed
    if on > days.last:
        raise DayNotYetOpen(days.last)


def _same_operation(receipt: Receipt, asked: list[int], *, on: date) -> Receipt:
    """The earlier answer, unless the form was changed and sent under the old number."""
    if receipt.on != on or receipt.asked != asked:
        raise OperationReused
    return receipt


def _engage(workers: list[Worker], receipt: Receipt) -> list[int]:
    """One engagement for each who is not registered for the day; returns their numbers."""
    already = set(
        Engagement.objects.filter(worker__in=workers, on=receipt.on, state=EngagementState.REGISTERED).values_list(
            "worker", flat=True
        )
    )
    assessment = _assessment_for(receipt.employer, receipt.on)
    made = Engagement.objects.bulk_create(
        Engagement(
            employer=receipt.employer,
            worker=worker,
            on=receipt.on,
            job=worker.job,
            receipt=receipt,
            assessment=assessment,
        )
        for worker in workers
        if worker.pk not in already
    )
    return [engagement.pk for engagement in made]


def _assessment_for(employer: Organisation, on: date) -> Assessment | None:
    """The stored answer of the engine for a day; none while the country's rules have no value for it.

    A registration must not wait for a gazette: the day counts, and its levy follows.
    """
    engagement = levies.Engagement()
    try:
        result = levies.assess(engagement, queries.rulebook_of(employer), on=on)
    except levies.ValueMissing:
        return None
    assessment, _is_new = Assessment.objects.get_or_create(
        version=result.version,
        inputs_digest=levies.digest_of(engagement, on=on),
        defaults={
            "on": on,
            "total": result.total,
            "currency": result.currency,
            "result": levies.to_plain(result),
        },
    )
    return assessment
