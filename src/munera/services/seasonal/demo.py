"""This room's part of the demo town: two crews and their days around today. Tomorrow is left to the visitor.

All of them made up. Citizen numbers carry the register code 66, which was never given out; each passes its check.
"""

from datetime import date, timedelta
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from munera.kernel.organisations.demo import Town
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.choices import CancelReason, Job
from munera.services.seasonal.models import Worker

JMBG, EBS = IdentifierKind.RS_JMBG, IdentifierKind.RS_EBS
MILICAS_CREW: Final = (
    ("Ana Marković", JMBG, "1703001665230", Job.FRUIT),
    ("Bojan Stojanović", JMBG, "1504989660103", Job.FRUIT),
    ("Vesna Pavlović", JMBG, "0209994665207", Job.FRUIT),
    ("Nikola Đorđević", JMBG, "2711999660305", Job.PACKING),
    ("Ани Григорян", EBS, "1203990060017", Job.FRUIT),
    ("Ljiljana Simić", JMBG, "0803968665400", Job.PACKING),
    ("Marko Tomić", JMBG, "1906003660500", Job.MACHINES),
    ("Jovana Savić", JMBG, "3001997665608", Job.FRUIT),
)
DRAGANS_CREW: Final = (
    ("Стефан Николић", JMBG, "1112001660701", Job.PRUNING),
    ("Đurđa Obradović", JMBG, "0505975665806", Job.FRUIT),
    ("Goran Lazić", JMBG, "2107982660900", Job.PRUNING),
    ("Snežana Živković", JMBG, "1402990666002", Job.PACKING),
    ("Kim Minjun", EBS, "0507994060024", Job.FRUIT),
)
# How many days after today, and how many of the crew.
MILICAS_DAYS: Final = ((0, 5), (2, 5), (3, 6), (4, 8), (7, 4))
DRAGANS_DAYS: Final = ((0, 3), (1, 4), (2, 5), (5, 5))


@transaction.atomic
def build(town: Town) -> None:
    """Enrol and register through actions; run again on the same day it finds everything done."""
    today = timezone.localdate()
    milica, dragan, jelena = (town.people[key] for key in ("milica", "dragan", "jelena"))
    garden, orchard = town.organisations["suncani_vrt"], town.organisations["voce_sumadije"]
    pickers = [_enrol(garden, entry, by=milica) for entry in MILICAS_CREW]
    pruners = [_enrol(orchard, entry, by=dragan) for entry in DRAGANS_CREW]
    for days_ahead, people in MILICAS_DAYS:
        _register(garden, pickers[:people], on=today + timedelta(days=days_ahead), by=milica)
    for days_ahead, people in DRAGANS_DAYS:
        # Half of it is done by the accountant who acts for him: the audit tells both names.
        _register(orchard, pruners[:people], on=today + timedelta(days=days_ahead), by=(dragan, jelena)[days_ahead % 2])
    _cancel_one(garden, today + timedelta(days=2), by=milica)
    build_offices(town)


def _enrol(employer: Organisation, entry: tuple[str, IdentifierKind, str, Job], *, by: Person) -> Worker:
    name, kind, number, job = entry
    known = queries.worker_with_number(employer, kind, number)
    return known or actions.enrol_worker(employer, kind=kind, number=number, name=name, job=job, by=by)


def _register(employer: Organisation, workers: list[Worker], *, on: date, by: Person) -> None:
    op_id = uuid5(NAMESPACE_URL, f"munera-demo:{employer.registration_number}:{on}:{len(workers)}")
    actions.register_crew(employer, workers, on=on, by=by, op_id=op_id)


def _cancel_one(employer: Organisation, on: date, *, by: Person) -> None:
    """The rain has taken one day already; done once, however often the town is built."""
    rained_off = queries.engagements_of(queries.employers_of(by)).filter(employer=employer, on=on)
    if not rained_off.exclude(cancelled_at=None).exists():
        actions.cancel_engagement(rained_off.filter(cancelled_at=None)[0], reason=CancelReason.RAIN, by=by)


RADMILAS_CREW: Final = (
    ("Ljubomir Đurić", JMBG, "2107969660411", Job.VEGETABLES),
    ("Biserka Antić", JMBG, "0505971665127", Job.VEGETABLES),
    ("Radovan Matić", JMBG, "1203952660715", Job.PACKING),
    ("Luka Stanković", JMBG, "2508992660539", Job.VEGETABLES),
    ("Milena Ristić", JMBG, "1701995665613", Job.VEGETABLES),
)
RADMILA: Final = "1006980665242"


def build_offices(town: Town) -> None:
    """A farmer without a certificate came to the service centre: its clerk opened her account and acts for her."""
    today, stevan = timezone.localdate(), town.people["stevan"]
    farm = _radmilas_farm(town)
    crew = [_enrol(farm, entry, by=stevan) for entry in RADMILAS_CREW]
    for days_ahead in (1, 2, 3):
        _register(farm, crew, on=today + timedelta(days=days_ahead), by=stevan)


def _radmilas_farm(town: Town) -> Organisation:
    today, stevan = timezone.localdate(), town.people["stevan"]
    offices = queries.offices_of(stevan, rules.CLERK)
    known = queries.accounts_of(offices).first()
    if known:
        return known.employer
    applicant = actions.Applicant(
        kind=JMBG,
        number=RADMILA,
        name="Radmila Tadić",
        municipality="Šabac",
        farm="Gazdinstvo Tadić",
        address="Savska 12",
        phone="+381 15 555 0100",
    )
    consent = actions.SignedConsent(signed_on=today, kept_at="2026/17", acts_until=today + timedelta(days=180))
    return actions.open_employer_account(offices[0], applicant, consent, by=stevan).employer
