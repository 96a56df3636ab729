"""``munera matching assign``: who is given to whom, from files and without a site.

    munera matching assign scores.csv --each 1 3 --person 0 2
    munera matching assign scores.csv --demands demands.csv --people people.csv --objective floor

``scores.csv`` has a row for each pair that is possible: ``demand,person,score``, a whole number; JSON lines with these
names do as well. The other two files have bounds of their own: ``key,minimum,maximum``. Each pair is printed with its
score, separated by tabs; what it comes to, and what is proved of it, goes to standard error. The exit code is 0 where
there is an assignment, 1 where there is none and why, 2 where the question could not be asked.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from munera.engines.matching.assignment.assign import assign
from munera.engines.matching.assignment.certify import check
from munera.engines.matching.assignment.model import Arcs, Assignment, Infeasible, Ints, Loads, Problem, Step
from munera.engines.matching.errors import Malformed, MatchingError


def main(arguments: Sequence[str]) -> int:
    """Print the pairs, or the smallest reason why there are none."""
    wanted = _parser().parse_args(arguments)
    try:
        problem = _problem(wanted)
        found = assign(problem, objective=wanted.objective, progress=_tell if wanted.progress else None)
    except Infeasible as infeasible:
        sys.stderr.write(f"munera matching assign: {_printable(str(infeasible))}\n")
        for relief in infeasible.relief:
            sys.stderr.write(_printable(f"  {relief.name}: {relief.places} less would do") + "\n")
        return 1
    except (MatchingError, OSError, ValueError) as error:
        sys.stderr.write(f"munera matching assign: {_printable(str(error))}\n")
        return 2
    for pair in found.pairs:
        sys.stdout.write(f"{_printable(pair.demand)}\t{_printable(pair.person)}\t{pair.score}\n")
    sys.stderr.write(_told(problem, found))
    return 0


def _told(problem: Problem, found: Assignment) -> str:
    checked = check(problem, found)
    proof = "the greatest there is" if checked.is_optimal else f"the greatest there is is at most {checked.bound}"
    worst = "" if found.worst_bound is None else f", no worst is above {found.worst_bound}"
    return f"{len(found.pairs)} pairs, {checked.welfare} in sum ({proof}), {found.worst} for the worst off{worst}\n"


def _tell(step: Step) -> None:
    sys.stderr.write(f"round {step.round}: {step.arcs:,} pairs looked at, {step.welfare} of at most {step.bound}\n")


def _problem(wanted: argparse.Namespace) -> Problem:
    pairs = list(_pairs(wanted.scores))
    demands = _bounds(wanted.demands, (key for key, _, _ in pairs), wanted.each, "demands")
    people = _bounds(wanted.people, (key for _, key, _ in pairs), wanted.person, "people")
    at, whom = ({key: place for place, key in enumerate(named)} for named in (demands, people))
    try:
        columns = np.array([(at[demand], whom[person], score) for demand, person, score in pairs], np.int64)
    except KeyError as unknown:
        raise Malformed(f"{wanted.scores.name}: {unknown.args[0]!r} has no bounds.") from None
    return Problem(
        tuple(demands),
        tuple(people),
        Arcs(*columns.reshape(-1, 3).T),
        Loads(*_columns(demands)),
        Loads(*_columns(people)),
    )


def _columns(bounds: Mapping[str, tuple[int, int]]) -> tuple[Ints, Ints]:
    table = np.array(list(bounds.values()), np.int64).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _bounds(
    path: Path | None, named: Iterable[str], otherwise: tuple[int, int], what: str
) -> dict[str, tuple[int, int]]:
    """The bounds of each, from a file of their own or the same for all who are named among the pairs."""
    if path is None:
        return dict.fromkeys(named, (otherwise[0], otherwise[1]))
    found: dict[str, tuple[int, int]] = {}
    for line, row in _rows(path, ("key", "minimum", "maximum")):
        if row["key"] in found:
            raise Malformed(f"{path.name}, line {line}: {row['key']!r} is there twice among the {what}.")
        found[row["key"]] = _whole(row["minimum"], path, line), _whole(row["maximum"], path, line)
    return found


def _pairs(path: Path) -> Iterator[tuple[str, str, int]]:
    for line, row in _rows(path, ("demand", "person", "score")):
        yield row["demand"], row["person"], _whole(row["score"], path, line)


def _rows(path: Path, names: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table, CSV or JSON lines, each with its number."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        if path.suffix == ".csv":
            table = csv.DictReader(lines)
            if missing := set(names) - set(table.fieldnames or ()):
                raise Malformed(f"{path.name} has no column {min(missing)!r}.")
            for row in table:
                yield table.line_num, {name: row[name] or "" for name in names}
            return
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            read = json.loads(line)
            if not isinstance(read, dict) or not set(names) <= read.keys():
                raise Malformed(f"{path.name}, line {number}: there must be {', '.join(names)}.")
            yield number, {name: str(read[name]) for name in names}


def _whole(word: str, path: Path, line: int) -> int:
    try:
        return int(word)
    except ValueError:
        raise Malformed(f"{path.name}, line {line}: {word!r} is no whole number.") from None


def _printable(text: str) -> str:
    # What somebody wrote into a file must not steer the terminal of whoever assigns.
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera matching assign", description="Who is given to whom.")
    parser.add_argument("scores", type=Path, help="CSV or JSON lines: demand, person, score")
    parser.add_argument("--demands", type=Path, metavar="FILE", help="their bounds: key, minimum, maximum")
    parser.add_argument("--people", type=Path, metavar="FILE", help="their bounds: key, minimum, maximum")
    for name, whose in (("--each", "demands"), ("--person", "people")):
        told = f"bounds of all {whose}, where no file has them; 0 1"
        parser.add_argument(name, type=int, nargs=2, metavar=("LEAST", "MOST"), default=(0, 1), help=told)
    objectives = ("welfare", "balanced", "floor")
    parser.add_argument("--objective", choices=objectives, default="welfare", help="default: %(default)s")
    parser.add_argument("--progress", action="store_true", help="say after each round how far it has come")
    return parser
