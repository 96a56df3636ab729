"""One line of a file as somebody to register: who, on which days, on which terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from munera.kernel.people.choices import IdentifierKind
from munera.kernel.people.rules import UNVERIFIED_KINDS, InvalidIdentifier, check_identifier, with_plain_digits
from munera.kernel.tables import Cell, is_empty
from munera.services.seasonal.actions.reading.columns import Column, plain
from munera.services.seasonal.actions.reading.faults import Fault
from munera.services.seasonal.actions.reading.values import amount, day, digits, span, words

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


@dataclass(frozen=True, slots=True)
class Words:
    """What the words of a file may mean: the country's kinds of numbers, its shifts and the jobs, by plain form.

    ``numbers`` keeps what was found out about each number: a check is dear, and a file names each worker often.
    """

    kinds: Sequence[IdentifierKind]
    shifts: Mapping[str, str]
    jobs: Mapping[str, str]
    numbers: dict[tuple[str, str, bool], Number | None] = field(default_factory=dict)


def row_of(number: int, line: Mapping[Column, Cell], words_of: Words) -> Row:
    """Raises ``Fault`` for the first thing that cannot be understood."""
    first, last = _span(line)
    return Row(
        number=number,
        of=number_of(line, words_of),
        first=first,
        last=last,
        name=_name(line),
        shift=_word(line, Column.SHIFT, words_of.shifts),
        job=_word(line, Column.JOB, words_of.jobs),
        place=words(line.get(Column.PLACE), Column.PLACE, most=100),
        hours=amount(line.get(Column.HOURS), Column.HOURS, least=Decimal("0.01"), most=MOST_HOURS),
        pay_per_hour=amount(line.get(Column.PAY), Column.PAY, least=Decimal(0), most=MOST_PAY),
        born_on=_birthday(line),
        residence=words(line.get(Column.RESIDENCE), Column.RESIDENCE, most=100),
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
    in_ebs = is_empty(line.get(Column.NUMBER))
    typed = digits(line.get(Column.EBS if in_ebs else Column.NUMBER), Column.NUMBER)
    if not typed:
        raise Fault("number-missing")
    said = plain(words(line.get(Column.KIND), Column.KIND, most=60))
    asked = (typed, said, in_ebs)
    if asked not in words_of.numbers:
        words_of.numbers[asked] = _number(typed, said, words_of.kinds, in_ebs=in_ebs)
    found = words_of.numbers[asked]
    if found is None:
        raise Fault("number")
    return found


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
