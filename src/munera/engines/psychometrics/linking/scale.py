"""From one scale of ability to another: a straight line."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.model import Calibration, Floats, Group, ItemParameters, Model

_SUMMED = frozenset({Model.PARTIAL_CREDIT, Model.GENERALIZED_PARTIAL_CREDIT})


@dataclass(frozen=True, slots=True)
class Scale:
    """``ability on the base = factor × ability as it was + shift``."""

    factor: float
    shift: float

    def __post_init__(self) -> None:
        if not (self.factor > 0.0 and np.isfinite(self.factor) and np.isfinite(self.shift)):
            raise Malformed("A scale has a positive factor and a shift that is a number.")

    def ability(self, theta: Floats) -> Floats:
        return np.asarray(self.factor * theta + self.shift)

    def item(self, parameters: ItemParameters) -> ItemParameters:
        """The same item, for abilities on the base. Its standard errors are of the old scale, and are left out."""
        slope = parameters.slope / self.factor
        intercepts = tuple(
            intercept - times * slope * self.shift
            for times, intercept in zip(_times_of_slope(parameters), parameters.intercepts, strict=True)
        )
        return replace(parameters, slope=slope, intercepts=intercepts, standard_errors={})

    def calibration(self, calibration: Calibration) -> Calibration:
        """The same calibration on the base: items, groups, and errors as if the scale itself had none."""
        covariance = None
        errors: dict[str, dict[str, float]] = {}
        if calibration.covariance is not None:
            change = self._change(calibration)
            covariance = change @ calibration.covariance @ change.T
            deviations = np.sqrt(np.maximum(np.diag(covariance), 0.0)).tolist()
            for (key, name), deviation in zip(calibration.free, deviations, strict=True):
                errors.setdefault(key, {})[name] = deviation
        items = tuple(replace(self.item(each), standard_errors=_errors_of(each, errors)) for each in calibration.items)
        groups = tuple(
            Group(each.key, self.factor * each.mean + self.shift, self.factor * each.standard_deviation)
            for each in calibration.groups
        )
        return replace(calibration, items=items, groups=groups, covariance=covariance)

    def _change(self, calibration: Calibration) -> Floats:
        """How the free parameters on the base change with those that there were."""
        place = {name: at for at, name in enumerate(calibration.free)}
        change = np.eye(len(place))
        for (key, name), at in place.items():
            if name == "slope":
                change[at, at] = 1.0 / self.factor
            elif not key:
                change[at, at] = self.factor
        for each in calibration.items:
            slope = place.get((each.item.key, "slope"), place.get(("", "slope"), -1))
            for number, times in enumerate(_times_of_slope(each), 1):
                at = place.get((each.item.key, f"intercept_{number}"), -1)
                if at >= 0 and slope >= 0:
                    change[at, slope] = -times * self.shift / self.factor
        return change


def _times_of_slope(parameters: ItemParameters) -> range | tuple[int, ...]:
    """How often each exponent has the slope in it."""
    count = len(parameters.intercepts)
    return range(1, count + 1) if parameters.item.model in _SUMMED else (1,) * count


def _errors_of(parameters: ItemParameters, errors: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    own = dict(errors.get(parameters.item.key, {}))
    if "slope" in parameters.standard_errors and "slope" not in own and "slope" in errors.get("", {}):
        own["slope"] = errors[""]["slope"]
    return own
