"""Bytes as text: one text for one value (row 13 of what verifiers got wrong)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munera.engines.attestation.errors import Unreadable
from munera.engines.attestation.multibase import (
    ALPHABET,
    MAX_BASE58,
    base58btc_decode,
    base58btc_encode,
    base64url_decode,
    base64url_encode,
    multibase_decode,
    multibase_encode,
)

# draft-msporny-base58-03, section 5
PUBLISHED = {
    b"Hello World!": "2NEpo7TZRRrLZSi2U",
    b"The quick brown fox jumps over the lazy dog.": "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
    bytes.fromhex("0000287fb4cd"): "11233QC4",
}


@pytest.mark.parametrize(("data", "text"), PUBLISHED.items())
def test_base58_is_written_and_read_as_published(data: bytes, text: str) -> None:
    assert base58btc_encode(data) == text
    assert base58btc_decode(text) == data


@given(st.binary(max_size=80))
def test_every_value_comes_back_from_its_text(data: bytes) -> None:
    assert base58btc_decode(base58btc_encode(data)) == data
    assert base64url_decode(base64url_encode(data)) == data
    for base in "zu":
        assert multibase_decode(multibase_encode(data, base)) == data


@given(st.text(ALPHABET, max_size=100))
def test_row_13_no_two_texts_in_base58_mean_the_same(text: str) -> None:
    assert base58btc_encode(base58btc_decode(text)) == text


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "2NEpo7TZRRrLZSi2U ", " 2N", "2N\n", "é", "\u0661", "2N\0", "+1"])
def test_row_13_a_foreign_character_is_refused_in_base58(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        base58btc_decode(text)

    assert refused.value.code == "not-base58"


def test_row_8_base58_ends_where_its_square_begins_to_hurt() -> None:
    assert base58btc_decode("z" * MAX_BASE58)
    with pytest.raises(Unreadable) as refused:
        base58btc_decode("z" * (MAX_BASE58 + 1))

    assert refused.value.code == "too-large"


@pytest.mark.parametrize(
    "text",
    ["Zg==", "Zg=", "Zh", "Zm9", "Z", "Zm9vY", "Zm 8", "Zm9v\n", "Zm+v", "Zm/v", "é", "Zm9vA==="],
    ids=["padded", "half padded", "loose bits", "loose bits of two", "one left", "one left over", "space", "line end",
         "plus", "slash", "not ASCII", "padding and more"],
)  # fmt: skip
def test_row_13_base64url_has_one_way_to_be_written(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        base64url_decode(text)

    assert refused.value.code == "not-base64url"


@pytest.mark.parametrize("text", ["", "f00", "mZg", "Z6Mk", "\u200bz2"])
def test_a_base_that_nobody_uses_here_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        multibase_decode(text)

    assert refused.value.code == "unknown-multibase"
    with pytest.raises(Unreadable):
        multibase_encode(b"", text[:1])
