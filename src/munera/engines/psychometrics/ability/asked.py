"""Which parameters answers are scored by, and which group somebody is held to be of."""

from munera.engines.psychometrics.errors import UnknownItem
from munera.engines.psychometrics.model import Calibration, Group, Item, ItemParameters
from munera.engines.psychometrics.responses.responses import Responses


def parameters_of(calibration: Calibration, items: tuple[Item, ...]) -> tuple[ItemParameters, ...]:
    """The parameters of each item."""
    for item in items:
        if item.key not in calibration:
            raise UnknownItem(f"{item.key} has no parameters; calibrate it first, or leave it out of these answers.")
        known = calibration[item.key].item.categories
        if known != item.categories:
            raise UnknownItem(f"{item.key} was calibrated with {known} categories and has {item.categories} here.")
    return tuple(calibration[item.key] for item in items)


def groups_of(calibration: Calibration, responses: Responses) -> tuple[Group, ...]:
    """What is known of each group of these answers beforehand."""
    known = {group.key: group for group in calibration.groups}
    if len(known) == 1:
        return tuple(calibration.groups[0] for _ in responses.groups)
    for key in responses.groups:
        if key not in known:
            raise UnknownItem(f"The group {key!r} was not calibrated; there are {', '.join(map(repr, known))}.")
    return tuple(known[key] for key in responses.groups)
