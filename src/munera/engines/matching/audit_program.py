"""``munera matching audit``: whether a procedure treats groups alike, from what was decided and who the people are.

    munera matching audit decisions.csv attributes.csv
    munera matching audit scores.jsonl attributes.csv --top 10 100 --progress

The two files come from different hands and meet here alone. ``decisions.csv`` has ``person`` and either ``chosen`` (1
or 0) or ``score`` (a whole number; chosen is who is above the median); ``attributes.csv`` has ``person`` and a column
for each attribute, empty where nobody was told. JSON lines with these names do as well. Where there are scores, all who
have one are the qualified, and ``--top`` tells how the first so many are made up beside them. The exit code is 0 where
no group is chosen too rarely, 1 where one is and hardly by chance, 2 where the question could not be asked.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.audit import (
    Attribute,
    Impact,
    Representation,
    Table,
    above_median,
    impact,
    joined,
    representation,
)
from munera.engines.matching.errors import Malformed, MatchingError

COLUMNS = "{:<40} {:>9} {:>9} {:>8} {:>8} {:>8}"
SKEWS = "{:<40} {:>9} {:>9} {:>8}"
TOLD_EVERY: Final = 100_000

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What was decided of whom; ``scores`` is None where the file says only who was chosen."""

    people: NDArray[np.str_]
    chosen: NDArray[np.bool_]
    scores: NDArray[np.int64] | None


def main(arguments: Sequence[str]) -> int:
    """Print the tables."""
    wanted = _parser().parse_args(arguments)
    try:
        run = _decisions(wanted.decisions, progress=wanted.progress)
        known = [joined(run.people, *each) for each in _attributes(wanted.attributes, progress=wanted.progress)]
        found = impact(run.chosen, known)
        shown = _representations(run, known, wanted.top)
    except (MatchingError, OSError, ValueError) as error:
        sys.stderr.write(f"munera matching audit: {_printable(str(error))}\n")
        return 2
    for table in found.tables:
        sys.stdout.write(_told(table))
    for each in shown:
        sys.stdout.write(_skewed(each))
    sys.stderr.write(_summed(found))
    return 1 if found.adverse else 0


def _told(table: Table) -> str:
    lines = [
        COLUMNS.format(" × ".join(map(_printable, table.attributes)), "people", "chosen", "rate", "ratio", "chance")
    ]
    for group in table.groups:
        ratio = "left out" if group.left_out else "-" if group.ratio is None else f"{float(group.ratio):.3f}"
        chance = "-" if group.chance is None else f"{group.chance:.3f}"
        name = " × ".join(map(_printable, group.labels))
        mark = " *" if group.is_adverse else ""
        lines.append(COLUMNS.format(name, group.people, group.chosen, f"{float(group.rate):.3f}", ratio, chance) + mark)
    if table.unknown:
        lines.append(COLUMNS.format("(unknown)", table.unknown, table.unknown_chosen, "", "", ""))
    return "\n".join([*(line.rstrip() for line in lines), "", ""])


def _skewed(shown: Representation) -> str:
    name = f"{_printable(shown.attribute)} among the first"
    lines = [SKEWS.format(name, "first", "people", "skew")]
    lines += [SKEWS.format(_printable(one.label), one.top, one.people, f"{one.skew:.3f}") for one in shown.skews]
    lines.append(SKEWS.format("(ndkl)", "", "", f"{shown.ndkl:.3f}"))
    return "\n".join([*(line.rstrip() for line in lines), "", ""])


def _summed(found: Impact) -> str:
    adverse = len(found.adverse)
    return f"{found.people} people, {found.chosen} chosen; * below four fifths and hardly by chance: {adverse}\n"


def _representations(run: Run, known: Sequence[Attribute], tops: Sequence[int]) -> list[Representation]:
    if not tops:
        return []
    if run.scores is None:
        raise Malformed("Who stands first can only be told where the decisions have scores.")
    # Of equals the one who stands first in the file: an order that the scores do not tell is none of the audit's.
    ranking = np.argsort(-run.scores, kind="stable")
    return [representation(ranking, attribute, tops=tops) for attribute in known]


def _decisions(path: Path, *, progress: bool) -> Run:
    rows = _rows(path, progress=progress)
    names, first = _names(path), next(rows, None)
    if names is None:
        names = [] if first is None else list(first[1])
    column = next((name for name in ("chosen", "score") if name in names), None)
    if column is None or "person" not in names:
        raise Malformed(f"{path.name} must have the columns 'person', and 'chosen' or 'score'.")
    people: list[str] = []
    values: list[int] = []
    for number, row in chain([first] if first else [], rows):
        word = row.get(column)
        people.append(row.get("person") or "")
        try:
            values.append(int(word or ""))
        except ValueError:
            raise Malformed(f"{path.name}, line {number}: {word!r} is no whole number.") from None
        if column == "chosen" and values[-1] not in {0, 1}:
            raise Malformed(f"{path.name}, line {number}: chosen is 1 or 0.")
    numbers = np.array(values, np.int64)
    if column == "chosen":
        return Run(np.array(people, np.str_), numbers == 1, None)
    return Run(np.array(people, np.str_), above_median(numbers), numbers)


def _attributes(path: Path, *, progress: bool) -> list[tuple[NDArray[np.str_], Attribute]]:
    rows = [row for _, row in _rows(path, progress=progress)]
    names = _names(path)
    if names is None:
        # In JSON lines whoever has told nothing of an attribute may leave it out.
        names = list(dict.fromkeys(name for row in rows for name in row))
    attributes = [name for name in names if name != "person"]
    if len(attributes) == len(names) or not attributes:
        raise Malformed(f"{path.name} must have the column 'person' and one for each attribute.")
    people = np.array([row.get("person") or "" for row in rows], np.str_)
    return [(people, Attribute.of(name, [row.get(name) or None for row in rows])) for name in attributes]


def _names(path: Path) -> list[str] | None:
    """The columns of a CSV file; None for JSON lines, where each names its own."""
    if path.suffix != ".csv":
        return None
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines), [])


def _rows(path: Path, *, progress: bool) -> Iterator[tuple[int, Row]]:
    """The lines of a table, CSV or JSON lines, each with its number."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = _of_csv(lines) if path.suffix == ".csv" else _of_json_lines(lines, path.name)
        for count, each in enumerate(found, start=1):
            if progress and count % TOLD_EVERY == 0:
                sys.stderr.write(f"{path.name}: {count:,} lines read\n")
            yield each


def _of_csv(lines: Iterable[str]) -> Iterator[tuple[int, Row]]:
    table = csv.DictReader(lines)
    for row in table:
        yield table.line_num, row


def _of_json_lines(lines: Iterable[str], file: str) -> Iterator[tuple[int, Row]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        read = json.loads(line)
        if not isinstance(read, dict):
            raise Malformed(f"{file}, line {number}: must be an object.")
        yield number, {name: None if value is None else str(value) for name, value in read.items()}


def _printable(text: str) -> str:
    # What somebody wrote into a file must not steer the terminal of whoever audits.
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera matching audit", description="Whether groups are treated alike.")
    parser.add_argument("decisions", type=Path, help="CSV or JSON lines: person, and chosen (1 or 0) or score")
    parser.add_argument("attributes", type=Path, help="CSV or JSON lines: person, and one column for each attribute")
    told = "how the first so many by score are made up, beside all who have one"
    parser.add_argument("--top", type=int, nargs="+", default=(), metavar="K", help=told)
    parser.add_argument("--progress", action="store_true", help=f"say after each {TOLD_EVERY:,} lines how far it is")
    return parser
