from hypothesis import example, given
from hypothesis import strategies as st

from munera.engines.psychometrics.suppression import FEWEST, Share, Telling, share_of, withheld, withheld_cells

GROUPS = st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 60), max_size=8)
TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(st.integers(0, 40), min_size=columns, max_size=columns), min_size=1, max_size=5)
)


@given(st.integers(0, 200), st.integers(0, 200))
@example(4, 5)
@example(4, 6)
@example(14, 15)
@example(14, 16)
def test_of_fewer_than_ten_nothing_is_told_and_never_how_nearly_all_it_was(count, more):
    people = count + more
    told = share_of(count, people)
    if people < 10:
        assert told == Share(Telling.WITHHELD, None, None)
        return
    assert told.share is not None
    assert 0.05 <= told.share <= 0.95
    if told.telling is Telling.COARSE:
        assert people < 30
        assert told.share in [tenth / 10 for tenth in range(11)]
    elif told.telling is Telling.EXACT:
        assert people >= 30
        assert told.share == count / people
    else:
        assert (count / people < 0.05) is (told.telling is Telling.AT_MOST)


@given(GROUPS)
def test_a_small_group_never_follows_from_the_total_and_the_others(table):
    hidden = withheld(table)
    small = {key for key, people in table.items() if 0 < people < FEWEST}
    assert small <= hidden
    if not small:
        assert hidden == frozenset()
        return
    others = {key for key, people in table.items() if people} - hidden
    together = sum(table[key] for key in hidden)
    assert others == set() or (len(hidden) > 1 and together >= FEWEST)


def test_the_smallest_others_are_withheld_and_no_more_of_them_than_need_be():
    assert withheld({"a": 4, "b": 50, "c": 30}) == {"a", "c"}
    assert withheld({"a": 4, "b": 7, "c": 30}) == {"a", "b"}
    assert withheld({"a": 4, "b": 3, "c": 30, "d": 40}) == {"a", "b", "c"}
    assert withheld({"a": 40, "b": 0}) == frozenset()


@given(TABLES)
def test_no_cell_follows_from_its_row_or_its_column(rows):
    hidden = withheld_cells(rows)
    lines = [[(row, column) for column in range(len(rows[0]))] for row in range(len(rows))]
    lines += [[(row, column) for row in range(len(rows))] for column in range(len(rows[0]))]
    for row, line in enumerate(rows):
        for column, people in enumerate(line):
            assert not 0 < people < FEWEST or (row, column) in hidden
    for line in lines:
        gone = [cell for cell in line if cell in hidden]
        shown = [cell for cell in line if cell not in hidden and rows[cell[0]][cell[1]]]
        assert not gone or not shown or (len(gone) > 1 and sum(rows[row][column] for row, column in gone) >= FEWEST)
