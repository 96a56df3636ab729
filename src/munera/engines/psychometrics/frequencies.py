"""Chances as people say them: 1 in 5."""

from bisect import bisect
from itertools import pairwise
from typing import Final

from munera.engines.psychometrics.explanation import Frequency

# Below the first and above the last nobody knows so well.
FREQUENCIES: Final = tuple(
    Frequency(count, of)
    for count, of in (
        *((1, 20), (1, 15), (1, 12), (1, 10), (1, 8), (1, 7), (1, 6), (1, 5), (1, 4), (1, 3), (2, 5), (1, 2), (3, 5)),
        *((2, 3), (3, 4), (4, 5), (5, 6), (9, 10), (19, 20)),
    )
)
_BETWEEN: Final = [(lower.count / lower.of + upper.count / upper.of) / 2 for lower, upper in pairwise(FREQUENCIES)]


def in_words(chance: float) -> Frequency:
    """The nearest chance that people say: 1 in 5."""
    return FREQUENCIES[bisect(_BETWEEN, chance)]
