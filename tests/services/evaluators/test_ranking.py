"""A deck among many is the same deck: the index is held against scoring everybody, whatever has changed meanwhile."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from munera.engines import matching
from munera.flows import personal_data
from munera.kernel.people.actions import approve_erasure, request_erasure
from munera.kernel.people.models import Person
from munera.kernel.skills.actions import withdraw_skill
from munera.kernel.skills.models import Evidence
from munera.kernel.skills.queries import key_of
from munera.services.evaluators import actions, queries
from munera.services.evaluators.choices import Degree, EvaluationKind, Method, Theme
from munera.services.evaluators.models import Demand, Profile
from munera.services.evaluators.queries import indexing, ranking
from tests.engines.matching.front_contract import CASES, Case, named
from tests.factories import people
from tests.factories.evaluators import demand, match, profile
from tests.factories.skills import PRUNING, declared
from tests.kernel.skills.store import SkillStore

pytestmark = pytest.mark.django_db
AHEAD = 5


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """As many as there are count as many, and no index of another test is left; where the file of one lies."""
    monkeypatch.setattr(indexing, "FEW", 0)
    settings.HOME = tmp_path
    yield tmp_path / "indexes"
    indexing._fronts.clear()


def _town(count: int) -> list[Profile]:
    chance = Random(7)
    return [
        profile(
            people.person(f"P {number}"),
            skilled=chance.choice([None, 1, 3, 5]),
            themes=[chance.choice([Theme.HEALTH, Theme.CULTURE])],
            methods=chance.sample(Method.values, 2),
            places=[chance.choice(["BR-SP", "BR-MG", "BR-AC"])],
            degree=Degree.DOCTOR,
        )
        for number in range(count)
    ]


def _is_the_same(card: Demand) -> bool:
    fresh = Demand.objects.get(pk=card.pk)
    full = queries.deck_of_demand(fresh)
    dealt = queries.dealt_for_demand(fresh, asked_for=None, ahead=AHEAD)
    shown = [] if dealt.top is None else [dealt.top, *dealt.ahead]
    assert dealt.count == len(full) > 0
    assert [(one.profile, one.score, one.because_seldom) for one in shown] == [
        (one.profile, one.score, one.because_seldom) for one in full[: AHEAD + 1]
    ]
    return True


def test_the_deck_is_that_of_scoring_everybody_whatever_changes() -> None:
    card, profiles = demand(), _town(14)
    assert _is_the_same(card)
    first = profiles[0]
    unskilled = next(one for one in profiles if not Evidence.objects.filter(person=one.person).exists())
    declared(unskilled.person, uri=PRUNING, level=4)
    actions.add_experience(
        first, title="Beds", kind=EvaluationKind.IMPACT, theme=Theme.HEALTH, year=2024, by=first.person
    )
    assert _is_the_same(card)
    skilled = Evidence.objects.filter(person__in=[one.person for one in profiles]).first()
    assert skilled is not None
    withdraw_skill(skilled, by=skilled.person)
    assert _is_the_same(card)
    actions.close_profile(profiles[2], by=profiles[2].person)
    actions.answer_profile(card, profiles[3], interested=False, by=card.manager)
    match(card, profiles[4])
    profile(people.person("New"), skilled=5)
    assert _is_the_same(card)


def test_a_card_that_is_asked_for_lies_on_top_and_another_does_not() -> None:
    card, profiles = demand(), _town(8)
    apart = profile(people.person("Apart"), skilled=None, themes=[Theme.CULTURE], methods=[], places=["BR-SP"])
    wanted = queries.deck_of_demand(card)[3].profile
    assert queries.dealt_for_demand(card, asked_for=wanted.pk, ahead=AHEAD).top.profile == wanted  # type: ignore[union-attr]  # found
    other = queries.dealt_for_demand(card, asked_for=apart.pk, ahead=AHEAD)
    assert other.top is not None
    assert other.top.profile == queries.deck_of_demand(card)[0].profile
    assert apart not in profiles


def test_panels_take_the_same_researchers_from_the_index() -> None:
    card = demand()
    _town(12)
    scores = queries.scores_for_demand(card, list(queries.open_profiles()), on=timezone.localdate())
    best = ranking.best_for_demand(card, queries.open_profiles(), most=5)
    assert [scores[number].total for number in best] == sorted((one.total for one in scores.values()), reverse=True)[:5]


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_another_process_begins_with_the_file_of_the_night(many: Path) -> None:
    card, profiles = demand(), _town(10)
    assert queries.make_index(on=timezone.localdate()) == len(profiles)
    [made] = _names(many)
    declared(profiles[0].person, uri=PRUNING, level=4)
    assert _is_the_same(card)
    assert _names(many) == [made]
    # What is left of somebody who was erased is gone with the next file.
    actions.close_profile(profiles[1], by=profiles[1].person)
    assert queries.make_index(on=timezone.localdate()) == len(profiles) - 1
    assert len(_names(many)) == 1
    assert _names(many) != [made]


def test_who_is_erased_is_in_no_answer_and_gone_at_the_next_look() -> None:
    card, profiles = demand(), _town(6)
    assert _is_the_same(card)
    before = len(indexing.front_of_researchers(on=timezone.localdate()))
    asked = request_erasure(profiles[0].person, by=profiles[0].person)
    approve_erasure(asked, by=people.person("Officer"))
    assert personal_data.erase(asked)
    assert _is_the_same(card)
    assert len(indexing.front_of_researchers(on=timezone.localdate())) == before - 1


def test_a_profile_that_is_opened_again_or_shown_again_is_in_the_deck() -> None:
    card, profiles = demand(), _town(6)
    closed, hidden = profiles[0], profiles[1]
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        actions.close_profile(closed, by=closed.person)
    Profile.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    assert _is_the_same(card)
    actions.open_profile(closed, by=closed.person)
    Profile.objects.filter(pk=hidden.pk).update(hidden_at=None)
    assert _is_the_same(card)


class ResearcherStore(SkillStore):
    """The same people, with open profiles that say more of them."""

    AT_ONCE = 5

    def __init__(self) -> None:
        super().__init__()
        self.truth = indexing.Researchers()
        self.taxonomy = queries.taxonomy()
        self.demands = [*self.demands, queries.engine_demand(demand())]

    def come(self) -> None:
        super().come()
        for person in Person.objects.filter(evaluator_profile=None, email__startswith="skilled"):
            profile(person, skilled=None, methods=self.chance.sample(Method.values, 2))
        # And one who stays away.
        profile(is_open=False)

    def everybody(self, on: date) -> list[matching.Person]:
        profiles = list(queries.open_profiles())
        found = queries.engine_people(profiles, on=on)
        return [replace(found[one.pk], key=key_of(one.person_id)) for one in profiles]

    def learn(self) -> None:
        super().learn()
        one = self.chance.choice(list(queries.open_profiles().order_by("pk")))
        kind, theme, title = EvaluationKind.IMPACT, Theme.HEALTH, f"Beds {next(self.numbers)}"
        actions.add_experience(one, title=title, kind=kind, theme=theme, year=2019, by=one.person)

    def leave(self) -> None:
        super().leave()
        one = self.chance.choice(list(queries.open_profiles().order_by("pk")))
        actions.close_profile(one, by=one.person)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_researchers_keep_the_contract_of_a_truth(case: Case, tmp_path: Path) -> None:
    case(ResearcherStore(), tmp_path / "parts")
