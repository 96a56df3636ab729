"""Employers, their crews and engagements, made through the room's own actions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from stdnum.si import emso

from munera.engines import levies
from munera.kernel.credentials.actions import note_register
from munera.kernel.credentials.models import Issuer
from munera.kernel.organisations.models import Delegation, Organisation
from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.models import Person
from munera.services.seasonal import actions, queries, rules
from munera.services.seasonal.choices import Job, Outcome
from munera.services.seasonal.models import Engagement, MonthlyReturn, Receipt, Worker
from tests.engines.levies.shipped import RULES
from tests.factories.access import member, organisation, person
from tests.factories.credentials import issuer

NUMBERS = count(1)
# The day on which the tests of this room play, and the next.
TODAY = date(2026, 7, 14)
TOMORROW = date(2026, 7, 15)


def jmbg(number: int) -> str:
    """A citizen number of nobody: register code 66 was never given out. The check digit is right."""
    for serial in range(number, 1000):
        digits = f"150498966{serial:03d}"
        check = emso.calc_check_digit(digits)
        if len(check) == 1:
            return digits + check
    raise ValueError(number)


def employer() -> Organisation:
    return organisation()


def member_of(of: Organisation) -> Person:
    """Somebody who acts for the employer as its own."""
    return member(of, role=rules.EMPLOYER)


def delegate(of: Organisation, *, given_by: Person) -> Person:
    """Somebody from outside who acts for the employer."""
    accountant = person()
    Delegation.objects.create(
        principal=of, delegate=accountant, role=rules.EMPLOYER.code, given_by=given_by, starts_on=date(2019, 1, 1)
    )
    return accountant


def worker(of: Organisation, *, by: Person, name: str = "", number: str = "") -> Worker:
    running = next(NUMBERS)
    return actions.enrol_worker(
        of,
        kind=IdentifierKind.RS_EBS,
        number=number or f"{1203990060000 + running}",
        name=name or f"Worker {running:03d}",
        job=Job.FRUIT,
        by=by,
    )


def crew(of: Organisation, *, by: Person, people: int) -> list[Worker]:
    return [worker(of, by=by) for _ in range(people)]


def employer_with_crew(people: int = 3) -> tuple[Organisation, Person, list[Worker]]:
    """An employer, the person who acts for it, and a crew."""
    of = employer()
    by = member_of(of)
    return of, by, crew(of, by=by, people=people)


def engagement(of: Organisation, who: Worker, *, on: date, by: Person) -> Engagement:
    """One worker registered for a day."""
    actions.register_crew(of, [who], on=on, by=by, op_id=uuid4())
    return queries.registered_on(of, on).get(worker=who)


def worked_before(who: Worker, days: Iterable[date], *, by: Person, shift: str = "morning") -> None:
    """Days that are on the register already: written as rows, since the past cannot be registered."""
    for on in days:
        receipt = Receipt.objects.create(
            employer=who.employer,
            op_id=uuid4(),
            on=on,
            shift=shift,
            asked=[who.pk],
            answers=[{"worker": who.pk, "outcome": Outcome.OK.value}],
            received_from=by,
        )
        Engagement.objects.create(
            employer=who.employer,
            worker=who,
            person=who.person,
            on=on,
            shift=shift,
            kind="seasonal",
            began_on=on,
            job=who.job,
            receipt=receipt,
        )


def days_of_year(count: int, *, first: date = date(2026, 1, 1)) -> list[date]:
    """So many days in a row, from the first of the year on."""
    return [first + timedelta(days=later) for later in range(count)]


def rules_changed(*changes: tuple[str, str]) -> levies.RuleBook:
    """The Serbian rules with some words of the file exchanged, each of which must be there."""
    text = RULES
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return levies.read_rulebook(text, file="rs.toml")


def register_of_days(country: str = "RS") -> Issuer:
    """The tax office of the country: an accredited issuer that is a register, with a key."""
    register = issuer()
    Organisation.objects.filter(pk=register.organisation_id).update(country=country)
    note_register(register, is_register=True, by=None)
    register.refresh_from_db()
    member(register.organisation, role=rules.TAX_OFFICE)
    return register


def received(
    of: Organisation, workers: Sequence[Worker], *, on: date, at: time = time(6, 40), by: Person, **said: Any
) -> Receipt:
    """A crew sent at that hour of the day itself, on the clock of Serbia: in time before ten, too late afterwards."""
    asked = actions.Asked(uuid4(), on, "morning", tuple(one.pk for one in workers), **said)
    moment = datetime.combine(on, at, ZoneInfo("Europe/Belgrade"))
    return actions.answer_operation(of, asked, by=by, received_at=moment).receipt


def closed_month(of: Organisation, workers: Sequence[Worker], *, days: Sequence[date], by: Person) -> MonthlyReturn:
    """A month behind, in which they worked on these days, closed by hand."""
    for on in days:
        received(of, workers, on=on, by=by)
    return actions.close_month(of, days[0].replace(day=1), by=by)


def closed_day(closed: MonthlyReturn) -> Engagement:
    """One of the days that the return declares."""
    return queries.registered_days_of(closed.employer, closed.month)[0]
