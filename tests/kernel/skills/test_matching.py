"""What people can do as the engine that ranks reads it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from munera.engines.matching.model import Claim, Evidence
from munera.kernel.skills import queries
from munera.kernel.skills.actions import NotAClassification, import_nearness, void_evidence
from munera.kernel.skills.choices import RelationKind, Standing
from munera.kernel.skills.models import Edition, Relation
from munera.kernel.skills.queries import matching_taxonomy
from tests.factories.people import person
from tests.factories.skills import ENGLISH, HARVEST, PRUNING, classification, declared, skill, verified

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


def near(tmp_path: Path, *rows: tuple[str, str, int]) -> Path:
    path = tmp_path / "near.csv"
    path.write_text("wanted,offered,parts\n" + "".join(f"{one},{other},{parts}\n" for one, other, parts in rows))
    return path


def test_a_site_says_itself_which_skills_stand_in_for_which(tmp_path: Path) -> None:
    classification()
    before = matching_taxonomy()
    [wanted, row] = next((wanted, row) for wanted, row in before.neighbours.items() if len(row) > 1)
    first, second = row[0], row[1]
    done = import_nearness(
        near(tmp_path, (wanted, first.skill, 0), (wanted, second.skill, 123), (HARVEST, ENGLISH, 50))
    )
    assert (done.taken, done.unknown) == (3, ())
    after = matching_taxonomy()
    table = {each.skill: each for each in after.neighbours[wanted]}
    assert first.skill not in table
    assert (table[second.skill].similarity, table[second.skill].kinship) == (123, second.kinship)
    assert {each.skill: each.similarity for each in after.neighbours[HARVEST]}[ENGLISH] == 50
    assert (after.version, after.digest) != (before.version, before.digest)
    import_nearness(near(tmp_path))
    assert matching_taxonomy().digest == before.digest


def test_a_table_of_nearness_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    classification()
    for rows in ([(HARVEST, HARVEST, 5)], [(HARVEST, ENGLISH, 1000)], [(HARVEST, ENGLISH, 5), (HARVEST, ENGLISH, 6)]):
        with pytest.raises(NotAClassification):
            import_nearness(near(tmp_path, *rows))
    assert import_nearness(near(tmp_path, (HARVEST, "urn:none", 5))).unknown == (2,)
    path = tmp_path / "other.csv"
    path.write_text("x\n")
    with pytest.raises(CommandError, match="needs the columns"):
        call_command("import_nearness", str(path))
