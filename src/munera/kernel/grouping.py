"""Numbers about groups of people, without telling anything about one of them.

A group that is too small is never shown by itself. Those that are too small are put together; and where a single one
is, or all of them together still are, the smallest of the others joins them: otherwise what is hidden would be had by
taking what is shown from the whole.
"""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from typing import TypeAlias, TypeVar

Key = TypeVar("Key", bound=Hashable)
Kinds: TypeAlias = tuple[AbstractSet[object], ...]
"""Who or what is counted in a group, kind by kind, where each kind's number is to be shown."""


def to_put_together(groups: Mapping[Key, Kinds], *, fewest: int) -> frozenset[Key]:
    """The groups of which no number may be shown alone: none, or at least two that are large enough together.

    All of them where that cannot be had: then only the whole is shown, if even that is large enough.
    """
    together = [key for key, kinds in groups.items() if is_small(kinds, fewest=fewest)]
    others = sorted(groups.keys() - set(together), key=lambda key: (_sizes(groups[key]), str(key)))
    while together and others and (len(together) < 2 or is_small(united(groups, together), fewest=fewest)):
        together.append(others.pop(0))
    return frozenset(together)


def is_small(kinds: Kinds, *, fewest: int) -> bool:
    """Whether any of the numbers would tell about one of them."""
    return _sizes(kinds)[0] < fewest


def united(groups: Mapping[Key, Kinds], keys: "list[Key] | frozenset[Key]") -> Kinds:
    """Several groups as one; who is in two of them is counted once."""
    return tuple(frozenset().union(*kinds) for kinds in zip(*(groups[key] for key in keys), strict=True))


def _sizes(kinds: Kinds) -> list[int]:
    """The smallest first."""
    return sorted(len(kind) for kind in kinds)
