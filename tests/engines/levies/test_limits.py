"""How many days the rules allow, and over which span they count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from munera.engines import levies
from munera.engines.levies import LimitCounts, LimitScope, LimitWindow, OnExceed, errors
from tests.engines.levies.shipped import rulebook_of

LIMITS = [
    # country, kind, day: (limit, scope, window, at most, on exceed)
    (
        ("rs", "seasonal", date(2026, 7, 1)),
        [
            ("same_employer", LimitScope.WORKER_EMPLOYER, LimitWindow.CALENDAR_YEAR, 120, OnExceed.REFUSE),
            ("employer_season", LimitScope.EMPLOYER, LimitWindow.CALENDAR_YEAR, 180, OnExceed.REFUSE),
            ("worker_year", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 180, OnExceed.REFUSE),
        ],
    ),
    (
        ("hr", "seasonal", date(2018, 7, 1)),
        [("worker_year", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 90, OnExceed.REFUSE)],
    ),
    (
        ("hu", "seasonal", date(2025, 6, 30)),
        [("season_same_employer", LimitScope.WORKER_EMPLOYER, LimitWindow.CALENDAR_YEAR, 120, OnExceed.REFUSE)],
    ),
    (
        ("hu", "seasonal", date(2025, 7, 1)),
        [("season_all_employers", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 120, OnExceed.REFUSE)],
    ),
    (
        ("hu", "seasonal", date(2026, 1, 1)),
        [
            ("agriculture_at_usual_charge", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 120, OnExceed.PRICE),
            ("agriculture_year", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 210, OnExceed.REFUSE),
        ],
    ),
    (
        ("hu", "tourism", date(2026, 1, 1)),
        [("season_all_employers", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 120, OnExceed.REFUSE)],
    ),
    (
        ("hu", "casual", date(2025, 6, 30)),
        [
            ("casual_in_a_row", LimitScope.WORKER_EMPLOYER, LimitWindow.CONSECUTIVE, 5, OnExceed.REFUSE),
            ("casual_month", LimitScope.WORKER_EMPLOYER, LimitWindow.MONTH, 15, OnExceed.REFUSE),
            ("casual_year", LimitScope.WORKER_EMPLOYER, LimitWindow.CALENDAR_YEAR, 90, OnExceed.REFUSE),
        ],
    ),
    (
        ("hu", "casual", date(2026, 1, 1)),
        [
            ("casual_in_a_row", LimitScope.WORKER_EMPLOYER, LimitWindow.CONSECUTIVE, 5, OnExceed.REFUSE),
            ("casual_month", LimitScope.WORKER_EMPLOYER, LimitWindow.MONTH, 15, OnExceed.REFUSE),
            ("casual_year", LimitScope.WORKER_EMPLOYER, LimitWindow.CALENDAR_YEAR, 120, OnExceed.REFUSE),
            ("casual_all_employers", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 120, OnExceed.REFUSE),
        ],
    ),
    (
        ("be", "dairy", date(2024, 5, 1)),
        [("dairy", LimitScope.WORKER, LimitWindow.CALENDAR_YEAR, 100, OnExceed.WARN)],
    ),
]


@pytest.mark.parametrize(("asked", "expected"), LIMITS, ids=lambda value: str(value) if len(value) == 3 else "")
def test_the_limits_of_a_day_are_those_in_force(
    asked: tuple[str, str, date], expected: list[tuple[str, LimitScope, LimitWindow, int, OnExceed]]
) -> None:
    country, kind, day = asked

    limits = levies.limits_on(rulebook_of(country), kind, on=day)

    assert [(limit.id, limit.scope, limit.window, limit.at_most, limit.on_exceed) for limit in limits] == expected
    assert all(kind in limit.kinds for limit in limits)


def test_half_days_count_as_units() -> None:
    [limit] = levies.limits_on(rulebook_of("be"), "dairy", on=date(2024, 5, 1))

    assert limit.counts is LimitCounts.UNITS


def test_whose_180_days_are_meant_is_marked_as_open_and_said() -> None:
    *_others, of_worker = levies.limits_on(levies.rulebook("rs"), "seasonal", on=date(2026, 7, 1))

    assert not of_worker.verified
    assert "disagree" in of_worker.sources["en"]
    assert "ne slažu" in of_worker.sources["sr"]


def test_a_price_beyond_the_limit_is_that_of_another_kind_whose_rate_is_not_known() -> None:
    book = levies.rulebook("hu")
    [priced, _year] = levies.limits_on(book, "seasonal", on=date(2026, 7, 1))
    assert priced.priced_as == "seasonal_beyond_120"

    with pytest.raises(levies.ValueMissing) as caught:
        levies.assess(levies.Engagement(priced.priced_as), book, on=date(2026, 7, 1))

    assert (caught.value.file, caught.value.key) == ("hu.toml", "parameters.charge_rate_beyond_120")
    assert "how much has not been found" in caught.value.reason


def test_a_limit_says_what_is_left_and_what_is_too_much() -> None:
    limit = levies.limits_on(levies.rulebook("rs"), "seasonal", on=date(2026, 7, 1))[0]

    assert [limit.left(counted) for counted in (0, 119, 120, 130)] == [120, 1, 0, 0]
    assert [limit.exceeded_by(counted) for counted in (119, 120, 121)] == [False, False, True]
    assert limit.said(121) == {
        "en": "A worker may work at most 120 working days a year for the same employer; with this day it would be 121.",
        "sr": (
            "Radnik kod istog poslodavca može da radi najviše 120 radnih dana godišnje; sa ovim danom bilo bi ih 121."
        ),
    }


def test_an_unknown_kind_has_no_limits_but_is_refused() -> None:
    with pytest.raises(errors.UnknownKind):
        levies.limits_on(levies.rulebook("rs"), "casual", on=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("limit", "day", "window"),
    [
        ("casual_year", date(2024, 2, 29), (date(2024, 1, 1), date(2024, 12, 31))),
        ("casual_month", date(2024, 2, 1), (date(2024, 2, 1), date(2024, 2, 29))),
        ("casual_month", date(2024, 12, 31), (date(2024, 12, 1), date(2024, 12, 31))),
        ("casual_in_a_row", date(2024, 1, 2), (date(2023, 12, 28), date(2024, 1, 7))),
    ],
)
def test_a_limit_counts_over_its_span(limit: str, day: date, window: tuple[date, date]) -> None:
    limits = {found.id: found for found in levies.limits_on(levies.rulebook("hu"), "casual", on=day)}

    assert levies.window_of(limits[limit], on=day) == window


DAYS = some.dates(min_value=date(2024, 1, 1), max_value=date(2024, 1, 25))


@given(some.sets(DAYS), DAYS)
def test_the_longest_run_is_the_one_found_day_by_day(days: set[date], through: date) -> None:
    known = days | {through}
    first = last = through
    while first - timedelta(days=1) in known:
        first -= timedelta(days=1)
    while last + timedelta(days=1) in known:
        last += timedelta(days=1)

    assert levies.longest_run(days, through=through) == (last - first).days + 1


@given(some.sets(DAYS), DAYS)
def test_what_lies_outside_the_span_never_decides_whether_a_run_is_too_long(days: set[date], through: date) -> None:
    limit = levies.limits_on(levies.rulebook("hu"), "casual", on=through)[0]
    first, last = levies.window_of(limit, on=through)
    inside = {day for day in days if first <= day <= last}

    whole, seen = (levies.longest_run(known, through=through) for known in (days, inside))

    assert limit.exceeded_by(whole) == limit.exceeded_by(seen)
