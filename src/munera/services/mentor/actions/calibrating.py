"""A calibration from the answers to what they tell about each question. For workers: it brings in compiled loops."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from django.db import transaction
from django.utils import timezone

from munera.engines.psychometrics.calibration import calibrate
from munera.engines.psychometrics.errors import PsychometricsError
from munera.engines.psychometrics.explanation import RULES
from munera.engines.psychometrics.linking import Drift, drift, link
from munera.engines.psychometrics.model import MISSING, ItemParameters, Model, Step
from munera.engines.psychometrics.model import Calibration as Parameters
from munera.engines.psychometrics.responses import Responses
from munera.kernel.audit.actions import record_audit
from munera.kernel.jobs.actions import Progress
from munera.services.mentor import queries
from munera.services.mentor.actions.describing import Described, described
from munera.services.mentor.actions.gathering import Gathered, gathered
from munera.services.mentor.choices import RunState
from munera.services.mentor.models import Calibration, QuestionStatistic

# What the bar of progress counts: gathering, turns of the engine in so many parts, describing.
STEPS: Final = 100
GATHERED: Final = 20
TURNED: Final = 80
TURNS_SHOWN: Final = 30
# In logits: 1 in 3,000 is left open.
CERTAIN: Final = 8.0


class _NotEnough(Exception):
    """There is too little to calibrate; ``said`` is what the sentence about it names."""

    def __init__(self, fault: str, **said: Any) -> None:
        super().__init__(fault)
        self.fault, self.said = fault, said


def carry_out_calibration(calibration: Calibration, *, progress: Progress) -> None:
    """Written once, at the end: begun again after a crash, it begins anew."""
    if calibration.ended_at is not None:
        return
    Calibration.objects.filter(pk=calibration.pk).update(state=RunState.RUNNING)
    progress.report(0, of=STEPS)
    try:
        everything = gathered(calibration.sitting)
        progress.report(GATHERED, of=STEPS)
        chosen = _with_curves(everything)
        fitted = _calibrated(calibration, chosen, progress)
    except _NotEnough as too_little:
        _fail(calibration, too_little.fault, too_little.said)
        return
    except PsychometricsError as error:
        # The engine's own words, which name questions and no candidate.
        _fail(calibration, "refused", {"reason": str(error)[:300]})
        return
    progress.report(TURNED, of=STEPS)
    found = _with_certain(fitted.parameters, everything)
    told = described(calibration.sitting, everything, found, fitted.drifts)
    with transaction.atomic():
        progress.report(STEPS, of=STEPS)
        _keep(calibration, found, told)


def _with_curves(everything: Gathered) -> Gathered:
    """Without the questions that too few answered, or all alike."""
    if everything.people < queries.LEAST_ANSWERS:
        raise _NotEnough("too-few", least=queries.LEAST_ANSWERS, people=everything.people)
    kept = np.flatnonzero((everything.answers >= queries.LEAST_ANSWERS) & ~everything.constant)
    if len(kept) < 2:
        raise _NotEnough("no-questions", least=queries.LEAST_ANSWERS)
    return everything.only(kept)


@dataclass(frozen=True, slots=True)
class Fitted:
    """The parameters, and which of the anchors moved since last time."""

    parameters: Parameters
    drifts: tuple[Drift, ...] = ()


def _calibrated(calibration: Calibration, chosen: Gathered, progress: Progress) -> Fitted:
    model = Model(calibration.model)
    responses = Responses.of(chosen.table, [_as(item, model) for item in chosen.items])

    def turned(number: int, _step: Step) -> None:
        done = GATHERED + (TURNED - GATHERED) * min(number, TURNS_SHOWN) // TURNS_SHOWN
        progress.report(done, of=STEPS)

    anchors = _anchors(calibration, responses)
    if anchors is None:
        return Fitted(calibrate(responses, progress=turned))
    moved = _moved(responses, anchors)
    steady = [each for each in anchors.items if each.item.key not in {one.key for one in moved if one.is_flagged}]
    held = replace(anchors, items=tuple(steady)) if len(steady) >= queries.LEAST_ANCHORS else anchors
    return Fitted(calibrate(responses, anchors=held, progress=turned), moved)


def _anchors(calibration: Calibration, responses: Responses) -> Parameters | None:
    """The questions of the earlier calibration that were asked again; None where they are too few to join the two."""
    if calibration.anchored_on is None:
        return None
    earlier = queries.read_parameters(calibration.anchored_on.parameters)
    asked = {item.key: item for item in responses.items}
    shared = [
        each
        for each in earlier.items
        if each.slope > queries.FLAT
        and asked.get(each.item.key)
        and asked[each.item.key].categories == each.item.categories
    ]
    return replace(earlier, items=tuple(shared)) if len(shared) >= queries.LEAST_ANCHORS else None


def _moved(responses: Responses, anchors: Parameters) -> tuple[Drift, ...]:
    """How far each anchor lies from where it lay, once the two scales are joined by all of them."""
    free = calibrate(responses, standard_errors=False)
    return drift(free, anchors, link(free, anchors).scale)


def _as(item: Any, model: Model) -> Any:
    partial = Model.PARTIAL_CREDIT if model is Model.ONE_PARAMETER else Model.GENERALIZED_PARTIAL_CREDIT
    return replace(item, model=model if item.categories == 2 else partial)


def _with_certain(found: Parameters, everything: Gathered) -> Parameters:
    """Questions that all answered alike tell nobody from anybody, and yet count: as good as certain, for everybody."""
    certain = []
    for at, item in enumerate(everything.items):
        points = set(np.unique(everything.table[:, at]).tolist()) - {MISSING}
        if item.key not in found and item.categories == 2 and len(points) == 1:
            intercept = CERTAIN if points == {1} else -CERTAIN
            certain.append(ItemParameters(item, queries.FLAT, (intercept,), answers=int(everything.answers[at])))
    return replace(found, items=(*found.items, *certain)) if certain else found


def _fail(calibration: Calibration, fault: str, said: dict[str, Any]) -> None:
    with transaction.atomic():
        failed = {"state": RunState.FAILED, "fault": fault, "said": said, "ended_at": timezone.now()}
        Calibration.objects.filter(pk=calibration.pk, ended_at=None).update(**failed)
        body = calibration.sitting.examination.body
        details = {"fault": fault}
        record_audit(
            "mentor.calibration.failed", calibration, by=calibration.started_by, on_behalf_of=body, details=details
        )


def _keep(calibration: Calibration, found: Parameters, told: Described) -> None:
    ended = Calibration.objects.filter(pk=calibration.pk, ended_at=None).update(
        state=RunState.DONE,
        people=found.people,
        parameters=queries.kept_parameters(found),
        digest=found.digest,
        engine_version=f"psychometrics {RULES}",
        log_likelihood=found.log_likelihood,
        converged=found.converged,
        trace=[[step.log_likelihood, step.largest_change] for step in found.trace],
        summary=told.summary,
        ended_at=timezone.now(),
    )
    if not ended:
        return
    QuestionStatistic.objects.bulk_create(
        (QuestionStatistic(calibration=calibration, **each) for each in told.questions), batch_size=200
    )
    details = {"digest": found.digest, "people": found.people, "converged": found.converged}
    body = calibration.sitting.examination.body
    record_audit("mentor.calibration.done", calibration, by=calibration.started_by, on_behalf_of=body, details=details)
