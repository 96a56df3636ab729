"""The larger town is the same each time, and its people lie in decks like everybody else."""

import pytest
from django.utils import timezone

from munera.services.evaluators import queries
from munera.services.evaluators.demo import large
from munera.services.evaluators.models import Demand, Match, Profile
from tests.factories.evaluators import body_of, manager
from tests.factories.skills import classification

pytestmark = pytest.mark.django_db


def test_the_larger_town_is_built_once_and_is_the_same_each_time() -> None:
    classification()
    by = manager()
    large.build(body_of(by), by, researchers=40, demands=60)
    large.build(body_of(by), by, researchers=40, demands=60)
    assert (Profile.objects.count(), Demand.objects.count()) == (40, 60)
    first = Profile.objects.select_related("person").order_by("pk")[0]
    assert first.person.full_name == "Davi Duarte"
    assert first.places[-1] == "BR-PB"
    for demand in queries.open_demands()[:3]:
        deck = queries.deck_of_demand(demand)
        assert 0 < len(deck) <= 40
        assert all(card.profile.is_in_decks and card.score.points > 0 for card in deck[:5])
    outcome = queries.statistics(today=timezone.localdate()).outcome
    assert outcome is not None
    assert outcome.weeks > 1
    assert not any(match.stands for match in Match.objects.all())
