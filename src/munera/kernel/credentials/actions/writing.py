"""Write the document of a credential: Open Badges 3.0 on the data model of W3C."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from munera.engines.attestation.open_badges import open_badge
from munera.kernel.credentials import queries
from munera.kernel.credentials.actions.places import Place
from munera.kernel.credentials.models import Achievement
from munera.kernel.people.models import Person

ESCO: Final = "http://data.europa.eu/esco/"
EQF: Final = "European Qualifications Framework"


class Writer:
    """Writes many documents about one achievement; what they share is put together once."""

    def __init__(self, achievement: Achievement, *, now: datetime) -> None:
        self._now = now
        self._name = achievement.name
        self._issuer = {"id": achievement.issuer.did, "name": achievement.issuer.organisation.name}
        self._achievement = _described(achievement)

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
        return open_badge(
            id=number.urn,
            issuer=self._issuer,
            name=self._name,
            achievement=self._achievement,
            valid_from=self._now,
            valid_until=valid_until,
            subject_id=uuid.uuid4().urn,
            subject_hash=_named(person),
            status=queries.status_entry(place.list_id, place.index),
            evidence=evidence,
            results=results,
        )


def _named(person: Person) -> dict[str, Any]:
    """Not hashed: an employer compares it with the person before them."""
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": person.full_name,
        "identityType": "name",
    }


def _described(achievement: Achievement) -> dict[str, Any]:
    """In the main language of the site: a credential has one wording, and its context knows one text for a name."""
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
    }
    return described | ({"alignment": alignments} if alignments else {})
