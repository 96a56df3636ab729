"""Read the official CSV archives of ESCO: which table each file is, and its rows one by one.

A table is known by its columns and, where those do not tell, by the beginning of its name. That holds for the
archives of versions 1.0, 1.1 and 1.2, whose names and further columns differ.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import IO, Final

# Longer than any description; the table of schemes, which we do not read, has longer ones.
LONGEST_CELL: Final = 1024 * 1024
VERSION: Final = re.compile(r"(?<![\d.])v?(\d+\.\d+(?:\.\d+)?)(?![\d])")
LANGUAGE: Final = re.compile(r"_([a-z]{2})\.csv$")


class NotAClassification(ValueError):
    """What was named holds no table of a classification; the message says what is wrong with it."""


class TableKind(Enum):
    CONCEPTS = "concepts and their words"
    LANGUAGES = "languages"
    OCCUPATION_SKILLS = "skills of occupations"
    SKILL_SKILLS = "skills of skills"
    BROADER = "broader concepts"


COLUMNS: Final[dict[TableKind, frozenset[str]]] = {
    TableKind.OCCUPATION_SKILLS: frozenset({"occupationUri", "relationType", "skillUri"}),
    TableKind.SKILL_SKILLS: frozenset({"originalSkillUri", "relationType", "relatedSkillUri"}),
    TableKind.BROADER: frozenset({"conceptUri", "broaderUri"}),
    TableKind.LANGUAGES: frozenset({"conceptUri", "broaderConceptUri", "preferredLabel"}),
    TableKind.CONCEPTS: frozenset({"conceptType", "conceptUri", "preferredLabel", "altLabels"}),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file, in a folder or in an archive."""

    path: Path
    member: str
    kind: TableKind
    language: str

    @property
    def name(self) -> str:
        return Path(self.member or self.path.name).name

    def rows(self) -> Iterator[dict[str, str]]:
        """One at a time: the largest table has 120,000."""
        with _opened(self.path, self.member) as text:
            yield from csv.DictReader(text)


def tables_in(path: Path) -> list[Table]:
    """Those that we know how to read; collections and schemes repeat what the others say."""
    found = []
    for member in _members(path):
        with _opened(path, member) as text:
            header = set(next(csv.reader(text), []))
        file = member or path.name
        kind = _kind_of(header, Path(file).name)
        if kind is not None:
            language = LANGUAGE.search(file)
            found.append(Table(path, member, kind, language.group(1) if language else ""))
    return found


def version_in(path: Path) -> str:
    """The version that an archive carries in its name, or nothing."""
    found = VERSION.search(path.name)
    return found.group(1) if found else ""


def _members(path: Path) -> list[str]:
    if path.is_dir():
        return sorted(one.relative_to(path).as_posix() for one in path.rglob("*.csv"))
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return sorted(name for name in archive.namelist() if name.endswith(".csv"))
    if path.suffix == ".csv" and path.is_file():
        return [""]
    raise NotAClassification(f"{path} is no archive, no folder and no CSV file")


def _kind_of(header: set[str], name: str) -> TableKind | None:
    kind = next((kind for kind, columns in COLUMNS.items() if columns <= header), None)
    if kind is TableKind.LANGUAGES:
        return kind if name.startswith("languageSkillsCollection") else None
    return kind


@contextmanager
def _opened(path: Path, member: str) -> Iterator[IO[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    if path.is_dir():
        with (path / member).open(encoding="utf-8-sig", newline="") as text:
            yield text
    elif member:
        with zipfile.ZipFile(path) as archive, archive.open(member) as packed:
            yield io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield text
