"""What people can do as the engine that ranks reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from munera.engines.matching.model import Claim, Evidence
from munera.kernel.skills import queries
from munera.kernel.skills.actions import void_evidence
from munera.kernel.skills.choices import RelationKind, Standing
from munera.kernel.skills.models import Edition, Relation
from tests.factories.people import person
from tests.factories.skills import ENGLISH, PRUNING, declared, skill, verified

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def test_each_piece_of_evidence_that_stands_is_a_claim() -> None:
    ana, bojan = person("Ana"), person("Bojan")
    declared(ana, level=None)
    verified(ana, level=4, reference="credential:1", valid_until=TODAY())
    verified(bojan, uri=ENGLISH, level=6, standing=Standing.REGISTRY_VERIFIED, reference="register:1")
    found = queries.matching_claims([ana.pk, bojan.pk])
    issuer = "Academy of Fruit Growing"
    assert found == {
        ana.pk: (
            Claim(PRUNING, 0, Evidence.DECLARED, since=TODAY()),
            Claim(PRUNING, 4, Evidence.VERIFIED, TODAY(), since=TODAY(), source=issuer, reference="credential:1"),
        ),
        bojan.pk: (Claim(ENGLISH, 6, Evidence.VERIFIED, since=TODAY(), source=issuer, reference="register:1"),),
    }
    assert queries.matching_claims([bojan.pk], skills={PRUNING}) == {bojan.pk: ()}


def test_what_was_voided_or_has_run_out_is_no_claim() -> None:
    ana = person("Ana")
    verified(ana, reference="credential:1")
    verified(ana, reference="credential:2", valid_until=TODAY())
    void_evidence("credential:1", because="withdrawn", by=None)
    assert queries.matching_claims([ana.pk], on=TODAY() + timedelta(days=1)) == {ana.pk: ()}
    [only] = queries.matching_claims([ana.pk])[ana.pk]
    assert only.reference == "credential:2"


def test_the_taxonomy_is_read_anew_after_an_import() -> None:
    assert queries.matching_taxonomy().neighbours == {}
    hand = skill(PRUNING)
    plants = Relation.objects.get(source=hand, kind=RelationKind.BROADER).target
    first = queries.matching_taxonomy()
    assert first is queries.matching_taxonomy()
    assert [each.skill for each in first.neighbours[plants.uri]][:1] == [PRUNING]
    Relation.objects.all().delete()
    Edition.objects.create(name="starter", version="next")
    assert queries.matching_taxonomy().neighbours == {}
