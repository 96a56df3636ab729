"""A badge as the claims of a wallet, and the way through an SD-JWT VC."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from munera.engines.attestation.claims import claims_of_badge, hidable
from munera.engines.attestation.credential import open_badge
from munera.engines.attestation.errors import AttestationError
from munera.engines.attestation.keys import MemoryKey
from munera.engines.attestation.sd_jwt import disclosures_of, present, to_sd_jwt_vc, verify_sd_jwt_vc

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
VCT = "https://town.example/types/badge"
KEY = MemoryKey.from_seed(bytes(range(32)), "did:web:town.example#key-1", "P-256")
HOLDER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
SKILL = "http://data.europa.eu/esco/skill/ccdf3597-5c80-410f-896d-e1bdfa223de9"


def badge(**changes: Any) -> dict[str, Any]:
    return (
        open_badge(
            id="urn:uuid:7a0b8f4e-2f0c-4b39-9a51-6a0b1de0a001",
            issuer={"id": "did:web:town.example", "name": "Kasaba"},
            name="İlk yardım belgesi",
            achievement={
                "id": "https://town.example/achievements/first-aid",
                "inLanguage": "tr",
                "name": "İlk yardım",
                "description": "On altı saatlik kurs",
                "criteria": {"narrative": "…"},
                "alignment": [{"type": ["Alignment"], "targetName": "ilk yardım", "targetUrl": SKILL}],
            },
            valid_from=datetime(2026, 5, 1, tzinfo=UTC),
            valid_until=datetime(2031, 5, 1, tzinfo=UTC),
            subject_id=HOLDER,
            results=[{"value": "B"}],
        )
        | changes
    )


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(AttestationError) as caught:
        call()
    return caught.value.code


def test_a_badge_says_the_same_in_the_words_of_a_wallet() -> None:
    assert claims_of_badge(badge(), vct=VCT) == {
        "vct": VCT,
        "iss": "did:web:town.example",
        "nbf": 1777593600,
        "exp": 1935360000,
        "jti": "urn:uuid:7a0b8f4e-2f0c-4b39-9a51-6a0b1de0a001",
        "sub": HOLDER,
        "name": "İlk yardım belgesi",
        "issuer_name": "Kasaba",
        "achievement": {
            "id": "https://town.example/achievements/first-aid",
            "name": "İlk yardım",
            "description": "On altı saatlik kurs",
        },
        "skills": [{"id": SKILL, "name": "ilk yardım"}],
        "results": [{"value": "B"}],
        "language": "tr",
    }


def test_all_but_what_every_verifier_must_see_can_be_left_out() -> None:
    claims = claims_of_badge(badge(), vct=VCT)
    salts = (bytes([number]) * 16 for number in range(256))
    token = to_sd_jwt_vc(claims, KEY, disclosable=hidable(claims), salts=salts, now=NOW)

    def shown(*names: str) -> dict[str, Any]:
        chosen = [held.text for held in disclosures_of(token) if held.name in names]
        return verify_sd_jwt_vc(present(token, chosen), key_of=lambda _: KEY.public, now=NOW)

    always = {"vct": VCT, "iss": claims["iss"], "nbf": claims["nbf"], "exp": claims["exp"], "iat": 1782907200}
    assert shown() == always
    assert shown("name", "results") == always | {"name": claims["name"], "results": claims["results"]}
    assert shown(*hidable(claims)) == claims | always


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"credentialSubject": []}, "several-subjects"),
        ({"credentialSubject": "did:web:somebody.example"}, "missing"),
        ({"credentialSubject": {"achievement": "https://town.example/a"}}, "missing"),
        ({"issuer": "did:web:town.example"}, "missing"),
        ({"validFrom": None}, "not-a-moment"),
        ({"validUntil": "2031-05-01T00:00:00"}, "naive-moment"),
    ],
)
def test_a_badge_that_makes_no_claims_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: claims_of_badge(badge(**changes), vct=VCT)) == code
