"""A deck among many is the same deck: the index is held against scoring everybody, whatever has changed meanwhile."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.utils import timezone

from munera.kernel.skills.actions import withdraw_skill
from munera.kernel.skills.models import Evidence
from munera.services.evaluators import actions, queries
from munera.services.evaluators.choices import Degree, EvaluationKind, Method, Theme
from munera.services.evaluators.models import Demand, Profile
from munera.services.evaluators.queries import indexing, ranking
from tests.factories import people
from tests.factories.evaluators import demand, match, profile
from tests.factories.skills import PRUNING, declared

pytestmark = pytest.mark.django_db
AHEAD = 5


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Path]:
    """As many as there are count as many, and no index of another test is left; where the file of one lies."""
    monkeypatch.setattr(indexing, "FEW", 0)
    settings.HOME = tmp_path
    indexing._held.clear()
    yield tmp_path / "indexes"
    indexing._held.clear()


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


def test_another_process_begins_with_the_file_and_puts_in_what_has_changed(many: Path) -> None:
    card, profiles = demand(), _town(10)
    assert queries.make_index(on=timezone.localdate()) == len(profiles)
    [made] = _names(many)
    assert (many / made).stat().st_mode & 0o077 == 0
    declared(profiles[0].person, uri=PRUNING, level=4)
    assert _is_the_same(card)
    assert _names(many) == [made]
    # What is left of somebody who was erased is gone with the next file.
    actions.close_profile(profiles[1], by=profiles[1].person)
    assert queries.make_index(on=timezone.localdate()) == len(profiles) - 1
    assert len(_names(many)) == 1
    assert _names(many) != [made]


def test_a_file_that_cannot_be_used_is_made_anew(many: Path) -> None:
    card, _profiles = demand(), _town(6)
    assert _is_the_same(card)
    [whole] = _names(many)
    content = (many / whole).read_bytes()
    for spoilt in (content[:-1], content[:100] + bytes([content[100] ^ 1]) + content[101:], b""):
        [name] = _names(many)
        (many / name).write_bytes(spoilt)
        indexing._held.clear()
        assert _is_the_same(card)
    # One of a database that knew more, one that is too old, one of another site, and one that somebody is writing.
    [name] = _names(many)
    one, fingerprint, newest, looked_at = name.split(".")
    content = (many / name).read_bytes()
    long_ago = int(looked_at) - int(2 * indexing.LASTS / timedelta(microseconds=1))
    for other in (
        f"{one}.{fingerprint}.{int(newest) + 1}.{looked_at}",
        f"{one}.{fingerprint}.{newest}.{long_ago}",
        f"{one}.{'0' * 24}.{newest}.{looked_at}",
    ):
        for former in many.iterdir():
            former.unlink()
        (many / other).write_bytes(content)
        (many / f"{name}.7.part").write_bytes(b"")
        indexing._held.clear()
        assert _is_the_same(card)
        left = _names(many)
        assert other not in left
        assert f"{name}.7.part" in left
