"""An explanation as bytes to be kept, and back: the same explanation has the same bytes."""

from dataclasses import fields, is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import orjson

from munera.engines.psychometrics.errors import Malformed
from munera.engines.psychometrics.explanation import Explanation


def written(explanation: Explanation) -> bytes:
    """JSON, its keys in the order of the alphabet."""
    return orjson.dumps(explanation, option=orjson.OPT_SORT_KEYS)


def read(content: bytes) -> Explanation:
    """What ``written`` wrote."""
    try:
        explanation: Explanation = _value(orjson.loads(content), Explanation)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise Malformed(f"This is no explanation of ours: {error}") from error
    return explanation


def _value(value: Any, kind: Any) -> Any:
    """The value as the type at its place says; whatever is no such thing is a mistake."""
    if get_origin(kind) is UnionType:
        if value is None:
            return None
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return tuple(_value(each, inner) for each in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: _value(value[field.name], hints[field.name]) for field in fields(kind)})  # type: ignore[operator]  # a class, since it is a hint
    if issubclass(kind, StrEnum):
        return kind(value)
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value
