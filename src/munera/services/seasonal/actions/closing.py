"""Closing a month, by hand or by itself, and putting right what was wrong with a closed one."""

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from munera.engines import levies
from munera.engines.levies import outputs
from munera.kernel.audit.actions import record_audit
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.kernel.refusal import Refusal
from munera.services.seasonal import queries
from munera.services.seasonal.actions.assessing import assessment_for
from munera.services.seasonal.actions.certifying import withdraw_untrue_credentials
from munera.services.seasonal.actions.holding import hold_employer, hold_people
from munera.services.seasonal.actions.judging import judge_admission
from munera.services.seasonal.actions.refusals import (
    AlreadyClosed,
    DayNotAdmitted,
    LevyNotKnown,
    MonthHasNotBegun,
    NothingToClose,
    NothingToCorrect,
    ReturnSuperseded,
)
from munera.services.seasonal.choices import CancelReason, EngagementState, Outcome
from munera.services.seasonal.models import Engagement, MonthlyReturn

logger = logging.getLogger(__name__)


@transaction.atomic
def close_month(employer: Organisation, first: date, *, by: Person | None) -> MonthlyReturn:
    """Make the return of a month and the order to pay it; from then on only a correction changes the month.

    The employer is held as for an operation: one that arrives meanwhile is answered by the closed month.
    """
    hold_employer(employer)
    if first > queries.today_of(employer, at=timezone.now()):
        raise MonthHasNotBegun
    if queries.newest_return(employer, first):
        raise AlreadyClosed
    closed = _declare(employer, first, version=1, paid_before=Decimal(0), because="", by=by)
    record_audit(
        "seasonal.month.closed",
        closed,
        by=by,
        on_behalf_of=employer,
        details={"month": f"{first:%Y-%m}", "person_days": closed.person_days, "digest": closed.inputs_digest},
    )
    return closed


@transaction.atomic
def correct_month(
    newest: MonthlyReturn,
    *,
    strike: Sequence[Engagement] = (),
    admit: Sequence[Engagement] = (),
    because: str,
    by: Person,
) -> MonthlyReturn:
    """Add a version: days struck off that were not worked, days counted in that came too late. Both rows stay.

    A credential that counts a day struck off is withdrawn with it.
    """
    employer = newest.employer
    hold_employer(employer)
    if queries.newest_return(employer, newest.month) != newest:
        raise ReturnSuperseded
    changed = _strike(newest, strike, by=by) + _admit(newest, admit)
    if not changed:
        raise NothingToCorrect
    withdraw_untrue_credentials(strike)
    corrected = _declare(
        employer, newest.month, version=newest.version + 1, paid_before=newest.total, because=because, by=by
    )
    record_audit(
        "seasonal.month.corrected",
        corrected,
        by=by,
        on_behalf_of=employer,
        details={
            "month": f"{newest.month:%Y-%m}",
            "version": corrected.version,
            "struck": sorted(one.pk for one in strike),
            "admitted": sorted(one.pk for one in admit),
            "digest": corrected.inputs_digest,
        },
    )
    return corrected


def close_ended_months() -> int:
    """Close every month that has ended and is not closed yet; returns how many were.

    One that cannot be closed yet, because a rate is not known, waits for the next round.
    """
    closed = 0
    for employer, first in queries.months_to_close():
        try:
            close_month(employer, first, by=None)
        except Refusal as refusal:
            logger.info("A month was not closed: %s", refusal.kind)
        else:
            closed += 1
    return closed


def _strike(newest: MonthlyReturn, engagements: Sequence[Engagement], *, by: Person) -> int:
    standing = _of_month(newest, engagements, EngagementState.REGISTERED)
    return standing.update(
        state=EngagementState.CANCELLED,
        cancelled_at=timezone.now(),
        cancelled_by=by,
        cancel_reason=CancelReason.CORRECTION,
    )


def _admit(newest: MonthlyReturn, engagements: Sequence[Engagement]) -> int:
    """A late day counts after all, at the levy of its day; one that is registered already is left as it is."""
    chosen = _of_month(newest, engagements, EngagementState.LATE).select_related("employer", "worker", "receipt")
    chosen = chosen.order_by("pk")
    hold_people(late.person_id for late in chosen)
    admitted = 0
    for late in chosen:
        if late.worker_id in queries.registered_workers(late.employer, late.on, late.shift):
            continue
        verdict = judge_admission(late.employer, late)
        if verdict.outcome is not Outcome.OK:
            raise DayNotAdmitted(queries.in_reader_language(verdict.sentences) if verdict.sentences else None)
        asked = levies.Engagement(late.kind, began_on=late.began_on)
        late.assessment_id = assessment_for(late.employer, asked, on=late.on)
        late.state, late.admitted_at = EngagementState.REGISTERED, timezone.now()
        late.save(update_fields=["assessment", "state", "admitted_at"])
        admitted += 1
    return admitted


def _of_month(
    newest: MonthlyReturn, engagements: Sequence[Engagement], state: EngagementState
) -> "queries.Engagements":
    """Those of the month and the state: what was chosen on a page may have changed since."""
    return queries.engagements_in_month(newest.employer, newest.month).filter(
        pk__in=[engagement.pk for engagement in engagements], state=state
    )


def _declare(
    employer: Organisation, first: date, *, version: int, paid_before: Decimal, because: str, by: Person | None
) -> MonthlyReturn:
    """One version of a return, reckoned from what is registered now."""
    owed = queries.owed_for_month(employer, first)
    if owed.without_levy:
        raise LevyNotKnown
    if not owed.month.workers and version == 1:
        raise NothingToClose
    rows = [
        {
            "worker": int(worker.worker),
            "days": worker.days,
            "amounts": {component: str(amount) for component, amount in worker.amounts},
        }
        for worker in owed.month.workers
    ]
    book = queries.rulebook_of(employer)
    payment = levies.payment(book, month=first)
    return MonthlyReturn.objects.create(
        employer=employer,
        month=first,
        version=version,
        closed_by=by,
        because=because,
        person_days=owed.month.days,
        currency=book.currency,
        total=owed.month.total,
        to_pay=owed.month.total - paid_before,
        rows=rows,
        rules_version=book.version,
        inputs_digest=hashlib.sha256(json.dumps(owed.inputs, sort_keys=True).encode()).hexdigest(),
        reference=_reference(employer, first, version) if payment else "",
        due_on=payment.due_on if payment else None,
    )


def _reference(employer: Organisation, first: date, version: int) -> str:
    """Who pays, for which month and which version, with the control digits of model 97 in front.

    The Tax Administration gives a number of its own to an accepted return; where one is known, it goes first.
    """
    digits = "".join(letter for letter in employer.registration_number if letter.isdigit()) or str(employer.pk)
    return outputs.reference97(f"{digits}{first:%y%m}{version:02d}")
