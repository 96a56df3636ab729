"""Reading JSON strictly, and writing it in the one form that is signed (RFC 8785, JSON Canonicalization Scheme).

``orjson`` with sorted keys writes the very bytes of RFC 8785 where no number is a float, no integer leaves ±(2⁵³ - 1)
and no character lies beyond the Basic Multilingual Plane, on which the order of keys could hang. Everywhere else
``rfc8785`` writes them. The same fact read backwards: bytes that survive the way through ``orjson`` unchanged have no
key twice, which a parser alone would not tell.
"""

import json
from typing import Any

import orjson
import rfc8785

from munera.engines.attestation.errors import Unreadable

MAX_BYTES = 262_144
# Levels of values: a document whose members are all plain has two.
MAX_DEPTH = 64
# A credential has some hundred values. So many empty ones fit into few bytes that whoever looks at each is kept busy.
MAX_VALUES = 10_000
# A value takes two bytes at least, itself and what parts it from the next: in so few bytes there are not too many.
FEW_BYTES = 2 * MAX_VALUES
# RFC 8785, 3.2.2.3: a number is an IEEE 754 double; beyond this one integers are no longer told apart.
MAX_INTEGER = 2**53 - 1


def read_document(data: bytes) -> dict[str, Any]:
    """The one JSON object in ``data``, UTF-8 without a byte order mark.

    Raises ``Unreadable``: ``too-large`` past 262,144 bytes, ``too-deep`` past 64 levels, ``too-many-values`` past
    10,000, ``not-json``, ``not-an-object``, ``float`` for a fraction, an exponent or minus zero, ``large-integer``
    from 2⁵³, ``duplicate-key``. Many readers take the last of two equal keys while a person sees the first, and two
    readers need not agree on a float; so neither may be in what is signed (RFC 7493, 2.2 and 2.3).
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("too-large", f"The document has {len(data)} bytes; {MAX_BYTES} are allowed.")
    document = parsed(data)
    if type(document) is not dict:
        raise Unreadable("not-an-object", "The document is not a JSON object.")
    if len(data) > FEW_BYTES or not _is_plain(document):
        refuse_floats(document)
    if orjson.dumps(document, option=orjson.OPT_SORT_KEYS) != data:
        # Not canonical, so the keys must be counted one by one.
        json.loads(data, object_pairs_hook=_each_key_once, parse_int=_integer)
    return document


def canonical(value: Any) -> bytes:
    """``value`` as RFC 8785 bytes; made of dict, list, str, int, float, bool and None, and nothing else.

    Raises ``Unreadable`` with the codes of ``read_document``, and ``not-json`` for what has no form in JSON:
    NaN, the infinities, a lone surrogate, a key that is no text, any other type.
    """
    return _reference(value) if has_floats(value) else canonical_without_floats(value)


def canonical_without_floats(value: Any) -> bytes:
    """``canonical`` for a value of which ``has_floats`` said no, or that ``read_document`` read."""
    try:
        data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise Unreadable("not-json", f"The value has no form in JSON: {error}.") from error
    return data if data.isascii() or not _has_astral(data) else _reference(value)


def is_canonical(data: bytes) -> bool:
    """Whether ``data`` is exactly what RFC 8785 writes for what it says, with no key twice."""
    try:
        return len(data) <= MAX_BYTES and canonical(parsed(data)) == data
    except Unreadable:
        return False


def refuse_floats(value: Any) -> None:
    """Raise ``Unreadable`` with code ``float`` where a number in ``value`` is no integer."""
    if has_floats(value):
        raise Unreadable("float", "The document has a number that is not an integer below 2⁵³; write it as text.")


def has_floats(value: Any) -> bool:  # noqa: C901  # one branch per kind of JSON value, in the loop that costs most
    """Whether a float occurs in ``value``; raises ``Unreadable`` for what is too deep, too large or no JSON."""
    floats, left = False, MAX_VALUES
    level = [value]
    for _ in range(MAX_DEPTH):
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is str:
                continue
            if kind is dict:
                below += item.values()
            elif kind is list:
                below += item
            elif kind is int:
                if not -MAX_INTEGER <= item <= MAX_INTEGER:
                    raise Unreadable("large-integer", "The document has an integer of 2⁵³ or more; write it as text.")
            elif kind is float:
                floats = True
            elif kind is not bool and item is not None:
                raise Unreadable("not-json", f"A value of type {kind.__name__} has no form in JSON.")
        if not below:
            return floats
        left -= len(below)
        if left < 0:
            raise Unreadable("too-many-values", f"The document has more than {MAX_VALUES} values.")
        level = below
    raise Unreadable("too-deep", f"The document is nested more than {MAX_DEPTH} levels deep.")


def _is_plain(document: dict[str, Any]) -> bool:
    """Whether a document that was parsed is of text in few objects and lists, as a credential is.

    Then it has no number and is not too deep. Asked first, because it costs less than ``has_floats``, which counts.
    """
    others: list[Any] = [document]
    for item in others:  # it grows meanwhile
        if type(item) is dict:
            for member in item.values():
                if type(member) is not str:
                    others.append(member)  # noqa: PERF401  # for two or three members a generator costs more
        elif type(item) is list:
            for member in item:
                if type(member) is not str:
                    others.append(member)  # noqa: PERF401  # as above
        elif item is not True and item is not False and item is not None:
            return False
    return len(others) < MAX_DEPTH


def _reference(value: Any) -> bytes:
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Unreadable("not-json", f"The value has no form in JSON: {error}.") from error


def _has_astral(data: bytes) -> bool:
    """Whether a character beyond U+FFFF begins in UTF-8: only such a one sorts differently in UTF-16 (3.2.3)."""
    return 0xF0 in data or 0xF1 in data or 0xF2 in data or 0xF3 in data or 0xF4 in data


def parsed(data: bytes) -> Any:
    """``data`` as JSON of any kind; of two equal keys the last."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        code = "too-deep" if "depth" in str(error) else "not-json"
        raise Unreadable(code, f"This is not JSON: {error}.") from error


def _each_key_once(pairs: list[tuple[str, Any]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise Unreadable("duplicate-key", "A key stands twice in one object, so that readers may see different things.")


def _integer(digits: str) -> int:
    if digits == "-0":
        raise Unreadable("float", "Minus zero is no integer; write zero.")
    return 0
