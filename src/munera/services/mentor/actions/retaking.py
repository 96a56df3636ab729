"""Learn from those who failed and came again what the chance is next time. For workers: it brings in compiled loops.

What was learned is kept with the release as JSON, the engine's model in it as the text that the engine wrote: so
reports that are made after a crash rest on the same model, and its digest can be reckoned again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from statistics import median
from typing import Any, Final

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from munera.engines.psychometrics import record
from munera.engines.psychometrics.errors import PsychometricsError
from munera.engines.psychometrics.grounds import Grounds
from munera.engines.psychometrics.retake import RetakeModel, Retakers, evaluate, learn_retake, outcomes, told_chances
from munera.engines.psychometrics.retake.growth import FEWEST_RETAKERS
from munera.engines.psychometrics.retake.predicting import FEWEST_LATER
from munera.engines.psychometrics.suppression import FEWEST
from munera.services.mentor import queries
from munera.services.mentor.actions.gathering import gathered
from munera.services.mentor.actions.grounding import CurveMissing, columns, grounds_for
from munera.services.mentor.models import Calibration, Release
from munera.services.mentor.queries import CameAgain

# The engine's own bounds: so many show how much people gain, and so many more set the chances right.
LEAST: Final = FEWEST_RETAKERS + FEWEST_LATER
SEED: Final = 1
DAYS_OF_A_YEAR: Final = 365.25


@dataclass(frozen=True, slots=True)
class Learned:
    """As reports use it; without a model the chance after studying is withheld."""

    model: RetakeModel | None = None
    years: float | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """Everybody's answers to one form, and what explanations of it rest on."""

    grounds: Grounds
    table: NDArray[np.int8]
    row_of: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Parts:
    """Growth is learned from the one, set right by the other, and judged on those of a later sitting, if any."""

    earlier: Sequence[CameAgain]
    later: Sequence[CameAgain]
    judged: Sequence[CameAgain]


def learn(release: Release) -> dict[str, Any]:
    """What those who sat this examination twice teach, to be kept; or why nothing can be learned."""
    calibrations = queries.calibrations_on_scale_of(release.calibration)
    pairs = queries.who_came_again(calibrations.keys())
    if len(pairs) < LEAST:
        return _nothing("too-few", len(pairs))
    forms = _forms(calibrations, pairs)
    usable = [pair for pair in pairs if _is_usable(pair, forms)]
    if len(usable) < LEAST:
        return _nothing("too-few", len(usable))
    parts = _parts(usable)
    try:
        model = learn_retake(_retakers(parts.earlier, forms), _retakers(parts.later, forms))
        evaluation = _evaluation(model, parts.judged, forms)
    except (PsychometricsError, np.linalg.LinAlgError):
        return _nothing("unclear", len(usable))
    if model.recalibration.slope <= 0:
        # Those with the higher chances passed less often: nobody is told such a chance.
        return _nothing("unclear", len(usable))
    return {
        "fault": "",
        "people": len(parts.earlier) + len(parts.later),
        "model": record.written(model).decode(),
        "digest": model.digest,
        "evaluation": evaluation,
        **_until(release, usable),
    }


def read_learned(kept: Mapping[str, Any]) -> Learned:
    """What ``learn`` has found for a release."""
    if kept.get("fault"):
        return Learned()
    return Learned(record.read(kept["model"].encode(), RetakeModel), kept["years"])


def _nothing(fault: str, people: int) -> dict[str, Any]:
    """A few people are not counted in public."""
    return {"fault": fault, "people": people if people >= FEWEST else None, "least": LEAST}


def _until(release: Release, pairs: Sequence[CameAgain]) -> dict[str, Any]:
    """For when the chance is told: for the next sitting, or for when half of those who came again had come."""
    following = queries.next_sitting(release.sitting, after=timezone.localdate(release.asked_at))
    days = (following.held_on - release.sitting.held_on).days if following else median(pair.days for pair in pairs)
    return {
        "years": round(days / DAYS_OF_A_YEAR, 4),
        "next_on": following.held_on.isoformat() if following else "",
    }


def _parts(pairs: Sequence[CameAgain]) -> _Parts:
    """The last third in time sets right; those of one day stand as if by lot. The last sitting judges where it can."""
    in_time = sorted(pairs, key=lambda pair: (pair.again.on, pair.digest))
    last = in_time[-1].again.on
    judged = [pair for pair in in_time if pair.again.on == last]
    taught = in_time[: -len(judged)]
    if len(judged) < FEWEST_LATER or len(taught) < LEAST:
        taught, judged = in_time, []
    cut = len(taught) - max(FEWEST_LATER, len(taught) // 3)
    return _Parts(taught[:cut], taught[cut:], judged)


def _evaluation(model: RetakeModel, judged: Sequence[CameAgain], forms: Mapping[int, _Form]) -> dict[str, Any] | None:
    """None where no later sitting judges, or where few of one outcome would be told of."""
    if not judged:
        return None
    retakers = _retakers(judged, forms)
    came_true = np.concatenate([outcomes(each) for each in retakers])
    if min(int(came_true.sum()), int((~came_true).sum())) < FEWEST:
        return None
    chances = np.concatenate([told_chances(model, each.first, each.answers, each.years) for each in retakers])
    found = asdict(evaluate(chances, came_true, seed=SEED))
    told = ("people", "auc", "auc_low", "auc_high", "brier", "skill", "calibration_error", "error_by_chance", "slope")
    return {name: found[name] for name in told} | {"on": judged[0].again.on.isoformat()}


# --- answers ------------------------------------------------------------------------------------------------------


def _forms(calibrations: Mapping[int, Calibration], pairs: Sequence[CameAgain]) -> dict[int, _Form]:
    """Those in which somebody sat who came again; without the forms that have no rule or questions without a curve."""
    sittings = {sat.sitting for pair in pairs for sat in (pair.first, pair.again)}
    wanted = {sat.form for pair in pairs for sat in (pair.first, pair.again)}
    found: dict[int, _Form] = {}
    for calibration in (calibrations[pk] for pk in sorted(sittings)):
        rule = queries.rule_of(calibration.sitting)
        if rule is None:
            continue
        parameters = queries.read_parameters(calibration.parameters)
        everything = gathered(calibration.sitting)
        for form in sorted(wanted & set(everything.forms.tolist())):
            mine = everything.of_form(np.flatnonzero(everything.forms == form))
            try:
                grounds = grounds_for(parameters, mine, rule)
            except (CurveMissing, PsychometricsError):
                continue
            rows = {attempt: at for at, attempt in enumerate(mine.attempts)}
            found[form] = _Form(grounds, columns(mine, grounds.columns), rows)
    return found


def _is_usable(pair: CameAgain, forms: Mapping[int, _Form]) -> bool:
    """Both forms show the same skills."""
    first, again = forms.get(pair.first.form), forms.get(pair.again.form)
    return first is not None and again is not None and first.grounds.skills == again.grounds.skills


def _retakers(pairs: Sequence[CameAgain], forms: Mapping[int, _Form]) -> list[Retakers]:
    """As the engine takes them, by the two forms that people sat."""

    def both(pair: CameAgain) -> tuple[int, int]:
        return pair.first.form, pair.again.form

    return [_some(list(some), forms) for _forms, some in groupby(sorted(pairs, key=both), key=both)]


def _some(pairs: Sequence[CameAgain], forms: Mapping[int, _Form]) -> Retakers:
    first, again = forms[pairs[0].first.form], forms[pairs[0].again.form]
    return Retakers(
        first.grounds,
        first.table[[first.row_of[pair.first.attempt] for pair in pairs]],
        again.grounds,
        again.table[[again.row_of[pair.again.attempt] for pair in pairs]],
        np.array([pair.days / DAYS_OF_A_YEAR for pair in pairs]),
    )
