"""Small groups are put together, and nothing hidden is had by taking what is shown from the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munera.kernel.grouping import is_small, to_put_together, united

FEWEST = 5


def _of(*sizes: int) -> dict[int, tuple[set[object]]]:
    """Groups of so many, nobody in two of them."""
    return {place: ({(place, one) for one in range(size)},) for place, size in enumerate(sizes)}


@pytest.mark.parametrize(
    ("sizes", "together"),
    [
        ([], set()),
        ([9, 7], set()),
        ([9, 3, 7], {1, 2}),
        ([9, 3, 2, 7], {1, 2}),
        ([9, 1, 2, 7], {1, 2, 3}),
        ([4], {0}),
        ([3, 5], {0, 1}),
    ],
)
def test_small_groups_go_together_and_draw_in_the_smallest_of_the_others(sizes: list[int], together: set[int]) -> None:
    assert to_put_together(_of(*sizes), fewest=FEWEST) == together


def test_a_group_is_small_by_any_of_its_numbers() -> None:
    many, few = set(range(20)), {1, 2}
    groups = {"even": (many, many), "torn": (many, few), "large": (many | {99}, many | {99})}
    assert to_put_together(groups, fewest=FEWEST) == {"torn", "even"}


def test_who_is_in_two_groups_is_counted_once_when_they_are_united() -> None:
    assert united({"a": ({1, 2},), "b": ({2, 3},)}, ["a", "b"]) == (frozenset({1, 2, 3}),)


@given(st.lists(st.sets(st.integers(0, 40), max_size=12), max_size=8))
def test_what_is_hidden_is_never_small_unless_all_is(members: list[set[int]]) -> None:
    groups = {place: (group,) for place, group in enumerate(members)}
    together = to_put_together(groups, fewest=FEWEST)
    assert not any(is_small(groups[key], fewest=FEWEST) for key in groups.keys() - together)
    if together and together != groups.keys():
        assert len(together) > 1
        assert not is_small(united(groups, together), fewest=FEWEST)
