"""What verifiers got wrong: 25 known pitfalls, and the test that keeps us out of each.

Each is tried where the layer lives that refuses it, and through ``verify`` where a whole file can carry it. The files
are beside this one; the names are held against them by ``test_every_row_names_tests_that_exist``.

 1. a term without meaning is unsigned
    test_pitfalls.test_row_1_a_word_that_no_definition_knows_is_refused
    test_rdf.test_row_1_a_word_that_would_be_dropped_is_refused
    test_proofs.test_row_1_a_word_that_nobody_signed_is_refused
 2. definitions injected or exchanged
    test_pitfalls.test_row_2_definitions_that_change_the_meaning_are_refused
    test_rdf.test_row_2_terms_mean_what_the_pinned_contexts_say
    test_credential.test_row_2_nothing_gives_the_words_another_meaning
 3. the context inside a JCS proof
    test_proofs.test_row_3_contexts_in_the_proof
    test_pitfalls.test_row_3_a_list_of_definitions_that_grew_is_no_way_in
 4. contexts loaded from the network
    test_rdf.test_row_4_no_context_is_ever_fetched
    test_pitfalls.test_row_4_a_verification_opens_no_connection
 5. a key that stands twice
    test_canonical.test_row_5_a_key_that_stands_twice_is_refused_wherever_it_stands
    test_pitfalls.test_rows_5_to_10_a_hostile_file_is_refused
 6. floats and large integers
    test_canonical.test_row_6_a_number_on_which_readers_differ_is_refused
    test_pitfalls.test_rows_5_to_10_a_hostile_file_is_refused
 7. surrogates, twins, turned text
    test_canonical.test_row_7_lone_surrogates_are_refused_both_ways
    test_canonical.test_row_7_what_was_signed_is_never_normalised
    test_pitfalls.test_row_7_turned_text_is_pointed_out
 8. nesting and size
    test_canonical.test_row_8_nesting_ends_at_64_levels
    test_canonical.test_row_8_a_document_ends_at_256_kilobytes
    test_pitfalls.test_rows_5_to_10_a_hostile_file_is_refused
 9. poison graphs
    test_rdf.test_row_9_the_official_poison_graph_is_refused_by_each_limit
    test_pitfalls.test_rows_5_to_10_a_hostile_file_is_refused
10. bombs in status lists
    test_status.test_row_10_bombs_are_refused_past_16_mib
    test_pitfalls.test_row_10_a_bomb_for_a_status_list_is_refused
11. requests to the inside of a network
    test_resolver.test_a_host_that_is_no_public_name_is_not_asked
    test_resolver.test_an_address_that_is_not_in_the_open_network_is_not_connected_to
    test_pitfalls.test_row_11_nothing_is_fetched_from_the_inside_of_a_network
12. algorithms chosen by the token
    test_jose.test_row_12_wycheproof_signatures
    test_pitfalls.test_row_12_a_token_does_not_choose_how_it_is_checked
13. keys and signatures of two kinds
    test_keys.test_row_13_a_key_under_which_anybody_can_sign_is_refused
    test_multibase.test_row_13_base64url_has_one_way_to_be_written
    test_pitfalls.test_row_13_an_issuer_whose_key_anybody_has_is_refused
14. a key that is not the issuer's
    test_pitfalls.test_row_14_only_the_issuers_own_key_for_assertions_counts
    test_proofs.test_row_14_a_proof_for_another_purpose_does_not_assert
15. an old presentation shown again
    test_sd_jwt.test_row_15_section_7_3_step_1_what_the_verifier_wants_is_whole
    test_verify.test_a_presentation_is_checked_for_who_asked
16. disclosures that say too much
    test_sd_jwt.test_row_16_section_7_1_step_3_3_2_1_the_wrong_number_of_parts
    test_pitfalls.test_row_16_a_disclosure_that_nobody_signed_is_refused
17. status lists that prove nothing
    test_pitfalls.test_row_17_a_list_that_proves_nothing_fails_the_credential
    test_pitfalls.test_row_17_silence_fails_unless_the_policy_says_otherwise
    test_pitfalls.test_row_17_grace_is_given_to_signed_lists_and_for_so_long
    test_status.test_row_17_an_index_that_is_no_plain_whole_number_is_refused
18. indices that tell who is who
    test_status.test_row_18_indices_tell_nothing_of_the_order_of_issue
19. proofs beside the one that was checked
    test_pitfalls.test_row_19_every_proof_that_can_be_checked_must_hold
    test_proofs.test_row_19_in_a_chain_the_first_link_holds_all
20. moments without an offset
    test_pitfalls.test_row_20_moments_are_read_to_the_second
21. a log that shows two faces
    test_row_21.test_a_split_view_finds_no_witness
    test_merkle_probes.test_the_184_probes_to_be_refused_are_refused
    test_pitfalls.test_row_21_a_receipt_of_another_log_or_leaf_is_refused
22. keys stolen and keys replaced
    test_pitfalls.test_row_22_a_credential_outlives_the_day_its_key_is_replaced
    test_pitfalls.test_row_22_a_stolen_key_is_worth_nothing_after_its_revocation
    test_pitfalls.test_row_22_a_thief_cannot_date_back
    test_history.test_a_revocation_may_say_since_when_the_key_was_in_wrong_hands
23. pictures made to harm
    test_baking.test_row_23_packed_text_unpacks_to_the_size_of_a_credential_and_no_further
    test_baking.test_row_23_a_drawing_that_acts_is_refused
    test_pitfalls.test_row_23_a_picture_made_to_harm_is_refused
24. names that nobody checked
    test_pitfalls.test_row_24_an_issuer_is_named_by_what_was_checked
25. links that can be guessed
    test_pitfalls.test_row_25_what_is_shared_holds_nothing_to_count_from
"""

import json
import re
import socket
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
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
from tests.engines.attestation.carriers import baked_chunk, with_chunks
from tests.engines.attestation.log.logs import NORTH, OTHER_LOG, SOUTH, filled
from tests.engines.attestation.published import vectors
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
        if numbered := re.match(r" ?(\d+)\. ", line):
            row = int(numbered[1])
        if named := re.fullmatch(r" {4}(test_\w+)\.(test_\w+)", line):
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


FORGED: dict[str, Any] = {
    "type": "DataIntegrityProof",
    "cryptosuite": RDFC,
    "created": "2026-11-25T12:00:00Z",
    "verificationMethod": KEY.verification_method,
    "proofPurpose": "assertionMethod",
    "proofValue": "z" + base58btc_encode(b"\1" * 64),
}


def unsigned_with(**members: Any) -> bytes:
    """A badge with a graph proof that nobody made: whoever hands in such a file needs no key."""
    return json.dumps(badge() | {"proof": FORGED} | members).encode()


def long_proof() -> dict[str, Any]:
    return FORGED | {"proofValue": "z" + "2" * 200_000}


def endorsing(levels: int) -> list[dict[str, Any]]:
    endorsement: dict[str, Any] = {"id": "urn:x:0"}
    for level in range(levels):
        endorsement = {"id": f"urn:x:{level}", "type": ["EndorsementCredential"], "endorsement": [endorsement]}
    return [endorsement] * 30


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
    ("6 a number of 200 kB", b'{"a":' + b"9" * 200_000 + b"}", "readable", "not-json"),
    ("7 a lone surrogate", b'{"a":"\\ud800"}', "readable", "not-json"),
    ("8 65 lists", nested(65, b"[", b"]"), "readable", "too-deep"),
    ("8 100,000 lists", nested(100_000, b"[", b"]"), "readable", "too-deep"),
    ("8 9,000 objects", nested(9_000, b'{"a":', b"}"), "readable", "too-deep"),
    ("8 1,000 lists without an end", b'{"a":' + b"[" * 1_000, "readable", "not-json"),
    ("8 an object of 300 kB", b'{"a":"' + b"a" * 300_000 + b'"}', "readable", "too-large"),
    ("8 a token of 20 MB", b"a." * 10_000_000, "readable", "too-large"),
    ("8 spaces of 20 MB", b" " * 20_000_000, "readable", "too-large"),
    ("8 80,000 empty objects", b'{"a":[' + b"{}," * 80_000 + b"{}]}", "readable", "too-many-values"),
    ("8 30 endorsements in endorsements", unsigned_with(endorsement=endorsing(28)), "rules", "base-context"),
    ("8 a proof value of 200 kB", unsigned_with(proof=long_proof()), "proof", "too-large"),
    ("9 a clique of 7", unsigned_with(evidence=clique(7)), "context", "blank-node-id"),
    ("9 a clique of 30", unsigned_with(evidence=clique(30)), "context", "blank-node-id"),
    ("9 80 alike", unsigned_with(evidence=alike(80)), "context", "too-many-blank-nodes"),
    ("9 10 alike", unsigned_with(evidence=alike(10)), "proof", "alike-blank-nodes"),
]


@pytest.mark.parametrize(("data", "name", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_rows_5_to_10_a_hostile_file_is_refused(data: bytes, name: str, code: str) -> None:
    report = check(data)
    assert not report.valid
    assert failures(report)[name] == code


def test_row_7_turned_text_is_pointed_out() -> None:
    """It is allowed, and needed where scripts mix; the reader is told where it stands."""
    report = check(signed(name="Interpreter \u202egnitseretni"))
    assert report.valid
    assert report.check("rules").reason.code == "rules-kept-turned"
    assert report.check("rules").reason.values == {"path": "/name"}


def listing(encoded: str) -> bytes:
    """The town's status list with another ``encodedList``, signed by the town."""
    unsigned = read_document(status_list())
    del unsigned["proof"]
    unsigned["credentialSubject"]["encodedList"] = encoded
    return issue(unsigned, KEY, now=NOW)


def test_row_10_a_bomb_for_a_status_list_is_refused() -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(bytes(64 * 2**20)) + packer.flush()
    made = signed(credentialStatus=entry())
    for packed, code in ((bomb, "too-large"), (bomb[: len(bomb) // 32], "not-encoded")):
        lists = served({LIST: listing("u" + base64url_encode(packed))})
        assert failures(check(made, status_of=lists)) == {"status": code}


# --- rows 11 to 16: whom one asks, and what a token may say ---------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost%3A8000", "2130706433", "169.254.169.254", "db.internal", "[::1]", "tоwn.example"]
)
def test_row_11_nothing_is_fetched_from_the_inside_of_a_network(host: str) -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return b"{}"

    inside = f"did:web:{host}"
    made = issue(badge(issuer=inside), key(1, controller=inside), now=NOW)
    report = check(made, resolver=FetchingResolver(fetch))
    assert not report.valid
    assert failures(report)["key-authorised"] == "refused-host"
    url = f"https://{host.replace('%3A', ':')}/status/1"
    made = signed(credentialStatus=entry(url=url))
    assert failures(check(made, status_of=FetchedLists(fetch)))["status"] == "status-unavailable"
    # Nor from the open network, for a credential that the issuer did not sign.
    forged = signed(credentialStatus=entry()).replace(b"court", b"Court")
    assert check(forged, status_of=FetchedLists(fetch)).check("status").reason.code == "not-reached"
    assert asked == []
    assert check(signed(credentialStatus=entry()), status_of=FetchedLists(fetch)).check("status").outcome == "failed"
    assert asked == [LIST]


def unsigned_token(**header: Any) -> bytes:
    payload = base64url_encode(canonical(badge()))
    return f"{base64url_encode(canonical(header))}.{payload}.".encode()


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (lambda: unsigned_token(alg="none", kid=KEY.verification_method, typ="vc+jwt"), "wrong-algorithm"),
        (lambda: to_vc_jwt(badge(), KEY, now=NOW).encode() + b"AA", "bad-signature"),
        (lambda: tricked(alg="HS256"), "wrong-algorithm"),
        (lambda: tricked(alg="ES256"), "wrong-algorithm"),
        (lambda: tricked(crit=["exp"]), "crit"),
        (lambda: tricked(typ="kb+jwt"), "wrong-type"),
        (lambda: tricked(kid=None, jwk=FOREIGN_KEY.public.jwk()), "no-kid"),
    ],
    ids=["none", "loose bits", "hmac", "another key's", "critical", "another type", "its own key"],
)
def test_row_12_a_token_does_not_choose_how_it_is_checked(token: Callable[[], bytes], code: str) -> None:
    report = check(token())
    assert not report.valid
    assert code in failures(report).values()
    assert report.document is None


def tricked(**header: Any) -> bytes:
    """A badge as a token that the town did sign, under a header that says otherwise."""
    stated = {"alg": "EdDSA", "kid": KEY.verification_method, "typ": "vc+jwt"} | header
    stated = {name: value for name, value in stated.items() if value is not None}
    signing = f"{base64url_encode(canonical(stated))}.{base64url_encode(canonical(badge()))}"
    return f"{signing}.{base64url_encode(KEY.sign(signing.encode()))}".encode()


def test_row_13_an_issuer_whose_key_anybody_has_is_refused() -> None:
    """A ``did:key`` of a point of small order: R the neutral element, S zero, and many a message is signed."""
    neutral = b"\1" + bytes(31)
    did = "did:key:" + multibase_encode(b"\xed\x01" + neutral)
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": JCS,
        "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
        "proofValue": multibase_encode(neutral + bytes(32)),
    }
    report = check(canonical(badge(issuer=did) | {"proof": options}))
    assert failures(report) == {"key-authorised": "small-order"}
    assert not report.valid


@pytest.mark.parametrize("authentication", [False, True], ids=["assertion", "authentication"])
@pytest.mark.parametrize("controller", [TOWN, OTHER])
@pytest.mark.parametrize("issuer", [TOWN, OTHER])
@pytest.mark.parametrize("named", [TOWN, OTHER])
def test_row_14_only_the_issuers_own_key_for_assertions_counts(
    issuer: str, named: str, controller: str, authentication: bool
) -> None:
    """Sixteen ways to name an issuer, a key, its controller and what it is for; two of them are right."""
    signer = key(1, controller=named)
    made = issue(badge(issuer=issuer), signer, now=NOW)
    document = document_of(signer, did=named, controller=controller, assertion=not authentication)
    report = check(made, resolver=OfflineResolver([document]))
    assert report.valid == (issuer == named == controller and not authentication)
    if named != issuer or controller != issuer:
        assert failures(report)["issuer"] == "issuer-not-controller"
    elif authentication:
        assert failures(report) == {"key-authorised": "key-not-for-assertion"}


def test_row_16_a_disclosure_that_nobody_signed_is_refused() -> None:
    claims = {"iss": TOWN, "vct": "https://town.example/types/interpreter", "iat": int(NOW.timestamp())}
    header = {"kid": KEY.verification_method, "typ": "dc+sd-jwt"}
    token = sign_compact(canonical(claims), KEY, header=header)
    assert check(f"{token}~".encode()).valid
    added = base64url_encode(canonical([base64url_encode(b"\1" * 16), "given_name", "Milica"]))
    assert failures(check(f"{token}~{added}~".encode())) == {"proof": "unreferenced-disclosure"}
    old = sign_compact(canonical(claims | {"exp": 1}), KEY, header=header)
    assert failures(check(f"{old}~".encode())) == {"dates": "expired"}


# --- row 17: status lists -------------------------------------------------------------------------------------------


def changed_list(**members: Any) -> bytes:
    unsigned = read_document(status_list())
    del unsigned["proof"]
    return issue(unsigned | members, KEY, now=NOW)


def unsigned_list() -> bytes:
    unsigned = read_document(status_list())
    del unsigned["proof"]
    return canonical(unsigned)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: status_list(purpose="suspension"), "wrong-purpose"),
        (lambda: status_list(signer=FOREIGN_KEY, issuer=OTHER), "list-not-signed"),
        (lambda: status_list(signer=FOREIGN_KEY), "list-not-signed"),
        (unsigned_list, "list-not-signed"),
        (lambda: status_list().replace(b'"revocation"', b'"Revocation"'), "list-not-signed"),
        (lambda: status_list(until=NOW - timedelta(seconds=1)), "expired"),
        (lambda: status_list(since=NOW + DAY, until=NOW + 2 * DAY), "not-yet-valid"),
        (lambda: status_list(length=1_024), "too-short"),
        (lambda: changed_list(id="https://town.example/status/2"), "other-list"),
        (lambda: changed_list(type=["VerifiableCredential"]), "wrong-type"),
        (signed, "wrong-type"),
        (lambda: b"<html>", "not-svg"),
        (lambda: b"x", "unknown-format"),
    ],
)
def test_row_17_a_list_that_proves_nothing_fails_the_credential(made: Callable[[], bytes], code: str) -> None:
    report = check(signed(credentialStatus=entry()), status_of=served({LIST: made()}))
    assert failures(report) == {"status": code}
    open_policy = Policy(fail_closed=False)
    # What cannot be had may be forgiven; what came and is wrong never is.
    forgiving = check(signed(credentialStatus=entry()), status_of=served({LIST: made()}), policy=open_policy)
    assert failures(forgiving) == {"status": code}


@pytest.mark.parametrize("index", ["007", "-1", "1.0", "131072", "", "1e3", "٣"])
def test_row_17_an_index_that_is_none_fails_the_credential(index: str) -> None:
    report = check(signed(credentialStatus=entry(index)), status_of=served({LIST: status_list()}))
    assert "status" in failures(report)


def test_row_17_silence_fails_unless_the_policy_says_otherwise() -> None:
    def down(url: str) -> bytes:
        raise TimeoutError(url)

    made = signed(credentialStatus=entry())
    unknown = signed(
        credentialStatus={"id": "https://town.example/r", "type": "1EdTechRevocationList"},
        **{"@context": [BASE, OPEN_BADGES, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]},
    )
    for report in (check(made), check(made, status_of=down), check(made, status_of=served({}))):
        assert failures(report) == {"status": "status-unavailable"}
    assert failures(check(unknown)) == {"status": "status-unknown"}
    for data in (made, unknown):
        forgiving = check(data, status_of=down, policy=Policy(fail_closed=False))
        assert forgiving.valid
        assert forgiving.check("status").outcome == "skipped"


def test_row_17_grace_is_given_to_signed_lists_and_for_so_long() -> None:
    made = signed(credentialStatus=entry(7))
    policy = Policy(grace=DAY)

    def report(*withdrawn: int, ended: timedelta, signer: MemoryKey = KEY) -> Report:
        data = status_list(*withdrawn, since=NOW - 3 * DAY, until=NOW - ended, signer=signer)
        return check(bundle(made, statuses={LIST: data}), policy=policy)

    stale = report(ended=DAY / 2)
    assert stale.valid
    assert stale.check("status").reason.code == "status-good-stale"
    assert failures(report(7, ended=DAY / 2)) == {"status": "status-revoked"}
    assert failures(report(ended=DAY + timedelta(seconds=1))) == {"status": "expired"}
    assert failures(report(ended=DAY / 2, signer=FOREIGN_KEY)) == {"status": "list-not-signed"}
    assert failures(check(made, policy=policy)) == {"status": "status-unavailable"}


# --- rows 19 and 20: proofs and moments -----------------------------------------------------------------------------


def test_row_19_every_proof_that_can_be_checked_must_hold() -> None:
    both = read_document(signed(suites=(JCS, RDFC)))
    first, second = both["proof"]
    assert check(canonical(both)).valid
    swapped, redated = second | {"proofValue": first["proofValue"]}, first | {"created": NOW.isoformat()}
    for broken in ([first, swapped], [redated, second]):
        assert failures(check(canonical(both | {"proof": broken}))) == {"proof": "signature"}
    strange = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "proofPurpose": "assertionMethod"}
    beside = check(canonical(both | {"proof": [first, strange | {"verificationMethod": KEY.verification_method}]}))
    assert beside.check("proof").outcome == "ok"
    alone = check(canonical(both | {"proof": strange | {"verificationMethod": KEY.verification_method}}))
    assert failures(alone)["proof"] == "proof-unknown"
    foreign = check(add_proof(signed(), FOREIGN_KEY, now=NOW))
    assert failures(foreign)["issuer"] == "issuer-not-controller"
    assert failures(check(canonical(both | {"proof": [first] * 17})))["proof"] == "too-many-proofs"
    assert failures(check(signed(), policy=Policy(required_suites=frozenset({RDFC})))) == {
        "proof": "proof-suite-required"
    }


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"validFrom": "2026-11-25T12:00:00Z"}, ""),
        ({"validFrom": "2026-11-25T14:05:00+02:00"}, ""),  # five minutes, forgiven to a clock
        ({"validFrom": "2026-11-25T14:05:01+02:00"}, "not-yet-valid"),
        ({"validFrom": "2026-11-25T00:00:00-11:00"}, ""),
        ({"validFrom": "2026-11-25T00:00:00-13:00"}, "not-yet-valid"),
        ({"validUntil": "2026-11-25T12:00:00Z"}, ""),
        ({"validUntil": "2026-11-25T11:59:59.999999999Z"}, "expired"),
        ({"validUntil": "2026-11-25T13:59:59+02:00"}, "expired"),
        ({"validUntil": "2026-12-25T12:00:00"}, "naive-moment"),
        ({"validUntil": "2026-12-25"}, "not-a-moment"),
        ({"validUntil": "2026-12-25 12:00:00Z"}, "not-a-moment"),
        ({"validUntil": "2026-13-25T12:00:00Z"}, "not-a-moment"),
        ({"validUntil": "2026-12-31T23:59:60Z"}, "not-a-moment"),
        ({"validUntil": 1_800_000_000}, "not-a-moment"),
        ({"validUntil": None}, ""),
    ],
)
def test_row_20_moments_are_read_to_the_second(members: dict[str, Any], code: str) -> None:
    report = check(signed(**members))
    assert report.valid == (code == "")
    assert failures(report).get("dates", "") == code


def test_row_20_a_signature_of_tomorrow_is_refused() -> None:
    made = issue(badge(), KEY, now=NOW + timedelta(minutes=6))
    assert failures(check(made)) == {"dates": "signed-in-future"}
    assert check(made, policy=Policy(clock_skew=timedelta(minutes=6))).valid


# --- rows 21 and 22: the log and the keys ---------------------------------------------------------------------------


def test_row_21_a_receipt_of_another_log_or_leaf_is_refused() -> None:
    town = TownLog()
    position = town.write(signed())
    other = filled(3, signer=OTHER_LOG).add(commitment_of(read_document(signed())))
    foreign = other.receipt(3, NORTH, SOUTH).dumps()
    assert failures(check(signed(), receipt=foreign, log_keys=LOG_KEYS)) == {"log": "unsigned"}
    late = town.receipt(position, at=NOW + DAY)
    assert failures(check(signed(), receipt=late, log_keys=LOG_KEYS)) == {"log": "future-time"}
    town.write(signed(id="urn:uuid:1"))
    moved = town.receipt(position).replace(b"\nindex 0\n", b"\nindex 1\n")
    assert failures(check(signed(), receipt=moved, log_keys=LOG_KEYS)) == {"log": "wrong-root"}
    # The hash of a node, handed in as if it were a leaf.
    inner = town.log.tree.root()
    assert failures(check(canonical({"credential": read_document(signed()), "receipt": inner.hex()}))) == {}
    assert failures(check(signed(), receipt=inner, log_keys=LOG_KEYS)) == {"log": "not-a-receipt"}


def rotating() -> tuple[TownLog, int, int]:
    """A log in which the first key is replaced, with a credential of it before and one after."""
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    before = town.write(signed())
    town.note(KeyRotated(TOWN, NEW_KEY.verification_method, NEW_KEY.public, KEY.verification_method, NOW))
    after = town.write(signed(id="urn:uuid:1"))
    return town, before, after


def logged(town: TownLog, data: bytes, position: int | None, **options: Any) -> Report:
    receipt = None if position is None else town.receipt(position)
    return check(data, receipt=receipt, history=town.history, log_keys=LOG_KEYS, **options)


def test_row_22_a_credential_outlives_the_day_its_key_is_replaced() -> None:
    town, before, after = rotating()
    # The document of the town shows the new key alone, or cannot be had at all.
    for known in (resolver(NEW_KEY), OfflineResolver()):
        report = logged(town, signed(), before, resolver=known)
        assert report.valid
        assert str(report.check("key-authorised").reason) == (
            f"The key {KEY.verification_method} was allowed to sign at position 1 of the log."
        )
    assert failures(logged(town, signed(id="urn:uuid:1"), after)) == {"key-authorised": "key-rotated"}
    assert failures(logged(town, signed(), None)) == {"key-authorised": "key-position-unknown"}
    newer = signed(NEW_KEY, id="urn:uuid:2")
    assert logged(town, newer, town.write(newer)).valid
    assert logged(town, newer, None).check("key-authorised").reason.code == "key-authorised-today"


def test_row_22_a_stolen_key_is_worth_nothing_after_its_revocation() -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    before = town.write(signed())
    town.note(KeyRevoked(TOWN, KEY.verification_method, "stolen", NOW))
    forged = signed(id="urn:uuid:1")
    after = town.write(forged)
    assert logged(town, signed(), before).valid
    # The document of the town still lists the key, as one does that was forgotten or taken over.
    assert failures(logged(town, forged, after, resolver=resolver(KEY))) == {"key-authorised": "key-revoked"}
    assert failures(logged(town, forged, None, resolver=resolver(KEY))) == {"key-authorised": "key-revoked-today"}


def test_row_22_a_thief_cannot_date_back() -> None:
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    stolen_from = town.write(signed())
    town.note(KeyRevoked(TOWN, KEY.verification_method, "stolen", NOW, since=stolen_from + 1))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    backdated = issue(badge(id="urn:uuid:1", validFrom="2020-01-01T00:00:00Z"), KEY, now=long_ago)
    position = town.write(backdated)
    assert failures(logged(town, backdated, position)) == {"key-authorised": "key-revoked"}
    # The receipt of an honest credential does not fit the forged one.
    assert failures(check(backdated, receipt=town.receipt(stolen_from), history=town.history, log_keys=LOG_KEYS)) == {
        "log": "wrong-root",
        "key-authorised": "key-revoked-today",
    }
    assert logged(town, signed(), stolen_from).valid


def test_row_22_a_key_that_the_log_does_not_know_is_not_the_issuers() -> None:
    """Whoever takes over the name of the town puts a key of their own under its address, and signs."""
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    taken = key(9, "key-9")
    report = logged(town, signed(taken), None, resolver=OfflineResolver([document_of(taken)]))
    assert failures(report) == {"key-authorised": "key-unknown-to-log"}
    under_the_old_name = key(9)
    report = logged(town, signed(under_the_old_name), None, resolver=OfflineResolver([document_of(under_the_old_name)]))
    assert failures(report) == {"proof": "signature"}


def test_row_22_one_name_may_stand_for_two_keys_in_turn() -> None:
    second = key(9)
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    before = town.write(signed())
    town.note(KeyRotated(TOWN, second.verification_method, second.public, KEY.verification_method, NOW))
    newer = signed(second, id="urn:uuid:1")
    after = town.write(newer)
    assert logged(town, signed(), before).valid
    assert logged(town, newer, after).valid
    older = signed(id="urn:uuid:2")
    assert failures(logged(town, older, town.write(older))) == {"proof": "signature"}


def test_row_22_a_status_list_is_signed_by_a_key_of_today() -> None:
    made = signed(credentialStatus=entry())
    town = TownLog()
    town.note(KeyAdded(TOWN, KEY.verification_method, KEY.public, NOW))
    position = town.write(made)
    town.note(KeyRotated(TOWN, NEW_KEY.verification_method, NEW_KEY.public, KEY.verification_method, NOW))
    assert logged(town, made, position, status_of=served({LIST: status_list(signer=NEW_KEY)})).valid
    replaced = logged(town, made, position, status_of=served({LIST: status_list()}))
    assert failures(replaced) == {"status": "list-not-signed"}


def test_row_22_an_end_in_the_document_of_a_foreign_issuer_counts() -> None:
    foreign = issue(badge(issuer=OTHER), FOREIGN_KEY, now=NOW)
    for ends, word in ((NOW, "key-ended"), (NOW + DAY, "")):
        report = check(foreign, resolver=OfflineResolver([document_of(FOREIGN_KEY, did=OTHER, ends=ends)]))
        assert failures(report).get("key-authorised", "") == word


# --- rows 23 to 25: pictures, names and links -----------------------------------------------------------------------


def test_row_23_a_picture_made_to_harm_is_refused() -> None:
    packed = zlib.compress(bytes(64 * 2**20), 9)
    assert failures(check(with_chunks(baked_chunk(packed, flags=b"\1\0")))) == {"readable": "too-large"}
    two = with_chunks(baked_chunk(signed()), baked_chunk(signed()))
    assert failures(check(two)) == {"readable": "several-credentials"}
    entity = (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    )
    assert failures(check(entity)) == {"readable": "entities"}
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    assert failures(check(script)) == {"readable": "active"}
    inner = with_chunks(baked_chunk(json.dumps({"credential": "<svg/>"}).encode()))
    assert failures(check(inner)) == {"readable": "unknown-format"}


def test_row_24_an_issuer_is_named_by_what_was_checked() -> None:
    """What a credential calls its issuer is not in the reasons; pages take the name from a register by identifier."""
    liar = {
        "id": TOWN,
        "type": ["Profile"],
        "name": "Ministry of Justice",
        "image": {"id": "https://tracker.example/pixel.png", "type": "Image"},
    }
    asked: list[str] = []

    def status_of(url: str) -> bytes:
        asked.append(url)
        return b""

    report = check(signed(issuer=liar), status_of=status_of)
    assert report.valid
    assert report.issuer == TOWN
    assert "Ministry" not in " ".join(str(each.reason) for each in report.checks)
    assert asked == []


def test_row_25_what_is_shared_holds_nothing_to_count_from() -> None:
    """The bundle names credential and list, no row of ours; the links themselves are tried with the pages."""
    town, before, _ = rotating()
    shared = read_document(bundle(signed(), receipt=town.receipt(before), statuses={LIST: status_list()}))
    assert shared.keys() == {"credential", "receipt", "status"}
    assert shared["credential"]["id"].startswith("urn:uuid:")
    assert check(canonical(shared), history=town.history, log_keys=LOG_KEYS).valid
