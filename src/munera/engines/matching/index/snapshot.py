"""An index as one file: a head in JSON, columns one after the other, mapped into memory rather than read.

    munera matching index 1 ⏎ | length of the head, 8 bytes | head | columns, each at a multiple of 64 | the digest

The digest is SHA-256 of all before it. A file that was cut short, or of which a bit has changed, is refused.
"""

import hashlib
import json
import mmap
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from munera.engines.matching.errors import BadSnapshot, Malformed
from munera.engines.matching.index.blocks import Blocks
from munera.engines.matching.index.facts import Facts, everybody
from munera.engines.matching.index.index import Index, policy_words
from munera.engines.matching.index.rows import Keys, Rows
from munera.engines.matching.index.searching import Base
from munera.engines.matching.model import Evidence, Policy
from munera.engines.matching.taxonomy import Taxonomy

MAGIC: Final = b"munera matching index 1\n"
ALIGNED: Final = 64
DIGEST_BYTES: Final = 32
MOST_HEAD: Final = 2**28
Columns = Mapping[str, NDArray[Any]]


def save(index: Index, path: Path) -> Index:
    """Write the index and give back what was written: the same, merged where something had changed.

    Whoever looks at ``path`` sees the former file or the whole new one, never a part.
    """
    if index.is_changed:
        index = index.merged()
    columns, lists, maps = _columns(index)
    places, end = {}, 0
    for name, column in columns.items():
        places[name] = [column.dtype.str, list(column.shape), end]
        end += -(-column.nbytes // ALIGNED) * ALIGNED
    head = {
        "columns": places,
        "digest": index.digest,
        "facts": {"lists": lists, "maps": maps},
        "on": index.on.isoformat(),
        "policy": policy_words(index.policy),
        "salt": index.salt.hex(),
        "segment": index.base.blocks.segment,
        "skills": index.skills,
    }
    beside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        _write(beside, head, columns)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return index


def open_index(path: Path, taxonomy: Taxonomy) -> Index:
    """The index in a file. The taxonomy is told anew: it is no part of the rows, and may have been edited."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if size < len(MAGIC) + 8 + DIGEST_BYTES:
            raise BadSnapshot(f"{path}: too short to be an index.")
        # Private: pages are shared with the file until somebody writes, which nobody does.
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    view = memoryview(content)
    if bytes(view[: len(MAGIC)]) != MAGIC:
        raise BadSnapshot(f"{path}: not an index of this version.")
    if hashlib.sha256(view[:-DIGEST_BYTES]).digest() != bytes(view[-DIGEST_BYTES:]):
        raise BadSnapshot(f"{path}: cut short or changed since it was written.")
    begin = len(MAGIC) + 8
    length = int.from_bytes(view[len(MAGIC) : begin], "little")
    try:
        head = json.loads(bytes(view[begin : begin + min(length, MOST_HEAD)]))
        return _index(head, _mapped(head, content, _aligned(begin + length)), taxonomy)
    except (KeyError, IndexError, TypeError, ValueError, Malformed) as error:
        raise BadSnapshot(f"{path}: its head cannot be read: {error!r}.") from error


def _write(path: Path, head: Mapping[str, Any], columns: Columns) -> None:
    written = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    digest = hashlib.sha256()
    with path.open("wb") as file:

        def put(data: bytes) -> None:
            digest.update(data)
            file.write(data)

        put(MAGIC + len(written).to_bytes(8, "little") + written)
        put(bytes(_aligned(file.tell()) - file.tell()))
        for column in columns.values():
            put(np.ascontiguousarray(column).tobytes())
            put(bytes(-column.nbytes % ALIGNED))
        file.write(digest.digest())
        file.flush()
        os.fsync(file.fileno())


def _aligned(place: int) -> int:
    return -(-place // ALIGNED) * ALIGNED


def _columns(index: Index) -> tuple[Columns, list[Any], list[Any]]:
    rows, blocks, facts = index.base.rows, index.base.blocks, index.base.facts
    lists, maps = sorted(facts.lists), sorted(facts.maps)
    ends = np.cumsum([len(facts.lists[fact]) for fact in lists], dtype=np.int64)
    columns: dict[str, NDArray[Any]] = {
        "starts": rows.starts,
        "skills": rows.skills,
        "codes": rows.codes,
        "ties": rows.ties,
        "due": rows.due,
        "key ends": rows.keys.ends,
        "key letters": rows.keys.letters,
        "list starts": blocks.starts,
        "list blocks": blocks.blocks,
        "list bounds": blocks.bounds,
        "row of": blocks.row_of,
        "dense": blocks.dense,
        "fact ends": ends,
        "fact rows": np.concatenate([np.zeros(0, np.uint32), *(facts.lists[fact] for fact in lists)]),
        # Where nobody has a fact there are no rows, and none have a length.
        "fact maps": np.array([facts.maps[fact] for fact in maps], np.uint32).reshape(len(maps), -1 if maps else 0),
    }
    return columns, [list(fact) for fact in lists], [list(fact) for fact in maps]


def _mapped(head: Mapping[str, Any], content: mmap.mmap, begin: int) -> Columns:
    columns = {}
    for name, (kind, shape, place) in head["columns"].items():
        count = int(np.prod(shape, dtype=np.int64))
        columns[name] = (
            np.frombuffer(content, np.dtype(kind), count, begin + place).reshape(shape)
            if count
            else np.zeros(shape, np.dtype(kind))
        )
    return columns


def _index(head: Mapping[str, Any], columns: Columns, taxonomy: Taxonomy) -> Index:
    keys = Keys(columns["key ends"], columns["key letters"])
    rows = Rows(columns["starts"], columns["skills"], columns["codes"], columns["ties"], columns["due"], keys, facts={})
    blocks = Blocks(
        columns["dense"].shape[1],
        head["segment"],
        columns["list starts"],
        columns["list blocks"],
        columns["list bounds"],
        columns["row of"],
        columns["dense"],
    )
    ends = [0, *columns["fact ends"].tolist()]
    lists = {
        (fact, value): columns["fact rows"][ends[place] : ends[place + 1]]
        for place, (fact, value) in enumerate(head["facts"]["lists"])
    }
    maps = {(fact, value): columns["fact maps"][place] for place, (fact, value) in enumerate(head["facts"]["maps"])}
    policy = head["policy"]
    return Index(
        Base(rows, Facts(len(rows), lists, maps), blocks, everybody(len(rows))),
        skills=head["skills"],
        taxonomy=taxonomy,
        policy=Policy(
            policy["version"],
            dict(zip(Evidence, policy["evidence"], strict=True)),
            tuple(policy["level"]),
            tuple((years, parts) for years, parts in policy["freshness"]),
        ),
        on=date.fromisoformat(head["on"]),
        salt=bytes.fromhex(head["salt"]),
        digest=head["digest"],
    )
