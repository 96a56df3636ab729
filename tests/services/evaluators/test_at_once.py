"""Both sides answer at the same moment, or one presses twice: they meet once."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from munera.kernel.messages.models import Letter
from munera.kernel.refusal import Refusal
from munera.services.evaluators import actions
from munera.services.evaluators.choices import Direction, InterestState
from munera.services.evaluators.models import Demand, Interest, Match, Project
from tests.factories.evaluators import demand, match, profile

# A database in a file or on the server, where one connection can wait for another.
pytestmark = pytest.mark.usefixtures("own_database")


def all_at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """What each returned, or the refusal it met; all of them start together."""
    start = Barrier(len(works))
    database = connections["default"]

    def run(work: Callable[[], object]) -> object:
        connections["default"] = database.copy()
        try:
            start.wait(timeout=20)
            return work()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_two_sides_that_say_yes_at_once_meet_once() -> None:
    researcher, card = profile(), demand()
    sides: list[Callable[[], object]] = [
        lambda: actions.answer_demand(researcher, card, interested=True, by=researcher.person),
        lambda: actions.answer_profile(card, researcher, interested=True, by=card.manager),
    ]
    all_at_once(sides * 2)
    assert Match.objects.count() == 1
    assert list(Interest.objects.values_list("state", flat=True)) == [InterestState.MUTUAL] * 2
    assert Letter.objects.filter(kind="evaluators.match").count() == 2
    card.refresh_from_db()
    researcher.refresh_from_db()
    assert (card.seen, researcher.seen) == (1, 1)


def test_a_project_proposed_by_both_at_once_is_one() -> None:
    made = match()
    answers = all_at_once(
        [
            lambda: actions.propose_project(made, title="Ours", side=Direction.BODY, by=made.demand.manager),
            lambda: actions.propose_project(made, title="Theirs", side=Direction.EVALUATOR, by=made.profile.person),
        ]
    )
    assert Project.objects.count() == 1
    assert sum(isinstance(answer, actions.NotThisStep) for answer in answers) == 1


def test_of_two_who_undo_at_once_one_is_told_that_it_is_done() -> None:
    researcher, card = profile(), demand()
    answer = actions.answer_demand(researcher, card, interested=False, by=researcher.person)
    undone = all_at_once([lambda: actions.undo_answer(answer, by=researcher.person)] * 2)
    assert sum(isinstance(each, actions.CannotTakeBack) for each in undone) == 1
    assert Demand.objects.get().seen == 0
