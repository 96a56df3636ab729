"""Explanations, and what they rest on, as bytes to be kept, and back: the same thing has the same bytes."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import orjson

from munera.engines.psychometrics.errors import Malformed

Told = TypeVar("Told")


def written(told: object) -> bytes:
    """JSON, its keys in the order of the alphabet. Fractions are written as text, 2/3."""
    return orjson.dumps(told, default=_fraction, option=orjson.OPT_SORT_KEYS)


def read(content: bytes, kind: type[Told]) -> Told:
    """What ``written`` wrote of an ``Explanation``, of ``Grounds`` or of a ``RetakeModel``."""
    try:
        told: Told = _value(orjson.loads(content), kind)
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Malformed(f"This is no {kind.__name__} of ours: {error}") from error
    return told


def _fraction(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{value!r} is not written down")


def _value(value: Any, kind: Any) -> Any:
    """The value as the type at its place says; whatever is no such thing is a mistake."""
    if get_origin(kind) is UnionType:
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _value(value, kind)
    if get_origin(kind) in {tuple, Mapping}:
        return _several(value, get_origin(kind), get_args(kind))
    if is_dataclass(kind):
        return _record(value, kind)
    if issubclass(kind, StrEnum | Fraction | date):
        return date.fromisoformat(value) if kind is date else kind(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _several(value: Any, kind: Any, inner: tuple[Any, ...]) -> Any:
    if kind is Mapping:
        return {key: _value(each, inner[1]) for key, each in value.items()}
    if inner[-1] is ...:
        return tuple(_value(each, inner[0]) for each in value)
    return tuple(_value(each, of) for each, of in zip(value, inner, strict=True))


def _record(value: Any, kind: Any) -> Any:
    hints = get_type_hints(kind)
    known = [field.name for field in fields(kind) if field.init]
    if set(value) != set(known):
        raise TypeError(f"{kind.__name__} has {', '.join(known)}")
    return kind(**{name: _value(value[name], hints[name]) for name in known})
