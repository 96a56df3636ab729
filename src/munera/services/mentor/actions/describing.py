"""What a calibration and the answers together tell about each question: numbers, bins to draw, flags to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.psychometrics.ability import score
from munera.engines.psychometrics.classical import ClassicalItem, OptionTable, classical_statistics, option_tables
from munera.engines.psychometrics.fit import item_fit, residuals
from munera.engines.psychometrics.linking import Drift
from munera.engines.psychometrics.model import MISSING, ItemParameters, Scores
from munera.engines.psychometrics.model import Calibration as Parameters
from munera.engines.psychometrics.responses import Responses
from munera.engines.psychometrics.suppression import FEWEST
from munera.services.mentor import queries
from munera.services.mentor.actions.auditing import compared, groups_of, pass_rates
from munera.services.mentor.actions.gathering import Gathered
from munera.services.mentor.models import Question, Sitting

BINS: Final = 10
# S-X2 calls nearly every curve of a large sitting wrong; only what is off by so much wants a look.
LEAST_CHANCE: Final = 0.01
MOST_OFF: Final = 0.05

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Described:
    """``questions`` are the columns of ``QuestionStatistic``, but for the calibration."""

    summary: dict[str, Any]
    questions: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """All that the engine says, by the key of the question."""

    parameters: Mapping[str, ItemParameters]
    covariances: Mapping[str, Sequence[float]]
    scores: Scores
    classical: Mapping[str, ClassicalItem]
    options: Mapping[str, OptionTable]
    fit: Mapping[str, dict[str, float]]
    bias: Mapping[str, dict[str, list[dict[str, Any]]]]
    drift: Mapping[str, Drift]


def described(sitting: Sitting, everything: Gathered, found: Parameters, drifts: Sequence[Drift]) -> Described:
    groups = groups_of(sitting, everything)
    curved = everything.only(
        np.array([at for at, item in enumerate(everything.items) if item.key in found and not everything.constant[at]])
    )
    responses = Responses.of(curved.table, [found[item.key].item for item in curved.items])
    scores = score(found, responses)
    classical = classical_statistics(Responses.of(everything.table, everything.items))
    told = _Found(
        parameters={item.key: found[item.key] for item in curved.items},
        covariances=queries.covariances_of(found),
        scores=scores,
        classical={each.key: each for each in classical.items},
        options=_options(everything),
        fit=_fit(found, responses, scores),
        bias=compared(curved, groups),
        drift={each.key: each for each in drifts},
    )
    questions = tuple(_question(everything, at, told) for at in range(len(everything.questions)))
    summary = _summary(everything, scores, alpha=classical.alpha)
    return Described({**summary, "pass_rates": pass_rates(groups, _verdicts(everything))}, questions)


def _verdicts(everything: Gathered) -> list[bool | None]:
    passed = queries.verdicts_of(everything.attempts)
    return [passed[attempt] for attempt in everything.attempts]


def _summary(everything: Gathered, scores: Scores, *, alpha: float) -> dict[str, Any]:
    """Reliability is that of the abilities: how much of their differences is no error of measurement."""
    error, spread = float(np.mean(scores.standard_error**2)), float(np.var(scores.theta))
    points = np.where(everything.table == MISSING, 0, everything.table).sum(axis=1)
    return {
        "reliability": round(spread / (spread + error), 4),
        "alpha": _number(alpha),
        "mean_ability": round(float(scores.theta.mean()), 4),
        "spread": round(float(scores.theta.std()), 4),
        "mean_points": round(float(points.mean()), 3),
        "points_spread": round(float(points.std()), 3),
        "questions": len(everything.questions),
    }


def _options(everything: Gathered) -> dict[str, OptionTable]:
    """Of the questions with a key; where several options are right, they are one."""
    keyed = [at for at, question in enumerate(everything.questions) if question.right and not question.given_to_all]
    if not keyed:
        return {}
    columns, keys = [], []
    for at in keyed:
        question = everything.questions[at]
        first = min(question.right_options)
        words = np.array([_word(mark, question, first) for mark in range(queries.OMITTED + 1)], np.str_)
        columns.append(words[everything.chosen[:, at]])
        keys.append(str(first))
    names = [everything.items[at].key for at in keyed]
    return {each.key: each for each in option_tables(np.column_stack(columns), keys, names)}


def _word(mark: int, question: Question, first: int) -> str:
    """As the engine is told of it: empty where nothing was chosen."""
    if mark == queries.OMITTED:
        return ""
    return str(first) if mark in question.right_options else str(mark)


def _fit(found: Parameters, responses: Responses, scores: Scores) -> dict[str, dict[str, float]]:
    """Where the engine can tell: S-X2 with the chance of as much by luck, and the mean squares of residuals."""
    squares = residuals(found, responses, scores)
    told = {
        item.key: {"infit": round(float(infit), 3), "outfit": round(float(outfit), 3)}
        for item, infit, outfit in zip(responses.items, squares.item_infit, squares.item_outfit, strict=True)
    }
    for each in item_fit(found, responses):
        if each.degrees_of_freedom > 0:
            told[each.key] |= {
                "s_x2": round(each.chi_squared, 3),
                "degrees": each.degrees_of_freedom,
                "chance": round(each.p_value, 5),
                "rmsea": round(each.rmsea, 4),
            }
    return told


def _question(everything: Gathered, at: int, found: _Found) -> dict[str, Any]:
    question, key = everything.questions[at], everything.items[at].key
    asked = everything.table[:, at] != MISSING
    points = everything.table[asked, at].astype(np.float64)
    classical, parameters = found.classical[key], found.parameters.get(key)
    told = {
        "question": question,
        "answers": classical.answers,
        "easiness": _number(classical.p_value) or 0.0,
        "discrimination": _number(classical.item_rest),
        "chosen": _chosen(question, everything.chosen[asked, at], found.options.get(key)),
        "observed": _observed(points / question.most, found.scores.theta[asked]),
        "fit": found.fit.get(key, {}),
        "bias": found.bias.get(key, {}),
        "drift": _drift(found.drift.get(key)),
        **_curve(parameters, found.covariances.get(key, ())),
    }
    suspected = key in found.options and found.options[key].is_key_suspected_wrong
    flags = _flags(told, question, is_constant=bool(everything.constant[at]), suspected=suspected)
    return {**told, "flags": flags}


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


def _chosen(question: Question, marks: NDArray[np.uint8], table: OptionTable | None) -> list[dict[str, Any]]:
    """Option by option, those that nobody chose too; of several right ones, the numbers are those of them together.

    What an option's people know is not kept of a few: of one alone it would be their mark.
    """
    if table is None:
        return []
    known = {option.name: option for option in table.options}
    told = []
    for mark in (*range(1, question.options + 1), queries.NO_OPTION, queries.OMITTED):
        count = int((marks == mark).sum())
        if mark in (queries.NO_OPTION, queries.OMITTED) and not count:
            continue
        option = known.get(_word(mark, question, min(question.right_options)))
        if option and option.people < FEWEST:
            option = None
        told.append(
            {
                "option": mark,
                "count": count,
                "rest": _number(option.rest_score) if option else None,
                "correlation": _number(option.correlation) if option else None,
                "is_right": mark in question.right_options,
            }
        )
    return told


def _observed(shares: Numbers, theta: Numbers) -> list[list[float]]:
    """Groups of equal size by ability: their mean ability, how many, and the mean share of the points."""
    if len(theta) < BINS * FEWEST:
        return []
    order = np.argsort(theta, kind="stable")
    return [
        [round(float(theta[some].mean()), 4), len(some), round(float(shares[some].mean()), 4)]
        for some in np.array_split(order, BINS)
    ]


def _drift(moved: Drift | None) -> dict[str, Any]:
    if moved is None:
        return {}
    return {"harder": round(moved.difficulty, 4), "rmsd": round(moved.rmsd, 4), "flagged": moved.is_flagged}


def _number(value: float) -> float | None:
    """None where the engine has no number."""
    return round(float(value), 4) if np.isfinite(value) else None


def _flags(told: Mapping[str, Any], question: Question, *, is_constant: bool, suspected: bool) -> list[str]:
    if told["answers"] < queries.LEAST_ANSWERS:
        return ["too-few"]
    if is_constant:
        return ["constant"]
    discrimination, fit = told["discrimination"], told["fit"]
    is_biased = any(row["class"] == "C" for compared_by in told["bias"].values() for row in compared_by)
    seen = {
        queries.SUSPECTED: suspected,
        queries.BIASED: is_biased,
        queries.DRIFTED: bool(told["drift"].get("flagged")),
        "misfit": fit.get("chance", 1.0) < LEAST_CHANCE and fit.get("rmsea", 0.0) > MOST_OFF,
        "tells-little": discrimination is not None and discrimination < queries.TELLS_LITTLE,
        "too-easy": told["easiness"] > queries.TOO_EASY,
        "too-hard": told["easiness"] < queries.TOO_HARD and question.most == 1,
    }
    return [flag for flag, is_seen in seen.items() if is_seen]
