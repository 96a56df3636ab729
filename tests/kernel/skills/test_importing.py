"""A classification is imported whole, in any version, a language at a time; the same again changes nothing."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from munera.kernel.skills import queries
from munera.kernel.skills.actions import (
    NotAClassification,
    declare_skill,
    import_classification,
    import_labels,
    import_starter,
)
from munera.kernel.skills.models import Concept, Description, Edition, Label, Relation
from tests.factories.people import person

pytestmark = pytest.mark.django_db

U = "http://data.europa.eu/esco/"
PRUNE, LADDER, OLD, POLISH = f"{U}skill/1", f"{U}skill/2", f"{U}skill/3", f"{U}skill/4"
PICKER, GROUP = f"{U}occupation/1", f"{U}skill/S1"


def table(rows: list[dict[str, str]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def skill(uri: str, label: str, *, others: str = "", hidden: str = "", description: str = "") -> dict[str, str]:
    return {
        "conceptType": "KnowledgeSkillCompetence",
        "conceptUri": uri,
        "preferredLabel": label,
        "altLabels": others,
        "hiddenLabels": hidden,
        "status": "released",
        "description": description,
    }


def occupation(uri: str, label: str) -> dict[str, str]:
    return {
        "conceptType": "Occupation",
        "conceptUri": uri,
        "preferredLabel": label,
        "altLabels": "",
        "code": "9211.1",
        "naceCode": "01",
    }


ENGLISH = {
    "skills_en.csv": table(
        [
            skill(PRUNE, "prune trees", others="prune plants\nprune trees", hidden="prunning", description="Cut."),
            skill(LADDER, "climb ladders"),
            skill(OLD, "use oxen"),
            skill(POLISH, "Polish"),
        ]
    ),
    "occupations_en.csv": table([occupation(PICKER, "fruit picker")]),
    "skillGroups_en.csv": table([skill(GROUP, "working with trees") | {"conceptType": "SkillGroup"}]),
    "languageSkillsCollection_en.csv": table(
        [
            {
                "conceptType": "KnowledgeSkillCompetence",
                "conceptUri": POLISH,
                "preferredLabel": "Polish",
                "altLabels": "",
                "broaderConceptUri": GROUP,
                "broaderConceptPT": "",
            }
        ]
    ),
    # A collection that repeats what the others say, and a table we have no use for.
    "greenSkillsCollection_en.csv": table(
        [
            {
                "conceptType": "KnowledgeSkillCompetence",
                "conceptUri": LADDER,
                "preferredLabel": "another name",
                "altLabels": "",
                "broaderConceptUri": GROUP,
                "broaderConceptPT": "",
            }
        ]
    ),
    "conceptSchemes_en.csv": table([{"conceptType": "ConceptScheme", "conceptSchemeUri": U, "title": "x" * 200_000}]),
}
RELATIONS = {
    "occupationSkillRelations.csv": table(
        [
            {"occupationUri": PICKER, "relationType": "essential", "skillType": "", "skillUri": LADDER},
            {"occupationUri": PICKER, "relationType": "optional", "skillType": "", "skillUri": PRUNE},
            {"occupationUri": PICKER, "relationType": "optional", "skillType": "", "skillUri": f"{U}skill/unknown"},
        ]
    ),
    "broaderRelationsSkillPillar.csv": table(
        [{"conceptType": "", "conceptUri": PRUNE, "broaderType": "SkillGroup", "broaderUri": GROUP}]
    ),
    "skillSkillRelations.csv": table(
        [
            {
                "originalSkillUri": PRUNE,
                "originalSkillType": "",
                "relationType": "optional",
                "relatedSkillType": "",
                "relatedSkillUri": LADDER,
            }
        ]
    ),
}
# Version 1.2 names its relations by language and repeats the labels in them.
RELATIONS_12 = {
    "occupationSkillRelations_en.csv": table(
        [
            {
                "occupationUri": PICKER,
                "occupationLabel": "fruit picker",
                "relationType": "essential",
                "skillType": "",
                "skillUri": PRUNE,
                "skillLabel": "prune trees",
            }
        ]
    ),
}
FRENCH = {"skills_fr.csv": table([skill(PRUNE, "tailler des arbres"), skill(LADDER, "monter aux échelles")])}


def archive(folder: Path, name: str, files: dict[str, str]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as written:
        for file, text in files.items():
            written.writestr(f"inside/{file}", "\ufeff" + text)
    return path


@pytest.fixture
def english(tmp_path: Path) -> list[Path]:
    return [
        archive(tmp_path, "ESCO dataset - v1.1.1 - classification - en - csv.zip", ENGLISH),
        archive(tmp_path, "ESCO dataset - v1.1.1 - classification -  - csv.zip", RELATIONS),
    ]


def everything() -> list[Any]:
    """All that an import writes, but for the numbers of rows that it replaces."""
    return [
        list(Concept.objects.order_by("uri").values_list("pk", "uri", "kind", "code", "is_language", "is_current")),
        sorted(Label.objects.values_list("concept__uri", "language", "kind", "source", "text", "folded")),
        sorted(Description.objects.values_list("concept__uri", "language", "text")),
        sorted(Relation.objects.values_list("source__uri", "kind", "target__uri")),
    ]


def test_a_version_is_imported_with_its_words_and_relations(english: list[Path]) -> None:
    edition = import_classification(english)
    assert (edition.version, edition.languages) == ("1.1.1", ["en"])
    assert list(Concept.objects.order_by("uri").values_list("uri", "kind", "is_language", "code")) == [
        (PICKER, "occupation", False, "9211.1"),
        (PRUNE, "skill", False, ""),
        (LADDER, "skill", False, ""),
        (OLD, "skill", False, ""),
        (POLISH, "skill", True, ""),
        (GROUP, "skill-group", False, ""),
    ]
    assert sorted(Label.objects.filter(concept__uri=PRUNE).values_list("kind", "text")) == [
        ("alternative", "prune plants"),
        ("hidden", "prunning"),
        ("preferred", "prune trees"),
    ]
    assert sorted(Relation.objects.values_list("source__uri", "kind", "target__uri")) == [
        (PICKER, "essential", LADDER),
        (PICKER, "optional", PRUNE),
        (PRUNE, "broader", GROUP),
        (PRUNE, "optional", LADDER),
    ]
    assert Description.objects.get().text == "Cut."


def test_the_same_import_again_changes_nothing(english: list[Path]) -> None:
    import_classification(english)
    before = everything()
    import_classification(english)
    assert everything() == before


def test_a_language_is_added_beside_the_others(english: list[Path], tmp_path: Path) -> None:
    import_classification(english)
    import_classification([archive(tmp_path, "esco-1.1.1-fr.zip", FRENCH)])
    concepts = list(Concept.objects.filter(kind="skill").order_by("uri"))
    shown = queries.named(concepts, language="fr")
    assert [(shown[one.pk].label, shown[one.pk].language) for one in concepts] == [
        ("tailler des arbres", "fr"),
        ("monter aux échelles", "fr"),
        ("use oxen", "en"),
        ("Polish", "en"),
    ]
    assert all(one.is_current for one in concepts)


def test_a_new_version_retires_what_it_lacks_and_people_keep_it(english: list[Path], tmp_path: Path) -> None:
    import_classification(english)
    somebody = person()
    declare_skill(somebody, OLD, by=somebody)
    newer = {"skills_en.csv": table([skill(PRUNE, "prune"), skill(LADDER, "climb ladders"), skill(POLISH, "Polish")])}
    import_classification([archive(tmp_path, "esco-v1.2.0.zip", newer | RELATIONS_12)])
    assert not Concept.objects.get(uri=OLD).is_current
    assert [one.skill.uri for one in queries.skills_of(somebody)] == [OLD]
    assert queries.search("oxen", language="en") == []
    assert [one.label for one in queries.search("prune", language="en")] == ["prune"]
    assert list(Relation.objects.filter(source__uri=PICKER).values_list("kind", "target__uri")) == [
        ("essential", PRUNE)
    ]
    assert (edition := queries.edition()) is not None
    assert edition.version == "1.2.0"
    import_classification(english)
    assert Concept.objects.get(uri=OLD).is_current


def test_an_import_that_breaks_off_leaves_nothing(english: list[Path], tmp_path: Path) -> None:
    broken = RELATIONS | {"skillSkillRelations.csv": RELATIONS["skillSkillRelations.csv"].replace("optional", "odd")}
    with pytest.raises(ValueError, match="odd"):
        import_classification([english[0], archive(tmp_path, "relations-1.1.1.zip", broken)])
    assert (Concept.objects.count(), Label.objects.count(), Edition.objects.count()) == (0, 0, 0)


def test_folders_and_single_files_are_read_as_archives_are(tmp_path: Path) -> None:
    folder = tmp_path / "esco-1.1.1"
    folder.mkdir()
    for name, text in ENGLISH.items():
        (folder / name).write_text(text)
    import_classification([folder])
    before = everything()
    import_classification([folder / "skills_en.csv"], version="1.1.1")
    assert everything() == before


def test_what_is_no_classification_is_refused(tmp_path: Path) -> None:
    for name, text in (("a-1.1.1.csv", "a,b\n1,2\n"), ("b-1.1.1.txt", "x")):
        (tmp_path / name).write_text(text)
        with pytest.raises(NotAClassification):
            import_classification([tmp_path / name])
    with pytest.raises(NotAClassification, match="version"):
        import_classification([archive(tmp_path, "esco.zip", ENGLISH)])


def test_labels_are_laid_over_in_a_language_that_esco_lacks(english: list[Path], tmp_path: Path) -> None:
    import_classification(english)
    path = tmp_path / "serbian.csv"
    path.write_text(f"uri,language,label\n{PRUNE},sr-latn,orezivanje\n{PRUNE},sr-latn,kresanje\n{U}none,sr,x\n")
    done = import_labels(path)
    assert (done.taken, done.unknown) == (2, (4,))
    assert [one.label for one in queries.search("kresanje", language="sr-latn")] == ["orezivanje"]
    assert [one.label for one in queries.search("prune", language="sr-latn")] == ["orezivanje"]
    assert [one.label for one in queries.search("prune", language="en")] == ["prune trees"]
    import_classification(english)
    before = everything()
    import_labels(path)
    assert everything() == before


def test_a_file_of_labels_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    for text in ("uri,label\na,b\n", "uri,language,label\na,Serbian!,b\n", "uri,language,label\na,sr,\n"):
        path.write_text(text)
        with pytest.raises(NotAClassification):
            import_labels(path)
    path.write_text("x\n")
    with pytest.raises(CommandError, match="needs the columns"):
        call_command("import_labels", str(path))


def test_the_small_classification_speaks_every_language_of_the_site(settings: Any) -> None:
    assert import_starter() is not None
    assert import_starter() is None
    concepts = list(Concept.objects.all())
    for code, _name in settings.LANGUAGES:
        assert {one.language for one in queries.named(concepts, language=code).values()} == {code}
    assert Concept.objects.filter(is_language=True).count() > 5
    assert Relation.objects.exists()


def test_esco_takes_the_place_of_the_small_classification(tmp_path: Path) -> None:
    import_starter()
    known = Concept.objects.filter(kind="skill").order_by("uri")[0]
    files = {"skills_en.csv": table([skill(known.uri, "named by ESCO")])}
    import_classification([archive(tmp_path, "esco-1.1.1.zip", files)])
    assert queries.named([known], language="en")[known.pk].label == "named by ESCO"
    assert [one.uri for one in queries.skills_to_choose()] == [known.uri]


def test_the_official_archive_is_imported_whole(measured_data: Path) -> None:
    archives = sorted((measured_data / "esco").glob("esco-1.1.1-*.zip"))
    call_command("import_esco", *map(str, archives), stdout=io.StringIO())
    counts = {kind: Concept.objects.filter(kind=kind).count() for kind in ("skill", "occupation", "occupation-group")}
    assert counts == {"skill": 13_896, "occupation": 3_007, "occupation-group": 619}
    assert Relation.objects.filter(source__kind="occupation", kind__in=["essential", "optional"]).count() > 120_000
    assert Concept.objects.filter(is_language=True).count() == 346
    assert [one.label for one in queries.search("prune plants", language="en")][:1] == ["prune plants"]
