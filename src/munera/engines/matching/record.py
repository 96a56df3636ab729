"""A search as a record that says everything, and that gives the same bytes again when it is made again."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from munera.engines.matching.errors import Malformed
from munera.engines.matching.index.index import Index, policy_words
from munera.engines.matching.model import Demand
from munera.engines.matching.reading import demand_words, read_demand
from munera.engines.matching.scoring import TIE_RULE, asked

ENGINE: Final = "munera matching 1"
"""Rises whenever the same question could be answered otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a record says another thing than its repetition."""

    at: str
    recorded: Any
    found: Any


def record(index: Index, demand: Demand, k: int, *, operator: str, at: datetime, previous: str = "") -> bytes:
    """Search, and write down question, rules and answer. ``previous`` is the digest of the record before this one."""
    return _written(_told(index, demand, k) | {"operator": operator, "at": at.isoformat(), "previous": previous})


def digest_of(data: bytes) -> str:
    """By this the next record names the one before it, so that none can be taken out unseen."""
    return hashlib.sha256(data).hexdigest()


def replay(data: bytes, index: Index) -> tuple[Difference, ...]:
    """Ask again what a record asked; nothing where every byte is the same."""
    try:
        known = json.loads(data)
        demand, k = read_demand(known["demand"]), known["k"]
        who = {key: known[key] for key in ("operator", "at", "previous")}
    except (KeyError, TypeError, ValueError) as error:
        raise Malformed(f"This is no record of a search: {error!r}.") from error
    again = _told(index, demand, k) | who
    if _written(again) == data:
        return ()
    found = tuple(_differences(known, again, ""))
    return found or (Difference("", "written otherwise", "the form of this engine"),)


def _told(index: Index, demand: Demand, k: int) -> dict[str, Any]:
    wanted = asked(demand, index.taxonomy)
    results = index.search(wanted, k)
    return {
        "engine": ENGINE,
        "taxonomy": {"version": index.taxonomy.version, "digest": index.taxonomy.digest},
        "policy": policy_words(index.policy),
        "index": index.digest,
        "on": index.on.isoformat(),
        "salt": index.salt.hex(),
        "tie_rule": TIE_RULE,
        "demand": demand_words(demand),
        "k": k,
        "people": results.people,
        "allowed": results.allowed,
        "hits": [
            {
                "key": hit.key,
                "total": hit.total,
                "verified": hit.verified,
                "points": hit.points,
                "lot": hit.lot,
                "contributions": [
                    [each.requirement, each.skill, each.level, each.evidence.name.lower(), each.value, each.total]
                    for each in index.contributions(hit.key, wanted)
                ],
            }
            for hit in results.hits
        ],
    }


def _written(value: Any) -> bytes:
    """Whole numbers and texts under keys of ours: what RFC 8785 writes for them."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _differences(recorded: Any, found: Any, at: str) -> list[Difference]:
    if isinstance(recorded, dict) and isinstance(found, dict):
        keys = sorted(recorded.keys() | found.keys())
        return [
            each
            for key in keys
            for each in _differences(recorded.get(key), found.get(key), f"{at}.{key}" if at else key)
        ]
    if isinstance(recorded, list) and isinstance(found, list) and len(recorded) == len(found):
        pairs = enumerate(zip(recorded, found, strict=True))
        return [each for place, (one, other) in pairs for each in _differences(one, other, f"{at}[{place}]")]
    return [] if recorded == found else [Difference(at, recorded, found)]
