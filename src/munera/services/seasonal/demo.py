"""This room's part of the demo town: two crews, a season behind them, and days around today. Tomorrow is left to the
visitor.

All of them made up. Citizen numbers carry the register code 66, which was never given out; each passes its check.
Days that lie behind are registered as received early that morning, so that the rules judge them as they would have.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from stdnum.si import emso

from munera.kernel.credentials.actions import (
    accredit_founding_issuer,
    add_key,
    enter_issuer,
    note_register,
    vote_on_issuer,
)
from munera.kernel.credentials.queries import accredited_issuers, issuers
from munera.kernel.organisations.demo import Town
from munera.kernel.organisations.models import Organisation
from munera.kernel.people.choices import IdentifierKind, Sex
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.choices import CancelReason, EngagementState, Job
from munera.services.seasonal.models import MonthlyReturn, Worker

A_DAY: Final = timedelta(days=1)
EARLY, LATE, PRESSED = time(6, 40), time(10, 12, 31), time(9, 55, 4)
JMBG, EBS = IdentifierKind.RS_JMBG, IdentifierKind.RS_EBS


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody on a list; birthday and sex only where the number does not tell them."""

    name: str
    kind: IdentifierKind
    number: str
    job: Job
    born_on: date | None = None
    sex: str = ""
    municipality: str = ""


MILICAS_CREW: Final = (
    Entry("Ana Marković", JMBG, "1703001665230", Job.FRUIT, municipality="Šabac"),
    Entry("Bojan Stojanović", JMBG, "1504989660103", Job.FRUIT, municipality="Šabac"),
    Entry("Vesna Pavlović", JMBG, "0209994665207", Job.FRUIT, municipality="Bogatić"),
    Entry("Nikola Đorđević", JMBG, "2711999660305", Job.PACKING, municipality="Šabac"),
    Entry("Ани Григорян", EBS, "1203990060017", Job.FRUIT, date(1990, 3, 12), Sex.FEMALE, "Šabac"),
    Entry("Ljiljana Simić", JMBG, "0803968665400", Job.PACKING, municipality="Loznica"),
    Entry("Marko Tomić", JMBG, "1906003660500", Job.MACHINES, municipality="Šabac"),
    Entry("Jovana Savić", JMBG, "3001997665608", Job.FRUIT, municipality="Vladimirci"),
)
DRAGANS_CREW: Final = (
    Entry("Стефан Николић", JMBG, "1112001660701", Job.PRUNING),
    Entry("Đurđa Obradović", JMBG, "0505975665806", Job.FRUIT),
    Entry("Goran Lazić", JMBG, "2107982660900", Job.PRUNING),
    Entry("Snežana Živković", JMBG, "1402990666002", Job.PACKING),
    Entry("Kim Minjun", EBS, "0507994060024", Job.FRUIT, date(1994, 7, 5), Sex.MALE),
)
# One of Milica's packs the whole year and comes near the limit of the law.
STEADY, STEADY_DAYS = 5, 113
CREWS: Final = (("Prva berba", (0, 1, 2, 3, 4)), ("Pakovanje", (3, 5)))
# How many days after today, and how many of the crew.
MILICAS_DAYS: Final = ((0, 5), (2, 5), (3, 6), (4, 8), (7, 4))
DRAGANS_DAYS: Final = ((0, 3), (1, 4), (2, 5), (5, 5))


@transaction.atomic
def build(town: Town, *, days_behind: int = STEADY_DAYS) -> None:
    """Enrol and register through actions; run again on the same day it finds everything done.

    ``days_behind`` is how long a season lies behind the town: a short one is built sooner.
    """
    _let_certify(town.organisations["tax_office"], by=town.people["stevan"])
    today = timezone.localdate()
    milica, dragan, jelena = (town.people[key] for key in ("milica", "dragan", "jelena"))
    garden, orchard = town.organisations["suncani_vrt"], town.organisations["voce_sumadije"]
    pickers = [_enrol(garden, entry, by=milica) for entry in MILICAS_CREW]
    pruners = [_enrol(orchard, entry, by=dragan) for entry in DRAGANS_CREW]
    _enrol_minors(garden, today, by=milica)
    _name_crews(garden, pickers, by=milica)
    _season_behind(garden, pickers, today, days_behind, by=milica)
    for on in _days_behind(today, min(days_behind, 12)):
        _register(orchard, pruners[: 2 + on.day % 3], on=on, by=dragan)
    _close_and_correct(garden, today, late=pickers[6:8], by=milica, corrected_by=jelena)
    for days_ahead, people in MILICAS_DAYS:
        _register(garden, pickers[:people], on=today + timedelta(days=days_ahead), by=milica)
    for days_ahead, people in DRAGANS_DAYS:
        # Half of it is done by the accountant who acts for him: the audit tells both names.
        _register(orchard, pruners[:people], on=today + timedelta(days=days_ahead), by=(dragan, jelena)[days_ahead % 2])
    _come_late(garden, pickers[7], today - A_DAY, by=milica)
    _cancel_one(garden, today + timedelta(days=2), by=milica)
    build_offices(town)


def _let_certify(office: Organisation, *, by: Person) -> None:
    """The tax office keeps the register: what it says of a worker's days, it signs."""
    if issuers().filter(organisation=office).exists():
        return
    voters = list(accredited_issuers()[:2])
    issuer = enter_issuer(office, slug="tax-office", by=None)
    note_register(issuer, is_register=True, by=None)
    if len(voters) < 2:
        accredit_founding_issuer(issuer, by=None)
    for voter in voters:
        vote_on_issuer(issuer, voter=voter, by=by)
    issuer.refresh_from_db()
    add_key(issuer, by=None)


def _enrol(employer: Organisation, entry: Entry, *, by: Person) -> Worker:
    known = queries.worker_with_number(employer, entry.kind, entry.number)
    return known or actions.enrol_worker(
        employer,
        kind=entry.kind,
        number=entry.number,
        name=entry.name,
        job=entry.job,
        born_on=entry.born_on,
        sex=entry.sex,
        municipality=entry.municipality,
        by=by,
    )


def _enrol_minors(garden: Organisation, today: date, *, by: Person) -> None:
    """Two of sixteen or so: of one the papers were seen, of the other they were not."""
    with_papers = _enrol(garden, Entry("Luka Ristić", JMBG, _number_of(today.year - 17, 1), Job.FRUIT), by=by)
    _enrol(garden, Entry("Teodora Kovač", JMBG, _number_of(today.year - 17, 501), Job.FRUIT), by=by)
    if with_papers.consent_seen_on is None:
        actions.note_papers(with_papers, consent_seen_on=today, medical_finding_seen_on=today, by=by)


def _number_of(year: int, serial: int) -> str:
    """The citizen number of nobody, born on the last day of the year: below full age all through the year they are."""
    for one in range(serial, 1000):
        digits = f"3112{year % 1000:03d}66{one:03d}"
        check = emso.calc_check_digit(digits)
        if len(check) == 1:
            return digits + check
    raise ValueError(serial)


def _name_crews(garden: Organisation, pickers: Sequence[Worker], *, by: Person) -> None:
    named = {crew.name for crew in queries.crews_of(garden)}
    for name, members in CREWS:
        if name not in named:
            actions.name_crew(garden, name=name, workers=[pickers[place] for place in members], by=by)


def _season_behind(
    garden: Organisation, pickers: Sequence[Worker], today: date, days_behind: int, *, by: Person
) -> None:
    """One worker on every day of the last months, the others on weekdays of the last weeks."""
    steady = pickers[STEADY]
    for on in _days_behind(today, days_behind):
        recent = on.weekday() < 5 and today - on < timedelta(days=40)
        others = [one for one in pickers[: 3 + on.day % 3] if one != steady] if recent else []
        _register(garden, [steady, *others], on=on, by=by)


def _days_behind(today: date, days: int) -> Iterator[date]:
    """The oldest first, within this year: last year's days would count towards no limit of this one."""
    for back in range(days, 0, -1):
        on = today - back * A_DAY
        if on.year == today.year:
            yield on


def _register(employer: Organisation, workers: Sequence[Worker], *, on: date, by: Person) -> None:
    """Received early that morning where the day lies behind, now where it lies ahead."""
    if queries.is_closed(employer, on):
        return
    asked = actions.Asked(
        _op_id(employer, on, "-".join(str(worker.pk) for worker in workers)),
        on,
        queries.usual_shift(employer, on),
        tuple(worker.pk for worker in workers),
    )
    actions.answer_operation(employer, asked, by=by, received_at=min(timezone.now(), _at(employer, on, EARLY)))


def _come_late(garden: Organisation, worker: Worker, on: date, *, by: Person) -> None:
    """Sent from the field in time, received after the hour: kept as late, with both times."""
    if queries.is_closed(garden, on):
        return
    asked = actions.Asked(
        _op_id(garden, on, "late"),
        on,
        queries.usual_shift(garden, on),
        (worker.pk,),
        device="phone",
        pressed_at=_at(garden, on, PRESSED),
        sent_at=_at(garden, on, LATE),
    )
    actions.answer_operation(garden, asked, by=by, received_at=_at(garden, on, LATE))


def _close_and_correct(
    garden: Organisation, today: date, *, late: Sequence[Worker], by: Person, corrected_by: Person
) -> None:
    """The months behind are closed: the last by hand, and corrected by the accountant; those before by themselves."""
    last = (today.replace(day=1) - A_DAY).replace(day=1)
    for worker, day in zip(late, (17, 20), strict=True):
        _come_late(garden, worker, last + day * A_DAY, by=by)
    for _employer, first in list(queries.months_to_close()):
        if _employer != garden:
            continue
        try:
            version = actions.close_month(garden, first, by=by if first == last else None)
        except actions.LevyNotKnown:
            continue
        if first == last:
            _correct(version, by=corrected_by)


def _correct(version: MonthlyReturn, *, by: Person) -> None:
    """One did not come after all; two who came too late by minutes are counted in."""
    days = queries.engagements_in_month(version.employer, version.month).order_by("-on", "pk")
    actions.correct_month(
        version,
        strike=list(days.filter(state=EngagementState.REGISTERED)[:1]),
        admit=list(days.filter(state=EngagementState.LATE)),
        because="Ljiljana poslednjeg dana nije došla; Marko i Jovana su radili, a prijava je stigla 12 minuta kasnije.",
        by=by,
    )


def _cancel_one(employer: Organisation, on: date, *, by: Person) -> None:
    """The rain has taken one day already; done once, however often the town is built."""
    rained_off = queries.engagements_of(queries.employers_of(by)).filter(employer=employer, on=on)
    if not rained_off.exclude(cancelled_at=None).exists():
        actions.cancel_engagement(rained_off.filter(cancelled_at=None)[0], reason=CancelReason.RAIN, by=by)


def _op_id(employer: Organisation, on: date, what: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"munera-demo:{employer.registration_number}:{on}:{what}")


def _at(employer: Organisation, on: date, hour: time) -> datetime:
    """On the clock of the country."""
    zone = ZoneInfo(queries.rulebook_of(employer).time_zone)
    return datetime.combine(on, hour, zone)


RADMILAS_CREW: Final = (
    Entry("Ljubomir Đurić", JMBG, "2107969660411", Job.VEGETABLES, municipality="Šabac"),
    Entry("Biserka Antić", JMBG, "0505971665127", Job.VEGETABLES, municipality="Šabac"),
    Entry("Radovan Matić", JMBG, "1203952660715", Job.PACKING, municipality="Šabac"),
    Entry("Luka Stanković", JMBG, "2508992660539", Job.VEGETABLES, municipality="Šabac"),
    Entry("Milena Ristić", JMBG, "1701995665613", Job.VEGETABLES, municipality="Šabac"),
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
