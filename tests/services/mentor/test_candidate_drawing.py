"""The pictures of a report are right, whichever way one reads."""

import pytest
from django.utils import translation

from munera.services.mentor.views import drawing
from munera.services.mentor.views.drawing import Band, BandMark, Compared

LEVELLING = Compared("Levelling", Band(20, 30, 50), Band(60, 70, 80))
DRAWING = Compared("Drawing", Band(-10, 5, 25), None)
PROJECTION = Compared("Projection", Band(70, 90, 120), Band(55, 60, 75))
TICKS = [(0, "0"), (50, "50"), (100, "100")]


def test_bands_stand_where_their_numbers_say_and_end_at_the_edge() -> None:
    drawn = drawing.draw_bands([LEVELLING, DRAWING, PROJECTION], ticks=TICKS)
    assert [row.own for row in drawn.rows] == [BandMark(20, 30, 30), BandMark(0, 25, 5), BandMark(70, 30, 90)]
    assert [row.passers for row in drawn.rows] == [BandMark(60, 20, 70), None, BandMark(55, 20, 60)]
    assert [row.own.end for row in drawn.rows] == [50, 25, 100]
    assert [tick.anchor for tick in drawn.ticks] == ["starts", "", "ends"]
    assert drawn.height == 3 * drawing.ROW_HEIGHT


def test_who_reads_from_the_right_sees_them_mirrored() -> None:
    with translation.override("ar"):
        drawn = drawing.draw_bands([LEVELLING], ticks=TICKS)
    [row] = drawn.rows
    assert (row.label_x, row.own, row.passers) == (100, BandMark(50, 30, 70), BandMark(20, 20, 30))
    assert [tick.x for tick in drawn.ticks] == [100, 50, 0]


@pytest.mark.parametrize(("low", "high"), [(5, 5), (6, 21), (5, 95)])
def test_a_hundred_people_are_a_hundred(low: int, high: int) -> None:
    kinds = [icon.kind for icon in drawing.draw_people(low=low, high=high)]
    assert (kinds.count("sure"), kinds.count("maybe"), kinds.count("not")) == (low, high - low, 100 - high)
    assert len({(icon.x, icon.y) for icon in drawing.draw_people(low=low, high=high)}) == 100


def test_a_radar_needs_three_topics_and_draws_passers_only_where_all_are_known() -> None:
    assert drawing.draw_radar([LEVELLING, PROJECTION], lowest=0, highest=100) is None
    some = drawing.draw_radar([LEVELLING, DRAWING, PROJECTION], lowest=0, highest=100)
    everything = drawing.draw_radar([LEVELLING, PROJECTION, LEVELLING, PROJECTION], lowest=0, highest=100)
    assert some is not None
    assert everything is not None
    assert some.passers_band == ""
    assert everything.own == "0.0,-30.0 90.0,0.0 0.0,30.0 -90.0,0.0"
    assert everything.passers_band.count("M ") == 2
