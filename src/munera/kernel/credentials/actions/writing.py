"""Write the document of a credential: Open Badges 3.0 on the data model of W3C."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from munera.engines.attestation.moments import write_moment
from munera.engines.attestation.open_badges import open_badge
from munera.kernel.credentials import queries
from munera.kernel.credentials.actions.places import Place
from munera.kernel.credentials.models import Achievement
from munera.kernel.people.models import Person

# The number of a document that is none yet.
NOT_YET: Final = uuid.UUID(int=0).urn
ESCO: Final = "http://data.europa.eu/esco/"
EQF: Final = "European Qualifications Framework"


class Writer:
    """Writes many documents about one achievement; what they share is put together once."""

    def __init__(self, achievement: Achievement, *, now: datetime) -> None:
        self._shared = open_badge(
            id=NOT_YET,
            issuer={"id": achievement.issuer.did, "name": achievement.issuer.organisation.name},
            name=achievement.name,
            achievement=_described(achievement),
            valid_from=now,
        )

    def document(
        self,
        number: uuid.UUID,
        *,
        person: Person,
        place: Place,
        valid_until: datetime | None,
        evidence: Sequence[Mapping[str, Any]],
        results: Sequence[Mapping[str, Any]],
    ) -> dict[str, Any]:
        """One credential, not yet signed.

        The holder is called by a number drawn for this credential alone, so that two of them cannot be put together by
        it, and by the name under which they are known.
        """
        subject = {**self._shared["credentialSubject"], "id": uuid.uuid4().urn, "identifier": [_named(person)]}
        if results:
            subject["result"] = [{"type": ["Result"], **result} for result in results]
        document = {
            **self._shared,
            "id": number.urn,
            "credentialSubject": subject,
            "credentialStatus": queries.status_entry(place.list_address, place.index),
        }
        if evidence:
            document["evidence"] = [{"type": ["Evidence"], **each} for each in evidence]
        if valid_until:
            document["validUntil"] = write_moment(valid_until)
        return document


def _named(person: Person) -> dict[str, Any]:
    """Not hashed: an employer compares it with the person before them."""
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": person.full_name,
        "identityType": "name",
    }


def _described(achievement: Achievement) -> dict[str, Any]:
    """In the language of whoever issues, and saying which: its context knows one text for a name."""
    address = f"{settings.MUNERA_ADDRESS}/issuers/{achievement.issuer.slug}/achievements/{achievement.code}"
    alignments: list[dict[str, Any]] = [
        {
            "type": ["Alignment"],
            "targetName": skill.label,
            "targetUrl": skill.uri,
            "targetType": "ext:ESCO" if skill.uri.startswith(ESCO) else "ext:skill",
        }
        for skill in achievement.skills.all()
    ]
    if achievement.eqf_level:
        alignments.append(
            {
                "type": ["Alignment"],
                "targetName": f"EQF level {achievement.eqf_level}",
                "targetUrl": f"http://data.europa.eu/snb/eqf/{achievement.eqf_level}",
                "targetFramework": EQF,
                "targetType": "ext:EQF",
            }
        )
    described = {
        "id": address,
        "type": ["Achievement"],
        "achievementType": str(achievement.kind),
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criterion},
        "inLanguage": achievement.language_of_description,
    }
    return described | ({"alignment": alignments} if alignments else {})
