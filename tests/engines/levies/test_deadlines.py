"""Until when a day may be registered and cancelled, on the clock of the country."""

from datetime import UTC, date, datetime, timedelta

import pytest

from munera.engines import levies
from munera.engines.levies import errors
from tests.engines.levies.shipped import RULES, SOUND, rulebook_of


def ids(shifts: tuple[levies.Shift, ...]) -> list[str]:
    return [shift.id for shift in shifts]


def test_serbia_has_a_morning_and_an_afternoon_the_usual_one_first() -> None:
    shifts = levies.shifts(levies.rulebook("rs"), on=date(2026, 7, 1))

    assert ids(shifts) == ["morning", "afternoon"]
    assert shifts[0].names == {"en": "Morning shift", "sr": "Prepodnevna smena"}


@pytest.mark.parametrize(
    ("day", "shift", "register_until", "cancel_until"),
    [
        (date(2026, 7, 1), "morning", "2026-07-01T10:00:00+02:00", "2026-07-01T10:00:00+02:00"),
        (date(2026, 7, 1), "afternoon", "2026-07-01T15:00:00+02:00", "2026-07-01T10:00:00+02:00"),
        (date(2026, 1, 15), "morning", "2026-01-15T10:00:00+01:00", "2026-01-15T10:00:00+01:00"),
        (date(2026, 3, 29), "morning", "2026-03-29T10:00:00+02:00", "2026-03-29T10:00:00+02:00"),
        (date(2026, 10, 25), "morning", "2026-10-25T10:00:00+01:00", "2026-10-25T10:00:00+01:00"),
    ],
)
def test_the_hours_of_serbia_are_those_of_its_clock(
    day: date, shift: str, register_until: str, cancel_until: str
) -> None:
    found = levies.deadlines(levies.rulebook("rs"), on=day, shift=shift)

    assert (found.register_until.isoformat(), found.cancel_until.isoformat()) == (register_until, cancel_until)
    assert found.register_from is None
    assert not found.verified
    assert "Poreska uprava" in found.sources["sr"]


def test_the_cut_off_itself_is_still_in_time() -> None:
    found = levies.deadlines(levies.rulebook("rs"), on=date(2026, 7, 1), shift="afternoon")
    ten, three = (datetime(2026, 7, 1, hour, tzinfo=UTC) for hour in (8, 13))
    a_second = timedelta(seconds=1)

    assert [found.may_cancel(at) for at in (ten, ten + a_second)] == [True, False]
    assert [found.may_register(at) for at in (three, three + a_second)] == [True, False]


@pytest.mark.parametrize("country", ["hu", "hr"])
def test_where_the_law_names_no_hour_the_rules_say_so(country: str) -> None:
    book = levies.rulebook(country)
    day = date(2025, 7, 1)

    for shift in levies.shifts(book, on=day):
        found = levies.deadlines(book, on=day, shift=shift.id)
        assert found.register_until == found.cancel_until
        assert not found.verified
        assert "before work starts" in found.sources["en"]
        assert "no rule of law" in found.sources["en"]


def test_a_day_before_and_a_first_moment_are_data_too() -> None:
    book = levies.read_rulebook(SOUND, file="sound.toml")

    found = levies.deadlines(book, on=date(2020, 3, 30), shift="whole_day")

    assert found.register_from is not None
    assert found.register_from.isoformat() == "2020-03-22T08:00:00+01:00"
    assert found.register_until.isoformat() == "2020-03-29T18:00:00+02:00"
    assert found.cancel_until.isoformat() == "2020-03-30T09:00:00+02:00"
    early = found.register_from - timedelta(seconds=1)
    assert [found.may_register(at) for at in (early, found.register_from)] == [False, True]


@pytest.mark.parametrize(
    ("hour", "day", "moment"),
    [
        ("02:30:00", date(2026, 3, 29), "2026-03-29T03:30:00+02:00"),
        ("02:30:00", date(2026, 10, 25), "2026-10-25T02:30:00+01:00"),
    ],
    ids=["an hour the clock leaves out", "an hour the clock shows twice"],
)
def test_nobody_is_late_by_the_change_of_the_clock(hour: str, day: date, moment: str) -> None:
    rules = RULES.replace("register_until = { at = 10:00:00 }", f"register_until = {{ at = {hour} }}")
    book = levies.read_rulebook(rules, file="rs.toml")

    assert levies.deadlines(book, on=day, shift="morning").register_until.isoformat() == moment


def test_a_shift_exists_from_its_first_day_on() -> None:
    book = levies.read_rulebook(SOUND, file="sound.toml")

    assert ids(levies.shifts(book, on=date(2020, 12, 31))) == ["whole_day"]
    assert ids(levies.shifts(book, on=date(2021, 1, 1))) == ["whole_day", "night"]
    with pytest.raises(levies.ValueMissing, match=r"sound\.toml: shifts\.night: no cut-off on 2020-12-31"):
        levies.deadlines(book, on=date(2020, 12, 31), shift="night")


def test_an_unknown_shift_is_refused() -> None:
    with pytest.raises(errors.UnknownShift, match=r"rs\.toml: shifts\.night: known shifts are morning, afternoon"):
        levies.deadlines(levies.rulebook("rs"), on=date(2026, 7, 1), shift="night")


def test_the_zone_is_that_of_the_country() -> None:
    zones = {country: rulebook_of(country).time_zone for country in ("rs", "hu", "hr", "be")}

    assert zones == {
        "rs": "Europe/Belgrade",
        "hu": "Europe/Budapest",
        "hr": "Europe/Zagreb",
        "be": "Europe/Brussels",
    }


@pytest.mark.parametrize(
    ("today", "last"),
    [
        (date(2026, 1, 31), date(2026, 3, 31)),
        (date(2023, 12, 1), date(2024, 2, 29)),
        (date(2026, 10, 15), date(2026, 12, 31)),
        (date(2026, 11, 1), date(2027, 1, 31)),
    ],
)
def test_the_current_month_and_the_next_two_are_open(today: date, last: date) -> None:
    assert levies.last_open_day(levies.rulebook("rs"), today=today) == last
