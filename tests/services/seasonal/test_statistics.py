"""Sums to the last para, small groups that cannot be told from the rest, and the state of the returns."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import Sex
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.choices import Job
from munera.services.seasonal.models import Worker
from munera.services.seasonal.queries.statistics import FEWEST, Fact, Period, ReturnState
from tests.factories.seasonal import TODAY, TOMORROW, employer_with_crew, engagement
from tests.services.seasonal.test_inspection import official
from tests.services.seasonal.test_views import words

JULY = date(2026, 7, 1)


@pytest.fixture
def office(db: None) -> Organisation:
    return official(rules.TAX_OFFICE.code).memberships.get().organisation


@pytest.fixture
def as_vera(client: Client, office: Organisation, sign_in: Callable[[Client, Person], None]) -> Client:
    sign_in(client, office.memberships.get().person)
    return client


def describe(worker: Worker, *, born_on: date | None = None, sex: str = "", job: Job = Job.FRUIT) -> None:
    worker.born_on, worker.sex, worker.job = born_on, sex, job
    worker.save()


def in_municipality(of: Organisation, municipality: str) -> Organisation:
    of.municipality = municipality
    of.save()
    return of


def fact(person: int, group: str, *, days: int = 1, levy: str | None = "615.57") -> Fact:
    return Fact(group, "fruit", person, None, "", 7, Decimal(levy) if levy else None, days)


# --- small groups -------------------------------------------------------------------------------------------------


def test_a_small_group_takes_the_smallest_other_with_it() -> None:
    """Shown alone as "others" it would be the one municipality that is missing."""
    facts = [
        *(fact(person, "Šabac") for person in range(9)),
        *(fact(person, "Topola") for person in range(10, 14)),
        *(fact(person, "Loznica") for person in range(20, 22)),
    ]

    rows = list(queries.rows_of(facts, lambda one: one.municipality))

    assert [(row.key, row.people, row.days) for row in rows] == [("Šabac", 9, 9), (None, 6, 6)]


def test_two_small_groups_that_are_together_large_enough_need_no_other() -> None:
    facts = [
        *(fact(person, "Šabac") for person in range(9)),
        *(fact(person, "Topola") for person in range(10, 12)),
        *(fact(person, "Loznica") for person in range(20, 22)),
    ]

    rows = list(queries.rows_of(facts, lambda one: one.municipality))

    assert [(row.key, row.people) for row in rows] == [("Šabac", 9), (None, 4)]


facts_in_groups = st.lists(
    st.builds(
        fact,
        st.integers(1, 12),
        st.sampled_from(["Šabac", "Topola", "Loznica", "Bogatić", ""]),
        days=st.integers(1, 30),
        levy=st.sampled_from(["615.57", "551.40", "303.00", None]),
    ),
    max_size=40,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # a busy machine is slow, not wrong
@given(facts_in_groups)
def test_nothing_small_is_shown_and_the_rows_add_up_to_the_whole(facts: list[Fact]) -> None:
    whole = {one.person for one in facts}
    rows = list(queries.rows_of(facts, lambda one: one.municipality))

    assert sum(row.days for row in rows) == sum(one.days for one in facts)
    assert sum((row.total for row in rows), Decimal(0)) == sum(
        ((one.levy or Decimal(0)) * one.days for one in facts), Decimal(0)
    )
    if len(whole) >= FEWEST:
        assert all(row.people >= FEWEST for row in rows)
    joined = {one.municipality for one in facts} - {row.key for row in rows}
    assert len(joined) != 1 or len({one.municipality for one in facts}) == 1


@pytest.mark.parametrize(
    ("born_on", "group"),
    [
        (date(2008, 7, 31), 18),
        (date(2008, 8, 1), 15),
        (date(2015, 1, 1), 15),
        (date(1965, 7, 31), 61),
        (None, queries.AGE_NOT_KNOWN),
    ],
)
def test_age_is_that_of_the_last_day_of_the_period(born_on: date | None, group: int) -> None:
    assert queries.age_group(born_on, on=Period(2026, 7).last) == group


# --- what is counted ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_sums_are_those_of_the_stored_levies_and_a_day_with_two_shifts_is_owed_once(office: Organisation) -> None:
    of, milica, [ana, bojan, vesna] = employer_with_crew(3)
    for worker in (ana, bojan, vesna):
        engagement(of, worker, on=TODAY, by=milica)
        engagement(of, worker, on=TOMORROW, by=milica)
    actions.register_crew(of, [ana], on=TODAY, by=milica, op_id=uuid4(), shift="afternoon")

    found = queries.statistics_of(office, Period(2026, 7))

    assert (found.people, found.days, found.total) == (3, 6, 6 * Decimal("615.57"))
    assert found.total == queries.month_of(of, JULY).total
    assert found.currency == "RSD"


@pytest.mark.django_db
def test_groups_by_municipality_job_age_and_sex(office: Organisation) -> None:
    garden, milica, pickers = employer_with_crew(4)
    orchard, dragan, packers = employer_with_crew(3)
    in_municipality(garden, "Šabac")
    in_municipality(orchard, "Topola")
    for worker in pickers:
        describe(worker, born_on=date(1990, 1, 1), sex=Sex.FEMALE)
        engagement(garden, worker, on=TODAY, by=milica)
    for worker in packers:
        describe(worker, born_on=date(1960, 1, 1), sex=Sex.MALE, job=Job.PACKING)
        engagement(orchard, worker, on=TODAY, by=dragan)

    found = queries.statistics_of(office, Period(2026))

    assert [(row.key, row.people) for row in found.by_municipality] == [("Šabac", 4), ("Topola", 3)]
    assert [(row.key, row.people) for row in found.by_job] == [("fruit", 4), ("packing", 3)]
    assert [(row.key, row.people) for row in found.by_age_and_sex] == [((31, "female"), 4), ((61, "male"), 3)]
    assert [(row.key, row.days) for row in found.by_month] == [(7, 7)]


@pytest.mark.django_db
def test_cancelled_days_and_other_countries_count_for_nothing(office: Organisation) -> None:
    of, milica, workers = employer_with_crew(4)
    off, *_others = [engagement(of, worker, on=TODAY, by=milica) for worker in workers]
    actions.cancel_engagement(off, reason="rain", by=milica)
    abroad, dragan, others = employer_with_crew(3)
    for worker in others:
        engagement(abroad, worker, on=TODAY, by=dragan)
    abroad.country = "HR"
    abroad.save()

    assert queries.statistics_of(office, Period(2026)).people == 3


@pytest.mark.django_db
def test_two_people_are_too_few_to_show_anything(as_vera: Client, office: Organisation) -> None:
    of, milica, workers = employer_with_crew(2)
    for worker in workers:
        engagement(of, worker, on=TODAY, by=milica)
    address = reverse("seasonal:show_statistics", args=[office.pk])
    csv_address = reverse("seasonal:download_statistics", args=[office.pk])

    page, file = as_vera.get(address), as_vera.get(csv_address)

    assert "Too few people to show" in words(page)
    assert "1,231.14" not in words(page)
    assert file.content.decode("utf-8-sig").strip() == "breakdown,group,people,days,levy,currency"


@pytest.mark.django_db
def test_the_page_and_the_file_say_the_same(as_vera: Client, office: Organisation) -> None:
    of, milica, workers = employer_with_crew(3)
    in_municipality(of, "=HYPERLINK(1)")
    for worker in workers:
        engagement(of, worker, on=TODAY, by=milica)

    page = words(as_vera.get(reverse("seasonal:show_statistics", args=[office.pk])))
    file = as_vera.get(reverse("seasonal:download_statistics", args=[office.pk]))
    rows = list(csv.DictReader(StringIO(file.content.decode("utf-8-sig"))))

    assert "1,846.71 RSD" in page
    assert [row["levy"] for row in rows] == ["1846.71"] * 5
    assert [row["breakdown"] for row in rows] == ["month", "municipality", "job", "age_and_sex", "total"]
    assert rows[1]["group"] == "'=HYPERLINK(1)"
    assert 'filename="munera-seasonal-rs-2026.csv"' in file["Content-Disposition"]


@pytest.mark.django_db
def test_the_page_asks_as_often_with_one_employer_as_with_three(as_vera: Client, office: Organisation) -> None:
    counts = []
    for _employer in range(3):
        of, milica, workers = employer_with_crew(3)
        for worker in workers:
            engagement(of, worker, on=TODAY, by=milica)
        with CaptureQueriesContext(connection) as captured:
            as_vera.get(reverse("seasonal:show_statistics", args=[office.pk]))
        with CaptureQueriesContext(connection) as of_returns:
            as_vera.get(reverse("seasonal:list_returns", args=[office.pk]), {"year": 2026, "month": 7})
        counts.append((len(captured), len(of_returns)))

    assert counts == [counts[0]] * 3


@pytest.mark.django_db
def test_a_year_nobody_worked_in_falls_back_to_one_that_has_days(as_vera: Client, office: Organisation) -> None:
    page = as_vera.get(reverse("seasonal:show_statistics", args=[office.pk]), {"year": 1900, "month": 13})

    assert page.status_code == 200
    assert "Too few people to show" in words(page)


# --- returns ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_returns_are_open_outstanding_closed_or_corrected(
    as_vera: Client, office: Organisation, july_morning: time_machine.Traveller
) -> None:
    employers = []
    for _employer in range(3):
        of, milica, [ana, bojan] = employer_with_crew(2)
        engagement(of, ana, on=TODAY, by=milica)
        struck = engagement(of, bojan, on=TODAY, by=milica)
        employers.append((of, milica, struck))
    (outstanding, *_), (closed, milica, _struck), (corrected, dragan, struck) = employers
    before = {row.employer: row.state for row in queries.returns_in(office, JULY, today=TODAY)}
    july_morning.shift(timedelta(days=20))
    actions.close_month(closed, JULY, by=milica)
    first = actions.close_month(corrected, JULY, by=dragan)
    actions.correct_month(first, strike=[struck], because="He did not come.", by=dragan)

    rows = queries.returns_in(office, JULY, today=date(2026, 8, 3))
    official_page = reverse("seasonal:list_returns", args=[office.pk])

    assert set(before.values()) == {ReturnState.OPEN}
    assert {row.employer: row.state for row in rows} == {
        outstanding: ReturnState.OUTSTANDING,
        closed: ReturnState.CLOSED,
        corrected: ReturnState.CORRECTED,
    }
    assert {row.employer: row.newest.total if row.newest else None for row in rows} == {
        outstanding: None,
        closed: Decimal("1231.14"),
        corrected: Decimal("615.57"),
    }
    assert {row.due_on for row in rows} == {date(2026, 8, 15)}
    assert official_page.endswith("/returns/")


@pytest.mark.django_db
def test_the_page_of_returns_names_the_sum_declared_and_the_day_it_is_due(
    office: Organisation,
    client: Client,
    sign_in: Callable[[Client, Person], None],
    july_morning: time_machine.Traveller,
) -> None:
    of, milica, [ana] = employer_with_crew(1)
    engagement(of, ana, on=TODAY, by=milica)
    july_morning.shift(timedelta(days=20))
    actions.close_month(of, JULY, by=milica)
    sign_in(client, office.memberships.get().person)

    page = words(client.get(reverse("seasonal:list_returns", args=[office.pk])))

    assert "Returns for July 2026" in page
    assert "615.57 RSD declared" in page
    assert "15 August 2026" in page
    assert f"{of.name} none Closed 1 1 615.57 RSD" in page
