"""Answers from files: a row for each person and a column for each item, as CSV or Parquet.

A file is read in parts that are packed as they come. What is wrong names its row and column, and then nothing of the
file is taken.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray
from pyarrow import parquet

from munera.engines.psychometrics.errors import MalformedResponses
from munera.engines.psychometrics.model import MISSING, MOST_CATEGORIES, Item, Model
from munera.engines.psychometrics.responses.responses import Responses, Rows

ROWS_AT_ONCE: Final = 1 << 18
MISSING_WORDS: Final = ("", "NA", "NaN", "nan", ".", "-1")
NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are no items; None where a file has no such column."""

    person: str | None = None
    group: str | None = None
    weight: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(name for name in (self.person, self.group, self.weight) if name is not None)


def from_table(
    path: Path,
    items: Sequence[Item] | None = None,
    *,
    columns: Columns = Columns(),  # frozen
    missing: Collection[str] = MISSING_WORDS,
) -> Responses:
    """From CSV with a line of names; columns that are no items may be named in ``columns``.

    Without ``items``, each other column is one, and its categories run to the most points in it.
    """
    names = _header(path)
    chosen = _items(path, names, items, columns)
    kinds: dict[str, Any] = dict.fromkeys((item.key for item in chosen), pa.int8())
    kinds |= {name: pa.string() for name in (columns.person, columns.group) if name is not None}
    kinds |= {columns.weight: pa.float64()} if columns.weight else {}
    read: list[int] = []
    try:
        batches: Iterator[Any] = arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(block_size=1 << 24),
            convert_options=arrow_csv.ConvertOptions(
                column_types=kinds,
                null_values=list(missing),
                include_columns=[*columns.named, *(item.key for item in chosen)],
                strings_can_be_null=False,
            ),
        )
        parts = (_rows(batch, chosen, columns) for batch in _counted(batches, read))
        if items is not None:
            return Responses.gathered(parts, chosen)
        everything = list(parts)
    except pa.ArrowInvalid as error:
        _name_the_place(path, chosen, columns, missing, after=sum(read))
        raise MalformedResponses(str(path), f"it cannot be read as CSV: {error}.") from error
    return _guessed(everything, chosen, path.name)


def from_parquet(
    path: Path,
    items: Sequence[Item] | None = None,
    *,
    columns: Columns = Columns(),  # frozen
) -> Responses:
    """From Parquet with a column of whole numbers for each item; null, or -1, where an answer is missing."""
    try:
        file = parquet.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise MalformedResponses(str(path), f"it cannot be read as Parquet: {error}.") from error
    chosen = _items(path, file.schema_arrow.names, items, columns)
    for item in chosen:
        kind = file.schema_arrow.field(item.key).type
        if not (pa.types.is_integer(kind) or pa.types.is_boolean(kind)):
            raise MalformedResponses(
                f"{path.name}, column {item.key}", f"points are whole numbers, and this column holds {kind}."
            )
    wanted = [*columns.named, *(item.key for item in chosen)]
    batches = file.iter_batches(ROWS_AT_ONCE, columns=wanted)
    parts = (_rows(batch, chosen, columns) for batch in batches)
    if items is None:
        return _guessed(list(parts), chosen, path.name)
    return Responses.gathered(parts, chosen)


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines), [])
    if len(set(names)) != len(names):
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise MalformedResponses(f"{path.name}, line 1", f"two columns are named {twice!r}; an item has one.")
    return names


def _items(path: Path, names: Sequence[str], items: Sequence[Item] | None, columns: Columns) -> tuple[Item, ...]:
    for name in columns.named:
        if name not in names:
            raise MalformedResponses(path.name, f"there is no column {name!r}.")
    others = [name for name in names if name not in columns.named]
    if items is None:
        return tuple(Item(name) for name in others)
    known = {item.key for item in items}
    absent, unknown = [item.key for item in items if item.key not in others], [n for n in others if n not in known]
    if absent or unknown:
        told = [f"no column for {', '.join(absent[:NAMED])}"] if absent else []
        told += [f"a column {', '.join(unknown[:NAMED])} that is no item"] if unknown else []
        raise MalformedResponses(path.name, f"it has {' and '.join(told)}; give columns the keys of the items.")
    return tuple(items)


def _rows(batch: Any, items: Sequence[Item], columns: Columns) -> Rows:
    table = np.empty((batch.num_rows, len(items)), np.int8)
    for place, item in enumerate(items):
        table[:, place] = _points(batch.column(item.key), item.key)
    weights = None if columns.weight is None else batch.column(columns.weight).to_numpy(zero_copy_only=False)
    return Rows(
        table,
        None if columns.person is None else [str(key) for key in batch.column(columns.person).to_pylist()],
        None if columns.group is None else [str(key) for key in batch.column(columns.group).to_pylist()],
        weights,
    )


def _points(column: Any, key: str) -> NDArray[np.int8]:
    try:
        small = column.cast(pa.int8())
    except pa.ArrowInvalid as error:
        raise MalformedResponses(f"column {key}", f"an answer is no number of points: {error}.") from error
    return np.asarray(pc.fill_null(small, pa.scalar(MISSING, pa.int8())).to_numpy(zero_copy_only=False))


def _guessed(parts: list[Rows], items: tuple[Item, ...], place: str) -> Responses:
    """With as many categories as the most points in each column ask for."""
    most = np.ones(len(items), np.int64)
    for part in parts:
        most = np.maximum(most, np.asarray(part.table).max(axis=0, initial=1))
    for item, points in zip(items, most.tolist(), strict=True):
        if points >= MOST_CATEGORIES:
            raise MalformedResponses(
                f"{place}, column {item.key}",
                f"somebody has {points} points, and {MOST_CATEGORIES - 1} are the most; say if it is no item.",
            )
    graded = (
        item if points == 1 else Item(item.key, Model.GENERALIZED_PARTIAL_CREDIT, points + 1)
        for item, points in zip(items, most.tolist(), strict=True)
    )
    return Responses.gathered(parts, tuple(graded))


def _counted(batches: Iterator[Any], read: list[int]) -> Iterator[Any]:
    """The batches, and in ``read`` how many rows each had."""
    for batch in batches:
        read.append(batch.num_rows)
        yield batch


def _name_the_place(
    path: Path, items: Sequence[Item], columns: Columns, missing: Collection[str], *, after: int
) -> None:
    """Read the file once more, line by line, to say where it goes wrong; the first ``after`` rows went well."""
    keys, fine = {item.key for item in items}, set(missing)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = next(csv.reader(lines))
        reader = csv.reader(islice(lines, after, None))
        for row in reader:
            if columns.weight is None and len(row) == len(names) and fine.issuperset(row):
                continue
            line = f"{path.name}, line {1 + after + reader.line_num}"
            if len(row) != len(names):
                raise MalformedResponses(line, f"it has {len(row)} columns instead of {len(names)}.")
            for name, cell in zip(names, row, strict=True):
                if name in keys and cell not in fine:
                    if not _is_small(cell):
                        raise MalformedResponses(
                            f"{line}, column {name}",
                            f"{cell!r} is no number of points; leave it empty where an answer is missing.",
                        )
                    fine.add(cell)
                if name == columns.weight and not _is_number(cell):
                    raise MalformedResponses(f"{line}, column {name}", f"{cell!r} is no weight.")


def _is_small(cell: str) -> bool:
    try:
        return MISSING <= int(cell) < np.iinfo(np.int8).max
    except ValueError:
        return False


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell)))
    except ValueError:
        return False
