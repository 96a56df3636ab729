"""People, demands and taxonomies from plain values and lines of text, and demands back; strictly, or not at all."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any, Final

from munera.engines.matching.errors import Malformed
from munera.engines.matching.model import Claim, Demand, Evidence, Filter, Person, Requirement
from munera.engines.matching.taxonomy import Kinship, Neighbour, Taxonomy

EVIDENCE: Final = {kind.name.lower(): kind for kind in Evidence}
CLAIM_KEYS: Final = ("skill", "level", "evidence", "valid_until", "since", "source", "reference")
REQUIREMENT_KEYS: Final = ("skills", "weight", "must", "minimum_level", "minimum_evidence")
FACT: Final = "fact:"
"""How the name of a column begins that has facts; several values are parted by a bar."""


def read_person(value: Any) -> Person:
    known = _table(value, ("key",), ("claims", "facts"), at="person")
    claims = tuple(_claim(each, f"claims[{place}]") for place, each in enumerate(_list(known, "claims")))
    facts = _table(known.get("facts", {}), (), None, at="facts")
    return Person(_text(known, "key"), claims, {name: frozenset(_texts(facts, name)) for name in facts})


def read_demand(value: Any) -> Demand:
    known = _table(value, ("key", "requirements"), ("filters",), at="demand")
    requirements = tuple(_requirement(each, place) for place, each in enumerate(_list(known, "requirements")))
    filters = []
    for place, each in enumerate(_list(known, "filters")):
        rule = _table(each, ("fact", "any_of"), (), at=f"filters[{place}]")
        filters.append(Filter(_text(rule, "fact"), frozenset(_texts(rule, "any_of"))))
    return Demand(_text(known, "key"), requirements, tuple(filters))


def demand_words(demand: Demand) -> dict[str, Any]:
    """A demand as plain values: ``read_demand`` reads them back."""
    return {
        "key": demand.key,
        "requirements": [
            {
                "skills": list(requirement.skills),
                "weight": requirement.weight,
                "must": requirement.must,
                "minimum_level": requirement.minimum_level,
                "minimum_evidence": requirement.minimum_evidence.name.lower(),
            }
            for requirement in demand.requirements
        ],
        "filters": [{"fact": rule.fact, "any_of": sorted(rule.any_of)} for rule in demand.filters],
    }


# --- lines ----------------------------------------------------------------------------------------------------------


def people_of_json_lines(lines: Iterable[str], *, file: str) -> Iterator[Person]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield read_person(json.loads(line))
            except (Malformed, ValueError) as error:
                raise Malformed(f"{file}, line {number}: {error}") from error


def people_of_csv(lines: Iterable[str], *, file: str) -> Iterator[Person]:
    """A row for each claim; the rows of one person follow one another."""
    reader = csv.DictReader(lines, strict=True)
    columns = reader.fieldnames or []
    unknown = [name for name in columns if name not in ("key", *CLAIM_KEYS) and not name.startswith(FACT)]
    if "key" not in columns:
        raise Malformed(f"{file}: there must be a column key")
    if unknown:
        raise Malformed(f"{file}: there must be no column {', '.join(unknown)}")
    for _, rows in groupby(reader, lambda row: row["key"]):
        try:
            yield _gathered(rows)
        except (Malformed, ValueError) as error:
            raise Malformed(f"{file}, line {reader.line_num}: {error}") from error


def taxonomy_of_csv(lines: Iterable[str], *, version: str, file: str) -> Taxonomy:
    """A row for each pair: wanted, offered, similarity in parts of a thousand, kinship."""
    reader = csv.DictReader(lines, strict=True)
    columns = ("wanted", "offered", "similarity", "kinship")
    if sorted(reader.fieldnames or ()) != sorted(columns):
        raise Malformed(f"{file}: the columns must be {', '.join(columns)}")
    changes = []
    for row in reader:
        try:
            neighbour = Neighbour(_text(row, "offered"), int(_text(row, "similarity")), Kinship(_text(row, "kinship")))
            changes.append((_text(row, "wanted"), neighbour))
        except (Malformed, ValueError) as error:
            raise Malformed(f"{file}, line {reader.line_num}: {error}") from error
    return Taxonomy(version, {}).overlaid(version, changes)


def _gathered(rows: Iterable[dict[str, str]]) -> Person:
    """One person from their rows."""
    key, claims, facts = "", list[Claim](), dict[str, set[str]]()
    for row in rows:
        if None in row or None in row.values():
            raise Malformed("has another number of columns than the first line")
        key = _text(row, "key")
        if row.get("skill"):
            claims.append(_claim(_claim_of_row(row), "claim"))
        for name in row:
            if name.startswith(FACT) and row[name]:
                facts.setdefault(name.removeprefix(FACT), set()).update(filter(None, row[name].split("|")))
    return Person(key, tuple(claims), {name: frozenset(values) for name, values in facts.items()})


def _claim_of_row(row: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {name: row[name] for name in CLAIM_KEYS if row.get(name)}
    if "level" in given:
        given["level"] = int(given["level"])
    return given


# --- values ---------------------------------------------------------------------------------------------------------


def _claim(value: Any, at: str) -> Claim:
    known = _table(value, ("skill",), CLAIM_KEYS[1:], at=at)
    return Claim(
        _text(known, "skill"),
        _whole(known, "level", 0),
        _evidence(known, "evidence"),
        _day(known, "valid_until"),
        _day(known, "since"),
        _text(known, "source", ""),
        _text(known, "reference", ""),
    )


def _requirement(value: Any, place: int) -> Requirement:
    known = _table(value, ("skills",), REQUIREMENT_KEYS[1:], at=f"requirements[{place}]")
    must = known.get("must", False)
    if not isinstance(must, bool):
        raise Malformed(f"requirements[{place}].must: must be true or false")
    return Requirement(
        tuple(_texts(known, "skills")),
        weight=_whole(known, "weight", 1),
        must=must,
        minimum_level=_whole(known, "minimum_level", 0),
        minimum_evidence=_evidence(known, "minimum_evidence"),
    )


def _table(value: Any, required: tuple[str, ...], optional: tuple[str, ...] | None, *, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Malformed(f"{at}: must be an object")
    for key in required:
        if key not in value:
            raise Malformed(f"{at}.{key}: must be given")
    if optional is not None and (unknown := sorted(value.keys() - {*required, *optional})):
        raise Malformed(f"{at}.{unknown[0]}: expected one of {', '.join((*required, *optional))}")
    return value


def _list(table: Mapping[str, Any], key: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise Malformed(f"{key}: must be a list")
    return value


def _text(table: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or (default is None and not value):
        raise Malformed(f"{key}: must be a text that says something")
    return value


def _texts(table: Mapping[str, Any], key: str) -> list[str]:
    value = table[key]
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise Malformed(f"{key}: must be a list of texts")
    return value


def _whole(table: Mapping[str, Any], key: str, default: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"{key}: must be a whole number, not {value!r}")
    return value


def _evidence(table: Mapping[str, Any], key: str) -> Evidence:
    word = table.get(key, "declared")
    if not isinstance(word, str) or word not in EVIDENCE:
        raise Malformed(f"{key}: must be one of {', '.join(EVIDENCE)}, not {word!r}")
    return EVIDENCE[word]


def _day(table: Mapping[str, Any], key: str) -> date | None:
    value = table.get(key)
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Malformed(f"{key}: must be a day such as 2026-01-31, not {value!r}") from None
