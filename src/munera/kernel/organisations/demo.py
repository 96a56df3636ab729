"""The people and organisations of the demo town, which the demos of all rooms share: all of them made up.

No number here is anybody's: citizen numbers carry the register code 66, tax numbers begin with 1999, and neither
was ever given out; the others are the examples of their issuers. Each passes its check.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.db import transaction

from munera.kernel.organisations import actions, queries
from munera.kernel.organisations.choices import OrganisationKind, RegistrationKind
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.actions import (
    add_identifier,
    add_name,
    find_or_create_by_identifier,
    open_account,
    settle_in_demo_town,
)
from munera.kernel.people.choices import IdentifierKind, Script
from munera.kernel.people.models import Person
from munera.kernel.people.queries import person_by_email, person_by_identifier

SINCE: Final = date(2019, 1, 1)
# The codes of roles that rooms above define; a test compares them.
EMPLOYER: Final = "seasonal.employer"
INSPECTOR: Final = "seasonal.inspector"
TAX_OFFICE: Final = "seasonal.tax-office"
CLERK: Final = "seasonal.clerk"
ADMINISTRATOR: Final = "access.administrator"
AUDITOR: Final = "access.auditor"
PRIVACY_OFFICER: Final = "access.privacy-officer"
ASSESSOR: Final = "skills.assessor"
ISSUER: Final = "credentials.issuer"


@dataclass(frozen=True, slots=True)
class Town:
    """By their keys: who can sign in, who only works, and where they belong."""

    people: dict[str, Person]
    organisations: dict[str, Organisation]
    workers: dict[str, Person] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Resident:
    key: str
    full_name: str
    language: str
    names: dict[Script, str] = field(default_factory=dict)
    identifier: tuple[IdentifierKind, str] | None = None

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


@dataclass(frozen=True, slots=True)
class _House:
    key: str
    name: str
    kind: OrganisationKind
    municipality: str
    tax_number: str
    runs_site: bool = False


RESIDENTS: Final = (
    _Resident(
        "milica",
        "Milica Jovanović",
        "sr-latn",
        {Script.LATIN: "Milica Jovanović", Script.CYRILLIC: "Милица Јовановић"},
        (IdentifierKind.RS_JMBG, "1405979665125"),
    ),
    _Resident(
        "dragan",
        "Dragan Petrović",
        "sr-latn",
        {Script.LATIN: "Dragan Petrović", Script.CYRILLIC: "Драган Петровић"},
        (IdentifierKind.RS_JMBG, "0301971660171"),
    ),
    _Resident("jelena", "Jelena Ilić", "en", {}, (IdentifierKind.RS_JMBG, "2208988665417")),
    _Resident("zoran", "Zoran Kostić", "sr-latn", {}, (IdentifierKind.RS_JMBG, "0911968660325")),
    _Resident(
        "ana",
        "Ana Marković",
        "sr-latn",
        {Script.LATIN: "Ana Marković", Script.CYRILLIC: "Ана Марковић"},
        (IdentifierKind.RS_JMBG, "1703001665230"),
    ),
    _Resident("leila", "Leila Haddad", "ar", {Script.LATIN: "Leila Haddad", Script.ARABIC: "ليلى حداد"}),
    _Resident("joana", "Joana Silva", "pt", {}, (IdentifierKind.PT_NIF, "123456789")),
    _Resident(
        "petros",
        "Pétros Pappás",
        "en",
        {Script.LATIN: "Pétros Pappás", Script.GREEK: "Πέτρος Παππάς"},
        (IdentifierKind.GR_AMKA, "01018500007"),
    ),
    _Resident("vera", "Vera Lukić", "sr-latn", {}, (IdentifierKind.RS_JMBG, "0306961665070")),
    _Resident("stevan", "Stevan Đukić", "sr-latn", {}, (IdentifierKind.RS_JMBG, "3011968660171")),
    _Resident("emin", "Emin Kaya", "en", {}, (IdentifierKind.TR_TCKN, "10000000146")),
)
# They work in the fields and are known by a number only.
WORKERS: Final = (
    _Resident(
        "ani",
        "Ani Grigoryan",
        "",
        {Script.LATIN: "Ani Grigoryan", Script.ARMENIAN: "Անի Գրիգորյան"},
        (IdentifierKind.RS_EBS, "1203990060017"),
    ),
    _Resident(
        "minjun",
        "Kim Minjun",
        "",
        {Script.LATIN: "Kim Minjun", Script.KOREAN: "김민준"},
        (IdentifierKind.RS_EBS, "0507994060024"),
    ),
)
HOUSES: Final = (
    _House("town", "Demo Town", OrganisationKind.PUBLIC_BODY, "Demo Town", "199990014", runs_site=True),
    _House("inspectorate", "Labour Inspectorate", OrganisationKind.PUBLIC_BODY, "Beograd", "199990022"),
    _House("tax_office", "Tax Office", OrganisationKind.PUBLIC_BODY, "Beograd", "199990055"),
    _House("service_centre", "Service Centre", OrganisationKind.PUBLIC_BODY, "Šabac", "199990063"),
    _House("suncani_vrt", "Sunčani Vrt", OrganisationKind.EMPLOYER, "Šabac", "199990039"),
    _House("voce_sumadije", "Voće Šumadije", OrganisationKind.EMPLOYER, "Topola", "199990047"),
)
# Who holds which role where.
APPOINTMENTS: Final = (
    ("milica", "suncani_vrt", EMPLOYER),
    ("milica", "suncani_vrt", ADMINISTRATOR),
    ("dragan", "voce_sumadije", EMPLOYER),
    ("zoran", "inspectorate", INSPECTOR),
    ("vera", "tax_office", TAX_OFFICE),
    ("stevan", "service_centre", CLERK),
    ("joana", "town", ADMINISTRATOR),
    ("joana", "town", ASSESSOR),
    ("joana", "town", ISSUER),
    ("stevan", "service_centre", ISSUER),
    ("petros", "town", AUDITOR),
    ("leila", "town", PRIVACY_OFFICER),
)
# Who acts for whom, and who let them.
DELEGATIONS: Final = (("suncani_vrt", "jelena", "milica"), ("voce_sumadije", "jelena", "dragan"))


@transaction.atomic
def build_town() -> Town:
    """The same town every time; what already stands is left as it is."""
    people = {resident.key: _settle(resident) for resident in RESIDENTS}
    workers = {worker.key: _register(worker) for worker in WORKERS}
    organisations = {house.key: _found(house) for house in HOUSES}
    for who, where, role in APPOINTMENTS:
        if role not in queries.roles_in(people[who], organisations[where], on=SINCE):
            actions.appoint(people[who], organisations[where], role, by=None, starts_on=SINCE)
    for principal, who, giver in DELEGATIONS:
        held = queries.delegations_held_by(people[who], on=SINCE)
        if not held.filter(principal=organisations[principal], role=EMPLOYER).exists():
            actions.delegate(organisations[principal], people[who], EMPLOYER, by=people[giver], starts_on=SINCE)
    return Town(people, organisations, workers)


def _settle(resident: _Resident) -> Person:
    known = person_by_email(resident.email)
    if known:
        return known
    person = open_account(resident.email, full_name=resident.full_name, language=resident.language, by=None)
    settle_in_demo_town(person)
    if resident.identifier:
        add_identifier(person, *resident.identifier, by=None)
    _write_names(person, resident.names)
    return person


def _register(worker: _Resident) -> Person:
    if worker.identifier is None:
        raise ValueError(worker.key)
    known = person_by_identifier(*worker.identifier)
    if known:
        return known
    person = find_or_create_by_identifier(*worker.identifier, full_name=worker.full_name, by=None)
    _write_names(person, worker.names)
    return person


def _write_names(person: Person, written: dict[Script, str]) -> None:
    for script, name in written.items():
        add_name(person, script, name, by=person)


def _found(house: _House) -> Organisation:
    known = queries.organisation_by_registration(RegistrationKind.RS_PIB, house.tax_number)
    return known or actions.found_organisation(
        house.name,
        house.kind,
        country="RS",
        municipality=house.municipality,
        registration_kind=RegistrationKind.RS_PIB,
        registration_number=house.tax_number,
        runs_site=house.runs_site,
        by=None,
    )
