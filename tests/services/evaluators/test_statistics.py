"""What everybody may know of demands and evaluators, and that nothing of one of a few can be had from it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.models import Person
from munera.services.evaluators import queries
from munera.services.evaluators.choices import DemandStatus, EvaluationKind, Sphere, Theme
from munera.services.evaluators.models import Demand, Match, Profile
from munera.services.evaluators.queries.statistics import Asked, Need, Outcome
from tests.factories import evaluators, people

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 25)
OPENED = datetime(2026, 9, 1, 9, tzinfo=UTC)
IN_THIS_MONTH = datetime(2026, 11, 3, 9, tzinfo=UTC)


@pytest.fixture
def manager() -> Person:
    return evaluators.manager()


@pytest.fixture
def body(manager: Person) -> Organisation:
    return evaluators.body_of(manager)


def _demands(
    body: Organisation, manager: Person, count: int, *, theme: str = Theme.HEALTH, place: str = "BR-SP", **facts: object
) -> list[Demand]:
    said = {"opened_at": OPENED, "status": DemandStatus.OPEN, "kind": EvaluationKind.IMPACT} | facts
    return [
        Demand.objects.create(
            body=body,
            manager=manager,
            sphere=Sphere.STATE,
            policy=f"{theme} {number}",
            theme=theme,
            question="?",
            place=place,
            deadline=TODAY,
            **said,
        )
        for number in range(count)
    ]


def _profiles(count: int, *, themes: list[str], places: list[str]) -> list[Profile]:
    return [
        Profile.objects.create(
            person=people.person(),
            headline="-",
            degree="doctor",
            institution_name="-",
            themes=themes,
            places=places,
            is_open=True,
            opened_at=OPENED,
            consented_at=OPENED,
        )
        for _number in range(count)
    ]


def _match(demands: list[Demand], profile: Profile, *, days: int) -> None:
    for demand in demands:
        Match.objects.create(demand=demand, profile=profile, made_at=OPENED + timedelta(days=days))


def test_needs_and_outcomes_are_counted_by_theme_and_region(body: Organisation, manager: Person) -> None:
    health = _demands(body, manager, 12)
    _demands(body, manager, 6, theme=Theme.EDUCATION, place="BR-BA")
    profiles = _profiles(5, themes=[Theme.HEALTH, Theme.EDUCATION], places=["BR-RJ", "BR-BA"])
    _match(health[:6], profiles[0], days=20)
    _match(health[6:7], profiles[1], days=400)
    found = queries.statistics(today=TODAY)
    assert found.as_of == date(2026, 11, 1)
    assert (found.demands, found.evaluators) == (18, 5)
    assert found.by_theme == (Need("10", 12, 5), Need("12", 6, 5))
    assert found.by_region == (Need("SE", 12, 5), Need("NE", 6, 5))
    assert found.by_kind == (Asked("impact", 18),)
    # Of education nobody was found: with health it is told, alone it would tell of each.
    assert found.by_outcome == (Outcome(None, 6, 12, weeks=3),)
    assert found.outcome == Outcome(None, 6, 12, weeks=3)


def test_groups_of_a_few_are_put_together_with_others(body: Organisation, manager: Person) -> None:
    _demands(body, manager, 9)
    _demands(body, manager, 7, theme=Theme.EDUCATION)
    _demands(body, manager, 2, theme=Theme.CULTURE)
    _profiles(6, themes=[Theme.HEALTH, Theme.EDUCATION, Theme.CULTURE], places=["BR"])
    found = queries.statistics(today=TODAY)
    assert found.by_theme == (Need("10", 9, 6), Need(None, 9, 6))
    assert found.by_outcome == ()
    assert found.outcome is None


def test_what_came_since_the_month_began_is_not_counted_yet(body: Organisation, manager: Person) -> None:
    older = _demands(body, manager, 10)
    _demands(body, manager, 10, opened_at=IN_THIS_MONTH)
    _demands(body, manager, 3, hidden_at=OPENED)
    _demands(body, manager, 3, status=DemandStatus.DRAFT, opened_at=None)
    [profile, *_others] = _profiles(5, themes=[Theme.HEALTH], places=["BR"])
    for demand in older[:5]:
        Match.objects.create(demand=demand, profile=profile, made_at=IN_THIS_MONTH)
    found = queries.statistics(today=TODAY)
    assert found.demands == 10
    assert found.outcome is None
    december = queries.statistics(today=date(2026, 12, 1))
    assert december.demands == 20
    assert december.outcome == Outcome(None, 5, 15, weeks=10)


def test_a_whole_of_a_few_is_not_shown(body: Organisation, manager: Person) -> None:
    _demands(body, manager, 4)
    found = queries.statistics(today=TODAY)
    assert found.is_too_small
    assert (found.by_theme, found.by_region, found.by_kind, found.by_outcome) == ((), (), (), ())


def test_the_number_of_questions_does_not_grow_with_the_rows(
    body: Organisation, manager: Person, django_assert_num_queries: object
) -> None:
    _demands(body, manager, 2)
    with django_assert_num_queries(2):  # type: ignore[operator]  # a fixture without a type of its own
        queries.statistics(today=TODAY)
