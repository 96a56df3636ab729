"""One Open Badge of about two kilobytes, as a course of the town would issue it: for other programs and benchmarks."""

from typing import Any

from munera.engines.attestation.contexts import CREDENTIALS_V2, OPEN_BADGES_V3

ISSUER = "did:web:town.example"
KEY = f"{ISSUER}#key-1"
ACHIEVEMENT = "https://town.example/achievements/safe-work"
STATUS_LIST = "https://town.example/status/3"


def reference_credential() -> dict[str, Any]:
    """A fresh copy each time, without proof."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:0f1c5a52-7f6e-4b52-9b1c-6f0d6d1f9c11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Tarım İşlerinde Güvenli Çalışma",
        "issuer": {
            "id": ISSUER,
            "type": ["Profile"],
            "name": "Büyükşehir Belediyesi Meslek Kursları",
            "url": "https://town.example",
        },
        "validFrom": "2026-06-01T09:00:00Z",
        "validUntil": "2031-06-01T09:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": "sha256$7c4ec2f3f0d1b7a9a3c0b6f0d49c5a9f2b1e8d7c6a5b4f3e2d1c0b9a8f7e6d5c",
                    "identityType": "emailAddress",
                    "salt": "7a1f39c2",
                }
            ],
            "achievement": {
                "id": ACHIEVEMENT,
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": "Tarım İşlerinde Güvenli Çalışma",
                "description": "Mevsimlik tarım işlerinde iş sağlığı ve güvenliği üzerine 24 saatlik kurs; "
                "makine, ilaç, sıcak ve ilk yardım.",
                "criteria": {"narrative": "Derslerin en az yüzde seksenine katıldı ve sınavı geçti."},
                "alignment": [
                    {
                        "type": ["Alignment"],
                        "targetName": "apply health and safety standards",
                        "targetUrl": "http://data.europa.eu/esco/skill/0f2ab3a8-7ed4-4dbf-9f3b-2a4fbd1f6a11",
                        "targetFramework": "ESCO",
                    },
                    {
                        "type": ["Alignment"],
                        "targetName": "EQF 3",
                        "targetUrl": "http://data.europa.eu/snb/eqf/3",
                        "targetFramework": "EQF",
                    },
                ],
                "resultDescription": [
                    {
                        "id": f"{ACHIEVEMENT}#exam",
                        "type": ["ResultDescription"],
                        "name": "Sınav",
                        "resultType": "Percent",
                    }
                ],
            },
            "result": [
                {"type": ["Result"], "resultDescription": f"{ACHIEVEMENT}#exam", "value": "92"},
                {"type": ["Result"], "status": "Completed", "value": "24"},
            ],
        },
        "credentialStatus": {
            "id": f"{STATUS_LIST}#4711",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "4711",
            "statusListCredential": STATUS_LIST,
        },
    }
