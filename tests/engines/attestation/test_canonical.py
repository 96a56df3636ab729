"""Strict reading and canonical writing: RFC 8785, and rows 5, 6, 7 and 8 of what verifiers got wrong."""

import json
import struct
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from munera.engines.attestation.canonical import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_VALUES,
    canonical,
    is_canonical,
    read_document,
)
from munera.engines.attestation.errors import Unreadable
from tests.engines.attestation.vector_counts import Tally

JSON_TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=20,
)


def code_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_document(data)
    return refused.value.code


def test_the_inputs_of_the_rfc_become_its_outputs(vectors: Callable[[str], Path], tally: Tally) -> None:
    folder = vectors("jcs")
    names = sorted(path.stem for path in (folder / "input").glob("*.json"))

    for name in names:
        expected = bytes.fromhex((folder / "outhex" / f"{name}.txt").read_text())
        assert canonical(json.loads((folder / "input" / f"{name}.json").read_bytes())) == expected
        assert expected == (folder / "output" / f"{name}.json").read_bytes()

    assert len(names) == 6
    tally("RFC 8785", accepted=len(names))


def test_outputs_of_the_rfc_are_canonical_and_inputs_are_not(vectors: Callable[[str], Path], tally: Tally) -> None:
    folder = vectors("jcs")

    outputs = [is_canonical(path.read_bytes()) for path in sorted((folder / "output").glob("*.json"))]
    inputs = [is_canonical(path.read_bytes()) for path in sorted((folder / "input").glob("*.json"))]

    assert (outputs, inputs) == ([True] * 6, [False] * 6)
    tally("RFC 8785", accepted=6, refused=6)


def test_numbers_are_written_as_the_appendix_of_the_rfc_says(tally: Tally) -> None:
    samples = {  # RFC 8785, appendix B
        "0000000000000000": b"0", "8000000000000000": b"0", "0000000000000001": b"5e-324",
        "8000000000000001": b"-5e-324", "7fefffffffffffff": b"1.7976931348623157e+308",
        "ffefffffffffffff": b"-1.7976931348623157e+308", "4340000000000000": b"9007199254740992",
        "c340000000000000": b"-9007199254740992", "4430000000000000": b"295147905179352830000",
        "44b52d02c7e14af5": b"9.999999999999997e+22", "44b52d02c7e14af6": b"1e+23",
        "44b52d02c7e14af7": b"1.0000000000000001e+23", "444b1ae4d6e2ef4e": b"999999999999999700000",
        "444b1ae4d6e2ef4f": b"999999999999999900000", "444b1ae4d6e2ef50": b"1e+21",
        "3eb0c6f7a0b5ed8c": b"9.999999999999997e-7", "3eb0c6f7a0b5ed8d": b"0.000001",
        "41b3de4355555553": b"333333333.3333332", "41b3de4355555554": b"333333333.33333325",
        "41b3de4355555555": b"333333333.3333333", "41b3de4355555556": b"333333333.3333334",
        "41b3de4355555557": b"333333333.33333343", "becbf647612f3696": b"-0.0000033333333333333333",
        "43143ff3c1cb0959": b"1424953923781206.2",
    }  # fmt: skip

    written = {bits: canonical(struct.unpack(">d", bytes.fromhex(bits))[0]) for bits in samples}

    assert written == samples
    tally("RFC 8785", accepted=len(samples))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_has_no_form(value: float) -> None:
    with pytest.raises(Unreadable, match="no form in JSON") as refused:
        canonical({"value": value})

    assert refused.value.code == "not-json"


def test_every_character_is_escaped_alike_on_both_ways() -> None:
    characters = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))

    fast = orjson.dumps(characters, option=orjson.OPT_SORT_KEYS)

    assert fast == rfc8785.dumps(characters)


@given(JSON_TREES)
@settings(max_examples=500, deadline=None)
def test_the_fast_way_writes_what_the_reference_writes(tree: object) -> None:
    assert canonical(tree) == rfc8785.dumps(tree)  # type: ignore[arg-type] # a JSON tree


@given(st.dictionaries(st.text(max_size=3), JSON_TREES, max_size=5))
@settings(max_examples=200, deadline=None)
def test_what_was_written_is_read_again(document: dict[str, object]) -> None:
    written = canonical(document)

    assert is_canonical(written)
    assert read_document(written) == document
    assert read_document(json.dumps(document, indent=2).encode()) == document


def test_row_5_a_key_that_stands_twice_is_refused_wherever_it_stands() -> None:
    assert code_of(b'{"name":"EVIL","name":"real"}') == "duplicate-key"
    assert code_of(b'{"a":[{"b":{"c":1,"d":2,"c":1}}]}') == "duplicate-key"
    assert code_of(rb'{"name":1,"n\u0061me":1}') == "duplicate-key"
    assert not is_canonical(b'{"a":1,"a":1}')
    assert read_document(b'{"name":1,"Name":1}') == {"name": 1, "Name": 1}


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1.5", "float"),
        ("1.0", "float"),
        ("1e2", "float"),
        ("1E400", "not-json"),
        ("-0", "float"),
        ("-0.0", "float"),
        ("100000000000000000000", "float"),
        ("-9223372036854775809", "float"),
        ("9007199254740992", "large-integer"),
        ("-9007199254740992", "large-integer"),
        ("NaN", "not-json"),
        ("Infinity", "not-json"),
        ("01", "not-json"),
        ("+1", "not-json"),
        ("1" * 5_000, "not-json"),
    ],
)
def test_row_6_a_number_on_which_readers_differ_is_refused(number: str, code: str) -> None:
    assert code_of(b'{"value":%s}' % number.encode()) == code
    assert code_of(b'{ "value": [ %s ] }' % number.encode()) == code


def test_row_6_the_largest_integers_are_kept() -> None:
    assert read_document(b'{"value":[9007199254740991,-9007199254740991,0]}')["value"] == [2**53 - 1, 1 - 2**53, 0]


def test_row_7_lone_surrogates_are_refused_both_ways() -> None:
    assert code_of(rb'{"name":"\ud800"}') == "not-json"
    assert code_of(b'{"name":"\xed\xa0\x80"}') == "not-json"
    for value in ("\ud800", {"\udfff": 1}, "a\U0001f600\ud83d"):
        with pytest.raises(Unreadable) as refused:
            canonical(value)
        assert refused.value.code == "not-json"


def test_row_7_what_was_signed_is_never_normalised() -> None:
    composed, decomposed = {"name": "Žarko"}, {"name": "Z\u030carko"}

    assert canonical(composed) != canonical(decomposed)
    assert read_document(canonical(decomposed)) == decomposed


def test_row_7_keys_beyond_the_first_plane_are_sorted_as_utf_16() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()
    assert is_canonical('{"\U0001f600":2,"\ufb33":1}'.encode())
    assert not is_canonical('{"\ufb33":1,"\U0001f600":2}'.encode())


def test_row_8_nesting_ends_at_64_levels() -> None:
    deepest = b'{"a":' + b"[" * (MAX_DEPTH - 2) + b"1" + b"]" * (MAX_DEPTH - 2) + b"}"

    assert read_document(deepest) == json.loads(deepest)
    assert code_of(deepest.replace(b"1", b"[1]")) == "too-deep"
    assert read_document(deepest.replace(b"1", b'"x",[]')) == json.loads(deepest.replace(b"1", b'"x",[]'))
    assert code_of(deepest.replace(b"1", b'["x"]')) == "too-deep"
    assert code_of(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}") == "too-deep"
    assert code_of(b'{"a":' * 40_000) == "too-deep"
    loop: list[object] = []
    loop.append(loop)
    with pytest.raises(Unreadable, match="64 levels"):
        canonical(loop)


def test_row_8_a_document_ends_at_256_kilobytes() -> None:
    frame = len('{"a":""}')

    assert read_document(b'{"a":"%s"}' % (b"x" * (MAX_BYTES - frame)))
    assert code_of(b'{"a":"%s"}' % (b"x" * (MAX_BYTES - frame + 1))) == "too-large"


def test_row_8_a_document_ends_at_10_000_values() -> None:
    frame = 1  # the list itself

    assert read_document(b'{"a":[%s]}' % b",".join([b"{}"] * (MAX_VALUES - frame)))
    assert code_of(b'{"a":[%s]}' % b",".join([b"{}"] * (MAX_VALUES - frame + 1))) == "too-many-values"
    assert code_of(b'{"a":[%s]}' % b",".join([b'{"b":{}}'] * (MAX_VALUES // 2))) == "too-many-values"
    assert read_document(b'{"a":[%s]}' % b",".join([b'""'] * (MAX_VALUES - frame)))
    assert code_of(b'{"a":[%s]}' % b",".join([b'""'] * (MAX_VALUES - frame + 1))) == "too-many-values"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"{} {}", "not-json"),
        (b'{"a":1,}', "not-json"),
        (b"{'a':1}", "not-json"),
        (b'\xef\xbb\xbf{"a":1}', "not-json"),
        ('{"a":1}'.encode("utf-16"), "not-json"),
        (b'{"a":"\xff"}', "not-json"),
        (b"[]", "not-an-object"),
        (b'"text"', "not-an-object"),
        (b"null", "not-an-object"),
    ],
)
def test_what_is_no_single_object_is_refused(data: bytes, code: str) -> None:
    assert code_of(data) == code


@pytest.mark.parametrize("value", [{1: 2}, {"a": (1, 2)}, {"a": b"x"}, {"a": {1, 2}}, object()])
def test_what_json_has_no_word_for_is_refused(value: object) -> None:
    with pytest.raises(Unreadable) as refused:
        canonical(value)

    assert refused.value.code == "not-json"
