"""What is drawn is what the table says, in either direction of reading."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from munera.ui.charts import Chart, Kind, Point, PointChart, Series, Spread, draw
from munera.ui.charts.drawing import HEIGHT, TOP
from munera.ui.charts.scale import Scale
from tests.ui import drawing

NUMBERS = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=2),
)


def chart(kind: Kind, *rows: tuple[int | Decimal | None, ...], labels: int | None = None) -> Chart:
    count = labels if labels is not None else len(rows[0])
    series = tuple(Series(f"Series {number}", values) for number, values in enumerate(rows))
    return Chart("c", kind, "Title", tuple(f"L{number}" for number in range(count)), series)


def test_a_bar_is_as_high_as_its_number() -> None:
    bars = draw(chart(Kind.BAR, (10, 20, 40))).rectangles
    assert [round(bar.height / bars[0].height, 2) for bar in bars] == [1, 2, 4]
    assert {bar.y + bar.height for bar in bars} == {HEIGHT}


def test_bars_below_zero_hang_from_the_zero_line() -> None:
    drawn = draw(chart(Kind.BAR, (30, -15)))
    above, below = drawn.rectangles
    assert drawn.rule == below.y == pytest.approx(above.y + above.height)
    assert above.height == pytest.approx(2 * below.height, abs=0.02)


def test_a_stack_is_as_high_as_its_sum_and_parts_at_zero() -> None:
    plain = draw(chart(Kind.BAR, (30, 60)))
    stacked = draw(chart(Kind.STACKED, (10, 20), (20, 40)))
    sums = [sum(bar.height for bar in stacked.rectangles if bar.x == x.x) for x in stacked.rectangles[:1]]
    assert sums == [pytest.approx(plain.rectangles[0].height, abs=0.02)]
    mixed = draw(chart(Kind.STACKED, (10,), (-5,), (20,))).rectangles
    assert mixed[2].y + mixed[2].height == pytest.approx(mixed[0].y, abs=0.02)
    assert mixed[1].y == pytest.approx(mixed[0].y + mixed[0].height, abs=0.02)


def test_a_number_nobody_has_breaks_the_line() -> None:
    drawn = draw(chart(Kind.LINE, (1, 2, None, 3, 4)))
    assert len(drawn.dots) == 4
    assert [(line.x1, line.x2) for line in drawn.segments] == [(10, 30), (70, 90)]
    assert drawn.table[2] == ("L2", "–")


def test_how_sure_a_number_is_runs_through_it_and_stands_behind_it_in_the_table() -> None:
    sure = Spread("Likely", ((40, 60), None))
    points, mark = Series("Points", (50, 70), sure), Series("Mark", (60, 60))
    drawn = draw(Chart("c", Kind.LINE, "Title", ("A", "B"), (points, mark)))
    (band,) = drawn.spreads
    assert (band.x1, band.x2) == (25, 25)
    assert band.y1 - drawn.dots[0].y == pytest.approx(drawn.dots[0].y - band.y2, abs=0.02)
    assert drawn.headings == ("", "Points", "Likely", "Mark")
    assert drawn.table == (("A", "50", "40 to 60", "60"), ("B", "70", "–", "60"))
    with override("ar"):
        assert draw(Chart("c", Kind.LINE, "Title", ("A", "B"), (points,))).spreads[0].x1 == 75
    with pytest.raises(ValueError, match="only lines"):
        Chart("c", Kind.BAR, "Title", ("A", "B"), (points,))
    with pytest.raises(ValueError, match="one range for each label"):
        Chart("c", Kind.LINE, "Title", ("A",), (Series("Points", (50,), sure),))


def test_nothing_but_zero_lies_on_the_line() -> None:
    drawn = draw(chart(Kind.BAR, (0, 0)))
    assert {bar.height for bar in drawn.rectangles} == {0}
    assert drawn.rule == HEIGHT


def test_rows_lie_beside_one_another_in_length() -> None:
    short, long = draw(chart(Kind.ROWS, (25, 100))).rectangles
    assert (short.x, long.x) == (0, 0)
    assert long.width == pytest.approx(4 * short.width)


def test_points_stand_where_both_measures_say() -> None:
    drawn = draw(PointChart("p", "Title", "across", "up", (Point("A", 10, 60), Point("B", 20, 100))))
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(0, HEIGHT), (100, TOP)]
    assert drawn.table == (("A", "10", "60"), ("B", "20", "100"))


def test_where_people_read_from_the_right_time_runs_leftward() -> None:
    for kind in Kind:
        subject = chart(kind, (5, 10, 20))
        left_to_right = draw(subject)
        with override("ar"):
            mirrored = draw(subject)
        for bar, other in zip(left_to_right.rectangles, mirrored.rectangles, strict=True):
            assert other.x + other.width == pytest.approx(100 - bar.x, abs=0.01)
            assert (other.y, other.height) == (bar.y, bar.height)
        for label, other_label in zip(left_to_right.labels, mirrored.labels, strict=True):
            assert other_label.x == 100 - label.x
        assert [row[0] for row in mirrored.table] == ["L0", "L1", "L2"]


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    subject = chart(Kind.BAR, (Decimal("1234.50"),))
    assert draw(subject).table == (("L0", "1,234.50"),)
    with override("pt"):
        assert draw(subject).table[0][1].replace("\xa0", " ") in ("1.234,50", "1 234,50")


def test_places_are_written_for_the_browser_in_every_language() -> None:
    with override("pt"):
        bar = drawing.draw('<c-chart :chart="chart" />', chart=chart(Kind.BAR, (1, 2, 3))).all("rect")[0]
    assert float(bar.attributes["x"].removesuffix("%")) == pytest.approx(4.667, abs=0.01)


def test_a_long_label_at_an_edge_keeps_its_letters_in_either_direction() -> None:
    words = ("Small groups at first", "30", "Small groups together")
    ages = Chart("c", Kind.BAR, "Title", words, (Series("Days", (1, 2, 3)),))
    with override("ar"):
        mirrored = draw(ages)
    assert [(text.x, text.anchor) for text in draw(ages).labels] == [(0, "starts"), (50, ""), (100, "ends")]
    assert [(text.x, text.anchor) for text in mirrored.labels] == [(100, "starts"), (50, ""), (0, "ends")]
    assert [(text.x, text.anchor) for text in draw(replace(ages, labels=("1", "2", "3"))).labels][2] == (83.333, "")


def test_labels_give_way_before_they_run_into_one_another() -> None:
    drawn = draw(chart(Kind.LINE, tuple(range(60))))
    assert 5 < len(drawn.labels) < 30
    assert 2 < len([label for label in drawn.labels if not label.only_wide]) < len(drawn.labels)
    # One long word takes room from its neighbour alone, and on a desk there is enough for both.
    few = draw(replace(chart(Kind.BAR, (183, 9, 130)), labels=("November", "December", "Small groups together")))
    assert [label.words for label in few.labels] == ["November", "December", "Small groups together"]
    assert [label.words for label in few.labels if not label.only_wide] == ["November", "Small groups together"]


@given(st.lists(st.lists(NUMBERS, min_size=4, max_size=4), min_size=1, max_size=5), st.sampled_from(Kind))
def test_no_mark_leaves_the_drawing(rows: list[list[int | Decimal | None]], kind: Kind) -> None:
    used = rows[:1] if kind is Kind.ROWS else rows
    drawn = draw(chart(kind, *(tuple(row) for row in used)))
    for bar in drawn.rectangles:
        assert -0.01 <= bar.x <= bar.x + bar.width <= 100.01
        assert bar.height >= 0
        assert TOP - 0.01 <= bar.y <= bar.y + bar.height <= max(HEIGHT, drawn.height) + 0.02
    for dot in drawn.dots:
        assert 0 <= dot.x <= 100
        assert TOP <= dot.y <= HEIGHT
    assert len(drawn.rectangles) + len(drawn.dots) == sum(value is not None for row in used for value in row)


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), max_size=6), st.booleans())
def test_an_axis_holds_every_value_between_round_ends(values: list[Decimal], from_zero: bool) -> None:
    scale = Scale.over(values, from_zero=from_zero)
    assert all(0 <= scale.share(value) <= 1 for value in values)
    assert (scale.ticks[0], scale.ticks[-1]) == (scale.low, scale.high)
    assert 2 <= len(scale.ticks) <= 8
    assert len({second - first for first, second in zip(scale.ticks, scale.ticks[1:], strict=False)}) == 1


def test_few_people_are_not_counted_in_halves() -> None:
    assert Scale.over([9]).ticks == tuple(map(Decimal, (0, 5, 10)))


def test_the_table_beside_the_picture_holds_the_same_numbers() -> None:
    drawn = drawing.draw('<c-chart :chart="chart" />', chart=chart(Kind.STACKED, (10, None), (5, 7)))
    table = drawn.one("table")
    assert [[cell.text for cell in row.all()] for row in table.one("tbody").all("tr")] == [
        ["L0", "10", "5"],
        ["L1", "–", "7"],
    ]
    assert len(drawn.all(class_="chart__bar")) == 3


def test_who_cannot_see_the_picture_is_told_what_it_is() -> None:
    drawn = drawing.draw('<c-chart :chart="chart" />', chart=chart(Kind.BAR, (1, 2)))
    named_by = drawn.one(role="img").attributes["aria-labelledby"].split()
    assert [drawn.one(id=part).text for part in named_by] == ["Title", "The same numbers follow in a table."]


NO_NUMBERS = [chart(Kind.BAR, (None, None)), chart(Kind.LINE, (), labels=0), PointChart("p", "Title", "", "", ())]


@pytest.mark.parametrize("subject", NO_NUMBERS)
def test_without_numbers_there_is_no_picture(subject: Chart | PointChart) -> None:
    drawn = drawing.draw('<c-chart :chart="chart" />', chart=subject)
    assert drawn.all("svg") == []
    assert "There are no numbers to draw yet." in drawn.text


def test_a_chart_that_cannot_be_read_is_not_made() -> None:
    with pytest.raises(ValueError, match="at most 5"):
        chart(Kind.BAR, *[(1,)] * 6)
    with pytest.raises(ValueError, match="one value for each label"):
        chart(Kind.BAR, (1, 2), labels=3)
    with pytest.raises(ValueError, match="one series"):
        chart(Kind.ROWS, (1,), (2,))


def test_only_charts_are_drawn() -> None:
    with pytest.raises(TypeError, match="not a chart"):
        draw("numbers")
