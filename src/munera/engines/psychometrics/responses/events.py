"""Answers one by one, as a test centre writes them down: candidate, form, item, answer.

They are never sorted or pivoted: each goes to its cell by the numbers of its candidate and its item.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
from numpy.typing import NDArray
from pyarrow import parquet

from munera.engines.psychometrics.errors import MalformedResponses
from munera.engines.psychometrics.model import MISSING, Item
from munera.engines.psychometrics.responses.gathering import check_items
from munera.engines.psychometrics.responses.responses import Responses
from munera.engines.psychometrics.responses.scoring import Omitted

COLUMNS: Final = ("candidate", "form", "item", "answer")


def from_events(
    events: Mapping[str, Sequence[Any]] | Path,
    items: Sequence[Item],
    forms: Mapping[str, Sequence[str]] | None = None,
    *,
    omitted: Omitted = "missing",
) -> Responses:
    """From columns ``candidate``, ``form``, ``item`` and ``answer``, or a file of CSV or Parquet with these.

    An answer that is null, or -1, was left out. ``forms`` says which items each form asks for; an answer to another is
    refused, and ``omitted`` says what an item of the form counts for that somebody left out. Without ``forms``, the
    column ``form`` is not looked at.
    """
    check_items(items)
    told = _read(events, needs_form=forms is not None)
    place_of = {item.key: place for place, item in enumerate(items)}
    candidates, people = _numbered(told["candidate"])
    names, keys = _numbered(told["item"])
    unknown = [key for key in keys if key not in place_of]
    if unknown:
        row = int(np.flatnonzero(np.isin(names, [keys.index(key) for key in unknown]))[0])
        raise MalformedResponses(
            f"row {row + 1}",
            f"there is no item {keys[names[row]]!r}; put it among the items, or leave its answers out.",
        )
    columns = np.array([place_of[key] for key in keys], np.int64)[names]
    answers = _answers(told["answer"])
    table = np.full((len(people), len(items)), MISSING, np.int8)
    if forms is not None:
        _present(table, told["form"], candidates, columns, forms=forms, place_of=place_of, people=people)
    _refuse_twice(candidates, columns, people, items)
    most = np.array([item.categories for item in items])[columns]
    wrong = np.flatnonzero((answers < MISSING) | (answers >= most))
    if len(wrong):
        row = int(wrong[0])
        raise MalformedResponses(
            f"row {row + 1}, candidate {people[candidates[row]]}, item {items[columns[row]].key}",
            f"{answers[row]} is no number of points from 0 to {most[row] - 1}.",
        )
    if forms is not None:
        # What a form asks for is marked by 0; where it counts as missing, only what was answered stays.
        asked = table == 0
        table[:] = MISSING
        if omitted == "wrong":
            table[asked] = 0
    there = answers != MISSING
    table[candidates[there], columns[there]] = answers[there].astype(np.int8)
    return Responses.of(table, items, people)


def _read(events: Mapping[str, Sequence[Any]] | Path, *, needs_form: bool) -> dict[str, Any]:
    wanted = [name for name in COLUMNS if needs_form or name != "form"]
    if isinstance(events, Path):
        try:
            if events.suffix == ".parquet":
                table = parquet.read_table(events)
            else:
                kinds = {name: pa.string() for name in ("candidate", "form", "item")}
                table = arrow_csv.read_csv(events, convert_options=arrow_csv.ConvertOptions(column_types=kinds))
        except pa.ArrowInvalid as error:
            raise MalformedResponses(str(events), f"it cannot be read: {error}.") from error
        events = {name: table.column(name).combine_chunks() for name in table.column_names}
    for name in wanted:
        if name not in events:
            raise MalformedResponses("", f"events have a column {name!r}; this one has {', '.join(events)}.")
    columns = {name: events[name] for name in wanted}
    if len({len(column) for column in columns.values()}) != 1:
        raise MalformedResponses("", "the columns of events are not of one length.")
    return {name: _column(name, column) for name, column in columns.items()}


def _column(name: str, column: Any) -> Any:
    if isinstance(column, pa.Array):
        return column
    try:
        return pa.array(column)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise MalformedResponses(f"column {name}", f"its values are not of one kind: {error}.") from error


def _numbered(column: Any) -> tuple[NDArray[np.int64], list[str]]:
    """The number of each key, and the keys, the first that is met first."""
    if column.null_count:
        row = int(np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False))[0])
        raise MalformedResponses(f"row {row + 1}", "it names no candidate, or no item.")
    encoded = pc.dictionary_encode(column.cast(pa.string()))
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary.to_pylist()


def _answers(column: Any) -> NDArray[np.int64]:
    try:
        whole = column.cast(pa.int64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise MalformedResponses("column answer", f"an answer is no number of points: {error}.") from error
    filled = pc.fill_null(whole, pa.scalar(MISSING, pa.int64()))
    return np.asarray(filled.to_numpy(zero_copy_only=False), np.int64)


def _present(
    table: NDArray[np.int8],
    column: Any,
    candidates: NDArray[np.int64],
    columns: NDArray[np.int64],
    *,
    forms: Mapping[str, Sequence[str]],
    place_of: Mapping[str, int],
    people: Sequence[str],
) -> None:
    """Mark by 0 what each candidate was asked; refuse what does not go together."""
    for name, keys in forms.items():
        if not keys:
            raise MalformedResponses(f"form {name}", "it asks for nothing; leave it out, or name its items.")
        unknown = [key for key in keys if key not in place_of]
        if unknown:
            raise MalformedResponses(f"form {name}", f"there is no item {unknown[0]!r}.")
    numbers, names = _numbered(column)
    for name in names:
        if name not in forms:
            row = int(np.flatnonzero(numbers == names.index(name))[0])
            raise MalformedResponses(f"row {row + 1}", f"there is no form {name!r}; say which items it asks for.")
    form_of = np.full(len(people), -1, np.int64)
    form_of[candidates] = numbers
    differing = np.flatnonzero(form_of[candidates] != numbers)
    if len(differing):
        row = int(differing[0])
        who = people[candidates[row]]
        raise MalformedResponses(
            f"row {row + 1}, candidate {who}", "has answers to two forms; give each sitting a key of its own."
        )
    asked = np.zeros((len(names), table.shape[1]), np.bool_)
    for number, name in enumerate(names):
        asked[number, [place_of[key] for key in forms[name]]] = True
    stray = np.flatnonzero(~asked[numbers, columns])
    if len(stray):
        row = int(stray[0])
        raise MalformedResponses(
            f"row {row + 1}, candidate {people[candidates[row]]}",
            f"has an answer to an item that form {names[numbers[row]]!r} does not ask for.",
        )
    table[asked[form_of]] = 0


def _refuse_twice(
    candidates: NDArray[np.int64], columns: NDArray[np.int64], people: Sequence[str], items: Sequence[Item]
) -> None:
    cells = candidates * len(items) + columns
    seen = np.bincount(cells, minlength=1) if len(cells) else np.zeros(1, np.int64)
    if seen.max(initial=0) > 1:
        twice = np.flatnonzero(cells == int(np.argmax(seen > 1)))
        row = int(twice[1])
        raise MalformedResponses(
            f"row {row + 1}, candidate {people[candidates[row]]}, item {items[columns[row]].key}",
            f"was answered in row {twice[0] + 1} already; keep one answer.",
        )
