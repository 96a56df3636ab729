"""A sitting in numbers: exact where many stand behind a number, and silent where a few do."""

import pytest

from munera.engines.psychometrics.suppression import Telling
from munera.kernel.people.models import Person
from munera.services.mentor import queries
from munera.services.mentor.models import Form
from tests.factories.mentor import calibrate, clerk, form_of, simulated, sitting, table, take_in

pytestmark = pytest.mark.django_db

ALL, SOME, NONE = [1] * 8, [1] * 5 + [2] * 3, [2] * 8


@pytest.fixture
def by() -> Person:
    return clerk()


@pytest.fixture
def form(by: Person) -> Form:
    """Two subjects with four questions each, of which two must be right."""
    return form_of(sitting(by))


def sat(form: Form, by: Person, **counts: int) -> queries.Numbers:
    """So many who had all, some or none right."""
    answers = {"all": ALL, "some": SOME, "none": NONE}
    rows = [(f"{name}-{at}", answers[name]) for name, count in counts.items() for at in range(count)]
    take_in(form, table(form, *rows), by)
    return queries.numbers_of(form.sitting)


def columns(found: queries.Numbers) -> list[tuple[float, float, int]]:
    return [(round(each.low, 1), round(each.high, 1), each.people) for each in found.bins]


def test_marks_of_many_stand_where_they_are(form: Form, by: Person) -> None:
    found = sat(form, by, all=12, some=15, none=10)
    assert [people for _low, _high, people in columns(found)] == [10, 0, 0, 0, 0, 0, 15, 0, 0, 12]
    assert found.required == 5.0
    assert [(each.possible, each.mean, each.minimum, each.below) for each in found.subjects] == [
        (4, 2.92, 2, 10),
        (4, 1.7, 2, 25),
    ]


def test_a_column_with_a_few_is_joined_with_its_neighbours(form: Form, by: Person) -> None:
    low = sat(form, by, all=12, some=15, none=3)
    assert columns(low) == [(0.0, 5.6, 18), (5.6, 6.4, 0), (6.4, 7.2, 0), (7.2, 8.0, 12)]
    assert sum(each.people for each in low.bins) == 30
    high = sat(form_of(sitting(by)), by, all=3, some=15, none=12)
    assert columns(high)[-1] == (4.8, 8.0, 18)


def test_how_many_missed_a_minimum_is_not_told_of_a_few_nor_where_a_few_are_left(form: Form, by: Person) -> None:
    assert [each.below for each in sat(form, by, all=12, some=15, none=3).subjects] == [None, 18]
    assert [each.below for each in sat(form_of(sitting(by)), by, all=3, none=30).subjects] == [None, None]
    assert [each.below for each in sat(form_of(sitting(by)), by, all=30).subjects] == [0, 0]


def test_of_fewer_than_thirty_numbers_are_rounded(form: Form, by: Person) -> None:
    found = sat(form, by, all=12, some=15)
    assert (found.mean, found.bins) == (6.0, ())
    assert [(each.mean, each.below) for each in found.subjects] == [(4.0, None), (2.0, None)]
    assert sat(form_of(sitting(by)), by, all=13, some=17).mean == 6.3


@pytest.mark.parametrize(
    ("passed", "counted", "told"),
    [
        (3, 9, (Telling.WITHHELD, None)),
        (3, 22, (Telling.COARSE, 0.1)),
        (4, 50, (Telling.COARSE, 0.1)),
        (45, 50, (Telling.COARSE, 0.9)),
        (40, 50, (Telling.EXACT, 0.8)),
        (0, 50, (Telling.AT_MOST, 0.05)),
        (50, 50, (Telling.AT_LEAST, 0.95)),
    ],
)
def test_who_passed_is_told_in_tenths_where_a_few_did_or_did_not(
    passed: int, counted: int, told: tuple[Telling, float | None]
) -> None:
    standing = queries.Standing(counted, counted, 0, 0, passed, None)
    assert (standing.passes.telling, standing.passes.share) == told


def test_of_fewer_than_ten_nothing_is_told(form: Form, by: Person) -> None:
    assert sat(form, by, all=9).is_too_small
    assert queries.numbers_of(form.sitting).bins == ()


def test_what_a_few_know_who_chose_an_option_is_not_kept(form: Form, by: Person) -> None:
    content = simulated(form, people=400).decode().splitlines()
    # Nobody but two left the first question out in favour of no option at all.
    for at in (1, 2):
        number, _first, *rest = content[at].split(",")
        content[at] = ",".join([number, "*", *rest])
    take_in(form, "\n".join(content).encode(), by)
    first = queries.statistics_of(calibrate(form.sitting, by)).get(question__key="N001")
    told = {each["option"]: (each["count"], each["rest"], each["correlation"]) for each in first.chosen}
    assert told[queries.NO_OPTION] == (2, None, None)
    assert all(rest is not None for _count, rest, _correlation in (told[1], told[2]))
