"""``munera matching audit``: whether a procedure treats groups alike, from what was decided and who the people are.

    munera matching audit decisions.csv attributes.csv

The two files come from different hands and meet here alone. ``decisions.csv`` has ``person`` and either ``chosen`` (1
or 0) or ``score`` (a whole number; chosen is who is above the median); ``attributes.csv`` has ``person`` and a column
for each attribute, empty where nobody was told. The exit code is 0 where no group is chosen too rarely, 1 where one is
and hardly by chance, 2 where the question could not be asked.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.audit import Attribute, Impact, Table, above_median, impact, joined
from munera.engines.matching.errors import Malformed, MatchingError

COLUMNS = "{:<40} {:>9} {:>9} {:>8} {:>8} {:>8}"


def main(arguments: Sequence[str]) -> int:
    """Print the tables."""
    wanted = _parser().parse_args(arguments)
    try:
        run, chosen = _decisions(wanted.decisions)
        found = impact(chosen, [joined(run, *known) for known in _attributes(wanted.attributes)])
    except (MatchingError, OSError, ValueError) as error:
        sys.stderr.write(f"munera matching audit: {_printable(str(error))}\n")
        return 2
    for table in found.tables:
        sys.stdout.write(_told(table))
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


def _summed(found: Impact) -> str:
    adverse = len(found.adverse)
    return f"{found.people} people, {found.chosen} chosen; * below four fifths and hardly by chance: {adverse}\n"


def _decisions(path: Path) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        names = set(table.fieldnames or ())
        column = next((name for name in ("chosen", "score") if name in names), None)
        if column is None or "person" not in names:
            raise Malformed(f"{path.name} must have the columns 'person', and 'chosen' or 'score'.")
        people, values = [], []
        for row in table:
            people.append(row["person"])
            try:
                values.append(int(row[column]))
            except (TypeError, ValueError):
                raise Malformed(f"{path.name}, line {table.line_num}: {row[column]!r} is no whole number.") from None
            if column == "chosen" and values[-1] not in {0, 1}:
                raise Malformed(f"{path.name}, line {table.line_num}: chosen is 1 or 0.")
    numbers = np.array(values, np.int64)
    return np.array(people, np.str_), numbers == 1 if column == "chosen" else above_median(numbers)


def _attributes(path: Path) -> list[tuple[NDArray[np.str_], Attribute]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        table = csv.DictReader(lines)
        names = [name for name in table.fieldnames or () if name != "person"]
        if len(names) == len(table.fieldnames or ()) or not names:
            raise Malformed(f"{path.name} must have the column 'person' and one for each attribute.")
        rows = list(table)
    people = np.array([row["person"] for row in rows], np.str_)
    return [(people, Attribute.of(name, [row[name] or None for row in rows])) for name in names]


def _printable(text: str) -> str:
    # What somebody wrote into a file must not steer the terminal of whoever audits.
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera matching audit", description="Whether groups are treated alike.")
    parser.add_argument("decisions", type=Path, help="CSV: person, and chosen (1 or 0) or score")
    parser.add_argument("attributes", type=Path, help="CSV: person, and a column for each attribute")
    return parser
