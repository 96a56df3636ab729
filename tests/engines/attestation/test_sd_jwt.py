"""SD-JWT: the example of RFC 9901, each step of its section 7 by number, and credentials with certificates."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from munera.engines.attestation.canonical import MAX_DEPTH
from munera.engines.attestation.certificates import certificate_request, key_of_certificate, write_x5c
from munera.engines.attestation.disclosures import MAX_DISCLOSURES
from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.jose import sign_compact
from munera.engines.attestation.keys import MemoryKey, PublicKey
from munera.engines.attestation.multibase import base64url_decode, base64url_encode
from munera.engines.attestation.sd_jwt import (
    ALWAYS_OPEN,
    Disclosure,
    disclosures_of,
    present,
    to_sd_jwt_vc,
    verify_sd_jwt,
    verify_sd_jwt_vc,
)
from tests.engines.attestation.authority import Authority

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
ISSUER = "did:web:town.example"
NONCE, AUDIENCE = "n-0S6_WzA2Mj", "https://employer.example"
SEED = bytes(range(32))
KEY = MemoryKey.from_seed(SEED, f"{ISSUER}#key-1", "P-256")
HOLDER = MemoryKey.from_seed(bytes(range(1, 33)), "", "P-256")
RECORD = {
    "vct": "https://town.example/types/course",
    "iss": ISSUER,
    "exp": int((NOW + timedelta(days=365)).timestamp()),
    "name": "Çağrı Şen",
    "course": {"title": "Ilk yardım", "hours": 16, "grade": "B"},
    "languages": ["tr", "ku", "en"],
}
RFC = json.loads((Path(__file__).parent / "data" / "rfc9901.json").read_text())
RFC_KEY = PublicKey.from_jwk(RFC["issuer_jwk"])
# Ten seconds after the holder of the example signed.
RFC_NOW = datetime.fromtimestamp(1_748_536_875, UTC)


def salts() -> Iterator[bytes]:
    number = 0
    while True:
        number += 1
        yield sha256(number.to_bytes(4)).digest()[:16]


def credential(**options: Any) -> str:
    chosen = {"disclosable": ["name", ("course", "grade"), ("languages", None)], "holder_jwk": HOLDER.public.jwk()}
    return to_sd_jwt_vc(RECORD, KEY, **{"salts": salts(), "now": NOW, **chosen, **options})


def key_of(kid: str) -> PublicKey:
    return {f"{ISSUER}#key-1": KEY.public}[kid]


def verify(token: str, **options: Any) -> dict[str, Any]:
    return verify_sd_jwt_vc(token, **{"key_of": key_of, "now": NOW, **options})


def shown(token: str, *names: str | None, **options: Any) -> str:
    """A presentation of the disclosures with these names, bound to the holder's key."""
    chosen = [held.text for held in disclosures_of(token) if held.name in names]
    return present(token, chosen, **{"key": HOLDER, "nonce": NONCE, "audience": AUDIENCE, "now": NOW, **options})


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(AttestationError) as caught:
        call()
    return caught.value.code


def disclosure(*content: object) -> str:
    return base64url_encode(json.dumps(content).encode())


def digest(text: str) -> str:
    return base64url_encode(sha256(text.encode()).digest())


def crafted(payload: Mapping[str, Any], *texts: str, typ: str = "x+sd-jwt", header: Mapping[str, Any] = {}) -> str:
    """Whatever an issuer may have signed, with whatever came beside it."""
    signed = sign_compact(json.dumps(payload).encode(), KEY, header={"typ": typ, **header})
    return "~".join([signed, *texts, ""])


def process(token: str, **options: Any) -> dict[str, Any]:
    return verify_sd_jwt(token, **{"keys": lambda _: KEY.public, "typ": "x+sd-jwt", "now": NOW, **options})


# The example of the RFC


def test_the_sd_jwt_of_the_rfc_gives_the_claims_that_went_into_it(tally: Callable[..., None]) -> None:
    claims = verify_sd_jwt(RFC["sd_jwt"], keys=lambda _: RFC_KEY, typ="example+sd-jwt", now=RFC_NOW)

    assert claims.pop("cnf")["jwk"]["kty"] == "EC"
    assert claims == {
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "sub": "user_42",
        "given_name": "John",
        "family_name": "Doe",
        "email": "johndoe@example.com",
        "phone_number": "+1-202-555-0101",
        "phone_number_verified": True,
        "address": {
            "street_address": "123 Main St",
            "locality": "Anytown",
            "region": "Anystate",
            "country": "US",
        },
        "birthdate": "1940-01-01",
        "updated_at": 1570000000,
        "nationalities": ["US", "DE"],
    }
    tally("RFC 9901", accepted=1)


def test_the_presentation_of_the_rfc_gives_what_its_holder_chose(tally: Callable[..., None]) -> None:
    claims = verify_sd_jwt(
        RFC["presentation"],
        keys=lambda _: RFC_KEY,
        typ="example+sd-jwt",
        now=RFC_NOW,
        nonce=RFC["nonce"],
        audience=RFC["audience"],
    )

    assert sorted(claims) == sorted(
        ["iss", "iat", "exp", "sub", "nationalities", "cnf", "family_name", "address", "given_name"]
    )
    assert (claims["nationalities"], claims["family_name"], claims["given_name"]) == (["US"], "Doe", "John")
    tally("RFC 9901", accepted=1)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        # RFC 9901, 4.2.1 to 4.2.3: one value written in four ways, and the digest of the first.
        ("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0", "Möbius"),
        ("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNXHUwMGY2Yml1cyJd", "Möbius"),
        ("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd", "Möbius"),
        ("WwoiXzI2YmM0TFQtYWM2cTJLSTZjQlc1ZXMiLAoiZmFtaWx5X25hbWUiLAoiTcO2Yml1cyIKXQ", "Möbius"),
    ],
)
def test_a_disclosure_of_the_rfc_is_read_however_it_is_written(
    content: str, expected: str, tally: Callable[..., None]
) -> None:
    assert process(crafted({"_sd": [digest(content)]}, content)) == {"family_name": expected}
    tally("RFC 9901", accepted=1)


def test_the_digest_of_the_rfc_is_taken_over_the_text() -> None:
    content = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"

    assert process(crafted({"_sd": ["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"]}, content)) != {}


# Our own, there and back


def test_a_holder_shows_what_is_asked_and_nothing_else() -> None:
    token = credential()
    everything = [held.text for held in disclosures_of(token)]
    always = {"vct": RECORD["vct"], "iss": ISSUER, "exp": RECORD["exp"], "iat": int(NOW.timestamp())}
    always["cnf"] = {"jwk": HOLDER.public.jwk()}
    binding = {"nonce": NONCE, "audience": AUDIENCE}

    assert verify(token) == RECORD | {"iat": always["iat"], "cnf": always["cnf"]}
    assert verify(present(token, [])) == always | {"course": {"title": "Ilk yardım", "hours": 16}, "languages": []}
    assert verify(shown(token, "grade"), **binding)["course"] == RECORD["course"]
    assert verify(shown(token, None), **binding)["languages"] == ["tr", "ku", "en"]
    assert "name" not in verify(shown(token, "grade", None), **binding)
    assert verify(present(token, everything[1:2], key=HOLDER, nonce=NONCE, audience=AUDIENCE, now=NOW), **binding)


def test_what_is_hidden_stands_nowhere_in_the_signed_part() -> None:
    payload = json.loads(base64url_decode(credential().split(".")[1]))

    assert "name" not in payload
    assert payload["course"].keys() == {"title", "hours", "_sd"}
    assert [list(element) for element in payload["languages"]] == [["..."]] * 3
    assert payload["_sd"] == sorted(payload["_sd"])


def test_a_claim_within_a_hidden_claim_can_be_hidden_again() -> None:
    token = credential(disclosable=["course", ("course", "grade")])
    held = {item.name: item for item in disclosures_of(token)}

    assert verify(token)["course"] == RECORD["course"]
    assert verify(present(token, [held["course"].text]))["course"] == {"title": "Ilk yardım", "hours": 16}
    assert refusal(lambda: present(token, [held["grade"].text])) == "unreferenced-disclosure"


def test_the_status_and_the_key_of_the_holder_are_open() -> None:
    status = {"status_list": {"idx": 7, "uri": "https://town.example/status/1"}}

    claims = verify(present(credential(status=status), []))

    assert claims["status"] == status
    assert claims["cnf"] == {"jwk": HOLDER.public.jwk()}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"disclosable": ["surname"]}, "no-such-claim"),
        ({"disclosable": [("name", "first")]}, "no-such-claim"),
        ({"disclosable": [("languages", "first")]}, "no-such-claim"),
        ({"disclosable": [("course", None)]}, "no-such-claim"),
        ({"salts": []}, "salt"),
        ({"salts": [b"short"] * 9}, "salt"),
        ({"salts": [bytes(16)] * 9}, "salt"),
        ({"holder_jwk": {**HOLDER.public.jwk(), "d": "AA"}}, "private-key"),
    ]
    + [({"disclosable": [name]}, "always-open") for name in sorted(ALWAYS_OPEN)],
)
def test_an_issuer_cannot_hide_what_is_not_there_or_what_all_must_see(options: dict[str, Any], code: str) -> None:
    assert refusal(lambda: credential(**options)) == code


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"iss": ISSUER}, "missing-claim"),
        ({"vct": "x"}, "missing-claim"),
        ({**RECORD, "_sd": []}, "reserved-name"),
        ({**RECORD, "a": {"...": "x"}}, "reserved-name"),
        ({**RECORD, "a": [{"_sd_alg": "x"}]}, "reserved-name"),
        ({**RECORD, "score": 1.5}, "float"),
    ],
)
def test_a_record_that_cannot_be_a_credential_is_refused(record: dict[str, Any], code: str) -> None:
    assert refusal(lambda: to_sd_jwt_vc(record, KEY, disclosable=[], salts=salts(), now=NOW)) == code


# RFC 9901, 7.1: the SD-JWT


def test_section_7_1_step_1_the_parts_are_separated_by_tildes() -> None:
    token = credential()

    assert refusal(lambda: verify(token.replace("~", "."))) == "not-sd-jwt"
    assert refusal(lambda: verify(token.replace("~", "~~", 1))) == "not-json"
    assert refusal(lambda: verify("~" + token)) == "not-a-token"
    assert refusal(lambda: verify(token.replace("~", "~é", 1))) == "not-sd-jwt"
    assert refusal(lambda: verify(token + "A" * 300_000)) == "too-large"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS256", "EdDSA"])
def test_section_7_1_step_2_1_the_algorithm_is_one_for_the_key(algorithm: str) -> None:
    assert refusal(lambda: process(crafted({}, header={"alg": algorithm}))) == "wrong-algorithm"


def test_section_7_1_step_2_2_the_signature_fits() -> None:
    head, body, rest = credential().split(".", 2)
    other = base64url_encode(json.dumps({**json.loads(base64url_decode(body)), "exp": 2**40}).encode())

    assert refusal(lambda: verify(f"{head}.{other}.{rest}")) == "bad-signature"


@pytest.mark.parametrize(
    "kid",
    ["did:web:thief.example#key-1", "key-1", "#key-1", "did:web:town.example.thief.example#key-1", "did:web:town"],
)
def test_section_7_1_step_2_3_and_row_14_the_key_belongs_to_the_issuer(kid: str) -> None:
    thief = MemoryKey.from_seed(SEED, kid, "P-256")
    token = to_sd_jwt_vc(RECORD, thief, disclosable=[], salts=salts(), now=NOW)

    assert refusal(lambda: verify(token, key_of=lambda _: thief.public)) == "other-issuer"


def test_section_7_1_step_2_3_the_key_has_a_name() -> None:
    assert refusal(lambda: verify(crafted(RECORD, typ="dc+sd-jwt"))) == "no-kid"
    assert refusal(lambda: verify(crafted({**RECORD, "iss": None}, typ="dc+sd-jwt", header={"kid": "x"}))) == (
        "other-issuer"
    )


@pytest.mark.parametrize("name", ["sha-1", "md5", "sha-256-32", "SHA-256", "", 1, None, ["sha-256"]])
def test_section_7_1_step_2_4_the_hash_is_one_that_is_trusted(name: object) -> None:
    assert refusal(lambda: process(crafted({"_sd_alg": name}))) == "hash"


def test_section_7_1_step_2_4_a_longer_hash_is_understood() -> None:
    text = disclosure("salt", "name", "Ana")
    long = base64url_encode(sha512(text.encode()).digest())

    assert process(crafted({"_sd": [long], "_sd_alg": "sha-512"}, text)) == {"name": "Ana"}
    assert refusal(lambda: process(crafted({"_sd": [long]}, text))) == "unreferenced-disclosure"


def test_section_7_1_step_3_2_digests_are_found_at_every_level_and_through_disclosures() -> None:
    inner = disclosure("s1", "grade", "B")
    element = disclosure("s2", {"_sd": [digest(inner)]})
    outer = disclosure("s3", "courses", [{"...": digest(element)}, {"_sd": ["decoy"]}])

    token = crafted({"a": {"b": {"_sd": [digest(outer)]}}}, inner, element, outer)

    assert process(token) == {"a": {"b": {"courses": [{"grade": "B"}, {}]}}}


@pytest.mark.parametrize("digests", ["text", {}, None, [1], [None], [["x"]]])
def test_section_7_1_step_3_2_digests_of_an_object_are_a_list_of_texts(digests: object) -> None:
    assert refusal(lambda: process(crafted({"_sd": digests}))) == "bad-digests"


@pytest.mark.parametrize("element", [{"...": "x", "a": 1}, {"...": 1}, {"...": None}, {"...": ["x"]}])
def test_section_7_1_step_3_2_the_digest_of_an_element_stands_alone_and_is_a_text(element: object) -> None:
    assert refusal(lambda: process(crafted({"list": [element]}))) == "bad-digests"


def test_three_dots_have_no_place_outside_an_array() -> None:
    assert refusal(lambda: process(crafted({"...": "x"}))) == "reserved-name"
    assert refusal(lambda: process(crafted({"a": {"...": "x"}}))) == "reserved-name"


def test_section_7_1_step_3_3_1_a_digest_without_its_value_is_ignored() -> None:
    """It may be a decoy, or a value that the holder keeps."""
    assert process(crafted({"_sd": ["decoy"], "list": [1, {"...": "decoy of a list"}, 2]})) == {"list": [1, 2]}


@pytest.mark.parametrize("content", [("salt",), ("salt", "a", 1, 2), (), ("s", "a", 1, "b", 2)])
def test_row_16_section_7_1_step_3_3_2_1_the_wrong_number_of_parts(content: tuple[object, ...]) -> None:
    text = disclosure(*content)

    assert refusal(lambda: process(crafted({"_sd": [digest(text)]}, text))) == "wrong-arity"


def test_row_16_section_7_1_step_3_3_an_element_is_no_member_and_a_member_no_element() -> None:
    element, member = disclosure("salt", "value"), disclosure("salt", "name", "value")

    assert refusal(lambda: process(crafted({"_sd": [digest(element)]}, element))) == "wrong-arity"
    assert refusal(lambda: process(crafted({"list": [{"...": digest(member)}]}, member))) == "wrong-arity"


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_row_16_section_7_1_step_3_3_2_2_a_disclosed_name_is_not_reserved(name: str) -> None:
    text = disclosure("salt", name, ["x"])

    assert refusal(lambda: process(crafted({"_sd": [digest(text)]}, text))) == "reserved-name"


def test_row_16_section_7_1_step_3_3_2_3_a_disclosed_value_does_not_overwrite() -> None:
    first, second = disclosure("s1", "name", "Ana"), disclosure("s2", "name", "Eve")

    assert refusal(lambda: process(crafted({"name": "Ana", "_sd": [digest(second)]}, second))) == "claim-collision"
    both = crafted({"_sd": [digest(first), digest(second)]}, first, second)
    assert refusal(lambda: process(both)) == "claim-collision"


def test_section_7_1_step_3_5_and_6_no_trace_of_the_digests_remains() -> None:
    assert process(crafted({"a": {"_sd": ["x"]}, "_sd": ["y"], "_sd_alg": "sha-256"})) == {"a": {}}


def test_row_16_section_7_1_step_4_no_digest_stands_twice() -> None:
    text, element = disclosure("salt", "name", "Ana"), disclosure("salt", "Ana")
    twice = [
        crafted({"_sd": [digest(text)] * 2}, text),
        crafted({"_sd": [digest(text)], "a": {"_sd": [digest(text)]}}, text),
        crafted({"list": [{"...": digest(element)}] * 2}, element),
        crafted({"_sd": ["decoy"], "a": {"_sd": ["decoy"]}}),
    ]

    assert [refusal(lambda t=token: process(t)) for token in twice] == ["duplicate-digest"] * 4
    # A value may not be disclosed within itself either; its own digest cannot be in it, but that of another can.
    inner = disclosure("s1", "a", 1)
    outer = disclosure("s2", "b", {"_sd": [digest(inner)]})
    hidden = crafted({"_sd": [digest(inner), digest(outer)]}, inner, outer)
    assert refusal(lambda: process(hidden)) == "duplicate-digest"


def test_row_16_section_7_1_step_5_no_value_comes_that_was_not_signed() -> None:
    text = disclosure("salt", "role", "mayor")

    assert refusal(lambda: process(crafted({"a": 1}, text))) == "unreferenced-disclosure"
    known = disclosure("salt", "name", "Ana")
    assert refusal(lambda: process(crafted({"_sd": [digest(known)]}, known, known))) == "duplicate-disclosure"


def test_row_16_section_7_1_step_6_an_expired_token_is_refused() -> None:
    """``sd-jwt`` 0.10.4 took ``exp: 1``."""
    hidden = disclosure("salt", "exp", 1)

    assert refusal(lambda: process(crafted({"exp": 1}))) == "expired"
    assert refusal(lambda: process(crafted({"exp": int(NOW.timestamp())}))) == "expired"
    assert refusal(lambda: process(crafted({"_sd": [digest(hidden)]}, hidden))) == "expired"
    assert process(crafted({"exp": int(NOW.timestamp()) + 1})) != {}


@pytest.mark.parametrize("claim", ["nbf", "iat"])
def test_row_20_section_7_1_step_6_a_token_of_tomorrow_is_refused(claim: str) -> None:
    tomorrow = int((NOW + timedelta(days=1)).timestamp())

    assert refusal(lambda: process(crafted({claim: tomorrow}))) == "not-yet-valid"
    assert process(crafted({claim: int(NOW.timestamp()) + 60})) != {}


@pytest.mark.parametrize("claim", ["nbf", "iat", "exp"])
@pytest.mark.parametrize("value", ["1782907200", None, True, -1, 10**12, []])
def test_row_20_section_7_1_step_6_a_time_is_a_whole_number(claim: str, value: object) -> None:
    assert refusal(lambda: process(crafted({claim: value}))) == "bad-date"


@pytest.mark.parametrize("meant_for", ["https://other.example", ["https://other.example"], [], None])
def test_section_7_1_step_6_a_token_for_somebody_else_is_refused(meant_for: object) -> None:
    token = crafted({"aud": meant_for, "cnf": {"jwk": HOLDER.public.jwk()}})

    assert refusal(lambda: process(token)) == "wrong-audience"
    bound = present(token, [], key=HOLDER, nonce=NONCE, audience=AUDIENCE, now=NOW)
    assert refusal(lambda: process(bound, nonce=NONCE, audience=AUDIENCE)) == "wrong-audience"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (base64url_encode(b'{"a":1}'), "wrong-arity"),
        (base64url_encode(b'"text"'), "wrong-arity"),
        (base64url_encode(b'["s","a",1],"b":2'), "wrong-arity"),
        (base64url_encode(b'["s","a",1],"":["s","b",2]'), "duplicate-key"),
        (base64url_encode(b'["s","a",{"b":1,"b":2}]'), "duplicate-key"),
        (base64url_encode(b'["s","a",1.5]'), "float"),
        (base64url_encode(b"["), "not-json"),
        (base64url_encode(b"\xff"), "not-json"),
        (disclosure(1, "a", 1), "bad-disclosure"),
        (disclosure("s", 1, 1), "bad-disclosure"),
        (disclosure("s", "a", 1) + "=", "not-base64url"),
    ],
)
def test_a_disclosure_is_strict_json_in_strict_base64(text: str, code: str) -> None:
    assert refusal(lambda: process(crafted({"_sd": [digest(text)]}, text))) == code


def test_row_8_a_chain_of_disclosures_is_no_deeper_than_a_document() -> None:
    def nested(count: int) -> str:
        texts = [disclosure("s0", "a", 1)]
        for number in range(1, count):
            texts.append(disclosure(f"s{number}", "a", {"_sd": [digest(texts[-1])]}))
        return crafted({"_sd": [digest(texts[-1])]}, *texts)

    assert process(nested(MAX_DEPTH - 1)) != {}
    assert refusal(lambda: process(nested(MAX_DEPTH))) == "too-deep"
    assert refusal(lambda: process(nested(MAX_DISCLOSURES))) == "too-deep"
    assert refusal(lambda: process(nested(MAX_DISCLOSURES + 1))) == "too-large"


# RFC 9901, 7.2: the holder


def test_section_7_2_a_holder_takes_no_presentation_for_a_credential() -> None:
    assert refusal(lambda: present(shown(credential()), [])) == "holder-only"


def test_section_7_2_a_key_binding_is_for_somebody() -> None:
    for missing in ({"nonce": ""}, {"audience": ""}, {"now": None}):
        assert refusal(lambda m=missing: shown(credential(), **m)) == "missing-claim"


def test_a_holder_sees_what_there_is_to_choose_from() -> None:
    held = disclosures_of(credential())

    assert [(item.name, item.value) for item in held] == [
        ("name", "Çağrı Şen"),
        ("grade", "B"),
        (None, "tr"),
        (None, "ku"),
        (None, "en"),
    ]
    assert all(isinstance(item, Disclosure) for item in held)


# RFC 9901, 7.3: the verifier


@pytest.mark.parametrize(
    "asked", [{"nonce": NONCE}, {"audience": AUDIENCE}, {"nonce": "", "audience": ""}, {"nonce": NONCE, "audience": ""}]
)
def test_row_15_section_7_3_step_1_what_the_verifier_wants_is_whole(asked: dict[str, str]) -> None:
    assert refusal(lambda: verify(shown(credential()), **asked)) == "no-key-binding"


def test_row_15_section_7_3_step_2_a_key_binding_that_was_stripped_is_missed() -> None:
    stripped = shown(credential(), "name").rpartition("~")[0] + "~"

    assert verify(stripped)["name"] == "Çağrı Şen"
    assert refusal(lambda: verify(stripped, nonce=NONCE, audience=AUDIENCE)) == "no-key-binding"


def test_row_15_a_key_binding_that_nobody_asked_for_is_not_passed_over() -> None:
    assert refusal(lambda: verify(shown(credential()))) == "unasked-key-binding"


def bound(payload: Mapping[str, Any] = {}, *, key: MemoryKey = HOLDER, **header: Any) -> str:
    """A presentation with any key binding at all."""
    without = present(credential(), [])
    claims = {"aud": AUDIENCE, "iat": int(NOW.timestamp()), "nonce": NONCE, "sd_hash": digest(without)} | payload
    kept = {name: value for name, value in claims.items() if value is not ...}
    return without + sign_compact(json.dumps(kept).encode(), key, header={"typ": "kb+jwt", **header})


def test_section_7_3_step_5_a_whole_key_binding_is_taken() -> None:
    assert verify(bound(), nonce=NONCE, audience=AUDIENCE)["iss"] == ISSUER


def test_section_7_3_step_5_1_the_key_is_the_one_in_the_credential() -> None:
    unbound = present(credential(holder_jwk=None), [], key=HOLDER, nonce=NONCE, audience=AUDIENCE, now=NOW)

    assert refusal(lambda: verify(unbound, nonce=NONCE, audience=AUDIENCE)) == "no-holder-key"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA"])
def test_section_7_3_step_5_2_the_algorithm_is_one_for_the_key(algorithm: str) -> None:
    assert refusal(lambda: verify(bound(alg=algorithm), nonce=NONCE, audience=AUDIENCE)) == "wrong-algorithm"


def test_row_15_section_7_3_step_5_3_only_the_holder_can_sign() -> None:
    thief = MemoryKey.from_seed(bytes(range(2, 34)), "", "P-256")

    assert refusal(lambda: verify(bound(key=thief), nonce=NONCE, audience=AUDIENCE)) == "bad-signature"


@pytest.mark.parametrize("typ", ["JWT", "dc+sd-jwt", None, "KB+JWT"])
def test_section_7_3_step_5_4_the_type_is_that_of_a_key_binding(typ: object) -> None:
    assert refusal(lambda: verify(bound(typ=typ), nonce=NONCE, audience=AUDIENCE)) == "wrong-type"


@pytest.mark.parametrize("seconds", [-301, 61, ...])
def test_row_15_section_7_3_step_5_5_it_was_signed_just_now(seconds: Any) -> None:
    at = ... if seconds is ... else int(NOW.timestamp()) + seconds

    assert refusal(lambda: verify(bound({"iat": at}), nonce=NONCE, audience=AUDIENCE)) == "stale"


def test_section_7_3_step_5_5_how_long_ago_is_for_the_verifier_to_say() -> None:
    old = bound({"iat": int(NOW.timestamp()) - 3_000})

    assert verify(old, nonce=NONCE, audience=AUDIENCE, max_age=timedelta(hours=1))["iss"] == ISSUER


@pytest.mark.parametrize("nonce", ["", "other", ..., None, [NONCE]])
def test_row_15_section_7_3_step_5_6_it_answers_this_question(nonce: object) -> None:
    assert refusal(lambda: verify(bound({"nonce": nonce}), nonce=NONCE, audience=AUDIENCE)) == "wrong-nonce"


@pytest.mark.parametrize("audience", ["", "https://other.example", ..., None, [AUDIENCE]])
def test_row_15_section_7_3_step_5_6_it_is_for_this_verifier(audience: object) -> None:
    assert refusal(lambda: verify(bound({"aud": audience}), nonce=NONCE, audience=AUDIENCE)) == "wrong-audience"


def test_row_15_section_7_3_step_5_7_it_covers_what_came_and_nothing_else() -> None:
    token = credential()
    more, less = shown(token, "name", "grade"), shown(token, "name")
    kept = less.rpartition("~")[0]
    swapped = f"{kept}~{more.rpartition('~')[2]}"

    assert refusal(lambda: verify(swapped, nonce=NONCE, audience=AUDIENCE)) == "wrong-hash"
    assert refusal(lambda: verify(bound({"sd_hash": ...}), nonce=NONCE, audience=AUDIENCE)) == "wrong-hash"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"exp": 1}, "expired"),
        ({"nbf": 2**33}, "not-yet-valid"),
        ({"iat": "now"}, "bad-date"),
        ({"exp": "1"}, "bad-date"),
    ],
)
def test_section_7_3_step_5_8_it_is_a_valid_token_in_all_else(payload: dict[str, Any], code: str) -> None:
    assert refusal(lambda: verify(bound(payload), nonce=NONCE, audience=AUDIENCE)) == code


# SD-JWT VC


@pytest.mark.parametrize("typ", ["vc+sd-jwt", "JWT", "sd-jwt", "vc+jwt", "kb+jwt"])
def test_row_12_only_the_type_of_the_draft_is_taken(typ: str) -> None:
    token = crafted(RECORD, typ=typ, header={"kid": KEY.verification_method})

    assert refusal(lambda: verify(token)) == "wrong-type"


def test_a_credential_says_of_which_type_it_is() -> None:
    token = crafted({"iss": ISSUER}, typ="dc+sd-jwt", header={"kid": KEY.verification_method})

    assert refusal(lambda: verify(token)) == "missing-claim"


@pytest.mark.parametrize("name", ["nbf", "cnf", "vct", "vct#integrity", "status", "iss"])
def test_an_issuer_who_hid_what_all_must_see_is_not_believed(name: str) -> None:
    text = disclosure("salt", name, RECORD.get(name, 1))
    payload = {key: value for key, value in RECORD.items() if key != name} | {"_sd": [digest(text)]}
    token = crafted(payload, text, typ="dc+sd-jwt", header={"kid": KEY.verification_method})

    # Without the issuer in the open, there is nobody the key could belong to.
    assert refusal(lambda: verify(token)) == ("other-issuer" if name == "iss" else "always-open")


# Certificates


def test_a_certificate_for_another_kind_of_key_is_refused_and_ed25519_is_ours() -> None:
    authority = Authority()
    foreign = authority.certificate("Town", ec.derive_private_key(7, ec.SECP384R1()).public_key(), by=authority.middle)
    edwards = MemoryKey.from_seed(SEED)
    own = ed25519.Ed25519PublicKey.from_public_bytes(edwards.public.raw)

    assert refusal(lambda: key_of_certificate(foreign)) == "unknown-algorithm"
    assert key_of_certificate(authority.certificate("Town", own, by=authority.middle)) == edwards.public


def untold(kid: str) -> PublicKey:
    raise AssertionError(kid)


def certified(authority: Authority, chain: list[bytes], record: Mapping[str, Any] = RECORD) -> str:
    return to_sd_jwt_vc(record, KEY, disclosable=["name"], salts=salts(), now=NOW, x5c=chain)


def test_a_chain_of_certificates_leads_to_an_authority_that_the_verifier_trusts() -> None:
    authority = Authority()
    chain = authority.chain(KEY.public, name=ISSUER)
    token = certified(authority, chain)

    assert verify(token, key_of=untold, anchors=[authority.anchor])["name"] == "Çağrı Şen"
    assert json.loads(base64url_decode(token.split(".")[0]))["x5c"] == write_x5c(chain)


def test_who_trusts_no_authority_finds_the_key_as_the_issuer_publishes_it() -> None:
    chain = Authority().chain(KEY.public, name=ISSUER)
    token = certified(Authority(), chain)
    asked: list[str] = []

    def published(kid: str) -> PublicKey:
        asked.append(kid)
        return KEY.public

    assert verify(token, key_of=published)["name"] == "Çağrı Şen"
    assert asked == [KEY.verification_method]
    stranger = {**RECORD, "iss": "did:web:other.example"}
    assert refusal(lambda: verify(certified(Authority(), chain, stranger), key_of=published)) == "no-anchors"


def test_an_authority_can_read_the_request_for_a_key_that_stays_where_it_is() -> None:
    request = x509.load_pem_x509_csr(certificate_request(KEY, issuer=ISSUER, organisation="Town of Aveiro"))
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "O=Town of Aveiro"
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [ISSUER]
    point = request.public_key()
    assert isinstance(point, ec.EllipticCurvePublicKey)
    assert point.public_bytes(Encoding.X962, PublicFormat.CompressedPoint) == KEY.public.raw
    edwards = MemoryKey.from_seed(SEED)
    assert refusal(lambda: certificate_request(edwards, issuer=ISSUER, organisation="Town")) == "wrong-algorithm"


def test_the_issuer_may_be_the_host_in_the_certificate() -> None:
    authority = Authority()
    chain = authority.chain(KEY.public, name=ISSUER, names=(x509.DNSName("town.example"),))
    record = {**RECORD, "iss": "https://town.example/issuer"}

    assert verify(certified(authority, chain, record), key_of=untold, anchors=[authority.anchor])
    for issuer in ("https://other.example", "http://town.example", "https://town.example.thief.example", ISSUER):
        token = certified(authority, chain, {**RECORD, "iss": issuer})
        assert refusal(lambda t=token: verify(t, key_of=untold, anchors=[authority.anchor])) == "other-issuer"


def test_row_14_a_certificate_for_somebody_else_is_refused() -> None:
    authority = Authority()
    others = [
        authority.chain(KEY.public, name="did:web:other.example"),
        authority.chain(KEY.public, name=ISSUER, names=()),
        authority.chain(KEY.public, name=ISSUER, names=(x509.DNSName("town.example"),)),
    ]

    for chain in others:
        token = certified(authority, chain)
        assert refusal(lambda t=token: verify(t, key_of=untold, anchors=[authority.anchor])) == "other-issuer"


def test_certificates_that_do_not_hold_are_refused() -> None:
    authority, stranger = Authority(), Authority(seed=2)
    whole = authority.chain(KEY.public, name=ISSUER)
    cases = {
        "anchor-in-chain": ([*whole, authority.anchor], [authority.anchor]),
        "untrusted": (whole, [stranger.anchor]),
    }

    for code, (chain, anchors) in cases.items():
        token = certified(authority, chain)
        assert refusal(lambda t=token, a=anchors: verify(t, key_of=untold, anchors=a)) == code
    for chain in (
        whole[:1],  # the one between is missing
        [whole[0], stranger.chain(KEY.public, name=ISSUER)[1]],
        authority.chain(KEY.public, name=ISSUER, days=0),  # expired at the stroke of the hour
        authority.chain(KEY.public, name=ISSUER, signing=False),
        authority.chain(KEY.public, name=ISSUER, ca=True),
    ):
        token = certified(authority, chain)
        assert refusal(lambda t=token: verify(t, key_of=untold, anchors=[authority.anchor], now=LATER)) == "untrusted"


@pytest.mark.parametrize("x5c", [[], "text", None, ["not base64"], ["AA=="], [1], ["QUJD"], ["QUJD\n"], ["QQ=="] * 5])
def test_a_header_with_other_than_certificates_is_refused(x5c: object) -> None:
    token = crafted(RECORD, typ="dc+sd-jwt", header={"x5c": x5c})

    assert refusal(lambda: verify(token, key_of=untold, anchors=[Authority().anchor])) == "bad-certificate"


def test_an_issuer_signs_with_the_key_of_the_certificate() -> None:
    authority = Authority()
    other = MemoryKey.from_seed(bytes(range(2, 34)), KEY.verification_method, "P-256")

    def sign(key: MemoryKey, chain: list[bytes]) -> str:
        return to_sd_jwt_vc(RECORD, key, disclosable=[], salts=salts(), now=NOW, x5c=chain)

    assert refusal(lambda: sign(other, authority.chain(KEY.public, name=ISSUER))) == "other-key"
    assert refusal(lambda: sign(KEY, [b"no certificate"])) == "bad-certificate"
    # Signed by somebody whose certificate it is not.
    forged = crafted(RECORD, typ="dc+sd-jwt", header={"x5c": write_x5c(authority.chain(KEY.public, name=ISSUER))})
    head, body, _ = forged.removesuffix("~").split(".")
    signature = base64url_encode(other.sign(f"{head}.{body}".encode()))
    assert refusal(lambda: verify(f"{head}.{body}.{signature}~", anchors=[authority.anchor])) == "bad-signature"
