"""Bring in a classification: a version of ESCO, labels in further languages, or our own small one.

An import is one transaction, and the same one again changes nothing. A concept keeps its row from one version to the
next, because what people can do points at it; its words and relations are replaced.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import chain, islice
from pathlib import Path
from typing import Final, TypeVar

from django.db import transaction

from munera.kernel.audit.actions import record_audit
from munera.kernel.inserting import insert_rows, tell_planner
from munera.kernel.people.models import Person
from munera.kernel.skills import queries
from munera.kernel.skills.actions.reading import NotAClassification, Table, TableKind, tables_in, version_in
from munera.kernel.skills.choices import LABELS, ConceptKind, LabelKind, LabelSource, RelationKind
from munera.kernel.skills.models import Concept, Description, Edition, Label, Relation
from munera.kernel.skills.queries.classification import AT_ONCE, folded

ESCO: Final = "ESCO"
STARTER: Final = "starter"
KINDS: Final = {
    "KnowledgeSkillCompetence": ConceptKind.SKILL,
    "SkillGroup": ConceptKind.SKILL_GROUP,
    "Occupation": ConceptKind.OCCUPATION,
    "ISCOGroup": ConceptKind.OCCUPATION_GROUP,
}
LABEL_COLUMNS: Final = ("concept_id", "language", "kind", "source", "text", "folded")
LONGEST_LABEL: Final = 300
# A language as HTML and Django name it.
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")

# Which columns name the two ends of a relation and its kind; without one it is the broader concept.
RELATIONS: Final = {
    TableKind.OCCUPATION_SKILLS: ("occupationUri", "skillUri", "relationType"),
    TableKind.SKILL_SKILLS: ("originalSkillUri", "relatedSkillUri", "relationType"),
    TableKind.BROADER: ("conceptUri", "broaderUri", ""),
}
NEEDED: Final = frozenset({RelationKind.ESSENTIAL, RelationKind.OPTIONAL})

Value = TypeVar("Value")
Report = Callable[[str], None]
Triple = tuple[int, RelationKind, int]


@dataclass(slots=True)
class _Concepts:
    """The number of each concept by its URI, and what an import has said of it."""

    numbers: dict[str, int] = field(default_factory=dict)
    seen: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def known(cls) -> "_Concepts":
        return cls(dict(Concept.objects.values_list("uri", "pk")))

    def take(self, found: Iterable[tuple[str, ConceptKind, str]]) -> None:
        """Insert those that are new; ``found`` is URI, kind and code."""
        new: dict[str, tuple[str, str, str]] = {}
        for uri, kind, code in found:
            if uri in self.numbers:
                self.seen.setdefault(kind, set()).add(self.numbers[uri])
            else:
                new[uri] = (uri, kind, code)
        numbers = insert_rows(Concept, ("uri", "kind", "code"), new.values())
        self.numbers |= zip(new, numbers, strict=True)
        for (_uri, of_kind, _code), number in zip(new.values(), numbers, strict=True):
            self.seen.setdefault(of_kind, set()).add(number)


@transaction.atomic
def import_classification(
    paths: Collection[Path], *, version: str = "", report: Report = lambda _said: None, by: Person | None = None
) -> Edition:
    """Import the official CSV archives of one version: its concepts, their words in some languages, its relations.

    Languages are added one by one, each with its own archive. An archive of another version than the present one
    brings a new edition: what it no longer has stays where people have it, and is offered to nobody.
    """
    tables = [table for path in paths for table in tables_in(path)]
    if not tables:
        raise NotAClassification("none of these files is a table of ESCO that we know")
    version = version or next(filter(None, map(version_in, paths)), "")
    if not version:
        raise NotAClassification("the names do not tell the version of ESCO: say it with --version-of-esco")
    present = queries.edition()
    concepts = _Concepts.known()
    counts: Counter[str] = Counter()
    with_words = [table for table in tables if table.kind is TableKind.CONCEPTS]
    for table in with_words:
        rows = _concepts_in(table)
        concepts.take((row["conceptUri"], KINDS[row["conceptType"]], row.get("code") or "") for row in rows)
        counts["labels"] += _take_words(table, rows, concepts)
        report(f"{table.name}: {counts['labels']} words so far")
    for table in tables:
        if table.kind is TableKind.LANGUAGES:
            _mark_languages(row["conceptUri"] for row in table.rows())
    counts["relations"] = _take_relations(tables, concepts, report)
    tell_planner(Concept, Label, Relation)
    _keep_current(concepts, new_edition=present is None or present.version != version)
    for kind, numbers in concepts.seen.items():
        counts[kind] += len(numbers)
    languages = sorted({table.language for table in with_words if table.language})
    return note_edition(ESCO, version, languages, counts, by=by)


@transaction.atomic
def import_starter() -> Edition | None:
    """The small classification that comes with us, for a site that has none yet: enough to try everything out."""
    if Concept.objects.exists():
        return None
    rows = _packaged("starter.csv")
    related = [(row["source"], RelationKind(row["kind"]), row["target"]) for row in _packaged("starter_relations.csv")]
    concepts = _Concepts.known()
    concepts.take((row["uri"], ConceptKind(row["kind"]), "") for row in rows)
    _mark_languages(row["uri"] for row in rows if row["is_language"])
    languages = [name for name in rows[0] if LANGUAGE.fullmatch(name) and name not in ("uri", "kind")]
    words = (
        _label(concepts.numbers[row["uri"]], language, LabelKind.PREFERRED, LabelSource.STARTER, row[language])
        for row in rows
        for language in languages
    )
    counts = Counter(row["kind"] for row in rows)
    counts["labels"] = len(insert_rows(Label, LABEL_COLUMNS, words))
    triples = [(concepts.numbers[source], kind, concepts.numbers[target]) for source, kind, target in related]
    counts["relations"] = len(insert_rows(Relation, ("source_id", "kind", "target_id"), triples))
    return note_edition(STARTER, "1", languages, counts, by=None)


def _packaged(name: str) -> list[dict[str, str]]:
    text = (files("munera.kernel.skills") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@dataclass(frozen=True, slots=True)
class Overlaid:
    """What became of a file of labels: how many were taken, and the lines that name no concept of ours."""

    taken: int
    unknown: tuple[int, ...]


@transaction.atomic
def import_labels(path: Path, *, by: Person | None = None) -> Overlaid:
    """Labels in a language that ESCO lacks, or better ones: a CSV with the columns uri, language and label.

    The first label of a concept in a language is the one that is shown; further ones are found by. What the file
    says of a concept in a language takes the place of what an earlier file said.
    """
    numbers = dict(Concept.objects.values_list("uri", "pk"))
    said: dict[tuple[int, str], list[str]] = {}
    unknown: list[int] = []
    for line, uri, language, text in _overlay_rows(path):
        if uri in numbers:
            said.setdefault((numbers[uri], language), []).append(text)
        else:
            unknown.append(line)
    by_language: dict[str, list[int]] = {}
    for number, language in said:
        by_language.setdefault(language, []).append(number)
    for language, of_language in by_language.items():
        for some in _some_at_once(of_language):
            Label.objects.filter(concept__in=some, language=language, source=LabelSource.OVERLAY).delete()
    rows = chain.from_iterable(
        _words(number, language, LabelSource.OVERLAY, texts=texts) for (number, language), texts in said.items()
    )
    taken = len(insert_rows(Label, LABEL_COLUMNS, rows))
    edition = note_edition(LABELS, path.name[:20], sorted(by_language), Counter(labels=taken), by=by)
    return Overlaid(edition.counts["labels"], tuple(unknown))


def _concepts_in(table: Table) -> list[dict[str, str]]:
    """One table in memory, each concept once: the largest has 14,000 and is gone through several times."""
    rows = (
        row
        for row in table.rows()
        if row["conceptType"] in KINDS and row["conceptUri"] and row.get("status", "") != "obsolete"
    )
    return list({row["conceptUri"]: row for row in rows}.values())


def _take_words(table: Table, rows: list[dict[str, str]], concepts: _Concepts) -> int:
    """The words of one table of concepts, in the place of those that an earlier import brought."""
    # By number, not by kind: PostgreSQL does not yet know how full the tables are, and would join them row by row.
    for some in _some_at_once(concepts.numbers[row["conceptUri"]] for row in rows):
        earlier = {"concept__in": some, "language": table.language}
        Label.objects.filter(**earlier, source=LabelSource.ESCO).delete()
        Description.objects.filter(**earlier).delete()
    words = chain.from_iterable(
        _words(
            concepts.numbers[row["conceptUri"]],
            table.language,
            LabelSource.ESCO,
            texts=[row["preferredLabel"], *_several(row["altLabels"])],
            hidden=_several(row.get("hiddenLabels") or ""),
        )
        for row in rows
    )
    inserted = len(insert_rows(Label, LABEL_COLUMNS, words))
    meant = (
        (concepts.numbers[row["conceptUri"]], table.language, row["description"])
        for row in rows
        if row.get("description")
    )
    insert_rows(Description, ("concept_id", "language", "text"), meant)
    return inserted


def _several(cell: str) -> list[str]:
    """Labels that share a cell: one a line, and in some tables with strokes between them."""
    return [text for text in re.split(r"\r?\n| \| ", cell) if text.strip()]


def _words(
    number: int, language: str, source: LabelSource, *, texts: list[str], hidden: Iterable[str] = ()
) -> Iterator[tuple[object, ...]]:
    """The labels of one concept, the preferred one first; what reads the same is there once."""
    known: set[str] = set()
    told = chain(
        [(LabelKind.PREFERRED, texts[0])],
        ((LabelKind.ALTERNATIVE, text) for text in texts[1:]),
        ((LabelKind.HIDDEN, text) for text in hidden),
    )
    for kind, text in told:
        label = _label(number, language, kind, source, text)
        if label[-1] not in known and text.strip():
            known.add(label[-1])
            yield label


def _label(
    number: int, language: str, kind: LabelKind, source: LabelSource, text: str
) -> tuple[int, str, LabelKind, LabelSource, str, str]:
    short = " ".join(text.split())[:LONGEST_LABEL]
    return number, language, kind, source, short, folded(short)[: LONGEST_LABEL + 20]


def _mark_languages(uris: Iterable[str]) -> None:
    for some in _some_at_once(sorted(set(uris))):
        Concept.objects.filter(uri__in=some).update(is_language=True)


def _take_relations(tables: Iterable[Table], concepts: _Concepts, report: Report) -> int:
    """They take the place of those that concepts of the same kind had in the same respect: broader, or needed."""
    found: set[Triple] = set()
    for table in tables:
        if table.kind in RELATIONS:
            before = len(found)
            found.update(_relations_in(table, concepts))
            report(f"{table.name}: {len(found) - before} relations")
    kind_of = dict(Concept.objects.values_list("pk", "kind"))
    respects = {(kind_of[source], kind is RelationKind.BROADER) for source, kind, _target in found}
    for of_kind, broader in respects:
        in_this_respect = {RelationKind.BROADER} if broader else NEEDED
        for some in _some_at_once(number for number, kind in kind_of.items() if kind == of_kind):
            Relation.objects.filter(source__in=some, kind__in=in_this_respect).delete()
    return len(insert_rows(Relation, ("source_id", "kind", "target_id"), sorted(found)))


def _relations_in(table: Table, concepts: _Concepts) -> Iterator[Triple]:
    """What points at a concept of another version is left out."""
    source, target, kind = RELATIONS[table.kind]
    for row in table.rows():
        ends = concepts.numbers.get(row[source]), concepts.numbers.get(row[target])
        if ends[0] is not None and ends[1] is not None:
            yield ends[0], RelationKind(row[kind]) if kind else RelationKind.BROADER, ends[1]


def _keep_current(concepts: _Concepts, *, new_edition: bool) -> None:
    """What the edition names is offered; of a new one, what it no longer names is not."""
    for kind, seen in concepts.seen.items():
        of_kind = Concept.objects.filter(kind=kind)
        current = set(of_kind.filter(is_current=True).values_list("pk", flat=True))
        changes = [(sorted(seen - current), True)]
        if new_edition:
            changes.append((sorted(current - seen), False))
        for numbers, is_current in changes:
            for some in _some_at_once(numbers):
                of_kind.filter(pk__in=some).update(is_current=is_current)


def _some_at_once(values: Iterable[Value]) -> Iterator[list[Value]]:
    waiting = iter(values)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _overlay_rows(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Line, URI, language and label of each row; raises ``NotAClassification`` where the file is not such a table."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        table = csv.DictReader(text)
        if not {"uri", "language", "label"} <= set(table.fieldnames or ()):
            raise NotAClassification(f"{path} needs the columns uri, language and label")
        for row in table:
            language = (row["language"] or "").strip().lower()
            if not LANGUAGE.fullmatch(language) or not (row["label"] or "").strip():
                raise NotAClassification(f"{path}, line {table.line_num}: a language code and a label are needed")
            yield table.line_num, row["uri"].strip(), language, row["label"]


def note_edition(name: str, version: str, languages: list[str], counts: Counter[str], *, by: Person | None) -> Edition:
    edition = Edition.objects.create(name=name, version=version, languages=languages, counts=dict(counts))
    details = {"name": name, "version": version, "languages": languages}
    record_audit("skills.classification.imported", edition, by=by, details=details)
    return edition
