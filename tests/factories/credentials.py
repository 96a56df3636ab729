"""Issuers that may issue, what they certify, and credentials."""

from itertools import count
from typing import Any

from munera.kernel.credentials import actions
from munera.kernel.credentials.choices import AchievementKind
from munera.kernel.credentials.models import Achievement, Credential, Issuer, Upload
from munera.kernel.organisations.choices import OrganisationKind
from munera.kernel.people.models import Person
from munera.kernel.skills.choices import ConceptKind
from munera.kernel.skills.models import Concept
from tests.factories.organisations import organisation
from tests.factories.people import person

NUMBERS = count(1)


def skill(name: str = "") -> Concept:
    uri = f"http://data.europa.eu/esco/skill/{name or next(NUMBERS)}"
    return Concept.objects.get_or_create(uri=uri, defaults={"kind": ConceptKind.SKILL})[0]


def entered_issuer(*, runs_site: bool = False) -> Issuer:
    """One that nobody has accredited yet."""
    of = organisation(OrganisationKind.SCHOOL, runs_site=runs_site)
    return actions.enter_issuer(of, slug=f"school-{next(NUMBERS)}", register_number="R-1", by=None)


def issuer(*, runs_site: bool = False) -> Issuer:
    """Accredited, with a key."""
    entered = entered_issuer(runs_site=runs_site)
    if Issuer.objects.filter(accreditation__isnull=False).count() < 2:
        actions.accredit_founding_issuer(entered, by=None)
    else:
        for voter in Issuer.objects.filter(accreditation__isnull=False)[:2]:
            actions.vote_on_issuer(entered, voter=voter, by=person())
    entered.refresh_from_db()
    actions.add_key(entered, by=None)
    return entered


def achievement(of: Issuer | None = None, *, skills: int = 1, **facts: Any) -> Achievement:
    said = {
        "code": f"course-{next(NUMBERS)}",
        "kind": AchievementKind.COURSE,
        "names": {"en": "Safe pruning", "pt": "Poda segura"},
        "descriptions": {"en": "Prunes fruit trees without danger to anybody."},
        "criteria": {"en": "Sixteen hours in the orchard and an examination."},
        "skills": [actions.ProvenSkill(skill().uri, "prune plants", 3) for _ in range(skills)],
        "eqf_level": 4,
        "by": None,
    }
    return actions.describe_achievement(of or issuer(), **(said | facts))


def credential(holder: Person | None = None, *, of: Achievement | None = None, **facts: Any) -> Credential:
    certified = of or achievement()
    holder = holder or person("Ana Marković")
    return actions.issue_credential(holder, achievement=certified, issuer=certified.issuer, by=None, **facts)


def upload_of(achievement: Achievement, *, by: Person, content: bytes = b"Number;Name\r\n1;Nobody\r\n") -> Upload:
    """A file of awards that waits for a worker."""
    reference = f"batch {next(NUMBERS)}"
    return actions.receive_upload(
        achievement, content=content, name="people.csv", kind="rs-jmbg", reference=reference, by=by
    )
