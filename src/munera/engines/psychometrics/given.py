"""What the programs at a command line are given: answers in a file or a folder, parameters in a file."""

import argparse
import csv
import json
import os
from pathlib import Path
from typing import Any

from munera.engines.psychometrics.calibration_record import read_calibration
from munera.engines.psychometrics.errors import Malformed, MalformedResponses
from munera.engines.psychometrics.model import Calibration, Item
from munera.engines.psychometrics.responses import Columns, Responses, from_parquet, from_table, scored


def add_answers(parser: argparse.ArgumentParser) -> None:
    """The arguments that say where answers are."""
    parser.add_argument("answers", type=Path, help="CSV or Parquet, a row for each person; or a folder of shards")
    parser.add_argument("--person", metavar="COLUMN", help="with the key of the person")
    parser.add_argument("--group", metavar="COLUMN", help="with the group of the person")
    parser.add_argument("--weight", metavar="COLUMN", help="with how many people a row stands for")
    parser.add_argument("--key", type=Path, metavar="CSV", help="item, answer: the right letter of each")


def answers_of(wanted: argparse.Namespace, known: Calibration | None = None) -> Responses:
    """The answers that are meant; an item of ``known`` has the points it had there, whoever has them here."""
    columns = Columns(wanted.person, wanted.group, wanted.weight)
    path: Path = wanted.answers
    if path.is_dir():
        return Responses.open(path)
    if wanted.key is not None:
        return _by_key(path, wanted.key, columns)
    read = from_parquet if path.suffix == ".parquet" else from_table
    answers = read(path, columns=columns)
    items = [known[item.key].item if known is not None and item.key in known else item for item in answers.items]
    if [item.categories for item in items] == [item.categories for item in answers.items]:
        return answers
    groups = [answers.groups[group] for group in answers.group_of_people] if columns.group else None
    return Responses.of(answers.table(), items, answers.keys, groups, answers.weights)


def _by_key(path: Path, key_path: Path, columns: Columns) -> Responses:
    """Letters in CSV, scored by a key."""
    with key_path.open(encoding="utf-8-sig", newline="") as lines:
        key = {row["item"]: row["answer"] for row in csv.DictReader(lines) if row.get("item") and row.get("answer")}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        names = [name for name in reader.fieldnames or () if name not in columns.named]
        rows = list(reader)
    differing = set(names) ^ key.keys()
    if differing:
        raise MalformedResponses(key_path.name, f"{', '.join(sorted(differing)[:5])}: is only in one of the two files.")
    table = scored([[row[name] or "" for name in names] for row in rows], [key[name] for name in names])

    def column(name: str | None) -> list[str] | None:
        return None if name is None else [row[name] for row in rows]

    weights = column(columns.weight)
    return Responses.of(
        table,
        [Item(name) for name in names],
        column(columns.person),
        column(columns.group),
        None if weights is None else [float(weight) for weight in weights],
    )


def parameters_of(path: Path) -> Calibration:
    """What a fit wrote."""
    try:
        words: Any = json.loads(path.read_bytes())
    except ValueError as error:
        raise Malformed(f"{path.name}: it is no JSON: {error}.") from error
    return read_calibration(words, file=path.name)


def write(path: Path, text: str) -> None:
    """The whole of it, or what was there before."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def printable(text: str) -> str:
    """What somebody wrote into a file must not steer the terminal of whoever reads it."""
    return "".join(letter if letter.isprintable() or letter == "\t" else "\N{REPLACEMENT CHARACTER}" for letter in text)
