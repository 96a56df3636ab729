"""``munera matching search``: the best people for a demand, from files and without a site.

    munera matching search demand.json people.csv --taxonomy similar.csv --on 2026-06-01
    munera matching search demand.json --index people.index --taxonomy similar.csv --record search.json

People come as CSV, a row for each claim, or as JSON lines, a person in each. The exit code is 0 where somebody was
found, 1 where nobody was, 2 where the question could not be asked.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from munera.engines.matching.errors import Malformed, MatchingError
from munera.engines.matching.explaining import explain
from munera.engines.matching.index import Index, open_index, save
from munera.engines.matching.model import Demand, Person
from munera.engines.matching.policy import policy, read_policy
from munera.engines.matching.reading import people_of_csv, people_of_json_lines, read_demand, taxonomy_of_csv
from munera.engines.matching.record import record, replay
from munera.engines.matching.scoring import score
from munera.engines.matching.taxonomy import Taxonomy
from munera.engines.matching.telling import told

TOLD_EVERY: Final = 100_000


def main(arguments: Sequence[str]) -> int:
    """Print a line for each who was found, or the whole reason."""
    wanted = _parser().parse_args(arguments)
    try:
        taxonomy = _taxonomy(wanted.taxonomy)
        demand = read_demand(json.loads(wanted.demand.read_text(encoding="utf-8-sig")))
        people: dict[str, Person] = {}
        index = _index(wanted, taxonomy, people)
        if wanted.replay:
            return _replayed(wanted.replay, index)
        return _searched(wanted, index, demand, people)
    except (MatchingError, OSError, ValueError) as error:
        sys.stderr.write(f"munera matching search: {_printable(str(error))}\n")
        return 2


def _searched(wanted: argparse.Namespace, index: Index, demand: Demand, people: dict[str, Person]) -> int:
    results = index.search(demand, wanted.k)
    ahead = None
    for rank, hit in enumerate(results.hits, start=1):
        line = f"{rank}\t{hit.key}\t{hit.points}\t{hit.total}\t{hit.verified_share}"
        sys.stdout.write(f"{_printable(line)}\n")
        if wanted.explain and hit.key in people:
            person = people[hit.key]
            why = explain(person, demand, index.taxonomy, index.policy, on=index.on, ahead=ahead)
            sys.stdout.write("".join(f"    {_printable(each)}\n" for each in told(why, {}).splitlines()[1:]))
            ahead = score(person, demand, index.taxonomy, index.policy, on=index.on)
    sys.stderr.write(f"{len(results.hits)} of {results.allowed} whom the rules allow, of {results.people} people\n")
    if wanted.record:
        wanted.record.write_bytes(
            record(index, demand, wanted.k, operator=wanted.operator, at=datetime.now(UTC).replace(microsecond=0))
        )
    return 0 if results.hits else 1


def _replayed(path: Path, index: Index) -> int:
    differences = replay(path.read_bytes(), index)
    for each in differences:
        sys.stdout.write(_printable(f"{each.at}: recorded {each.recorded}, now {each.found}") + "\n")
    sys.stdout.write("different\n" if differences else "identical\n")
    return 1 if differences else 0


def _index(wanted: argparse.Namespace, taxonomy: Taxonomy, people: dict[str, Person]) -> Index:
    """From the file of an index, or from people; ``people`` keeps those that may have to be explained."""
    if wanted.people is None:
        if wanted.index is None:
            raise Malformed("Name a file of people, or one of an index with --index.")
        return open_index(wanted.index, taxonomy)
    rules = (
        read_policy(wanted.policy.read_text(encoding="utf-8-sig"), file=wanted.policy.name)
        if wanted.policy
        else policy()
    )
    read = people_of_csv if wanted.people.suffix == ".csv" else people_of_json_lines
    on = date.fromisoformat(wanted.on) if wanted.on else datetime.now(UTC).date()
    with wanted.people.open(encoding="utf-8-sig", newline="") as lines:
        everyone = list(_counted(read(lines, file=wanted.people.name)))
    index = Index.build(everyone, taxonomy, rules, on=on, salt=wanted.salt.encode())
    if wanted.explain:
        people.update((person.key, person) for person in everyone)
    return save(index, wanted.index) if wanted.index else index


def _counted(people: Iterable[Person]) -> Iterator[Person]:
    for number, person in enumerate(people, start=1):
        if number % TOLD_EVERY == 0:
            sys.stderr.write(f"{number:,} people read\n")
        yield person


def _taxonomy(path: Path | None) -> Taxonomy:
    if path is None:
        return Taxonomy("none", {})
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return taxonomy_of_csv(lines, version=path.stem, file=path.name)


def _printable(text: str) -> str:
    # What somebody wrote into a file must not steer the terminal of whoever searches.
    return "".join(letter if letter.isprintable() or letter == "\t" else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="munera matching search", description="The best people for a demand.")
    parser.add_argument("demand", type=Path, help="JSON: key, requirements, filters")
    parser.add_argument("people", type=Path, nargs="?", help="CSV, a row for each claim, or JSON lines")
    parser.add_argument("--taxonomy", type=Path, metavar="CSV", help="wanted, offered, similarity, kinship")
    parser.add_argument("--policy", type=Path, metavar="TOML", help="how evidence is weighed; ours, where not said")
    parser.add_argument("--index", type=Path, metavar="FILE", help="kept there from people, or opened from there")
    parser.add_argument("--on", metavar="DAY", help="as 2026-06-01; today, where not said")
    parser.add_argument("-k", type=int, default=10, help="how many; default: %(default)s")
    parser.add_argument("--explain", action="store_true", help="say for each why, where people were given")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write down question, rules and answer")
    parser.add_argument("--operator", default="", help="who searches, for the record")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="ask again what a record asked, and compare")
    parser.add_argument("--salt", default="munera", help="by which lots are drawn among equals; published")
    return parser
