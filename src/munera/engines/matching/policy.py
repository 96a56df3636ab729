"""Read a policy from TOML, and refuse whatever could be a slip of the pen."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from munera.engines.matching.errors import Malformed, MalformedPolicy, NoSuchPolicy
from munera.engines.matching.model import LEVELS, WHOLE, Evidence, Policy

NEWEST: Final = "2026-01"
KEYS: Final = ("version", "source", "evidence", "level", "freshness")


@lru_cache(maxsize=8)
def policy(version: str = NEWEST) -> Policy:
    """A policy that ships with the engine."""
    shipped = f"{version}.toml"
    file = files("munera.engines.matching") / "policies" / shipped
    if not version.replace("-", "").isalnum() or not file.is_file():
        raise NoSuchPolicy(f"no policy ships as {shipped}")
    return read_policy(file.read_text(encoding="utf-8"), file=shipped)


def read_policy(text: str, *, file: str) -> Policy:
    """The policy that ``text`` spells; ``file`` is how errors call it."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MalformedPolicy(file, "", f"this is not TOML: {error}") from error
    _exactly(content, KEYS, file=file, at="")
    for key in ("version", "source"):
        if not isinstance(content[key], str) or not content[key].strip():
            raise MalformedPolicy(file, key, "must be a text that says something")
    evidence = _parts(content["evidence"], [kind.name.lower() for kind in Evidence], file=file, at="evidence")
    level = _parts(content["level"], [str(level) for level in LEVELS], file=file, at="level")
    try:
        return Policy(
            version=content["version"],
            evidence={kind: evidence[kind.name.lower()] for kind in Evidence},
            level=tuple(level[str(number)] for number in LEVELS),
            freshness=_freshness(content["freshness"], file=file),
        )
    except Malformed as error:
        raise MalformedPolicy(file, "", str(error)) from error


def _exactly(table: Any, keys: tuple[str, ...], *, file: str, at: str) -> None:
    if not isinstance(table, dict):
        raise MalformedPolicy(file, at, "must be a table")
    for key in keys:
        if key not in table:
            raise MalformedPolicy(file, f"{at}{key}", "must be given")
    for key in table:
        if key not in keys:
            raise MalformedPolicy(file, f"{at}{key}", f"expected one of {', '.join(keys)}")


def _parts(table: Any, keys: list[str], *, file: str, at: str) -> Mapping[str, int]:
    if not isinstance(table, dict):
        raise MalformedPolicy(file, at, "must be a table")
    _exactly(table, tuple(keys), file=file, at=f"{at}.")
    return {key: _whole(value, most=WHOLE, file=file, at=f"{at}.{key}") for key, value in table.items()}


def _freshness(entries: Any, *, file: str) -> tuple[tuple[int, int], ...]:
    if not isinstance(entries, list):
        raise MalformedPolicy(file, "freshness", "must be a list of tables")
    steps = []
    for place, entry in enumerate(entries):
        at = f"freshness[{place}]."
        _exactly(entry, ("years", "parts"), file=file, at=at)
        years = _whole(entry["years"], most=100, file=file, at=f"{at}years")
        steps.append((years, _whole(entry["parts"], most=WHOLE, file=file, at=f"{at}parts")))
    return tuple(steps)


def _whole(value: Any, *, most: int, file: str, at: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise MalformedPolicy(file, at, f"must be a whole number from 0 to {most}, not {value!r}")
    return value
