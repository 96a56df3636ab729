"""Answers in a folder: shards in Arrow's file format, mapped into memory rather than read, and ``forms.json``.

    forms.json                    items, forms, groups, and each shard with its length and SHA-256
    shard-1f3a….arrow             rows of one form and one group: answers, and where there are any row, weight, person

A shard is written beside its place and moved there when it is whole; ``forms.json`` comes last. So whoever opens the
folder sees what was there before, or all of what is new; a shard of which a part is missing is refused.
"""

import hashlib
import json
import mmap
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from munera.engines.psychometrics.errors import BadShard, Malformed
from munera.engines.psychometrics.model import Item, Model
from munera.engines.psychometrics.responses.blocks import Address, Block
from munera.engines.psychometrics.responses.forms import Form
from munera.engines.psychometrics.responses.gathering import Gathering, check_people

FORMAT: Final = "munera responses 1"
HEAD: Final = "forms.json"
OPEN_AT_ONCE: Final = 4_096


@dataclass(frozen=True, slots=True)
class Shard:
    """What ``forms.json`` says of one file."""

    file: str
    sha256: str
    bytes: int
    rows: int
    form: int
    group: int
    first: int
    """The number of its first row; -1 where the file names the number of each."""


@dataclass(frozen=True, slots=True)
class Head:
    """What ``forms.json`` says."""

    items: tuple[Item, ...]
    forms: tuple[Form, ...]
    groups: tuple[str, ...]
    has_people: bool
    shards: tuple[Shard, ...]


class Writer:
    """Writes rows as they come: ``with Writer(folder, items) as writer: writer.add(table)``.

    They are there once the block ends without an error; until then, the folder holds what it held.
    """

    def __init__(self, folder: Path, items: Sequence[Item]) -> None:
        self.folder = folder
        self._gathering = Gathering(tuple(items))
        self._shards: list[Shard] = []
        self._people: list[pa.Array] = []

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        before = {shard.file for shard in _shards_before(self.folder)}
        written = {shard.file for shard in self._shards}
        if kind is None:
            try:
                self._check_people()
            except Malformed:
                self._remove(written - before)
                raise
            self._finish()
            self._remove(before - written)
        else:
            self._remove(written - before)

    def add(
        self,
        table: ArrayLike,
        people: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
        weights: ArrayLike | None = None,
    ) -> None:
        """The next rows, as ``Responses.of`` takes them; each part becomes a shard, or one for each form and group."""
        first = self._gathering.count
        blocks = self._gathering.packed(table, people, groups, weights)
        keys = None if people is None else pa.array(people, pa.string())
        if keys is not None:
            self._people.append(keys)
        self.put(blocks, keys, first)

    def put(self, blocks: Sequence[Block], keys: pa.Array | None, first: int) -> None:
        for block in blocks:
            places = block.places
            at = np.arange(places.start, places.stop) if isinstance(places, slice) else places
            of_block = None if keys is None else keys.take(pa.array(at - first))
            self._shards.append(_write(self.folder, block, of_block))

    def _check_people(self) -> None:
        keys = pa.chunked_array(self._people, pa.string())
        if len(keys.unique()) != len(keys):
            check_people(keys.to_pylist())

    def _finish(self) -> None:
        gathering = self._gathering
        head = Head(
            gathering.items,
            tuple(gathering.forms.known),
            gathering.groups,
            bool(gathering.has_people),
            tuple(self._shards),
        )
        write_head(self.folder, head)

    def _remove(self, files: set[str]) -> None:
        for file in files:
            (self.folder / file).unlink(missing_ok=True)


def save(folder: Path, head: Head, blocks: Sequence[Block], keys: Sequence[str] | None) -> None:
    """Write blocks that are in memory; ``head`` says of what, its shards apart."""
    folder.mkdir(parents=True, exist_ok=True)
    before = {shard.file for shard in _shards_before(folder)}
    people = None if keys is None else pa.array(keys, pa.string())
    shards = []
    for block in blocks:
        at = block.places
        chosen = people
        if people is not None:
            chosen = people.slice(at.start, len(block)) if isinstance(at, slice) else people.take(pa.array(at))
        shards.append(_write(folder, block, chosen))
    write_head(folder, replace(head, shards=tuple(shards)))
    for file in before - {shard.file for shard in shards}:
        (folder / file).unlink(missing_ok=True)


def read_head(folder: Path) -> Head:
    """What the folder holds."""
    path = folder / HEAD
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise BadShard(f"{folder} holds no answers: there is no {HEAD}.") from None
    except ValueError as error:
        raise BadShard(f"{path} cannot be read: {error}.") from error
    try:
        digest = told.pop("digest")
        if told["format"] != FORMAT or digest != _digest(told):
            raise BadShard(f"{path} was changed since it was written, or is of another version.")
        items = tuple(
            Item(**{**item, "model": Model(item["model"]), "skills": tuple(item["skills"])}) for item in told["items"]
        )
        categories = [item.categories for item in items]
        forms = tuple(
            Form(tuple(form["items"]), tuple(categories[place] for place in form["items"]), form["has_gaps"])
            for form in told["forms"]
        )
        shards = tuple(Shard(**shard) for shard in told["shards"])
        return Head(items, forms, tuple(told["groups"]), told["has_people"], shards)
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise BadShard(f"{path} cannot be read: {error!r}.") from error


def open_blocks(folder: Path, head: Head) -> tuple[Block, ...]:
    """The rows of each shard, once it is known to be whole."""
    blocks = []
    for shard in head.shards:
        path = folder / shard.file
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            raise BadShard(f"{path} is missing.") from None
        if size != shard.bytes:
            raise BadShard(f"{path} has {size} bytes instead of {shard.bytes}: only a part of it is there.")
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != shard.sha256:
                raise BadShard(f"{path} was changed since it was written.")
        columns = _columns(str(path), shard.sha256)
        address = Address(str(path), shard.sha256, 0, shard.rows, shard.form, shard.group)
        blocks.append(
            Block(
                shard.form,
                shard.group,
                columns.answers,
                columns.rows,
                max(shard.first, 0),
                columns.weights,
                address,
            )
        )
    return tuple(blocks)


def block_at(address: Address) -> Block:
    """The same rows, as another process finds them."""
    columns = _columns(address.path, address.digest)
    whole = Block(address.form, address.group, columns.answers, columns.rows, 0, columns.weights)
    part = whole.part(address.begin, address.end)
    return part if address.step == 1 else part.every(address.step)


class KeysOfShards(Sequence[str]):
    """The keys of people, read when they are first asked for."""

    def __init__(self, folder: Path, blocks: Sequence[Block], count: int) -> None:
        self._folder, self._blocks, self._count = folder, blocks, count
        self._keys: list[str] | None = None

    def _read(self) -> list[str]:
        if self._keys is None:
            keys = np.empty(self._count, object)
            for block in self._blocks:
                if block.address is not None:
                    people = _columns(block.address.path, block.address.digest).people
                    keys[block.places] = [] if people is None else people.to_pylist()
            self._keys = keys.tolist()
        return self._keys

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __getitem__(self, place: Any) -> Any:
        return self._read()[place]


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    answers: NDArray[np.uint8]
    rows: NDArray[np.int64] | None
    weights: NDArray[np.float64] | None
    people: pa.Array | None


@lru_cache(maxsize=OPEN_AT_ONCE)
def _columns(path: str, digest: str) -> _Columns:  # noqa: ARG001  # the digest tells one content of a path from the next
    try:
        with Path(path).open("rb") as file:
            # Private: pages are shared with the file until somebody writes, which nobody does.
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        batch = pa.ipc.open_file(pa.py_buffer(content)).get_batch(0)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise BadShard(f"{path} cannot be read: {error}.") from error
    base = np.frombuffer(content, np.uint8)
    names = batch.schema.names
    width = batch.schema.field("answers").type.byte_width

    def column(name: str, kind: type[np.generic]) -> NDArray[Any] | None:
        if name not in names:
            return None
        buffer = batch.column(name).buffers()[1]
        begin = buffer.address - base.ctypes.data
        size = batch.num_rows * (width if name == "answers" else np.dtype(kind).itemsize)
        return np.asarray(base[begin : begin + size].view(kind))

    answers = column("answers", np.uint8)
    if answers is None:
        raise BadShard(f"{path} holds no answers.")
    people = batch.column("person") if "person" in names else None
    return _Columns(answers.reshape(-1, width), column("row", np.int64), column("weight", np.float64), people)


def _write(folder: Path, block: Block, people: pa.Array | None) -> Shard:
    width = block.answers.shape[1]
    data = pa.py_buffer(np.ascontiguousarray(block.answers))
    columns = {"answers": pa.Array.from_buffers(pa.binary(width), len(block), [None, data])}
    if block.rows is not None:
        columns["row"] = pa.array(block.rows)
    if block.weights is not None:
        columns["weight"] = pa.array(block.weights)
    if people is not None:
        columns["person"] = people
    batch = pa.record_batch(columns)
    beside = folder / f"{os.getpid()}.part"
    try:
        with beside.open("wb") as file:
            with pa.ipc.new_file(file, batch.schema) as writer:
                writer.write_batch(batch)
            file.flush()
            os.fsync(file.fileno())
        with beside.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = beside.stat().st_size
        name = f"shard-{digest[:32]}.arrow"
        beside.replace(folder / name)
    finally:
        beside.unlink(missing_ok=True)
    first = block.first if block.rows is None else -1
    return Shard(name, digest, size, len(block), block.form, block.group, first)


def write_head(folder: Path, head: Head) -> None:
    """Say what the folder holds: from here on it does."""
    told = {
        "format": FORMAT,
        "items": [asdict(item) for item in head.items],
        "forms": [{"items": list(form.items), "has_gaps": form.has_gaps} for form in head.forms],
        "groups": list(head.groups),
        "has_people": head.has_people,
        "shards": [asdict(shard) for shard in head.shards],
    }
    beside = folder / f"{HEAD}.{os.getpid()}.part"
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump({**told, "digest": _digest(told)}, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / HEAD)
    finally:
        beside.unlink(missing_ok=True)


def _digest(told: dict[str, Any]) -> str:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _shards_before(folder: Path) -> tuple[Shard, ...]:
    try:
        return read_head(folder).shards
    except BadShard:
        return ()
