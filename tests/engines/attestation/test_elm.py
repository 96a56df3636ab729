"""The export for Europass: what its profile asks for, and that nothing in it is ours."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from munera.engines.attestation.credential import open_badge
from munera.engines.attestation.elm import LANGUAGES, to_elm
from munera.engines.attestation.errors import AttestationError

# Terms of the EDC application profile 3 and of the data model (edc-ap-context.jsonld at
# european-commission-empl/European-Learning-Model@9d7c5d220022), as far as the export uses them.
TERMS = {
    *("@context", "id", "type", "issuer", "issuanceDate", "issued", "validFrom", "validUntil", "expirationDate"),
    *("credentialSchema", "credentialSubject", "credentialProfiles", "displayParameter", "title", "description"),
    *("language", "primaryLanguage", "individualDisplay", "displayDetail", "image", "page", "content"),
    *("contentType", "contentEncoding", "contentURL", "homepage", "legalName", "location", "address", "countryCode"),
    *("fullName", "hasClaim", "awardedBy", "awardingBody", "specifiedBy", "provenBy", "learningOutcome", "grade"),
    *("relatedESCOSkill", "eqfLevel", "noteLiteral", "inScheme", "prefLabel"),
}
# For each class, what the SHACL rules of edc-generic-no-cv want at least once.
NEEDED = {
    "EuropeanDigitalCredential": {
        *("credentialProfiles", "displayParameter", "issuer", "credentialSubject", "issued", "validFrom"),
        "credentialSchema",
    },
    "DisplayParameter": {"title", "primaryLanguage", "language", "individualDisplay"},
    "IndividualDisplay": {"language", "displayDetail"},
    "DisplayDetail": {"image", "page"},
    "MediaObject": {"content", "contentType", "contentEncoding"},
    "Organisation": {"legalName", "location"},
    "Location": {"address"},
    "Address": {"countryCode"},
    "Person": {"hasClaim"},
    "LearningAchievement": {"title", "awardedBy"},
    "AwardingProcess": {"awardingBody"},
    "LearningAssessment": {"title", "grade", "awardedBy"},
    "Note": {"noteLiteral"},
    "Qualification": {"title"},
    "LearningOutcome": {"title"},
}
SKILL = "http://data.europa.eu/esco/skill/ccdf3597-5c80-410f-896d-e1bdfa223de9"
ACHIEVEMENT = {
    "id": "https://town.example/achievements/first-aid",
    "inLanguage": "tr",
    "name": "İlk yardım",
    "description": "On altı saatlik kurs",
    "criteria": {"narrative": "…"},
    "alignment": [
        {"type": ["Alignment"], "targetName": "ilk yardım uygulamak", "targetUrl": SKILL},
        {"type": ["Alignment"], "targetName": "Düzey 3", "targetUrl": "http://data.europa.eu/snb/eqf/3"},
        {"type": ["Alignment"], "targetName": "Other", "targetUrl": "https://other.example/1"},
    ],
    "resultDescription": [{"id": "urn:uuid:r1", "type": ["ResultDescription"], "name": "Yazılı sınav"}],
}


def badge(**changes: Any) -> dict[str, Any]:
    return (
        open_badge(
            id="urn:uuid:7a0b8f4e-2f0c-4b39-9a51-6a0b1de0a001",
            issuer={"id": "did:web:town.example", "name": "Kasaba", "url": "https://town.example"},
            name="İlk yardım belgesi",
            achievement=ACHIEVEMENT,
            valid_from=datetime(2026, 5, 1, tzinfo=UTC),
            valid_until=datetime(2031, 5, 1, tzinfo=UTC),
            subject_id="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            results=[{"resultDescription": "urn:uuid:r1", "value": "B"}],
        )
        | {"description": "Belge"}
        | changes
    )


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(AttestationError) as caught:
        call()
    return caught.value.code


def parts(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


def test_the_export_has_what_the_profile_asks_for() -> None:
    exported = to_elm(badge(), country="SRB", picture=b"\x89PNG", full_name="Çağrı Şen")

    found: dict[str, list[set[str]]] = {}
    for part in parts(exported):
        kinds = part.get("type", [])
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            found.setdefault(kind, []).append(set(part))
    assert found.keys() >= NEEDED.keys()
    lacking = {
        (kind, need) for kind, needs in NEEDED.items() for need in needs for has in found[kind] if need not in has
    }
    assert lacking == set()


def test_the_export_uses_no_word_that_the_model_does_not_know() -> None:
    exported = to_elm(badge(), country="SRB", picture=b"\x89PNG", full_name="Çağrı Şen")

    used = {name for part in parts(exported) for name in part}
    assert used - TERMS == {"tr", "en"}
    assert "proof" not in exported


def test_skills_level_results_and_languages_come_along() -> None:
    exported = to_elm(badge(), picture=b"\x89PNG", full_name="Çağrı Şen")
    claim = exported["credentialSubject"]["hasClaim"]

    assert exported["credentialSubject"]["fullName"] == {"tr": "Çağrı Şen"}
    assert exported["displayParameter"]["primaryLanguage"]["id"].endswith("/language/TUR")
    assert exported["displayParameter"]["description"] == {"tr": "Belge"}
    image = exported["displayParameter"]["individualDisplay"]["displayDetail"]["image"]
    assert base64.b64decode(image["content"]) == b"\x89PNG"
    assert (claim["title"], claim["description"]) == ({"tr": "İlk yardım"}, {"tr": "On altı saatlik kurs"})
    assert claim["specifiedBy"]["type"] == "Qualification"
    assert claim["specifiedBy"]["eqfLevel"]["id"] == "http://data.europa.eu/snb/eqf/3"
    assert [outcome["relatedESCOSkill"]["id"] for outcome in claim["specifiedBy"]["learningOutcome"]] == [SKILL]
    (assessment,) = claim["provenBy"]
    assert (assessment["title"], assessment["grade"]["noteLiteral"]) == ({"tr": "Yazılı sınav"}, {"tr": "B"})
    assert exported["expirationDate"] == exported["validUntil"] == "2031-05-01T00:00:00Z"


def test_a_plain_badge_makes_a_plain_export() -> None:
    plain = badge()
    for member in ("description", "validUntil"):
        del plain[member]
    plain["credentialSubject"] = {"achievement": {"id": "urn:uuid:2", "name": "Course", "inLanguage": "en-GB"}}
    plain["issuer"] = {"id": "did:web:town.example", "name": "Town"}

    exported = to_elm(plain)

    claim = exported["credentialSubject"]["hasClaim"]
    assert claim["specifiedBy"] == {
        "id": "urn:uuid:2",
        "type": "LearningAchievementSpecification",
        "title": {"en": "Course"},
    }
    assert sorted(claim) == ["awardedBy", "id", "specifiedBy", "title", "type"]
    assert sorted(exported["issuer"]) == ["id", "legalName", "type"]
    assert not {"expirationDate", "validUntil"} & exported.keys()
    assert json.loads(json.dumps(exported)) == exported


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"credentialSubject": {"achievement": {**ACHIEVEMENT, "inLanguage": "xx"}}}, "language"),
        ({"credentialSubject": []}, "several-subjects"),
        ({"credentialSubject": {"achievement": "https://town.example/a"}}, "missing"),
        ({"credentialSubject": {"achievement": {**ACHIEVEMENT, "name": ""}}}, "missing"),
        ({"credentialSubject": {"achievement": ACHIEVEMENT, "result": {"type": ["Result"]}}}, "missing"),
        ({"issuer": "did:web:town.example"}, "missing"),
        ({"issuer": {"id": "did:web:town.example"}}, "missing"),
        ({"validFrom": None}, "missing"),
        ({"id": None}, "missing"),
    ],
)
def test_a_badge_that_cannot_be_exported_is_refused(changes: dict[str, Any], code: str) -> None:
    assert refusal(lambda: to_elm(badge(**changes))) == code


def test_a_result_may_have_only_a_status() -> None:
    passed = {"achievement": ACHIEVEMENT, "result": [{"type": ["Result"], "status": "Completed"}]}

    (assessment,) = to_elm(badge(credentialSubject=passed))["credentialSubject"]["hasClaim"]["provenBy"]

    assert assessment["grade"]["noteLiteral"] == {"tr": "Completed"}
    assert assessment["title"] == {"tr": "İlk yardım"}


def test_every_language_has_its_own_code() -> None:
    assert len(set(LANGUAGES.values())) == len(LANGUAGES)
