"""Status lists: both forms against published ones, the order of indices, and what must not be believed."""

import doctest
import gzip
import json
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from munera.engines.attestation import claims, elm, status_list
from munera.engines.attestation.canonical import canonical, read_document
from munera.engines.attestation.errors import ProofFailed, StatusRefused
from munera.engines.attestation.jose import check_compact, sign_compact
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.multibase import base64url_encode, multibase_encode
from munera.engines.attestation.status import (
    INVALID,
    MAX_BYTES,
    MINIMUM_LENGTH,
    SUSPENDED,
    TOKEN_TYPE,
    VALID,
    Purpose,
    Status,
    StatusList,
    bitstring_entry,
    read_bitstring,
    read_index,
    read_token,
    status_in_credential,
    status_in_token,
    status_list_credential,
    status_list_token_claims,
)
from tests.engines.attestation.published import vectors

SEED = bytes(range(32))
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
LIST_ID = "https://town.example/status/1"
ISSUER = "did:web:town.example"
PUBLISHED = json.loads((Path(__file__).parent / "data" / "token-status-lists.json").read_text())


def published_list(purpose: Purpose = "revocation", *, withdrawn: int = 7, bits: int = 1) -> dict[str, Any]:
    status_list = StatusList.new(bits=bits)
    status_list.set(withdrawn, SUSPENDED if bits > 1 and purpose == "suspension" else INVALID)
    return status_list_credential(
        status_list,
        id=LIST_ID,
        issuer=ISSUER,
        purpose=purpose,
        valid_from=NOW - timedelta(hours=1),
        valid_until=NOW + timedelta(hours=1),
    )


def claims_of(status_list: StatusList, purpose: Purpose = "revocation") -> dict[str, Any]:
    return status_list_token_claims(
        status_list, uri=LIST_ID, purpose=purpose, issued_at=NOW, expires_at=NOW + timedelta(hours=1)
    )


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(StatusRefused) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize("module", [claims, elm, status_list], ids=lambda module: module.__name__.rpartition(".")[2])
def test_the_examples_in_the_docstrings_run(module: ModuleType) -> None:
    result = doctest.testmod(module)

    assert result.attempted > 0
    assert result.failed == 0


# What others published


@pytest.mark.parametrize("example", PUBLISHED["lists"], ids=lambda example: f"{example['bits']} bits")
def test_the_lists_of_the_token_status_list_draft_say_what_their_tables_say(
    example: dict[str, Any], tally: Callable[..., None]
) -> None:
    status_list = read_token(example["lst"], bits=example["bits"])

    expected = StatusList(bytes(example["size"] * example["bits"] // 8), bits=example["bits"])
    for index, state in example["states"].items():
        expected.set(int(index), state)
    assert len(status_list) == example["size"]
    assert status_list.body == expected.body
    assert read_token(expected.token(), bits=example["bits"]).body == status_list.body
    tally("token status list draft", accepted=1)


@pytest.mark.parametrize(
    ("bits", "states", "packed"),
    [
        (1, [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1], "78dadbb918000217015d"),
        (2, [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3], "78da3be9f2130003df0207"),
    ],
)
def test_the_worked_examples_of_the_draft_come_out_byte_for_byte(
    bits: int, states: list[int], packed: str, tally: Callable[..., None]
) -> None:
    status_list = StatusList(bytes(len(states) * bits // 8), bits=bits)
    for index, state in enumerate(states):
        status_list.set(index, state)

    assert status_list.token() == base64url_encode(bytes.fromhex(packed))
    tally("token status list draft", accepted=1)


def test_the_list_of_1edtech_marks_the_credential_that_must_be_revoked(tally: Callable[..., None]) -> None:
    folder = vectors("open-badges-3") / "bit-string-list"
    published = json.loads((folder / "testlist").read_text())
    names = ["credential-status-revoked.json", "credential-status-revoked-blank-nodes.json"]
    entries = [json.loads((folder / name).read_text())["credentialStatus"] for name in names]

    status_list = read_bitstring(published["credentialSubject"]["encodedList"])

    assert len(status_list) == MINIMUM_LENGTH
    assert [index for index in range(len(status_list)) if status_list.get(index)] == [23]
    assert [status_list.get(read_index(entry["statusListIndex"])) for entry in entries] == [1, 1]
    # The published list calls itself by another name than the credentials do.
    assert [
        refusal(lambda e=entry: status_in_credential(e, published, issuers={published["issuer"]}, now=NOW))
        for entry in entries
    ] == ["other-list", "other-list"]
    tally("Open Badges 3.0 status lists", accepted=1, refused=2)


# The two forms


@settings(deadline=None, max_examples=60)
@given(
    bits=st.sampled_from([1, 2, 4, 8]),
    places=st.dictionaries(st.integers(0, MINIMUM_LENGTH - 1), st.integers(0, 255), max_size=20),
)
def test_both_forms_of_any_list_say_the_same(bits: int, places: dict[int, int]) -> None:
    status_list = StatusList.new(bits=bits)
    expected = {index: state % 2**bits for index, state in places.items()}
    for index, state in expected.items():
        status_list.set(index, state)

    bitstring = read_bitstring(status_list.bitstring(), bits=bits)
    token = read_token(status_list.token(), bits=bits)

    assert {index: bitstring.get(index) for index in expected} == expected
    assert bitstring.body == token.body == status_list.body


def test_a_bitstring_counts_from_the_most_significant_bit_and_a_token_from_the_least() -> None:
    status_list = StatusList.new()
    status_list.set(1, INVALID)

    as_bitstring = gzip.decompress(_bytes(status_list.bitstring()[1:]))
    as_token = zlib.decompress(_bytes(status_list.token()))

    assert (as_bitstring[0], as_token[0]) == (0b01000000, 0b00000010)


def test_the_same_list_is_published_with_the_same_bytes_whatever_the_hour() -> None:
    packed = _bytes(StatusList.new().bitstring()[1:])

    assert packed[4:8] == bytes(4)  # RFC 1952: the time of modification


def test_a_list_of_two_bits_tells_each_purpose_its_own() -> None:
    status_list = StatusList.new(bits=2)
    status_list.set(4, INVALID)
    status_list.set(5, SUSPENDED)

    assert [status_list.where(INVALID).get(index) for index in (3, 4, 5)] == [0, 1, 0]
    assert [status_list.where(SUSPENDED).get(index) for index in (3, 4, 5)] == [0, 0, 1]


def test_a_suspension_is_no_revocation_in_a_token_either() -> None:
    suspended = StatusList.new()
    suspended.set(9, 1)

    published = claims_of(suspended, "suspension")

    assert published["status_list"]["bits"] == 2
    assert status_in_token({"uri": LIST_ID, "idx": 9}, published, now=NOW) == Status("suspension", SUSPENDED)
    assert status_in_token({"uri": LIST_ID, "idx": 8}, published, now=NOW) == Status("revocation", VALID)


def test_a_signed_token_is_read_by_who_knows_the_key_and_nobody_else() -> None:
    key = MemoryKey.from_seed(SEED, f"{ISSUER}#key-1", "P-256")
    withdrawn = StatusList.new()
    withdrawn.set(9, INVALID)
    token = sign_compact(canonical(claims_of(withdrawn)), key, header={"typ": TOKEN_TYPE, "kid": f"{ISSUER}#key-1"})

    published = read_document(check_compact(token, keys=lambda _: key.public, typ=TOKEN_TYPE).payload)

    assert [status_in_token({"uri": LIST_ID, "idx": index}, published, now=NOW).is_set for index in (8, 9)] == [
        False,
        True,
    ]
    with pytest.raises(ProofFailed, match="type does not fit"):
        check_compact(token, keys=lambda _: key.public, typ="vc+jwt")


# The order of indices


def test_indices_are_drawn_without_replacement_and_follow_from_the_seed_alone() -> None:
    drawn: list[int] = []
    while len(drawn) < MINIMUM_LENGTH:
        drawn += StatusList.new(seed=SEED).allocate(min(50_000, MINIMUM_LENGTH - len(drawn)), used=len(drawn))

    assert sorted(drawn) == list(range(MINIMUM_LENGTH))
    assert StatusList.new(seed=SEED).allocate(3, used=1_000) == drawn[1_000:1_003]
    assert StatusList.new(seed=bytes(32)).allocate(3, used=1_000) != drawn[1_000:1_003]
    # Kept lists depend on this order for ever.
    assert drawn[:4] == [33352, 89023, 96975, 31433]


def test_row_18_indices_tell_nothing_of_the_order_of_issue() -> None:
    """Three statistics of the first 20,000, each within five standard deviations of what pure chance gives."""
    count = 20_000
    drawn = StatusList.new(seed=SEED).allocate(count, used=0)

    # Spread evenly: 64 drawers of equal width, chi squared with 63 degrees of freedom.
    drawers = [0] * 64
    for index in drawn:
        drawers[index * 64 // MINIMUM_LENGTH] += 1
    chi_squared = sum((found - count / 64) ** 2 / (count / 64) for found in drawers)
    assert abs(chi_squared - 63) < 5 * (2 * 63) ** 0.5

    # Not sequential: of neighbours in time, as many go up as down.
    rises = sum(later > earlier for earlier, later in pairwise(drawn))
    assert abs(rises - (count - 1) / 2) < 5 * (count / 12) ** 0.5

    # Not near: the mean distance of neighbours in time is a third of the list.
    distances = [abs(later - earlier) for earlier, later in pairwise(drawn)]
    assert abs(sum(distances) / len(distances) / MINIMUM_LENGTH - 1 / 3) < 5 * (1 / 18 / count) ** 0.5 * 1.5


def test_a_list_hands_out_no_index_without_a_seed_nor_more_than_it_has() -> None:
    status_list = StatusList.new(seed=SEED)

    assert refusal(lambda: StatusList.new().allocate(1, used=0)) == "no-seed"
    assert status_list.allocate(1, used=MINIMUM_LENGTH - 1) != []
    assert refusal(lambda: status_list.allocate(1, used=MINIMUM_LENGTH)) == "full"
    assert refusal(lambda: status_list.allocate(2, used=MINIMUM_LENGTH - 1)) == "full"


# What must not be believed


def test_row_10_bombs_are_refused_past_16_mib() -> None:
    largest, bomb = bytes(MAX_BYTES), bytes(MAX_BYTES + 1)

    assert len(read_bitstring(multibase_encode(gzip.compress(largest), "u"))) == MAX_BYTES * 8
    assert len(read_token(base64url_encode(zlib.compress(largest)), bits=8)) == MAX_BYTES
    assert refusal(lambda: read_bitstring(multibase_encode(gzip.compress(bomb), "u"))) == "too-large"
    assert refusal(lambda: read_token(base64url_encode(zlib.compress(bomb)), bits=1)) == "too-large"
    assert refusal(lambda: read_bitstring("u" + "A" * MAX_BYTES)) == "too-large"


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        (base64url_encode(gzip.compress(bytes(16_384), mtime=0)), "not-encoded"),  # no letter in front
        (multibase_encode(gzip.compress(bytes(16_384), mtime=0), "u") + "=", "not-encoded"),  # padding
        ("z" + "2" * 40, "not-encoded"),
        (multibase_encode(zlib.compress(bytes(16_384)), "u"), "not-encoded"),  # zlib where gzip is due
        (multibase_encode(gzip.compress(bytes(16_384), mtime=0)[:-4], "u"), "not-encoded"),  # ends too early
        (multibase_encode(gzip.compress(bytes(16_384), mtime=0) + b"\0", "u"), "not-encoded"),  # goes on
        (multibase_encode(gzip.compress(bytes(16_383), mtime=0), "u"), "too-short"),
        ("u", "not-encoded"),
        ("", "not-encoded"),
    ],
)
def test_row_17_lists_that_are_short_or_packed_otherwise_are_refused(encoded: str, code: str) -> None:
    assert refusal(lambda: read_bitstring(encoded)) == code


@pytest.mark.parametrize(
    "value", [-1, 1.0, 7.5, True, None, "007", "-1", "+1", " 1", "1 ", "1.0", "1e3", "", "٧", "²", "0x7", "9" * 11, []]
)
def test_row_17_an_index_that_is_no_plain_whole_number_is_refused(value: object) -> None:
    entry = {**bitstring_entry(list_id=LIST_ID, index=7, purpose="revocation"), "statusListIndex": value}

    assert refusal(lambda: read_index(value)) == "bad-index"
    assert refusal(lambda: status_in_credential(entry, published_list(), issuers={ISSUER}, now=NOW)) == "bad-index"


@pytest.mark.parametrize("index", [MINIMUM_LENGTH, 9_999_999_999])
def test_row_17_an_index_past_the_end_is_refused(index: int) -> None:
    entry = bitstring_entry(list_id=LIST_ID, index=index, purpose="revocation")

    assert refusal(lambda: status_in_credential(entry, published_list(), issuers={ISSUER}, now=NOW)) == "out-of-range"
    assert refusal(lambda: StatusList.new().get(index)) == "out-of-range"
    assert refusal(lambda: StatusList.new().set(-1, 1)) == "out-of-range"


@pytest.mark.parametrize("bits", [1, 2])
@pytest.mark.parametrize("purpose", ["revocation", "suspension"])
def test_a_credential_stands_unless_its_own_bit_is_set(purpose: Purpose, bits: int) -> None:
    document = published_list(purpose, bits=bits)
    withdrawn, standing = (bitstring_entry(list_id=LIST_ID, index=index, purpose=purpose) for index in (7, 8))

    assert status_in_credential(withdrawn, document, issuers={ISSUER}, now=NOW) == Status(purpose, INVALID)
    assert status_in_credential(withdrawn, document, issuers={ISSUER}, now=NOW).is_set
    assert not status_in_credential(standing, document, issuers={ISSUER}, now=NOW).is_set


def _document(change: dict[str, Any]) -> dict[str, Any]:
    return {**published_list(), **change}


def _subject(change: dict[str, Any]) -> dict[str, Any]:
    document = published_list()
    return {**document, "credentialSubject": {**document["credentialSubject"], **change}}


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (_subject({"statusPurpose": "suspension"}), "wrong-purpose"),
        (_subject({"statusPurpose": []}), "wrong-purpose"),
        (_subject({"type": "RevocationList"}), "wrong-type"),
        (_subject({"encodedList": None}), "not-encoded"),
        (_document({"type": ["VerifiableCredential"]}), "wrong-type"),
        (_document({"credentialSubject": []}), "wrong-type"),
        (_document({"issuer": "did:web:thief.example"}), "other-issuer"),
        (_document({"id": "https://town.example/status/2"}), "other-list"),
        (_document({"validUntil": "2026-07-01T12:00:00Z"}), "expired"),
        (_document({"validUntil": "2026-07-01T13:00:00+02:00"}), "expired"),
        (_document({"validFrom": "2026-07-01T12:00:01Z"}), "not-yet-valid"),
        (_document({"validUntil": "2026-07-02"}), "bad-date"),
        (_document({"validUntil": "2026-07-02T12:00:00"}), "bad-date"),
        (_document({"validUntil": 1}), "bad-date"),
    ],
)
def test_row_17_a_list_of_another_purpose_issuer_name_or_time_says_nothing(document: dict[str, Any], code: str) -> None:
    entry = bitstring_entry(list_id=LIST_ID, index=8, purpose="revocation")

    assert refusal(lambda: status_in_credential(entry, document, issuers={ISSUER}, now=NOW)) == code


def test_a_list_that_serves_both_purposes_and_an_issuer_with_a_name_are_understood() -> None:
    document = {**_subject({"statusPurpose": ["refresh", "revocation"]}), "issuer": {"id": ISSUER, "name": "Town"}}
    entry = bitstring_entry(list_id=LIST_ID, index=7, purpose="revocation")

    assert status_in_credential(entry, document, issuers={ISSUER}, now=NOW).is_set


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"statusPurpose": "message"}, "purpose-not-supported"),
        ({"type": "1EdTechRevocationList"}, "wrong-type"),
        ({"statusSize": 2}, "bits"),
    ],
)
def test_an_entry_that_we_do_not_understand_is_refused(change: dict[str, Any], code: str) -> None:
    entry = {**bitstring_entry(list_id=LIST_ID, index=8, purpose="revocation"), **change}

    assert refusal(lambda: status_in_credential(entry, published_list(), issuers={ISSUER}, now=NOW)) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sub": "https://town.example/status/2"}, "other-list"),
        ({"iat": None}, "wrong-type"),
        ({"iat": 1.5}, "wrong-type"),
        ({"iat": int(NOW.timestamp()) + 1}, "not-yet-valid"),
        ({"iat": 10**18}, "bad-date"),
        ({"exp": int(NOW.timestamp())}, "expired"),
        ({"exp": True}, "wrong-type"),
        ({"status_list": None}, "bits"),
        ({"status_list": {"bits": 3, "lst": "eNrbuRgAAhcBXQ"}}, "bits"),
        ({"status_list": {"bits": True, "lst": "eNrbuRgAAhcBXQ"}}, "bits"),
        ({"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ=="}}, "not-encoded"),
        ({"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"}}, "out-of-range"),  # 16 entries
    ],
)
def test_row_17_a_token_of_another_name_time_or_shape_says_nothing(change: dict[str, Any], code: str) -> None:
    published = {**claims_of(StatusList.new()), **change}

    assert refusal(lambda: status_in_token({"uri": LIST_ID, "idx": 16}, published, now=NOW)) == code


@pytest.mark.parametrize("index", [-1, 1.0, "1", None, True])
def test_row_17_a_token_is_asked_at_a_whole_number_only(index: object) -> None:
    published = claims_of(StatusList.new())

    assert refusal(lambda: status_in_token({"uri": LIST_ID, "idx": index}, published, now=NOW)) == "bad-index"


def test_a_list_is_made_long_and_of_whole_bytes() -> None:
    assert refusal(lambda: StatusList.new(MINIMUM_LENGTH - 1)) == "too-short"
    assert refusal(lambda: StatusList.new(MINIMUM_LENGTH + 1)) == "bits"
    assert refusal(lambda: StatusList.new(bits=3)) == "bits"
    assert refusal(lambda: StatusList(b"", bits=0)) == "bits"
    assert refusal(lambda: StatusList.new().set(0, 2)) == "bits"
    assert refusal(lambda: read_bitstring(StatusList.new().bitstring(), bits=5)) == "bits"


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
