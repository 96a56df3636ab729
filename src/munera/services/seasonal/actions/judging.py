"""What the dated rules say to each worker of a crew: done, so already, too late, over a limit, or not possible."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from munera.engines import levies
from munera.kernel.organisations.models import Organisation
from munera.services.seasonal import queries
from munera.services.seasonal.actions.asking import Asked
from munera.services.seasonal.choices import Outcome
from munera.services.seasonal.models import AnyWorker, Engagement


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one worker. ``sentences`` are the words of the rules, by language, where they have some.

    ``warning`` is what the rules say though they let it be; it is told, and not kept.
    """

    worker: int
    outcome: Outcome
    rule: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
    warning: levies.Finding | None = None

    def to_plain(self) -> dict[str, Any]:
        plain: dict[str, Any] = {"worker": self.worker, "outcome": self.outcome.value}
        if self.rule:
            plain["rule"] = self.rule
        if self.sentences:
            plain["sentences"] = dict(self.sentences)
        return plain


def judge_registration(
    employer: Organisation, workers: Sequence[AnyWorker], asked: Asked, known: queries.Known, *, received_at: datetime
) -> list[Verdict]:
    """One verdict for each worker. The employer and the people are held, so that what is known stays so."""
    verdicts = {one.pk: Verdict(one.pk, Outcome.DUPLICATE) for one in workers if one.pk in known.registered}
    others = [one for one in workers if one.pk not in known.registered]
    verdicts |= _told(employer, others, asked, known, received_at=received_at)
    return [verdicts.get(worker.pk) or Verdict(worker.pk, Outcome.OK) for worker in workers]


def judge_cancellation(
    employer: Organisation, workers: Iterable[AnyWorker], asked: Asked, known: queries.Known, *, received_at: datetime
) -> list[Verdict]:
    """Who stands on the day is taken off it, until the hour that the rules name."""
    refused = _refused_cancellation(employer, asked, known, received_at=received_at)

    def verdict(worker: AnyWorker) -> Verdict:
        if worker.pk in known.registered:
            return Verdict(worker.pk, *refused) if refused else Verdict(worker.pk, Outcome.OK)
        if worker.pk in known.cancelled:
            return Verdict(worker.pk, Outcome.DUPLICATE)
        return Verdict(worker.pk, Outcome.INVALID, "not-registered")

    return [verdict(worker) for worker in workers]


def judge_admission(employer: Organisation, late: Engagement) -> Verdict:
    """A day that came too late and is counted in after all still needs every condition and keeps every limit."""
    asked = Asked(
        late.receipt.op_id,
        late.on,
        late.shift,
        (late.worker_id,),
        levy_kind=late.kind,
        hours=late.hours,
        pay_per_hour=late.pay_per_hour,
    )
    try:
        limits = queries.limits_used(employer, [late.person_id], late.on, kind=late.kind)
    except levies.NotAnswerable:
        limits = None
    verdicts = _by_the_law(employer, [late.worker], asked, limits)
    return verdicts.get(late.worker_id) or Verdict(late.worker_id, Outcome.OK)


def _told(
    employer: Organisation, workers: Sequence[AnyWorker], asked: Asked, known: queries.Known, *, received_at: datetime
) -> dict[int, Verdict]:
    """Those who are not put on the register, and why; and those who are, though with a warning."""
    try:
        for_all = _for_the_whole_day(employer, asked, known, received_at=received_at)
    except levies.NotAnswerable:
        for_all = Outcome.INVALID, "rules"
    if for_all:
        return {worker.pk: Verdict(worker.pk, *for_all) for worker in workers}
    return _by_the_law(employer, workers, asked, known.limits)


def _for_the_whole_day(
    employer: Organisation, asked: Asked, known: queries.Known, *, received_at: datetime
) -> tuple[Outcome, str] | None:
    """What holds for every worker alike: that the rules know what is asked, the month, the horizon, the hour."""
    queries.rulebook_of(employer).kind(asked.levy_kind)
    until = queries.deadlines_of(employer, asked.on, asked.shift).register_until
    if asked.began_on and asked.began_on > asked.on:
        return Outcome.INVALID, "began"
    if known.is_closed:
        return Outcome.CLOSED, "month"
    today = queries.today_of(employer, at=received_at)
    if asked.on > queries.open_days(employer, today=today).last:
        return Outcome.INVALID, "ahead"
    return (Outcome.LATE, "register") if received_at > until else None


def _refused_cancellation(
    employer: Organisation, asked: Asked, known: queries.Known, *, received_at: datetime
) -> tuple[Outcome, str] | None:
    """What keeps everybody on the day: the month, the hour."""
    if known.is_closed:
        return Outcome.CLOSED, "month"
    try:
        until = queries.deadlines_of(employer, asked.on, asked.shift).cancel_until
    except levies.NotAnswerable:
        return Outcome.INVALID, "rules"
    return (Outcome.LATE, "cancel") if received_at > until else None


def _by_the_law(
    employer: Organisation, workers: Sequence[AnyWorker], asked: Asked, limits: Sequence[queries.LimitUsed] | None
) -> dict[int, Verdict]:
    """Those whom a condition or a limit keeps off; all of them where the rules do not say how far a limit goes."""
    try:
        verdicts = _by_conditions(employer, workers, asked)
    except levies.NotAnswerable:
        limits = None
    if limits is None:
        return {worker.pk: Verdict(worker.pk, Outcome.INVALID, "rules") for worker in workers}
    refused = {number for number, verdict in verdicts.items() if verdict.outcome is not Outcome.OK}
    return verdicts | _by_limits([worker for worker in workers if worker.pk not in refused], limits)


def _by_conditions(employer: Organisation, workers: Sequence[AnyWorker], asked: Asked) -> dict[int, Verdict]:
    """Those whom the law does not let work on this day, and those of whom it warns."""
    found = queries.findings_of_crew(employer, workers, asked.on, hours=asked.hours, pay_per_hour=asked.pay_per_hour)
    verdicts = {}
    for number, findings in found.items():
        refused = [finding for finding in findings if finding.effect is levies.Effect.REFUSE]
        if refused:
            verdicts[number] = Verdict(number, Outcome.INVALID, f"finding:{refused[0].id}", refused[0].sentences)
            continue
        warned = [finding for finding in findings if finding.effect is levies.Effect.WARN]
        if warned:
            verdicts[number] = Verdict(number, Outcome.OK, warning=warned[-1])
    return verdicts


def _by_limits(workers: Sequence[AnyWorker], limits: Sequence[queries.LimitUsed]) -> dict[int, Verdict]:
    """Those for whom this day would be one too many."""
    verdicts: dict[int, Verdict] = {}
    for used in limits:
        if used.limit.on_exceed is not levies.OnExceed.REFUSE:
            continue
        for worker in workers:
            counted = used.with_this_day(worker.person_id)
            if used.limit.exceeded_by(counted):
                said = used.limit.said(counted)
                verdicts.setdefault(worker.pk, Verdict(worker.pk, Outcome.LIMIT, f"limit:{used.limit.id}", said))
    return verdicts


def worst_of(verdicts: Iterable[Verdict]) -> Outcome:
    """How a crew as a whole is answered: nothing is "done" as long as one worker is left out."""
    order = [Outcome.INVALID, Outcome.CLOSED, Outcome.LATE, Outcome.LIMIT, Outcome.OK, Outcome.DUPLICATE]
    return min((verdict.outcome for verdict in verdicts), key=order.index)
