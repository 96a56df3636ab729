"""A calibration as plain words for a file or a database, and back: the same to the last bit."""

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import numpy as np

from munera.engines.psychometrics.errors import Malformed, PsychometricsError
from munera.engines.psychometrics.model import Calibration, Group, Item, ItemParameters, Model, Step

FORMAT: Final = "munera calibration 1"


def calibration_words(calibration: Calibration) -> dict[str, Any]:
    """All of it, for ``json.dumps``; ``digest`` stands beside, so that a score can be laid against its parameters."""
    covariance = calibration.covariance
    return {
        "format": FORMAT,
        "digest": calibration.digest,
        "converged": calibration.converged,
        "log_likelihood": _number(calibration.log_likelihood),
        "people": calibration.people,
        "groups": [asdict(group) for group in calibration.groups],
        "items": [
            {
                "item": asdict(each.item),
                "slope": each.slope,
                "intercepts": list(each.intercepts),
                "lower": each.lower,
                "upper": each.upper,
                "standard_errors": dict(each.standard_errors),
                "answers": each.answers,
            }
            for each in calibration.items
        ],
        "trace": [
            [_number(step.log_likelihood), _number(step.largest_change), step.is_accelerated]
            for step in calibration.trace
        ],
        "free": [list(name) for name in calibration.free],
        "covariance": None if covariance is None else covariance[np.tril_indices(len(covariance))].tolist(),
    }


def read_calibration(words: Mapping[str, Any], *, file: str = "") -> Calibration:
    """What ``calibration_words`` said. Raises ``Malformed``."""
    try:
        if words["format"] != FORMAT:
            raise Malformed(f"{file}: it is no calibration of this version.")
        free = tuple((str(key), str(name)) for key, name in words["free"])
        calibration = Calibration(
            tuple(_parameters(each) for each in words["items"]),
            tuple(Group(**group) for group in words["groups"]),
            _of_number(words["log_likelihood"]),
            tuple(Step(_of_number(height), _of_number(change), bool(by)) for height, change, by in words["trace"]),
            bool(words["converged"]),
            covariance=_covariance(words["covariance"], len(free)),
            free=free,
            people=int(words["people"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Malformed(f"{file}: it cannot be read as a calibration: {error!r}.") from error
    except PsychometricsError as error:
        raise Malformed(f"{file}: {error}") from error
    if calibration.digest != words.get("digest"):
        raise Malformed(f"{file}: its parameters were changed since they were written.")
    return calibration


def _parameters(words: Mapping[str, Any]) -> ItemParameters:
    item = words["item"]
    return ItemParameters(
        Item(**{**item, "model": Model(item["model"]), "skills": tuple(item["skills"])}),
        float(words["slope"]),
        tuple(float(intercept) for intercept in words["intercepts"]),
        float(words["lower"]),
        float(words["upper"]),
        {str(name): float(error) for name, error in words["standard_errors"].items()},
        int(words["answers"]),
    )


def _covariance(lower: list[float] | None, size: int) -> np.ndarray[Any, np.dtype[np.float64]] | None:
    if lower is None:
        return None
    covariance = np.zeros((size, size))
    covariance[np.tril_indices(size)] = lower
    return np.asarray(covariance + np.tril(covariance, -1).T)


def _number(value: float) -> float | None:
    """JSON knows no infinity."""
    return value if math.isfinite(value) else None


def _of_number(value: float | None) -> float:
    return math.nan if value is None else float(value)
