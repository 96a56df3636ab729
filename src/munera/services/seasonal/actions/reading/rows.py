"""One line of a file as somebody to register: who, on which days, on which terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias

from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.rules import UNVERIFIED_KINDS, InvalidIdentifier, check_identifier, with_plain_digits
from munera.kernel.tables import Cell, is_empty
from munera.services.seasonal.actions.reading.columns import Column, plain
from munera.services.seasonal.actions.reading.faults import Fault
from munera.services.seasonal.actions.reading.values import amount, day, digits, span, words

# Some cells of a line and their types, by which is remembered what was understood of them.
Cells: TypeAlias = tuple[tuple[Cell, ...], tuple[type, ...]]
OF_THE_NUMBER: Final = (Column.NUMBER, Column.EBS, Column.KIND)
OF_THE_BEARER: Final = (
    Column.NAME,
    Column.GIVEN_NAME,
    Column.MIDDLE_NAME,
    Column.SURNAME,
    Column.BIRTHDAY,
    Column.RESIDENCE,
)
OF_THE_TERMS: Final = (Column.SHIFT, Column.JOB, Column.PLACE, Column.HOURS, Column.PAY)
# Longer than any horizon of ours: a mistyped year must not become a thousand days.
LONGEST_SPAN: Final = 100
MOST_HOURS: Final = Decimal(24)
MOST_PAY: Final = Decimal("99999999.99")
# Numbers of so many digits lose a zero in front when a spreadsheet takes them for amounts.
LENGTHS: Final[Mapping[IdentifierKind, int]] = {
    IdentifierKind.RS_JMBG: 13,
    IdentifierKind.RS_EBS: 13,
    IdentifierKind.HR_OIB: 11,
}


@dataclass(frozen=True, slots=True)
class Number:
    """A national number in its shortest form.

    One that is not ``is_certain`` only fits a kind without check digits. ``or_else`` is the kind of which it may be
    as well, where the file does not say: who is on the list under that is meant.
    """

    kind: IdentifierKind
    plain: str
    is_certain: bool = True
    or_else: IdentifierKind | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.plain


@dataclass(frozen=True, slots=True)
class Row:
    """A line that was understood. What it leaves open is empty, or None."""

    number: int
    of: Number
    first: date
    last: date
    name: str = ""
    shift: str = ""
    job: str = ""
    place: str = ""
    hours: Decimal | None = None
    pay_per_hour: Decimal | None = None
    born_on: date | None = None
    residence: str = ""


class Bearer(NamedTuple):
    """What a line says of the worker beside the number."""

    name: str
    born_on: date | None
    residence: str


class Terms(NamedTuple):
    """What a line says of the work beside the days."""

    shift: str
    job: str
    place: str
    hours: Decimal | None
    pay_per_hour: Decimal | None


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a file may mean: the country's kinds of numbers, its shifts and the jobs, by plain form.

    ``numbers``, ``bearers`` and ``terms`` keep what was understood of cells: to read them is dear, and a file says the
    same of each worker and each day often.
    """

    kinds: Sequence[IdentifierKind]
    shifts: Mapping[str, str]
    jobs: Mapping[str, str]
    numbers: dict[Cells, Number | None] = field(default_factory=dict)
    bearers: dict[Cells, Bearer] = field(default_factory=dict)
    terms: dict[Cells, Terms] = field(default_factory=dict)


def row_of(number: int, line: Mapping[Column, Cell], words_of: Words) -> Row:
    """Raises ``Fault`` for the first thing that cannot be understood."""
    first, last = _span(line)
    of = number_of(line, words_of)
    bearer = _bearer(line, words_of)
    terms = _terms(line, words_of)
    return Row(
        number=number,
        of=of,
        first=first,
        last=last,
        name=bearer.name,
        shift=terms.shift,
        job=terms.job,
        place=terms.place,
        hours=terms.hours,
        pay_per_hour=terms.pay_per_hour,
        born_on=bearer.born_on,
        residence=bearer.residence,
    )


def typed_number(line: Mapping[Column, Cell]) -> str:
    """Whatever stands where the number belongs, to be shown masked."""
    cell = line.get(Column.EBS) if is_empty(line.get(Column.NUMBER)) else line.get(Column.NUMBER)
    try:
        return digits(cell, Column.NUMBER)
    except Fault:
        return ""


def number_of(line: Mapping[Column, Cell], words_of: Words) -> Number:
    """The number with its kind; checked once, however often it comes."""
    asked = _cells(line, OF_THE_NUMBER)
    if asked not in words_of.numbers:
        words_of.numbers[asked] = _number_in(line, words_of.kinds)
    found = words_of.numbers[asked]
    if found is None:
        raise Fault("number")
    return found


def _number_in(line: Mapping[Column, Cell], kinds: Sequence[IdentifierKind]) -> Number | None:
    in_ebs = is_empty(line.get(Column.NUMBER))
    typed = digits(line.get(Column.EBS if in_ebs else Column.NUMBER), Column.NUMBER)
    if not typed:
        raise Fault("number-missing")
    said = plain(words(line.get(Column.KIND), Column.KIND, most=60))
    return _number(typed, said, kinds, in_ebs=in_ebs)


def _number(typed: str, said: str, kinds: Sequence[IdentifierKind], *, in_ebs: bool) -> Number | None:
    named = [kind for kind in kinds if said and plain(kind.value.partition("-")[2]) in said]
    if in_ebs:
        named = [kind for kind in kinds if kind == IdentifierKind.RS_EBS]
    if said and not named:
        return None
    possible = [(kind, checked) for kind in named or kinds if (checked := _checked(kind, typed))]
    if not possible:
        return None
    kind, checked = possible[0]
    # Any 13 digits could be an EBS, a mistyped JMBG too: only where it is called so, it is one.
    certain = bool(named) or kind not in UNVERIFIED_KINDS
    return Number(kind, checked, is_certain=certain, or_else=possible[1][0] if len(possible) > 1 else None)


def _checked(kind: IdentifierKind, typed: str) -> str:
    bare = with_plain_digits(typed)
    for candidate in dict.fromkeys((bare, bare.zfill(LENGTHS.get(kind, 0)) if bare.isdecimal() else bare)):
        # One zero may have been lost, no more.
        if len(candidate) > len(bare) + 1:
            continue
        try:
            return check_identifier(kind, candidate)
        except InvalidIdentifier:
            continue
    return ""


def _span(line: Mapping[Column, Cell]) -> tuple[date, date]:
    first, last = span(line.get(Column.DAY), line.get(Column.LAST_DAY))
    if (last - first).days >= LONGEST_SPAN:
        raise Fault("span-too-long", most=LONGEST_SPAN)
    return first, last


def _bearer(line: Mapping[Column, Cell], words_of: Words) -> Bearer:
    asked = _cells(line, OF_THE_BEARER)
    if asked not in words_of.bearers:
        words_of.bearers[asked] = Bearer(
            name=_name(line),
            born_on=_birthday(line),
            residence=words(line.get(Column.RESIDENCE), Column.RESIDENCE, most=100),
        )
    return words_of.bearers[asked]


def _terms(line: Mapping[Column, Cell], words_of: Words) -> Terms:
    asked = _cells(line, OF_THE_TERMS)
    if asked not in words_of.terms:
        words_of.terms[asked] = Terms(
            shift=_word(line, Column.SHIFT, words_of.shifts),
            job=_word(line, Column.JOB, words_of.jobs),
            place=words(line.get(Column.PLACE), Column.PLACE, most=100),
            hours=amount(line.get(Column.HOURS), Column.HOURS, least=Decimal("0.01"), most=MOST_HOURS),
            pay_per_hour=amount(line.get(Column.PAY), Column.PAY, least=Decimal(0), most=MOST_PAY),
        )
    return words_of.terms[asked]


def _cells(line: Mapping[Column, Cell], columns: Sequence[Column]) -> Cells:
    """With their types: 1, 1.0 and yes are equal to Python, and do not mean the same."""
    cells = tuple(map(line.get, columns))
    return cells, tuple(map(type, cells))


def _name(line: Mapping[Column, Cell]) -> str:
    parts = (
        [Column.NAME]
        if not is_empty(line.get(Column.NAME))
        else [Column.GIVEN_NAME, Column.MIDDLE_NAME, Column.SURNAME]
    )
    name = " ".join(part for column in parts if (part := words(line.get(column), column, most=100)))
    if name and not any(letter.isalpha() for letter in name):
        raise Fault("text", column=Column.NAME.value, most=100)
    return name


def _word(line: Mapping[Column, Cell], column: Column, meanings: Mapping[str, str]) -> str:
    said = words(line.get(column), column, most=100)
    if not said:
        return ""
    if plain(said) not in meanings:
        raise Fault("word", column=column.value)
    return meanings[plain(said)]


def _birthday(line: Mapping[Column, Cell]) -> date | None:
    cell = line.get(Column.BIRTHDAY)
    return None if is_empty(cell) else day(cell, Column.BIRTHDAY)
