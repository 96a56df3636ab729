"""What a calibration and the answers together tell about each question: numbers, bins to draw, flags to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.ability import score
from munera.engines.psychometrics.linking import Drift
from munera.engines.psychometrics.model import MISSING, ItemParameters, Scores
from munera.engines.psychometrics.model import Calibration as Parameters
from munera.engines.psychometrics.responses import Responses
from munera.services.mentor import queries
from munera.services.mentor.actions.auditing import groups_of, pass_rates
from munera.services.mentor.actions.gathering import Gathered
from munera.services.mentor.models import Question, Sitting

BINS: Final = 10
FEWEST_IN_BIN: Final = 10
# A wrong option that those who know more choose: its correlation, and how far it lies above that of the key.
DRAWS: Final = 0.1
FEWEST_CHOOSERS: Final = 30

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Described:
    """``questions`` are the columns of ``QuestionStatistic``, but for the calibration."""

    summary: dict[str, Any]
    questions: tuple[dict[str, Any], ...]


def described(sitting: Sitting, everything: Gathered, found: Parameters, drifts: Sequence[Drift]) -> Described:
    drifted = {each.key: each for each in drifts}
    scores = _scores(everything, found)
    rest = _rests(everything.table)
    covariances = queries.covariances_of(found)
    questions = tuple(
        _question(everything, at, found, rest=rest[:, at], scores=scores, covariances=covariances)
        for at in range(len(everything.questions))
    )
    for told in questions:
        _add_drift(told, drifted.get(told["question"].key))
    summary = _summary(everything, scores) | {
        "pass_rates": pass_rates(groups_of(sitting, everything), _verdicts(everything))
    }
    return Described(summary, questions)


def _add_drift(told: dict[str, Any], moved: Drift | None) -> None:
    if moved is None:
        return
    told["drift"] = {"harder": round(moved.difficulty, 4), "rmsd": round(moved.rmsd, 4), "flagged": moved.is_flagged}
    if moved.is_flagged:
        told["flags"].append(queries.DRIFTED)


def _verdicts(everything: Gathered) -> list[bool | None]:
    passed = queries.verdicts_of(everything.attempts)
    return [passed[attempt] for attempt in everything.attempts]


def _scores(everything: Gathered, found: Parameters) -> Scores:
    kept = np.array([at for at, item in enumerate(everything.items) if item.key in found])
    chosen = everything.only(kept)
    return score(found, Responses.of(chosen.table, [found[item.key].item for item in chosen.items]))


def _summary(everything: Gathered, scores: Scores) -> dict[str, Any]:
    """Reliability is that of the abilities: how much of their differences is no error of measurement."""
    error, spread = float(np.mean(scores.standard_error**2)), float(np.var(scores.theta))
    points = np.where(everything.table == MISSING, 0, everything.table).sum(axis=1)
    return {
        "reliability": round(spread / (spread + error), 4),
        "mean_ability": round(float(scores.theta.mean()), 4),
        "spread": round(float(scores.theta.std()), 4),
        "mean_points": round(float(points.mean()), 3),
        "points_spread": round(float(points.std()), 3),
        "questions": len(everything.questions),
    }


def _rests(table: NDArray[np.int8]) -> Numbers:
    """For each answer the points in all other questions of the form, as a share of what they can give together."""
    points = np.where(table == MISSING, 0, table).astype(np.float64)
    asked = (table != MISSING).astype(np.float64)
    most = asked * table.max(axis=0)
    others = most.sum(axis=1, keepdims=True) - most
    return np.asarray((points.sum(axis=1, keepdims=True) - points) / np.maximum(others, 1.0))


def _question(
    everything: Gathered,
    at: int,
    found: Parameters,
    *,
    rest: Numbers,
    scores: Scores,
    covariances: Mapping[str, Sequence[float]],
) -> dict[str, Any]:
    question, item = everything.questions[at], everything.items[at]
    asked = everything.table[:, at] != MISSING
    points = everything.table[asked, at].astype(np.float64)
    has_curve = not everything.constant[at]
    parameters = next((each for each in found.items if has_curve and each.item.key == item.key), None)
    options = _options(question, everything.chosen[asked, at], rest[asked])
    told = {
        "question": question,
        "answers": int(asked.sum()),
        "easiness": round(float(points.mean()) / question.most, 4) if len(points) else 0.0,
        "discrimination": _correlation(points, rest[asked]),
        "chosen": options,
        "observed": _observed(points / question.most, scores.theta[asked]),
        **_curve(parameters, covariances.get(item.key, ())),
    }
    return {**told, "flags": _flags(told, question, is_constant=bool(everything.constant[at]))}


def _curve(parameters: ItemParameters | None, covariance: Sequence[float]) -> dict[str, float | None]:
    if parameters is None:
        return {"slope": None, "slope_error": None, "difficulty": None, "difficulty_error": None}
    errors = parameters.standard_errors
    of_difficulty = _error_of_difficulty(parameters, covariance)
    return {
        "slope": round(parameters.slope, 5),
        "slope_error": round(errors["slope"], 5) if "slope" in errors else None,
        "difficulty": round(parameters.difficulty, 5),
        "difficulty_error": None if of_difficulty is None else round(of_difficulty, 5),
    }


def _error_of_difficulty(parameters: ItemParameters, covariance: Sequence[float]) -> float | None:
    """By the delta method, of ``-intercept / slope``; of a question with two steps alone."""
    if len(covariance) != 3 or parameters.item.categories != 2 or not parameters.slope:
        return None
    of_slope, both, of_intercept = covariance
    difficulty = parameters.difficulty
    variance = (of_intercept + 2 * difficulty * both + difficulty**2 * of_slope) / parameters.slope**2
    return float(np.sqrt(max(variance, 0.0)))


def _options(question: Question, chosen: NDArray[np.uint8], rest: Numbers) -> list[dict[str, Any]]:
    """Option by option: how many chose it, their mean in all other questions, and how choosing goes with knowing."""
    if not question.right:
        return []
    marks: list[int] = [*range(1, question.options + 1), queries.NO_OPTION, queries.OMITTED]
    told = []
    for mark in marks:
        mine = chosen == mark
        if mark in (queries.NO_OPTION, queries.OMITTED) and not mine.any():
            continue
        told.append(
            {
                "option": mark,
                "count": int(mine.sum()),
                "rest": round(float(rest[mine].mean()), 4) if mine.any() else None,
                "correlation": _correlation(mine.astype(np.float64), rest),
                "is_right": mark in question.right_options,
            }
        )
    return told


def _observed(shares: Numbers, theta: Numbers) -> list[list[float]]:
    """Groups of equal size by ability: their mean ability, how many, and the mean share of the points."""
    if len(theta) < BINS * FEWEST_IN_BIN:
        return []
    order = np.argsort(theta, kind="stable")
    return [
        [round(float(theta[some].mean()), 4), len(some), round(float(shares[some].mean()), 4)]
        for some in np.array_split(order, BINS)
    ]


def _correlation(one: Numbers, other: Numbers) -> float | None:
    """None where either does not vary."""
    if len(one) < 2 or not one.std() or not other.std():
        return None
    return round(float(np.corrcoef(one, other)[0, 1]), 4)


def _flags(told: dict[str, Any], question: Question, *, is_constant: bool) -> list[str]:
    if told["answers"] < queries.LEAST_ANSWERS:
        return ["too-few"]
    if is_constant:
        return ["constant"]
    flags = []
    if _is_suspected(told["chosen"]):
        flags.append(queries.SUSPECTED)
    if told["discrimination"] is not None and told["discrimination"] < queries.TELLS_LITTLE:
        flags.append("tells-little")
    if told["easiness"] > queries.TOO_EASY:
        flags.append("too-easy")
    if told["easiness"] < queries.TOO_HARD and question.most == 1:
        flags.append("too-hard")
    return flags


def _is_suspected(options: Sequence[dict[str, Any]]) -> bool:
    """Whether a wrong option behaves as the key should, and better than the key does."""
    right = [each["correlation"] or 0.0 for each in options if each["is_right"]]
    wrong = [
        each["correlation"] or 0.0
        for each in options
        if not each["is_right"] and 0 < each["option"] < queries.OMITTED and each["count"] >= FEWEST_CHOOSERS
    ]
    return bool(right and wrong) and max(wrong) > max(DRAWS, *right)
