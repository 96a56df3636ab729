"""What verifiers got wrong: 25 known pitfalls, and the test that keeps us out of each.

Each is tried where the layer lives that refuses it, and through ``verify`` where a whole file can carry it. The files
are beside this one; the names are held against them by ``test_every_row_names_tests_that_exist``.

row  pitfall                                   tests
  1  a term without meaning is unsigned        test_pitfalls: test_row_1_a_word_that_no_definition_knows_is_refused
                                               test_rdf: test_row_1_a_word_that_would_be_dropped_is_refused
                                               test_proofs: test_row_1_a_word_that_nobody_signed_is_refused
  2  definitions injected or exchanged         test_pitfalls: test_row_2_definitions_that_change_the_meaning_are_refused
                                               test_rdf: test_row_2_terms_mean_what_the_pinned_contexts_say
                                               test_proofs: test_row_2_nothing_gives_the_words_another_meaning
  3  the context inside a JCS proof            test_proofs: test_row_3_contexts_in_the_proof
                                               test_pitfalls: test_row_3_a_list_of_definitions_that_grew_is_no_way_in
  4  contexts loaded from the network          test_rdf: test_row_4_no_context_is_ever_fetched
                                               test_pitfalls: test_row_4_a_verification_opens_no_connection
  5  a key that stands twice                   test_canonical: test_row_5_a_key_that_stands_twice_is_refused_wherever_it_stands
                                               test_pitfalls: test_rows_5_to_10_a_hostile_file_is_refused
  6  floats and large integers                 test_canonical: test_row_6_a_number_on_which_readers_differ_is_refused
                                               test_pitfalls: test_rows_5_to_10_a_hostile_file_is_refused
  7  surrogates, twins, turned text            test_canonical: test_row_7_lone_surrogates_are_refused_both_ways
                                               test_canonical: test_row_7_what_was_signed_is_never_normalised
                                               test_pitfalls: test_row_7_turned_text_is_pointed_out
  8  nesting and size                          test_canonical: test_row_8_nesting_ends_at_64_levels
                                               test_canonical: test_row_8_a_document_ends_at_256_kilobytes
                                               test_pitfalls: test_rows_5_to_10_a_hostile_file_is_refused
  9  poison graphs                             test_rdf: test_row_9_the_official_poison_graph_is_refused_by_each_limit
                                               test_pitfalls: test_rows_5_to_10_a_hostile_file_is_refused
 10  bombs in status lists                     test_status: test_row_10_bombs_are_refused_past_16_mib
                                               test_pitfalls: test_row_10_a_bomb_for_a_status_list_is_refused
 11  requests to the inside of a network       test_resolver: test_a_host_that_is_no_public_name_is_not_asked
                                               test_resolver: test_an_address_that_is_not_in_the_open_network_is_not_connected_to
                                               test_pitfalls: test_row_11_nothing_is_fetched_from_the_inside_of_a_network
 12  algorithms chosen by the token            test_jose: test_row_12_wycheproof_signatures
                                               test_pitfalls: test_row_12_a_token_does_not_choose_how_it_is_checked
 13  keys and signatures of two kinds          test_keys: test_row_13_a_key_under_which_anybody_can_sign_is_refused
                                               test_multibase: test_row_13_base64url_has_one_way_to_be_written
                                               test_pitfalls: test_row_13_an_issuer_whose_key_anybody_has_is_refused
 14  a key that is not the issuer's            test_pitfalls: test_row_14_only_the_issuers_own_key_for_assertions_counts
                                               test_proofs: test_row_14_a_proof_for_another_purpose_does_not_assert
 15  an old presentation shown again           test_sd_jwt: test_row_15_section_7_3_step_1_what_the_verifier_wants_is_whole
                                               test_verify: test_a_presentation_is_checked_for_who_asked
 16  disclosures that say too much             test_sd_jwt: test_row_16_section_7_1_step_3_3_2_1_the_wrong_number_of_parts
                                               test_pitfalls: test_row_16_a_disclosure_that_nobody_signed_is_refused
 17  status lists that prove nothing           test_pitfalls: test_row_17_a_list_that_proves_nothing_fails_the_credential
                                               test_pitfalls: test_row_17_silence_fails_unless_the_policy_says_otherwise
                                               test_pitfalls: test_row_17_grace_is_given_to_signed_lists_and_for_so_long
                                               test_status: test_row_17_an_index_that_is_no_plain_whole_number_is_refused
 18  indices that tell who is who              test_status: test_row_18_indices_tell_nothing_of_the_order_of_issue
 19  proofs beside the one that was checked    test_pitfalls: test_row_19_every_proof_that_can_be_checked_must_hold
                                               test_proofs: test_row_19_in_a_chain_the_first_link_holds_all
 20  moments without an offset                 test_pitfalls: test_row_20_moments_are_read_to_the_second
 21  a log that shows two faces                test_row_21: test_a_split_view_finds_no_witness
                                               test_merkle_probes: test_the_184_probes_to_be_refused_are_refused
                                               test_pitfalls: test_row_21_a_receipt_of_another_log_or_leaf_is_refused
 22  keys stolen and keys replaced             test_pitfalls: test_row_22_a_credential_outlives_the_day_its_key_is_replaced
                                               test_pitfalls: test_row_22_a_stolen_key_is_worth_nothing_after_its_revocation
                                               test_pitfalls: test_row_22_a_thief_cannot_date_back
                                               test_history: test_a_revocation_may_say_since_when_the_key_was_in_wrong_hands
 23  pictures made to harm                     test_baking: test_row_23_packed_text_unpacks_to_the_size_of_a_credential_and_no_further
                                               test_baking: test_row_23_a_drawing_that_acts_is_refused
                                               test_pitfalls: test_row_23_a_picture_made_to_harm_is_refused
 24  names that nobody checked                 test_pitfalls: test_row_24_an_issuer_is_named_by_what_was_checked
 25  links that can be guessed                 test_pitfalls: test_row_25_what_is_shared_holds_nothing_to_count_from
"""

import json
import re
import socket
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from munera.engines.attestation.canonical import canonical, read_document
from munera.engines.attestation.jose import sign_compact, to_vc_jwt
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.log.leaves import KeyAdded, KeyRevoked, KeyRotated, commitment_of
from munera.engines.attestation.multibase import base58btc_encode, base64url_encode, multibase_encode
from munera.engines.attestation.opening import bundle
from munera.engines.attestation.proofs import add_proof, issue, signed_hash
from munera.engines.attestation.report import Policy, Report
from munera.engines.attestation.resolver import FetchingResolver, OfflineResolver
from munera.engines.attestation.withdrawal import FetchedLists
from tests.engines.attestation.log.logs import NORTH, OTHER_LOG, SOUTH, filled
from tests.engines.attestation.published import vectors
from tests.engines.attestation.test_baking import baked_chunk, with_chunks
from tests.engines.attestation.town import (
    FOREIGN_KEY,
    JCS,
    KEY,
    LIST,
    LOG_KEYS,
    NEW_KEY,
    NOW,
    OTHER,
    RDFC,
    TOWN,
    TownLog,
    badge,
    check,
    document_of,
    entry,
    failures,
    key,
    resolver,
    served,
    signed,
    status_list,
)

HERE = Path(__file__).parent
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
BASE = "https://www.w3.org/ns/credentials/v2"
DAY = timedelta(days=1)


def test_every_row_names_tests_that_exist() -> None:
    """The table above is held against the files, so that it cannot promise what nobody tries."""
    rows: dict[int, list[tuple[str, str]]] = {}
    row = 0
    for line in (__doc__ or "").splitlines():
        if numbered := re.match(r" ?(\d+|  \d)  ", line.rjust(0)):
            row = int(numbered[1])
        if named := re.search(r"(test_\w+): (test_\w+)$", line):
            rows.setdefault(row, []).append((named[1], named[2]))
    assert list(rows) == list(range(1, 26))
    written = {file.stem: file.read_text() for file in HERE.rglob("test_*.py")}
    assert [test for tests in rows.values() for test in tests if f"def {test[1]}(" not in written[test[0]]] == []


# --- rows 1 to 4: what the words mean -------------------------------------------------------------------------------


def with_achievement(**members: Any) -> dict[str, Any]:
    made = badge()
    made["credentialSubject"]["achievement"] |= members
    return made


def proved_with(**members: Any) -> bytes:
    """A badge whose JCS proof has further members, all of them signed."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": JCS,
        "created": "2026-11-25T12:00:00Z",
        "verificationMethod": KEY.verification_method,
        "proofPurpose": "assertionMethod",
        "@context": badge()["@context"],
    } | members
    value = multibase_encode(KEY.sign(signed_hash(options, badge())))
    return canonical(badge() | {"proof": options | {"proofValue": value}})


@pytest.mark.parametrize(
    "made",
    [
        lambda: signed(x=1),
        lambda: issue(with_achievement(x=1), KEY, now=NOW),
        lambda: issue(with_achievement(x={"name": "y"}), KEY, now=NOW),
        lambda: signed(type=["VerifiableCredential", "OpenBadgeCredential", "Unheard"]),
        lambda: proved_with(x=1),
    ],
    ids=["on top", "inside", "as an object", "as a type", "in the proof"],
)
def test_row_1_a_word_that_no_definition_knows_is_refused(made: Callable[[], bytes]) -> None:
    """A JCS proof does sign it, and yet nobody can tell what it means."""
    report = check(made())
    assert failures(report) == {"context": "unknown-term"}
    assert report.check("proof").outcome == "ok"
    assert check(proved_with()).valid


@pytest.mark.parametrize(
    ("contexts", "code"),
    [
        ([BASE, OPEN_BADGES, "https://evil.example/context.json"], "unknown-context"),
        ([BASE, {"credentialStatus": "https://evil.example/nothing"}], "inline-context"),
        ([BASE, OPEN_BADGES, {"@vocab": "https://evil.example/#"}], "inline-context"),
        ([BASE, OPEN_BADGES, {"issuer": "https://evil.example/#i"}], "inline-context"),
        ([OPEN_BADGES, BASE], "base-context"),
        (BASE, "base-context"),
        ([BASE, OPEN_BADGES, OPEN_BADGES], "repeated-context"),
    ],
)
def test_row_2_definitions_that_change_the_meaning_are_refused(contexts: Any, code: str) -> None:
    assert failures(check(signed(**{"@context": contexts})))["context"] == code


@pytest.mark.parametrize("inside", [{"@vocab": "https://evil.example/#"}, "https://evil.example/context.json"])
def test_row_2_definitions_deeper_inside_are_refused(inside: Any) -> None:
    made = issue(with_achievement(**{"@context": inside}), KEY, now=NOW)
    assert "context" in failures(check(made))


def test_row_3_a_list_of_definitions_that_grew_is_no_way_in() -> None:
    """The recommendation lets a list grow behind what was signed; so what it grew by must be pinned too."""
    short = read_document(signed(**{"@context": [BASE, OPEN_BADGES]}))
    grown = short | {"@context": [BASE, OPEN_BADGES, "https://evil.example/context.json"]}
    assert failures(check(canonical(grown))) == {"context": "unknown-context"}
    changed = short | {"@context": [BASE, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"]}
    assert failures(check(canonical(changed)))["proof"] == "context-changed"


def test_row_4_a_verification_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("Somebody opened a connection.")

    files = [file.read_bytes() for file in sorted(vectors("open-badges-3").rglob("*")) if file.is_file()]
    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    reports = [check(data, resolver=OfflineResolver()) for data in [*files, signed(credentialStatus=entry())]]
    assert not any(report.valid for report in reports)
    assert len(reports) == 47


# --- rows 5 to 10: files made to harm -------------------------------------------------------------------------------


def clique(size: int) -> list[dict[str, Any]]:
    """Nodes without a name that all speak of each other, and of which the same is said."""
    return [
        {"id": f"_:n{n}", "type": ["Evidence"], "name": "x", "https://x.example/p": others}
        for n in range(size)
        for others in [[{"id": f"_:n{m}"} for m in range(size) if m != n]]
    ]


def unsigned_with(**members: Any) -> bytes:
    """A badge with a graph proof that nobody made: whoever hands in such a file needs no key."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": RDFC,
        "created": "2026-11-25T12:00:00Z",
        "verificationMethod": KEY.verification_method,
        "proofPurpose": "assertionMethod",
        "proofValue": "z" + base58btc_encode(b"\1" * 64),
    }
    return json.dumps(badge() | {"proof": proof} | members).encode()


def nested(levels: int, opening: bytes, closing: bytes) -> bytes:
    return b'{"a":' + opening * levels + b"1" + closing * levels + b"}"


def alike(count: int) -> list[dict[str, Any]]:
    return [{"type": ["Evidence"], "name": "x"}] * count


HOSTILE: list[tuple[str, bytes, str, str]] = [
    ("5 a name twice", signed().replace(b'"name":', b'"name":"EVIL","name":', 1), "readable", "duplicate-key"),
    ("5 escaped", signed().replace(b'"name":', b'"n\\u0061me":"EVIL","name":', 1), "readable", "duplicate-key"),
    ("6 a fraction", b'{"a":1.5}', "readable", "float"),
    ("6 an exponent", b'{"a":1e20}', "readable", "float"),
    ("6 minus zero", b'{"a":-0}', "readable", "float"),
    ("6 infinity", b'{"a":1e999}', "readable", "not-json"),
    ("6 not a number", b'{"a":NaN}', "readable", "not-json"),
    ("6 two to the 53", b'{"a":9007199254740992}', "readable", "large-integer"),
    ("6 a number of 200 kB", b'{"a":' + b"9" * 200_000 + b"}", "readable", "float"),
    ("7 a lone surrogate", b'{"a":"\\ud800"}', "readable", "not-json"),
    ("8 65 lists", nested(65, b"[", b"]"), "readable", "too-deep"),
    ("8 100,000 lists", nested(100_000, b"[", b"]"), "readable", "too-deep"),
    ("8 40,000 objects", nested(40_000, b'{"a":', b"}"), "readable", "too-deep"),
    ("8 100,000 lists without an end", b'{"a":' + b"[" * 100_000, "readable", "not-json"),
    ("8 an object of 300 kB", b'{"a":"' + b"a" * 300_000 + b'"}', "readable", "too-large"),
    ("8 a token of 20 MB", b"a." * 10_000_000, "readable", "too-large"),
    ("8 spaces of 20 MB", b" " * 20_000_000, "readable", "too-large"),
    ("8 a base 58 text of 200 kB", unsigned_with(proof=[]).replace(b'"proof": []', b'"proof": []'), "proof", "proof-missing"),
    ("9 a clique of 7", unsigned_with(evidence=clique(7)), "context", "blank-node-id"),
    ("9 a clique of 30", unsigned_with(evidence=clique(30)), "context", "blank-node-id"),
    ("9 80 alike", unsigned_with(evidence=alike(80)), "context", "too-many-blank-nodes"),
    ("9 10 alike", unsigned_with(evidence=alike(10)), "proof", "too-complex"),
]


@pytest.mark.parametrize(("data", "name", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_rows_5_to_10_a_hostile_file_is_refused(data: bytes, name: str, code: str) -> None:
    report = check(data)
    assert not report.valid
    assert failures(report)[name] == code
