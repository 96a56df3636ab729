"""Whose key it is, and where one may look: controllers, their documents, and hosts that are not asked."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.resolver import (
    FetchingResolver,
    OfflineResolver,
    check_host,
    check_url,
    did_key_document,
    did_web_url,
    document_url,
    is_public_address,
    parse_did_document,
    public_addresses,
)

TOWN = "did:web:town.example"
KEY = MemoryKey.from_seed(b"\1" * 32).public
P256 = MemoryKey.from_seed(b"\1" * 32, algorithm="P-256").public
METHOD = {"id": "#key-1", "type": "Multikey", "controller": TOWN, "publicKeyMultibase": KEY.multibase}


def document(**members: Any) -> bytes:
    whole = {"id": TOWN, "verificationMethod": [METHOD], "assertionMethod": ["#key-1"]} | members
    return json.dumps(whole).encode()


def code_of(error: pytest.ExceptionInfo[AttestationError]) -> str:
    assert str(error.value).endswith(".")
    return error.value.code


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:town.example", "https://town.example/.well-known/did.json"),
        ("did:web:town.example:schools:7", "https://town.example/schools/7/did.json"),
        ("did:web:town.example%3A8443:a", "https://town.example:8443/a/did.json"),
        ("did:web:town.example%3a8443", "https://town.example:8443/.well-known/did.json"),
        ("did:web:xn--bcher-kva.example", "https://xn--bcher-kva.example/.well-known/did.json"),
    ],
)
def test_a_did_web_is_an_address(did: str, url: str) -> None:
    assert did_web_url(did) == document_url(did) == url
    assert check_url(url) == url


@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("did:web:", "refused-host"),
        ("did:web:town.example:", "bad-did"),
        ("did:web:town.example:..:etc", "bad-did"),
        ("did:web:town.example:a%2Fb", "bad-did"),
        ("did:web:town.example:a/b", "bad-did"),
        ("did:web:town.example/secret?", "refused-host"),
        ("did:web:town.example%3A0", "bad-did"),
        ("did:web:town.example%3A70000", "bad-did"),
        ("did:web:town.example%3A", "bad-did"),
        ("did:web:user@town.example", "refused-host"),
        ("did:web:town.example%00.org", "refused-host"),
        ("did:web:127.0.0.1", "refused-host"),
        ("did:web:localhost%3A8000", "refused-host"),
        ("did:key:z6Mk", "bad-did"),
    ],
)
def test_a_did_web_with_another_meaning_is_refused(did: str, code: str) -> None:
    with pytest.raises(AttestationError) as refused:
        did_web_url(did)
    assert code_of(refused) == code


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "10.0.0.1", "169.254.169.254"),
        *("[::1]", "::1", "localhost", "db", "a.localhost", "printer.local", "vault.internal", "x.home.arpa"),
        *("town.example.", ".town.example", "town..example", "-a.example", "a-.example", "Town.example"),
        *("tоwn.example", "town。example", "①.example", "a_b.example", "a b.example", "", "a." * 127 + "example"),
        *("1.2.3.4", "1.2.3.0x4", "town.example.8"),
    ],
)
def test_a_host_that_is_no_public_name_is_not_asked(host: str) -> None:
    with pytest.raises(AttestationError) as refused:
        check_host(host)
    assert code_of(refused) == "refused-host"


@pytest.mark.parametrize(
    "url",
    [
        *("http://town.example/a", "file:///etc/passwd", "ftp://town.example/", "gopher://town.example/"),
        *("https://user:pw@town.example/", "https://town.example@evil.example/", "https://town.example/#a"),
        *(
            "https://town.example\\@evil.example/",
            "https://town.example/a b",
            "https://town.example/\n",
            "https://[::1",
        ),
        *("https://town.example:99999/", "https://tоwn.example/"),
    ],
)
def test_an_address_that_is_not_plain_is_not_asked(url: str) -> None:
    with pytest.raises(AttestationError) as refused:
        check_url(url)
    assert code_of(refused) in {"refused-url", "refused-host"}


PRIVATE = [
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1", "169.254.169.254"),
    *("172.16.0.1", "172.31.9.9", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1"),
    *("203.0.113.9", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.88.99.1"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "100::1", "2001:db8::1"),
    *("::ffff:127.0.0.1", "::ffff:9.9.9.9", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::"),
    *("2001::1", "2001:20::1", "3fff::1", "5f00::1"),
    *("2130706433", "0x7f000001", "127.1", "0177.0.0.1", "town.example", "", "9.9.9.9 "),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_in_the_open_network_is_not_connected_to(address: str) -> None:
    assert not is_public_address(address)
    with pytest.raises(AttestationError) as refused:
        public_addresses(["9.9.9.9", address])
    assert code_of(refused) == "refused-address"


def test_addresses_of_the_open_network_are_connected_to() -> None:
    public = ["9.9.9.9", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.169.0.1", "2620:fe::fe", "2a00:1450::1"]
    assert public_addresses(public) == public


def test_a_name_without_an_address_is_refused() -> None:
    with pytest.raises(AttestationError):
        public_addresses([])


def test_a_did_key_is_its_own_document() -> None:
    did = KEY.did_key()
    resolved = did_key_document(did)
    assert resolved.assertion_methods == {f"{did}#{KEY.multibase}"}
    assert resolved.methods[f"{did}#{KEY.multibase}"].key == KEY
    assert resolved == OfflineResolver().resolve(f"{did}#{KEY.multibase}")


def test_a_document_lists_its_keys_and_what_they_are_for() -> None:
    jwk = {"id": f"{TOWN}#key-2", "type": "JsonWebKey", "controller": TOWN, "publicKeyJwk": P256.jwk()}
    resolved = parse_did_document(document(authentication=[jwk]), did=TOWN)
    assert {name: method.key for name, method in resolved.methods.items()} == {
        f"{TOWN}#key-1": KEY,
        f"{TOWN}#key-2": P256,
    }
    assert resolved.assertion_methods == {f"{TOWN}#key-1"}
    assert resolved.relationships["authentication"] == {f"{TOWN}#key-2"}


@pytest.mark.parametrize(
    "change",
    [
        {"publicKeyMultibase": "zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"},  # secp256k1
        {"publicKeyMultibase": "z6MkeTG3bFFSLYVU7VqhgZxqr6YzpaGrQtFMh1uvqGy1vDnP"},
        {"publicKeyMultibase": None},
        {"publicKeyJwk": KEY.jwk()},
        {"publicKeyJwk": KEY.jwk() | {"d": "AAAA"}, "publicKeyMultibase": None},
        {"expires": "2030-01-01"},
        {"revoked": 7},
    ],
)
def test_a_key_that_cannot_be_used_stays_with_its_reason(change: dict[str, Any]) -> None:
    resolved = parse_did_document(document(verificationMethod=[METHOD | change]), did=TOWN)
    method = resolved.methods[f"{TOWN}#key-1"]
    assert method.key is None
    assert method.refused.endswith(".")


def test_the_earliest_end_of_a_key_counts() -> None:
    ends = {"expires": "2030-01-01T00:00:00Z", "revoked": "2027-01-01T02:00:00+02:00"}
    resolved = parse_did_document(document(verificationMethod=[METHOD | ends]), did=TOWN)
    assert resolved.methods[f"{TOWN}#key-1"].ends == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (document(id="did:web:other.example"), "wrong-subject"),
        (document(verificationMethod=[METHOD, METHOD]), "bad-did-document"),
        (document(verificationMethod={"id": "x"}), "bad-did-document"),
        (document(verificationMethod=["#key-1"]), "bad-did-document"),
        (document(verificationMethod=[METHOD | {"id": 1}]), "bad-did-document"),
        (document(verificationMethod=[METHOD | {"controller": [TOWN]}]), "bad-did-document"),
        (document(assertionMethod=[1]), "bad-did-document"),
        (document(assertionMethod=["#key-1"] * 65), "bad-did-document"),
        (b'{"id":"did:web:town.example","id":"did:web:town.example"}', "duplicate-key"),
        (b"<html>", "not-json"),
        (b'{"a":"' + b"a" * 262_144 + b'"}', "too-large"),
    ],
)
def test_a_document_of_another_shape_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(AttestationError) as refused:
        parse_did_document(data, did=TOWN)
    assert code_of(refused) == code


def test_what_was_fetched_is_read_as_the_document_of_who_was_asked_for() -> None:
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return document()

    resolver = FetchingResolver(fetch)
    assert resolver.resolve(TOWN) == parse_did_document(document(), did=TOWN)
    assert resolver.resolve(KEY.did_key()) == did_key_document(KEY.did_key())
    with pytest.raises(AttestationError) as refused:
        resolver.resolve("did:web:mirror.example")
    assert code_of(refused) == "wrong-subject"
    assert asked == ["https://town.example/.well-known/did.json", "https://mirror.example/.well-known/did.json"]


def test_what_cannot_be_fetched_is_not_resolved() -> None:
    def fetch(url: str) -> bytes:
        raise TimeoutError("nobody answered")

    with pytest.raises(AttestationError) as refused:
        FetchingResolver(fetch).resolve(TOWN)
    assert code_of(refused) == "not-resolved"


@pytest.mark.parametrize("did", ["did:example:1", "urn:uuid:1", "xxx:z6Mk", "did:web:127.0.0.1", "http://a.example"])
def test_nothing_is_fetched_for_an_identifier_without_a_public_address(did: str) -> None:
    def fetch(url: str) -> bytes:
        raise AssertionError(url)

    with pytest.raises(AttestationError):
        FetchingResolver(fetch).resolve(did)


def test_who_is_unknown_offline_is_not_resolved() -> None:
    known = parse_did_document(document(), did=TOWN)
    assert OfflineResolver([known]).resolve(TOWN) == known
    with pytest.raises(AttestationError) as refused:
        OfflineResolver([known]).resolve("did:web:other.example")
    assert code_of(refused) == "not-resolved"
