"""What the ways to look have in common: two groups, and three classes of how much an item differs."""

from enum import StrEnum

from munera.engines.psychometrics.errors import NotIdentified
from munera.engines.psychometrics.responses.responses import Responses


class BiasClass(StrEnum):
    """As the Educational Testing Service names them."""

    A = "A"
    """Nothing to speak of."""
    B = "B"
    """Some: prefer another item where there is one."""
    C = "C"
    """Much: somebody who knows the subject looks at it before it counts again."""


def two_groups(responses: Responses, reference: str, focal: str) -> tuple[int, int]:
    """Their numbers; the items have two categories each."""
    for key in (reference, focal):
        if key not in responses.groups:
            known = ", ".join(map(repr, responses.groups))
            raise NotIdentified(f"There is no group {key!r} among the answers; there are {known}.")
    if reference == focal:
        raise NotIdentified(f"{reference!r} cannot be compared with itself; name two groups.")
    for item in responses.items:
        if item.categories != 2:
            raise NotIdentified(
                f"{item.key} has {item.categories} categories; right and wrong are compared here, "
                "ability_bias compares items of any number."
            )
    return responses.groups.index(reference), responses.groups.index(focal)
