"""What a file asks for, day by day, in the order in which it is carried out."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from munera.kernel.organisations.models import Organisation
from munera.kernel.people.queries import mask
from munera.kernel.tables import Bounds, Unreadable, in_every_language
from munera.services.seasonal import queries, rules
from munera.services.seasonal.actions import reading
from munera.services.seasonal.actions.enrolling import Newcomer
from munera.services.seasonal.actions.reading import Column, Fault, Number, Row
from munera.services.seasonal.choices import Job, Outcome

A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of one day of one row, as its report keeps it."""

    row: int
    on: date | None
    masked: str
    outcome: Outcome
    rule: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[int, date | None]:
        return self.row, self.on


@dataclass(frozen=True, slots=True)
class Terms:
    """What a day is asked for on. Days on the same terms become one operation."""

    on: date
    shift: str
    began_on: date
    job: str
    place: str
    hours: Decimal | None
    pay_per_hour: Decimal | None

    @property
    def order(self) -> tuple[Any, ...]:
        """By day first, so that a limit lets the earlier days stand; two employers go through days alike."""
        return (
            self.on,
            self.began_on,
            self.shift,
            self.job,
            self.place,
            self.hours or Decimal(0),
            self.pay_per_hour or Decimal(-1),
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """One day of one row that was understood; ``again`` are the later rows that ask for the very same."""

    row: int
    of: Number
    terms: Terms
    again: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[int, date | None]:
        return self.row, self.terms.on


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a file asks for: what is refused at once, what is to be asked of the rules, and who is new."""

    refused: list[Answer]
    wanted: list[Wanted]
    newcomers: Mapping[tuple[str, str], Newcomer]


def plan_of(content: bytes, employer: Organisation, *, most_days: int, bounds: Bounds) -> Plan:
    """Read the whole file before anything of it is done: one that breaks off in the middle changes nothing.

    Raises ``Unreadable``, also where the file says by itself that it is another employer's.
    """
    words = words_of(employer)
    gathered = _Gathered(employer, most_days)
    for number, line in reading.lines_of(content, known=known_headings(), bounds=bounds):
        try:
            row = reading.row_of(number, line, words)
        except Fault as fault:
            masked = mask(reading.typed_number(line))
            gathered.refuse(Answer(number, None, masked, Outcome.INVALID, fault.rule, fault.said))
            continue
        gathered.take(row)
    if queries.names_another(employer, reading.employer_numbers(content)):
        raise Unreadable("other-employer")
    return gathered.plan()


@dataclass(slots=True)
class _Gathered:
    """The plan in the making."""

    employer: Organisation
    most_days: int
    refused: dict[tuple[int, date | None], Answer] = field(default_factory=dict)
    # By number, day and shift: the first row that asks for it, and the rows of all others.
    wanted: dict[tuple[str, date, str], Wanted] = field(default_factory=dict)
    again: dict[tuple[str, date, str], list[int]] = field(default_factory=dict)
    newcomers: dict[tuple[str, str], Newcomer] = field(default_factory=dict)
    usual_shifts: dict[date, str] = field(default_factory=dict)
    # Each set of terms once: a file of a hundred thousand rows has but a few hundred.
    terms: dict[Terms, Terms] = field(default_factory=dict)

    def refuse(self, answer: Answer) -> None:
        self.refused.setdefault(answer.key, answer)

    def take(self, row: Row) -> None:
        _introduce(row, self.newcomers)
        on = row.first
        while on <= row.last:
            self._take_day(row, on)
            on += A_DAY

    def _take_day(self, row: Row, on: date) -> None:
        shift = row.shift or self._usual_shift(on)
        key = (row.of.plain, on, shift)
        if not shift:
            self.refuse(Answer(row.number, on, mask(row.of.plain), Outcome.INVALID, "rules"))
        elif key in self.wanted:
            # An entry of an XML may name a day twice; it is told of it once.
            if row.number not in (self.wanted[key].row, *self.again.get(key, ())):
                self.again.setdefault(key, []).append(row.number)
        elif len(self.wanted) >= self.most_days:
            said = {"most": self.most_days}
            self.refuse(Answer(row.number, on, mask(row.of.plain), Outcome.INVALID, "too-many-days", said))
        else:
            terms = Terms(on, shift, row.first, row.job, row.place, row.hours, row.pay_per_hour)
            self.wanted[key] = Wanted(row.number, row.of, self.terms.setdefault(terms, terms))

    def _usual_shift(self, on: date) -> str:
        """None where the rules do not know the day: before the law, or too far ahead."""
        if on not in self.usual_shifts:
            known = queries.shifts_of(self.employer, on)
            self.usual_shifts[on] = known[0][0] if known else ""
        return self.usual_shifts[on]

    def plan(self) -> Plan:
        wanted = [
            replace(one, again=tuple(self.again[key])) if key in self.again else one for key, one in self.wanted.items()
        ]
        wanted.sort(key=lambda one: (one.terms.order, one.row))
        taken = {one.key for one in wanted}
        return Plan([one for one in self.refused.values() if one.key not in taken], wanted, self.newcomers)


def _introduce(row: Row, newcomers: dict[tuple[str, str], Newcomer]) -> None:
    """Whatever the rows say of somebody, the first that says it counts: one row with the name is enough."""
    known = newcomers.get(row.of.key)
    if known is None:
        newcomers[row.of.key] = Newcomer(row.name, row.job, row.born_on, row.residence)
    elif not (known.name and known.job and known.born_on and known.residence):
        newcomers[row.of.key] = Newcomer(
            known.name or row.name,
            known.job or row.job,
            known.born_on or row.born_on,
            known.residence or row.residence,
        )


def words_of(employer: Organisation) -> reading.Words:
    """What the words of this employer's files may mean, in every language of the site and of the law."""
    book = queries.rulebook_of(employer)
    shifts = {reading.plain(word): shift.id for shift in book.shifts for word in (shift.id, *shift.names.values())}
    jobs = {reading.plain(word): job.value for job in Job for word in (job.value, *in_every_language(job.label))}
    return reading.Words(rules.IDENTIFIER_KINDS[employer.country], shifts, jobs)


def known_headings() -> dict[str, Column]:
    """Those of the reader itself, and those of the templates in every language of the site."""
    ours = {Column(column): in_every_language(name) for column, name in queries.COLUMN_NAMES.items()}
    return reading.headings_of(ours)
