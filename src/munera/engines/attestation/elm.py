"""An Open Badge in the words of Europass: the European Learning Model 3, as a ``EuropeanDigitalCredential``.

It is an export and carries no proof: Europass takes only what an electronic seal of the body secures (JAdES), and that
seal is made by a provider of trust services. What this writes is what such a provider, or the upload of Europass,
takes in. The rules are those of the application profile EDC (SHACL ``edc-generic-no-cv``).

>>> badge = {
...     "id": "urn:uuid:1", "name": "First aid", "validFrom": "2026-05-01T00:00:00Z",
...     "issuer": {"id": "did:web:town.example", "name": "Town"},
...     "credentialSubject": {"achievement": {"id": "urn:uuid:2", "name": "First aid", "description": "16 hours"}},
... }
>>> claim = to_elm(badge)["credentialSubject"]["hasClaim"]
>>> claim["title"], claim["awardedBy"]["awardingBody"]["legalName"]
({'en': 'First aid'}, {'en': 'Town'})
"""

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from munera.engines.attestation.errors import NotSupported, Unreadable

CONTEXTS = ("https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap")
PROFILE = "http://data.europa.eu/snb/model/ap/edc-generic-no-cv"
AUTHORITY = "http://publications.europa.eu/resource/authority"
ESCO_SKILL = "http://data.europa.eu/esco/skill/"
EQF_LEVEL = "http://data.europa.eu/snb/eqf/"

# The languages of the platform and of its neighbours, in the list of the EU Publications Office.
LANGUAGES: Mapping[str, str] = {
    "ar": "ARA",
    "bg": "BUL",
    "bs": "BOS",
    "de": "DEU",
    "el": "ELL",
    "en": "ENG",
    "es": "SPA",
    "fa": "FAS",
    "fr": "FRA",
    "hr": "HRV",
    "hu": "HUN",
    "it": "ITA",
    "ko": "KOR",
    "ku": "KUR",
    "mk": "MKD",
    "nl": "NLD",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "ru": "RUS",
    "sq": "SQI",
    "sr": "SRP",
    "tr": "TUR",
    "uk": "UKR",
}


def to_elm(
    document: Mapping[str, Any], *, country: str = "", picture: bytes = b"", full_name: str = ""
) -> dict[str, Any]:
    """``document``, an Open Badge of one person and one achievement, as an unsigned ``EuropeanDigitalCredential``.

    Texts are in the language that the achievement states, else English. The profile asks for three things that no badge
    has: the ``country`` of the issuer in three letters (``SRB``), a ``picture`` of the credential as PNG, and in
    practice the ``full_name`` of the holder. Without them the result is readable, but does not pass its SHACL rules.

    Raises ``NotSupported``: ``language``, ``several-subjects``; ``Unreadable``: ``missing`` with what is not there.
    """
    subject = document.get("credentialSubject")
    if isinstance(subject, list):
        raise NotSupported("several-subjects", "Europass knows one holder of a credential, and this one has several.")
    achievement = _object(_object(document, "credentialSubject"), "achievement")
    writer = _Writer(_language(achievement))
    issuer = writer.organisation(_object(document, "issuer"), country=country)
    begins = _text(document, "validFrom")
    person: dict[str, Any] = {"id": "urn:epass:person:1", "type": "Person"}
    if full_name:
        person["fullName"] = writer.words(full_name)
    person["hasClaim"] = writer.claim(achievement, _object(document, "credentialSubject"), by=issuer)
    credential = {
        "@context": list(CONTEXTS),
        "id": _text(document, "id"),
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialSchema": {"id": PROFILE, "type": "ShaclValidator2017"},
        "credentialProfiles": _concept("http://data.europa.eu/snb/credential/", "e34929035b", "Generic"),
        "displayParameter": writer.display(document, picture=picture),
        "issuer": issuer,
        "issuanceDate": begins,
        "issued": begins,
        "validFrom": begins,
        "credentialSubject": person,
    }
    if "validUntil" in document:
        credential |= {"expirationDate": _text(document, "validUntil"), "validUntil": _text(document, "validUntil")}
    return credential


class _Writer:
    """Writes the parts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def words(self, text: str) -> dict[str, str]:
        return {self.language: text}

    def organisation(self, issuer: Mapping[str, Any], *, country: str) -> dict[str, Any]:
        organisation = {
            "id": _text(issuer, "id"),
            "type": "Organisation",
            "legalName": self.words(_text(issuer, "name")),
        }
        if isinstance(issuer.get("url"), str):
            page = {"id": "urn:epass:webResource:1", "type": "WebResource", "contentURL": issuer["url"]}
            organisation["homepage"] = page
        if country:
            place = _concept(f"{AUTHORITY}/country/", country, country, scheme=f"{AUTHORITY}/country")
            address = {"id": "urn:epass:address:1", "type": "Address", "countryCode": place}
            organisation["location"] = {"id": "urn:epass:location:1", "type": "Location", "address": address}
        return organisation

    def display(self, document: Mapping[str, Any], *, picture: bytes) -> dict[str, Any]:
        spoken = f"{AUTHORITY}/language/", LANGUAGES[self.language], LANGUAGES[self.language]
        language = _concept(*spoken, scheme=f"{AUTHORITY}/language")
        display = {
            "id": "urn:epass:displayParameter:1",
            "type": "DisplayParameter",
            "title": self.words(_text(document, "name")),
            "language": language,
            "primaryLanguage": language,
        }
        if isinstance(document.get("description"), str):
            display["description"] = self.words(document["description"])
        if picture:
            display["individualDisplay"] = {
                "id": "urn:epass:individualDisplay:1",
                "type": "IndividualDisplay",
                "language": language,
                "displayDetail": {
                    "id": "urn:epass:displayDetail:1",
                    "type": "DisplayDetail",
                    "page": 1,
                    "image": _media(picture),
                },
            }
        return display

    def claim(
        self, achievement: Mapping[str, Any], subject: Mapping[str, Any], *, by: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What was achieved, awarded by whom, according to which specification, proven by which results."""
        awarded = {"id": "urn:epass:awardingProcess:1", "type": "AwardingProcess", "awardingBody": by}
        claim: dict[str, Any] = {
            "id": "urn:epass:learningAchievement:1",
            "type": "LearningAchievement",
            "title": self.words(_text(achievement, "name")),
            "awardedBy": awarded,
            "specifiedBy": self.specification(achievement),
        }
        if isinstance(achievement.get("description"), str):
            claim["description"] = self.words(achievement["description"])
        assessments = [
            self.assessment(result, achievement, number=number, awarded=awarded)
            for number, result in enumerate(_objects(subject.get("result")), start=1)
        ]
        return claim | ({"provenBy": assessments} if assessments else {})

    def specification(self, achievement: Mapping[str, Any]) -> dict[str, Any]:
        """What everybody with this achievement has learned; a qualification where it has a level of the EQF."""
        aligned = list(_objects(achievement.get("alignment")))
        levels = [item for item in aligned if str(item.get("targetUrl")).startswith(EQF_LEVEL)]
        specification: dict[str, Any] = {
            "id": _text(achievement, "id"),
            "type": "Qualification" if levels else "LearningAchievementSpecification",
            "title": self.words(_text(achievement, "name")),
        }
        if levels:
            level = str(levels[0]["targetUrl"]).removeprefix(EQF_LEVEL)
            specification["eqfLevel"] = _concept(EQF_LEVEL, level, f"Level {level}")
        outcomes = [
            self.outcome(item, number=number)
            for number, item in enumerate(aligned, start=1)
            if str(item.get("targetUrl")).startswith(ESCO_SKILL)
        ]
        return specification | ({"learningOutcome": outcomes} if outcomes else {})

    def outcome(self, alignment: Mapping[str, Any], *, number: int) -> dict[str, Any]:
        name = self.words(_text(alignment, "targetName"))
        scheme = {"id": "http://data.europa.eu/esco/concept-scheme/skills", "type": "ConceptScheme"}
        skill = {"id": alignment["targetUrl"], "type": "Concept", "inScheme": scheme, "prefLabel": name}
        outcome = {"id": f"urn:epass:learningOutcome:{number}", "type": "LearningOutcome", "title": name}
        return outcome | {"relatedESCOSkill": skill}

    def assessment(
        self, result: Mapping[str, Any], achievement: Mapping[str, Any], *, number: int, awarded: Mapping[str, Any]
    ) -> dict[str, Any]:
        described = {item.get("id"): item for item in _objects(achievement.get("resultDescription"))}
        title = described.get(result.get("resultDescription"), achievement)
        grade = result.get("value", result.get("status"))
        if not isinstance(grade, str):
            raise Unreadable("missing", "A result of the badge has neither a value nor a status.")
        return {
            "id": f"urn:epass:learningAssessment:{number}",
            "type": "LearningAssessment",
            "title": self.words(_text(title, "name")),
            "awardedBy": awarded,
            "grade": {"id": f"urn:epass:note:{number}", "type": "Note", "noteLiteral": self.words(grade)},
        }


def _language(achievement: Mapping[str, Any]) -> str:
    language = str(achievement.get("inLanguage", "en")).partition("-")[0]
    if language not in LANGUAGES:
        raise NotSupported("language", f"The language {language} is not among those that the export can name.")
    return language


def _media(picture: bytes) -> dict[str, Any]:
    return {
        "id": "urn:epass:mediaObject:1",
        "type": "MediaObject",
        "content": base64.b64encode(picture).decode("ascii"),
        "contentEncoding": _concept("http://data.europa.eu/snb/encoding/", "6146cde7dd", "base64"),
        "contentType": _concept(f"{AUTHORITY}/file-type/", "PNG", "PNG", scheme=f"{AUTHORITY}/file-type"),
    }


def _concept(base: str, name: str, label: str, *, scheme: str = "") -> dict[str, Any]:
    """A value of a controlled list; those of Europass itself are all in a scheme called ``25831c2``."""
    in_scheme = {"id": scheme or f"{base}25831c2", "type": "ConceptScheme"}
    return {"id": f"{base}{name}", "type": "Concept", "inScheme": in_scheme, "prefLabel": {"en": label}}


def _objects(value: object) -> Iterator[Mapping[str, Any]]:
    yield from (item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping))


def _object(holder: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    value = holder.get(member)
    if not isinstance(value, Mapping):
        raise Unreadable("missing", f"The badge has no {member}, or only its address.")
    return value


def _text(holder: Mapping[str, Any], member: str) -> str:
    value = holder.get(member)
    if not isinstance(value, str) or not value:
        raise Unreadable("missing", f"The badge lacks a text that Europass needs: {member}.")
    return value
