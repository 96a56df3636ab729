"""Keys: only sound ones come to be, each has one name, and signatures are judged as Wycheproof judges them."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from munera.engines.attestation.errors import AttestationError, KeyRefused
from munera.engines.attestation.keys import Algorithm, MemoryKey, PublicKey
from munera.engines.attestation.multibase import base64url_encode, multibase_encode
from tests.engines.attestation.vector_counts import Tally

FIELD = 2**255 - 19
# The y of the points of order 8; those of order 1, 2 and 4 are 1, -1 and 0 (RFC 8032, 5.1).
EIGHTH = [
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
]
# RFC 8032, 7.1, test 1; FIPS 186 sample of RFC 6979, A.2.5
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
P256_NUMBER = bytes.fromhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721")


def small_order_encodings() -> list[bytes]:
    """Every 32 bytes that a lenient reader takes for a point of small order, with both signs."""
    numbers = [y.to_bytes(32, "little") for y in (0, 1, FIELD - 1, FIELD, FIELD + 1)] + EIGHTH
    return [*numbers, *(number[:31] + bytes([number[31] | 0x80]) for number in numbers)]


def code_of(refused: Callable[[], object]) -> str:
    with pytest.raises(KeyRefused) as error:
        refused()
    return error.value.code


def groups(folder: Path, name: str) -> list[dict[str, object]]:
    content: dict[str, list[dict[str, object]]] = json.loads((folder / name).read_bytes())
    return content["testGroups"]


@pytest.mark.parametrize(
    ("name", "algorithm", "expected"),
    [
        ("ed25519_test.json", "Ed25519", Counter(valid=88, invalid=63)),
        ("ecdsa_secp256r1_sha256_p1363_test.json", "P-256", Counter(valid=173, invalid=89)),
    ],
)
def test_wycheproof_signatures_are_judged_as_published(
    vectors: Callable[[str], Path], tally: Tally, name: str, algorithm: Algorithm, expected: Counter[str]
) -> None:
    judged: Counter[str] = Counter()
    for group in groups(vectors("wycheproof"), name):
        point = group["publicKey"]
        if algorithm == "Ed25519":
            key = PublicKey(algorithm, bytes.fromhex(point["pk"]))  # type: ignore[index] # the form of the file
        else:
            key = PublicKey.from_jwk(uncompressed_jwk(point["uncompressed"]))  # type: ignore[index] # the form of the file
        for case in group["tests"]:  # type: ignore[attr-defined] # the form of the file
            verdict = "valid" if key.verify(bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])) else "invalid"
            assert verdict == case["result"], case["comment"]
            judged[verdict] += 1

    assert judged == expected
    tally(f"Wycheproof {algorithm}", accepted=judged["valid"], refused=judged["invalid"])


def uncompressed_jwk(point: str) -> dict[str, str]:
    raw = bytes.fromhex(point)
    return {"kty": "EC", "crv": "P-256", "x": base64url_encode(raw[1:33]), "y": base64url_encode(raw[33:])}


@pytest.mark.parametrize("raw", small_order_encodings(), ids=bytes.hex)
def test_row_13_a_key_under_which_anybody_can_sign_is_refused(raw: bytes, tally: Tally) -> None:
    assert code_of(lambda: PublicKey("Ed25519", raw)) == "small-order"
    assert code_of(lambda: PublicKey.from_multibase(multibase_encode(b"\xed\x01" + raw))) == "small-order"
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(raw)}
    assert code_of(lambda: PublicKey.from_jwk(jwk)) == "small-order"
    tally("small-order Ed25519 encodings", refused=1)


def test_row_13_such_keys_do_sign_anything_elsewhere() -> None:
    """Why they are refused: a library takes the identity for a key and one signature for every message."""
    identity = Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))

    identity.verify((1).to_bytes(32, "little") + bytes(32), b"whatever")


@pytest.mark.parametrize("above", range(2, 19))
def test_row_13_a_second_way_to_write_a_point_is_refused(above: int) -> None:
    assert code_of(lambda: PublicKey("Ed25519", (FIELD + above).to_bytes(32, "little"))) == "not-canonical"


def test_row_13_what_is_no_point_is_refused() -> None:
    assert code_of(lambda: PublicKey("Ed25519", (2).to_bytes(32, "little"))) == "not-on-curve"
    assert code_of(lambda: PublicKey("P-256", b"\x02" + b"\xff" * 32)) == "not-on-curve"
    assert code_of(lambda: PublicKey("P-256", b"\x05" + b"\x01" * 32)) == "not-on-curve"
    jwk = MemoryKey.from_seed(P256_NUMBER, algorithm="P-256").public.jwk()
    assert code_of(lambda: PublicKey.from_jwk({**jwk, "y": jwk["x"]})) == "not-on-curve"


def test_row_13_a_signature_with_a_number_too_large_is_refused(town: MemoryKey) -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    signature = town.sign(b"message")
    larger = (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")

    assert town.public.verify(signature, b"message")
    assert not town.public.verify(signature[:32] + larger, b"message")


def test_the_samples_of_the_standards_are_signed_as_published() -> None:
    ed25519 = MemoryKey.from_seed(SEED)
    p256 = MemoryKey.from_seed(P256_NUMBER, algorithm="P-256")

    assert ed25519.public.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert ed25519.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b"
    )
    assert p256.sign(b"sample").hex() == (
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    )


@pytest.mark.parametrize(("algorithm", "letters"), [("Ed25519", "z6Mk"), ("P-256", "zDn")])
def test_a_key_comes_back_from_each_of_its_names(algorithm: Algorithm, letters: str) -> None:
    key = MemoryKey.from_seed(SEED, algorithm=algorithm).public

    assert key.multibase.startswith(letters)
    assert key.did_key() == f"did:key:{key.multibase}"
    assert PublicKey.from_multibase(key.multibase) == key
    assert PublicKey.from_did_key(key.did_key()) == key
    assert PublicKey.from_did_key(f"{key.did_key()}#{key.multibase}") == key
    assert PublicKey.from_jwk(key.jwk()) == key


def test_a_key_signs_as_itself_where_no_name_is_given(town: MemoryKey) -> None:
    alone = MemoryKey.from_seed(SEED)

    assert alone.verification_method == f"{alone.public.did_key()}#{alone.public.multibase}"
    assert town.verification_method == "did:web:town.example#key-1"


def test_a_secret_is_not_shown() -> None:
    for algorithm in ("Ed25519", "P-256"):
        shown = repr(MemoryKey.from_seed(P256_NUMBER, algorithm=algorithm))  # type: ignore[arg-type] # one of the two
        assert "secret" not in shown
        assert P256_NUMBER.hex() not in shown
        assert repr(P256_NUMBER) not in shown


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        ({"kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA"}, "private-key"),
        ({"kty": "OKP", "crv": "X25519", "x": "AA"}, "unknown-algorithm"),
        ({"kty": "EC", "crv": "Ed25519", "x": "AA"}, "unknown-algorithm"),
        ({"kty": ["OKP"], "crv": "Ed25519"}, "unknown-algorithm"),
        ({"kty": "oct", "k": "AA"}, "unknown-algorithm"),
        ({"kty": "OKP", "crv": "Ed25519"}, "wrong-length"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "AA"}, "wrong-length"),
        ({"kty": "OKP", "crv": "Ed25519", "x": "AA=="}, "not-base64url"),
        ({"kty": "EC", "crv": "P-256", "x": "A" * 43}, "wrong-length"),
    ],
)
def test_a_web_key_that_is_none_of_ours_is_refused(jwk: dict[str, object], code: str) -> None:
    assert code_of(lambda: PublicKey.from_jwk(jwk)) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("did:web:town.example", "not-did-key"),
        ("did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd#other", "not-did-key"),
        ("did:key:z6MkehRgf7yJbgaGfYsdoAsKdBPE3dj2CYhowQdcjqSJgvVd#", "not-did-key"),
        ("did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "unknown-algorithm"),
        ("did:key:u7QEBAQ", "not-base58"),
        ("did:key:z0", "not-base58"),
        ("did:key:", "unknown-multibase"),
        ("did:key:z6Mk", "unknown-algorithm"),
    ],
)
def test_a_name_that_is_no_key_is_refused(text: str, code: str) -> None:
    assert code_of(lambda: PublicKey.from_did_key(text)) == code


def test_a_seed_that_is_no_key_is_refused() -> None:
    assert code_of(lambda: MemoryKey.from_seed(b"short")) == "wrong-length"
    assert code_of(lambda: MemoryKey.from_seed(bytes(32), algorithm="P-256")) == "out-of-range"
    assert code_of(lambda: MemoryKey.from_seed(b"\xff" * 32, algorithm="P-256")) == "out-of-range"


def test_a_signature_of_another_length_or_message_does_not_fit(town: MemoryKey) -> None:
    signature = town.sign(b"message")

    assert not town.public.verify(signature + b"\0", b"message")
    assert not town.public.verify(signature[:63], b"message")
    assert not town.public.verify(b"", b"message")
    assert not town.public.verify(signature, b"massage")
    assert not MemoryKey.from_seed(SEED).public.verify(signature, b"message")


def test_every_key_error_is_an_attestation_error() -> None:
    assert issubclass(KeyRefused, AttestationError)
